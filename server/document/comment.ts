import type { Actor } from '../auth/auth.ts'
import { conflict, invalid, ok, type Problem, type Result } from '../base/result.ts'
import { checkCharacters } from '../fields/characters.ts'
import type { DocumentState } from './document.ts'

/** One thing that somebody said. */
export interface CommentEntry {
  readonly id: string
  readonly userId: string
  readonly userName: string
  readonly at: string
  /** Null once its author removed it. */
  readonly text: string | null
  /** Whom it names, by user id. */
  readonly mentions: readonly string[]
  readonly changedAt: string | null
}

/** Where a passage stood in the text of a version; `at` is null once all of its text is gone. */
export interface CommentPassage {
  readonly version: number
  readonly at: { readonly from: number; readonly to: number } | null
}

/** What somebody remarked about a place of a document, and the answers. Lies outside of its values and content hash. */
export interface CommentThread {
  readonly id: string
  /** Empty: the whole document. */
  readonly place: string
  /** What the place was called when the thread began. */
  readonly label: string
  /** The words that it is about, as they stood then. */
  readonly quote: string | null
  /** Null where it is about no passage of a rich text. */
  readonly passage: CommentPassage | null
  /** The newest; null as long as nobody said that it is done. */
  readonly resolution: {
    readonly kind: 'resolved' | 'reopened'
    readonly userName: string
    readonly at: string
  } | null
  /** The oldest first; never empty. */
  readonly entries: readonly CommentEntry[]
}

export const isResolved = ({ resolution }: CommentThread): boolean => resolution?.kind === 'resolved'

/** Everybody who sees a document comments on it until it is issued. */
export function refuseCommenting(state: DocumentState): Problem | null {
  if (state === 'discarded') return conflict('Dieses Dokument ist verworfen. Kommentiert wird es nicht mehr.')
  if (state === 'issuing' || state === 'issued' || state === 'signed')
    return conflict('Dieses Dokument ist ausgefertigt. Kommentiert wird es nicht mehr.')
  return null
}

/** Whether somebody may change what she said: her own, and only as long as nobody answered. */
export const mayChange = (actor: Actor, thread: CommentThread, entry: CommentEntry): boolean =>
  mayRemove(actor, entry) && !isResolved(thread) && thread.entries.at(-1)?.id === entry.id

export const mayRemove = (actor: Actor, { userId, text }: CommentEntry): boolean =>
  userId === actor.userId && text !== null

const longestComment = 4000

/** What was typed, as it is kept. */
export function readComment(typed: string): Result<string> {
  const text = typed.replaceAll('\r\n', '\n').replaceAll('\t', ' ').normalize('NFC').trim()
  if (text === '') return atText('Schreiben Sie, was Sie anmerken möchten.')
  if (text.length > longestComment) return atText('Kürzen Sie den Kommentar auf 4.000 Zeichen.')
  const [wrong] = checkCharacters(text, () => [])
  return wrong === undefined ? ok(text) : atText(`Der Kommentar ${wrong}.`)
}

const atText = (message: string): Problem =>
  invalid('Der Kommentar ist noch nicht gespeichert.', [{ path: 'text', message }])

const longestQuote = 500

/** Words of a document in one line; null where there are none. */
export function readQuote(words: string): string | null {
  const line = words.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
  const quote =
    line.length > longestQuote ? `${line.slice(0, longestQuote - 1).replace(/[\ud800-\udbff]$/, '')}…` : line
  return quote === '' ? null : quote
}

interface Named {
  readonly id: string
  readonly name: string
}

/** Whom a comment names with @ and the whole name: of several names that fit, the longest. */
export function mentionsIn<T extends Named>(text: string, people: readonly T[]): T[] {
  const parts = text.split('@').slice(1)
  const named = parts.flatMap((part) => {
    const fitting = people.filter(
      ({ name }) => part.startsWith(name) && !/^-?[\p{L}\p{N}]/u.test(part.slice(name.length)),
    )
    const longest = Math.max(0, ...fitting.map(({ name }) => name.length))
    return fitting.filter(({ name }) => name.length === longest)
  })
  return [...new Set(named)]
}
