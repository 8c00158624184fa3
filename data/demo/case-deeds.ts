import { caseAttachments } from '../../server/casefile/case-attachments.ts'
import { closeCase, createCase, findCase, handOverCase, saveCase } from '../../server/casefile/casefile-actions.ts'
import { asGroup } from '../../server/fields/walk.ts'
import { attachNext } from './attachments.ts'
import { caseForm, caseRow } from './cases.ts'
import type { Stage } from './story.ts'
import { done } from './value.ts'

interface CaseDeed {
  /** Office days after the case was begun. */
  readonly after: number
  readonly minute: number
  readonly begins: boolean
  /** Returns the id of the case. */
  readonly play: (stage: Stage, id: string) => Promise<string>
}

/** Cases that came to their end, that somebody else went on with, and where something became known later. */
const closed = new Set([15, 30, 37])
const handedOver = new Set([22, 24])
/** Cases with files beside them. */
const attached = new Set([0, 1, 3])
const changed = new Map([
  [0, 'seit dem 01.10.2026 Koch in Ausbildung'],
  [11, 'seit 2023 Lagerhelfer in Vollzeit, unbefristet'],
])

/** What happens to one case, beside its documents. */
export function playCase(index: number, year: string): CaseDeed[] {
  const { lotsin } = caseRow(index)
  const other = lotsin === 'ahlers' ? 'oezdemir' : 'ahlers'
  const minute = 8 * 60 + 15 + ((index * 37) % 420)
  const deeds: CaseDeed[] = [
    {
      after: 0,
      minute,
      begins: true,
      play: async ({ db, actor }) => done(await createCase(db, actor(lotsin), { input: caseForm(index, year) })).id,
    },
  ]
  const work = changed.get(index)
  if (work !== undefined) deeds.push(deed(3, minute, (stage, id) => changeWork(stage, { id, lotsin, work })))
  if (attached.has(index)) {
    for (const later of [5, 9]) {
      deeds.push(
        deed(2, minute + later, ({ db, actor }, id) =>
          attachNext(db, actor(lotsin), { holder: caseAttachments, id, to: 'case' }),
        ),
      )
    }
  }
  if (handedOver.has(index)) {
    deeds.push(
      deed(6, minute, async ({ db, actor }, id) => {
        return done(await handOverCase(db, actor(lotsin), { id, to: actor(other).userId })).id
      }),
    )
  }
  if (closed.has(index)) {
    deeds.push(deed(9, minute, async ({ db, actor }, id) => done(await closeCase(db, actor(lotsin), { id })).id))
  }
  return deeds
}

const deed = (after: number, minute: number, play: CaseDeed['play']): CaseDeed => ({
  after,
  minute,
  begins: false,
  play,
})

async function changeWork(
  { db, actor }: Stage,
  { id, lotsin, work }: { readonly id: string; readonly lotsin: string; readonly work: string },
): Promise<string> {
  const found = await findCase(db, actor(lotsin), id)
  if (!found) throw new Error(`The demo has lost its case ${id}.`)
  const input = { ...found.values, aufenthalt: { ...asGroup(found.values.aufenthalt), beschaeftigung: work } }
  done(await saveCase(db, actor(lotsin), { id, baseVersion: found.version, input }))
  return id
}
