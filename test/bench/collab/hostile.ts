import { type AttackReport, beginAttacks, letGo } from '../../load/collab-hostile.ts'
import { type Crowd, type CrowdFigures, measureCrowd, measureOwn } from './crowd.ts'

export interface HostileFigures {
  readonly alone: CrowdFigures
  readonly beset: CrowdFigures
  readonly attacks: readonly AttackReport[]
}

/** Ten people type in one text, first among themselves, then while somebody of the house does whatever she can think of. */
export async function measureHostile({ seconds }: { readonly seconds: number }): Promise<HostileFigures> {
  const crowd: Crowd = {
    engine: 'socket',
    texts: 1,
    typistsPerText: 10,
    pages: 30,
    seconds,
    processes: 1,
    tellsCaret: true,
    editors: 10,
  }
  const alone = await measureCrowd(crowd)
  let attacks: readonly AttackReport[] = []
  const beset = await measureOwn(crowd, {
    strangers: 2,
    async begin({ strangers: [person, second], ...target }) {
      if (!person || !second) throw new Error('Nobody attacks.')
      const end = beginAttacks({ ...target, person, second })
      return async () => {
        attacks = await end()
        letGo()
      }
    },
  })
  return { alone, beset, attacks }
}
