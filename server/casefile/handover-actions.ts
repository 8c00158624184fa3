import { transact } from '../audit/audit.ts'
import { appendEntry } from '../audit/chain.ts'
import type { Actor } from '../auth/auth.ts'
import { deactivateUser, findUser } from '../auth/user-actions.ts'
import type { Db, Tx } from '../base/database.ts'
import { invalid, ok, type Problem, type Result } from '../base/result.ts'
import type { CaseFile } from './casefile.ts'
import { hasAktenzeichen, selectCasesOf, updateLotsin } from './casefile-store.ts'

export interface Deactivation {
  /** Who leaves. */
  readonly id: string
  /** Who takes her cases; empty for nobody, which only goes while she has no open ones. */
  readonly handOverTo: string
}

/** Takes an account out of use and hands over all cases of the person, in one transaction: no case is ever without
 *  somebody who can see it. The cases go to the unit of whoever takes them. Sees ids only, no content. */
export async function deactivateAndHandOver(
  db: Db,
  actor: Actor,
  { id, handOverTo }: Deactivation,
): Promise<Result<{ cases: number }>> {
  return transact<{ cases: number }>(
    db,
    {
      by: actor.ref,
      event: 'user.deactivated',
      subject: id,
      details: ({ cases }) => (cases > 0 ? { cases, handedOverTo: handOverTo } : {}),
    },
    async (tx) => {
      const at = db.clock.now()
      const deactivated = await deactivateUser(tx, actor, { id, at })
      if (!deactivated.ok) return deactivated
      const cases = await selectCasesOf(tx, id)
      if (handOverTo === '') {
        const isFree = cases.every(({ closedAt }) => closedAt !== null)
        return isFree
          ? ok({ cases: 0 })
          : atField('Diese Person begleitet noch offene Fälle. Wählen Sie, wer sie übernimmt.')
      }
      return handOverAll(tx, actor, { cases, from: id, to: handOverTo, at })
    },
  )
}

interface HandingOver {
  readonly cases: readonly CaseFile[]
  readonly from: string
  readonly to: string
  readonly at: Date
}

async function handOverAll(
  tx: Tx,
  actor: Actor,
  { cases, from, to, at }: HandingOver,
): Promise<Result<{ cases: number }>> {
  const successor = await findUser(tx, to)
  if (!successor || successor.deactivatedAt || !successor.roles.includes('lotsin'))
    return atField('Diese Person begleitet keine Fälle. Wählen Sie eine aus der Liste.')
  const { unitId } = successor
  for (const { id, values } of cases) {
    if (await hasAktenzeichen(tx, { unitId, aktenzeichen: String(values.aktenzeichen), exceptId: id })) {
      return atField(
        'Ein Aktenzeichen gibt es in dieser Einheit schon. Wählen Sie eine Person aus der bisherigen Einheit.',
      )
    }
    await updateLotsin(tx, id, { lotsinId: to, unitId })
    // The one act touches many things, and the trail of each must show it; `transact` writes the entry of the act itself.
    const details = { from, to }
    await appendEntry(tx, { event: 'case.handed_over', subject: id, userId: actor.userId, details }, at)
  }
  return ok({ cases: cases.length })
}

function atField(message: string): Problem {
  return invalid(message, [{ path: 'handOverTo', message }])
}
