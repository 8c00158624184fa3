import type { Actor } from '../auth/auth.ts'
import { userNames } from '../auth/user-actions.ts'
import type { Db } from '../base/database.ts'
import type { Template } from '../template/library.ts'
import type { Writing } from '../writing/authority.ts'
import { type CommentEntry, type CommentThread, isResolved, mayChange, mayRemove, refuseCommenting } from './comment.ts'
import { readThreads } from './comment-actions.ts'
import { followThreads } from './comment-passages.ts'
import { type CommentPlace, commentPlaces, wholeDocument } from './comment-places.ts'
import type { Document } from './document.ts'

/** A comment as a page shows it. */
export interface ShownThread {
  readonly id: string
  /** What the place is called now, or was called while it was there. */
  readonly label: string
  /** Null where it is about the whole document, or its place is gone. */
  readonly path: string | null
  readonly place: string
  readonly quote: string | null
  /** For the script: where the passage stands in the text of this version. */
  readonly passage: { readonly version: number; readonly from: number; readonly to: number } | null
  /** The passage or row is gone. */
  readonly isLost: boolean
  readonly isDone: boolean
  /** Who said last that it is done, or that it is not. */
  readonly turn: { readonly byName: string; readonly at: string } | null
  readonly entries: readonly ShownEntry[]
  readonly can: { readonly answer: boolean; readonly turn: boolean }
}

export interface ShownEntry {
  readonly id: string
  readonly byName: string
  readonly at: string
  /** Null where it was removed. */
  readonly words: readonly ShownWords[] | null
  /** As it was typed. */
  readonly text: string
  readonly isChanged: boolean
  readonly can: { readonly change: boolean; readonly remove: boolean }
}

/** A piece of a comment, which may name somebody. */
export interface ShownWords {
  readonly text: string
  readonly isName: boolean
}

export interface ShownComments {
  readonly documentId: string
  /** In the order of their places. */
  readonly threads: readonly ShownThread[]
  /** Where a comment can begin, by sections; empty where none can. */
  readonly sections: readonly {
    readonly label: string
    readonly places: readonly { readonly value: string; readonly label: string }[]
  }[]
  readonly can: { readonly comment: boolean }
}

/** The pages on which comments stand. */
const origins = ['draft', 'reading', 'approvals', 'comments'] as const

export type Origin = (typeof origins)[number]

export const originOf = (text: string): Origin => origins.find((origin) => origin === text) ?? 'comments'

interface Read {
  readonly actor: Actor
  readonly document: Document
  readonly template: Template
}

/** What was said about a document, with every passage where it stands now. */
export async function commentsOf(
  ports: { readonly db: Db; readonly writing: Pick<Writing, 'follow' | 'state'> },
  { actor, document, template }: Read,
): Promise<ShownComments> {
  const isOpen = refuseCommenting(document.state) === null
  const stored = await readThreads(ports.db, actor, document.id)
  // Once it is issued there is no log any more to follow them through.
  const threads = isOpen ? await followThreads(ports, document.id, stored) : stored
  const state = isOpen ? await ports.writing.state(document.id) : null
  const places = commentPlaces(template.fields, state?.values ?? document.values)
  const mentioned = threads.flatMap(({ entries }) => entries.flatMap(({ mentions }) => mentions))
  const names = mentioned.length > 0 ? await userNames(ports.db, mentioned) : new Map<string, string>()
  const order = new Map(places.map(({ place }, index) => [place, index]))
  const rank = ({ place, passage }: CommentThread): number =>
    (order.get(place) ?? (place === '' ? -1 : places.length)) + (passage?.at ? passage.at.from / 1e9 : 0)
  return {
    documentId: document.id,
    threads: threads
      .toSorted((one, other) => rank(one) - rank(other))
      .map((thread) => shownThread(thread, { actor, isOpen, names, at: places[order.get(thread.place) ?? -1] })),
    sections: isOpen ? sectionsOf(places) : [],
    can: { comment: isOpen },
  }
}

interface Shown {
  readonly actor: Actor
  readonly isOpen: boolean
  readonly names: ReadonlyMap<string, string>
  readonly at: CommentPlace | undefined
}

function shownThread(thread: CommentThread, { actor, isOpen, names, at }: Shown): ShownThread {
  const { id, place, label, quote, passage, resolution, entries } = thread
  const isDone = isResolved(thread)
  return {
    id,
    label: at?.label ?? label,
    path: at?.path ?? null,
    place,
    quote,
    passage: isOpen && passage?.at ? { version: passage.version, ...passage.at } : null,
    isLost: isOpen && ((place !== '' && !at) || (passage !== null && passage.at === null)),
    isDone,
    turn: resolution && { byName: resolution.userName, at: resolution.at },
    entries: entries.map((entry) => ({
      ...shownEntry(entry, names),
      can: { change: isOpen && mayChange(actor, thread, entry), remove: isOpen && mayRemove(actor, entry) },
    })),
    can: { answer: isOpen && !isDone, turn: isOpen },
  }
}

const shownEntry = (
  { id, userName, at, text, mentions, changedAt }: CommentEntry,
  names: Shown['names'],
): Omit<ShownEntry, 'can'> => ({
  id,
  byName: userName,
  at,
  text: text ?? '',
  words:
    text === null
      ? null
      : wordsOf(
          text,
          mentions.flatMap((userId) => names.get(userId) ?? []),
        ),
  isChanged: changedAt !== null,
})

/** Cut where people are named. */
function wordsOf(text: string, names: readonly string[]): ShownWords[] {
  const wanted = names.toSorted((one, other) => other.length - one.length).map((name) => `@${name}`)
  const words: ShownWords[] = []
  let rest = text
  while (rest !== '') {
    const found = wanted.map((name) => ({ name, at: rest.indexOf(name) })).filter(({ at }) => at >= 0)
    const next = found.toSorted((one, other) => one.at - other.at)[0]
    const end = next?.at ?? rest.length
    if (end > 0) words.push({ text: rest.slice(0, end), isName: false })
    if (next) words.push({ text: next.name, isName: true })
    rest = rest.slice(end + (next?.name.length ?? 0))
  }
  return words
}

function sectionsOf(places: readonly CommentPlace[]): ShownComments['sections'] {
  const labels = [...new Set(places.map(({ section }) => section))]
  const inSections = labels.map((section) => ({
    label: section,
    places: places.flatMap(({ place, label, ...at }) => (at.section === section ? [{ value: place, label }] : [])),
  }))
  return [{ label: '', places: [{ value: '', label: wholeDocument }] }, ...inSections]
}
