import { z } from 'zod'
import type { CommitOutcome, StepJson, StoredCommit, Unplaced } from './writing.ts'

/** What a browser and the authority say to each other, one JSON message each, over a WebSocket or over events and posts. */

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
const version = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const place = z.string().min(1).max(500)
const step: z.ZodType<StepJson> = z.record(z.string(), z.unknown())

export const clientMessage = z.discriminatedUnion('type', [
  /** The first message. With a version the commits since then follow, without one, or when these are not to be had, the
   *  whole texts. */
  z.strictObject({ type: z.literal('hello'), client: id, version: version.nullable() }),
  /** Only rich text: values go by PUT, so that what was typed is read where the form is read. */
  z.strictObject({
    type: z.literal('commit'),
    id,
    base: version,
    seen: version,
    place,
    steps: z.array(step).min(1).max(1000),
  }),
  /** Where the caret stands in a text of this version; in a control without positions; null: nowhere. */
  z.strictObject({
    type: z.literal('caret'),
    at: z.object({ place, version, from: version, to: version }).or(z.object({ place })).nullable(),
  }),
  /** Something typed that the browser itself could not place while bringing it past what others wrote. */
  z.strictObject({ type: z.literal('unplaced'), id, place, content: z.string().max(200_000) }),
])

export type ClientMessage = z.infer<typeof clientMessage>

/** How somebody may write in this document now. */
export type WritingMode = 'write' | 'suggest' | 'comment' | 'none'

export interface Person {
  /** One page of one person. */
  readonly client: string
  readonly userId: string
  readonly name: string
  readonly at: Extract<ClientMessage, { type: 'caret' }>['at']
}

export type ServerMessage =
  /** After `hello`, when everything up to `version` has been sent. */
  | {
      readonly type: 'ready'
      readonly version: number
      readonly mode: WritingMode
      readonly frozen: boolean
      /** Names the fields of the document; another name than the page has means that the page is out of date. */
      readonly form?: string
    }
  /** Whole rich texts as ProseMirror JSON, in place of commits. */
  | { readonly type: 'state'; readonly version: number; readonly texts: Readonly<Record<string, unknown>> }
  /** What happened, in order and without gaps; one's own commits too, which are thereby acknowledged. */
  | { readonly type: 'commits'; readonly commits: readonly StoredCommit[] }
  /** A commit of one's own that did not happen. */
  | { readonly type: 'refused'; readonly id: string; readonly outcome: Exclude<CommitOutcome, { kind: 'done' }> }
  /** Something of one's own found no place and now stands under "Nicht übernommene Eingaben". */
  | {
      readonly type: 'unplaced'
      readonly items: readonly Unplaced[]
      /** Of the message that brought it, where the browser itself had found no place. */
      readonly id?: string
    }
  /** Everybody here, whenever that changes. */
  | { readonly type: 'people'; readonly people: readonly Person[] }
  /** Submitted or opened again. */
  | { readonly type: 'frozen'; readonly frozen: boolean }
  /** Comments or suggestions changed. */
  | { readonly type: 'discussion' }
