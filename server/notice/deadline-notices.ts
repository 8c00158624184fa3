import { bookkeep } from '../audit/audit.ts'
import type { Db } from '../base/database.ts'
import { localDate } from '../calendar/local-time.ts'
import { queueNotice } from './notice-actions.ts'
import { selectOpenOf, selectUntold, updateSettledById } from './notice-store.ts'

/** A deadline that somebody is to be told of, on a day and not before. */
export interface DeadlineNotice {
  readonly to: string
  readonly kind: string
  readonly about: string
  /** Which deadline of the thing: it is told once, ever. */
  readonly occasion: string
  /** Calendar date from which it is told. */
  readonly from: string
}

/** Tells whatever has come and was never told, and settles what stands no longer: done, moved, or somebody else's by now.
 *  `deadlines` are all of these kinds that stand, those of the next days too: a clock that was ahead and comes back then
 *  settles nothing that it told too early. */
export async function keepDeadlineNotices(
  db: Db,
  kinds: readonly string[],
  deadlines: readonly DeadlineNotice[],
): Promise<void> {
  const at = db.clock.now()
  const today = localDate(at.toISOString())
  const standing = new Set(deadlines.map((each) => keyOf({ toUserId: each.to, ...each })))
  const gone = (await selectOpenOf(db, kinds)).filter((notice) => !standing.has(keyOf(notice)))
  const come = deadlines.filter(({ from }) => from <= today)
  const places = new Set(
    await selectUntold(
      db,
      come.map(({ to, ...each }) => ({ toUserId: to, ...each })),
    ),
  )
  if (gone.length > 0) {
    const ids = gone.map(({ id }) => id)
    await bookkeep(db, 'notice', (tx) => updateSettledById(tx, ids, at.toISOString()))
  }
  const untold = come.filter((_, place) => places.has(place))
  // All of one person at once, so that one mail takes them; not of everybody, so that others write in between.
  for (const person of new Set(untold.map(({ to }) => to))) {
    const hers = untold.filter(({ to }) => to === person)
    await bookkeep(db, ['notice', 'mail_item'], async (tx) => {
      for (const { from: _, ...notice } of hers) await queueNotice(tx, { ...notice, at })
    })
  }
}

interface Key {
  readonly toUserId: string
  readonly kind: string
  readonly about: string
  readonly occasion?: string
}

const keyOf = ({ toUserId, kind, about, occasion }: Key): string => JSON.stringify([toUserId, kind, about, occasion])
