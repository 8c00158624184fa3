import type { Db } from '../base/database.ts'
import type { Writing } from '../writing/authority.ts'
import type { Anchor, LiveText } from '../writing/writing.ts'
import { type CommentPassage, type CommentThread, readQuote } from './comment.ts'
import { keepPassages } from './comment-actions.ts'

type Doc = LiveText['doc']

/** A passage of a text as somebody chose it, or only its words. */
export interface ChosenPassage {
  readonly place: string
  readonly anchor: Omit<Anchor, 'place'> | null
  readonly quote: string
}

export interface FoundPassage {
  readonly passage: CommentPassage | null
  readonly quote: string
}

/** Where a chosen passage stands now, in its own words. What was deleted meanwhile, or never stood there, keeps the words
 *  that were sent; words alone are looked for. */
export async function findPassage(
  writing: Pick<Writing, 'follow' | 'state'>,
  documentId: string,
  { place, anchor, quote }: ChosenPassage,
): Promise<FoundPassage> {
  const state = await writing.state(documentId)
  const doc = state?.texts.get(place)?.doc
  if (!state || !doc) return { passage: null, quote }
  const { version } = state
  if (!anchor) {
    const at = findWords(doc, quote)
    return { passage: at && { version, at }, quote }
  }
  if (anchor.version > version || anchor.from >= anchor.to) return { passage: null, quote }
  const [now] = await writing.follow(documentId, [{ place, ...anchor }])
  if (!now) return { passage: { version, at: null }, quote }
  if (now.to > doc.content.size) return { passage: null, quote }
  return { passage: passageAt(now, version), quote: wordsAt(doc, now) }
}

const wordsAt = (doc: Doc, { from, to }: { readonly from: number; readonly to: number }): string =>
  doc.textBetween(from, to, ' ', ' ')

/** The first place in one paragraph where these words stand. */
function findWords(doc: Doc, quote: string): { from: number; to: number } | null {
  const words = readQuote(quote)?.replace(/…$/, '')
  if (!words) return null
  let found: { from: number; to: number } | null = null
  doc.descendants((node, position) => {
    if (found || !node.isTextblock) return !found
    const index = node.textBetween(0, node.content.size, ' ', ' ').replace(/\s/gu, ' ').indexOf(words)
    if (index >= 0) found = { from: position + 1 + index, to: position + 1 + index + words.length }
    return false
  })
  return found
}

/** Versions between a stored passage and now, from which on it is stored anew: following must not grow with the log. */
const farBehind = 300

/** The threads, each with its passage where that stands now. */
export async function followThreads(
  { db, writing }: { readonly db: Db; readonly writing: Pick<Writing, 'follow' | 'state'> },
  documentId: string,
  threads: readonly CommentThread[],
): Promise<CommentThread[]> {
  const anchored = threads.flatMap(({ id, place, passage }) =>
    passage?.at ? [{ id, anchor: { place, version: passage.version, ...passage.at } }] : [],
  )
  const version = anchored.length > 0 ? (await writing.state(documentId))?.version : undefined
  if (version === undefined) return [...threads]
  const anchors = anchored.map(({ anchor }) => anchor)
  const now = await writing.follow(documentId, anchors)
  const passages = new Map(anchored.map(({ id }, index) => [id, passageAt(now[index] ?? null, version)]))
  const old = new Set(anchored.filter(({ anchor }) => version - anchor.version > farBehind).map(({ id }) => id))
  await keepPassages(db, new Map([...passages].filter(([id]) => old.has(id))))
  return threads.map((thread) => ({ ...thread, passage: passages.get(thread.id) ?? thread.passage }))
}

const passageAt = (anchor: Anchor | null, version: number): CommentPassage =>
  anchor ? { version: anchor.version, at: { from: anchor.from, to: anchor.to } } : { version, at: null }
