import { type ActorRef, recordWriting, type WritingEntry } from '../audit/audit.ts'
import type { Db, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import type { Field } from '../fields/fields.ts'
import type { Batch, Storable } from './group-commit.ts'
import type { Place, StoredCommit } from './writing.ts'
import * as store from './writing-store.ts'

// The trail does not tell each keystroke: it tells that somebody sat down to write, and when she had ended, where.

/** Notes who wrote in this transaction; returns the entries of those who have just begun. */
export async function continueSittings(tx: Tx, batches: readonly Batch[]): Promise<WritingEntry[]> {
  const parts = batches.flatMap(({ document, waiting }) =>
    byAuthor(waiting).map(({ author, commits }) => ({
      author,
      id: newId(),
      documentId: document.id,
      userId: author.userId,
      related: document.related,
      at: commits.at(-1)?.at ?? '',
      commits: commits.length,
      places: [...new Set(commits.map(({ change }) => schemaPath(document.fields, change.place)))],
    })),
  )
  if (parts.length === 0) return []
  const open = await store.continueSittings(tx, parts)
  return parts
    .filter(({ id }) => open.has(id))
    .map(({ author, id, documentId, related }) => ({
      by: author,
      event: 'document.writing_began',
      subject: documentId,
      related,
      details: { sitting: id },
    }))
}

interface Contribution {
  readonly author: ActorRef
  readonly commits: readonly StoredCommit[]
}

function byAuthor(waiting: readonly Storable[]): Contribution[] {
  const contributions = new Map<string, { author: ActorRef; commits: StoredCommit[] }>()
  for (const { author, commit } of waiting) {
    if (!commit) continue
    const contribution = contributions.get(author.userId) ?? { author, commits: [] }
    contribution.commits.push(commit)
    contributions.set(author.userId, contribution)
  }
  return [...contributions.values()]
}

/** `ziele[].schritte[].was` for the place `ziele.z1.schritte.s2.was`: ids of rows have no meaning in the trail. */
export function schemaPath(fields: readonly Field[], place: Place): string {
  const [name = '', ...rest] = place.split('.')
  const field = fields.find((each) => each.name === name)
  if (field?.type === 'group' && rest.length > 0) return `${name}.${schemaPath(field.fields, rest.join('.'))}`
  if (field?.type === 'rows' && rest.length > 1) return `${name}[].${schemaPath(field.fields, rest.slice(1).join('.'))}`
  return name
}

/** Ends open sittings of which this is true, each with its entry in the trail. */
export async function endSittings(db: Db, isOver: (sitting: store.OpenSitting) => boolean): Promise<void> {
  if (!(await store.selectOpenSittings(db)).some(isOver)) return
  await recordWriting(db, async (tx) => {
    const over = (await store.selectOpenSittings(tx)).filter(isOver)
    for (const { id } of over) await store.endSitting(tx, id)
    return { value: null, entries: over.map(entryOf) }
  })
}

const longestPauseMs = 30 * 60_000
const longestAbsenceMs = 5 * 60_000

/** Knows who is there, and so whose sitting is over. */
export interface Attendance {
  /** She has no page of the document open any more. */
  left(documentId: string, userId: string): void
  /** Ends the sittings of everybody who has paused long, or has been away, and those in documents that are frozen. */
  endSittings(): Promise<void>
}

export function openAttendance(db: Db, isHere: (documentId: string, userId: string) => boolean): Attendance {
  const leftAt = new Map<string, number>()

  function isOver({ documentId, userId, lastAt, frozen }: store.OpenSitting): boolean {
    const now = db.clock.now().getTime()
    const wroteAt = Date.parse(lastAt)
    if (frozen || now - wroteAt >= longestPauseMs) return true
    const awaySince = Math.max(wroteAt, leftAt.get(`${documentId} ${userId}`) ?? 0)
    return !isHere(documentId, userId) && now - awaySince >= longestAbsenceMs
  }

  return {
    left: (documentId, userId) => leftAt.set(`${documentId} ${userId}`, db.clock.now().getTime()),
    async endSittings() {
      await endSittings(db, isOver)
      const forgotten = db.clock.now().getTime() - longestAbsenceMs
      for (const [who, at] of leftAt) if (at < forgotten) leftAt.delete(who)
    },
  }
}

const entryOf = (sitting: store.OpenSitting): WritingEntry => ({
  by: { userId: sitting.userId },
  event: 'document.written',
  subject: sitting.documentId,
  related: sitting.related,
  details: {
    sitting: sitting.id,
    from: toMinute(sitting.beganAt),
    to: toMinute(sitting.lastAt),
    versions: sitting.commits,
    places: sitting.places.join(' '),
  },
})

/** Nobody's single keystrokes are of interest. */
const toMinute = (iso: string): string => `${iso.slice(0, 16)}Z`
