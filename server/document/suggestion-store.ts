import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import type { Suggestion, SuggestionOutcome } from './suggestion.ts'

const suggestionRow = z
  .object({
    id: z.string(),
    place: z.string(),
    label: z.string(),
    userId: z.string(),
    userName: z.string(),
    at: z.string(),
    slice: z.string(),
    quote: z.string(),
    inserted: z.string(),
    version: z.number(),
    fromPosition: z.number().nullable(),
    toPosition: z.number().nullable(),
  })
  .transform(
    ({ fromPosition: from, toPosition: to, ...row }): Suggestion => ({
      ...row,
      passage: from === null || to === null ? null : { from, to },
    }),
  )

const fromOpen = `
  FROM suggestion
  JOIN suggestion_anchor AS anchor ON anchor.suggestion_id = suggestion.id
  JOIN user ON user.id = suggestion.user_id
  LEFT JOIN suggestion_decision AS decision ON decision.suggestion_id = suggestion.id
  WHERE document_id = ? AND decision.suggestion_id IS NULL`

/** What nobody has decided about, the oldest first. */
export const selectOpen = (reader: Reader, documentId: string): Promise<Suggestion[]> =>
  reader.all(
    suggestionRow,
    `SELECT suggestion.id, place, label, suggestion.user_id, user.name AS user_name, suggestion.at, slice, quote,
       inserted, version, from_position, to_position ${fromOpen} ORDER BY suggestion.at, suggestion.id`,
    [documentId],
  )

export async function countOpen(reader: Reader, documentId: string): Promise<number> {
  const row = z.object({ count: z.number() })
  return (await reader.first(row, `SELECT count(*) AS count ${fromOpen}`, [documentId]))?.count ?? 0
}

/** Whether the id is taken, and by what. */
export const findOwner = (reader: Reader, id: string): Promise<{ documentId: string; userId: string } | null> =>
  reader.first(
    z.object({ documentId: z.string(), userId: z.string() }),
    'SELECT document_id, user_id FROM suggestion WHERE id = ?',
    [id],
  )

interface NewSuggestion extends Omit<Suggestion, 'userName' | 'version' | 'passage'> {
  readonly documentId: string
}

export async function insertSuggestion(tx: Tx, suggestion: NewSuggestion): Promise<void> {
  const { id, documentId, place, label, userId, at, slice, quote, inserted } = suggestion
  await tx.run(
    `INSERT INTO suggestion (id, document_id, place, label, user_id, at, slice, quote, inserted)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, documentId, place, label, userId, at, slice, quote, inserted],
  )
}

export async function putAnchor(
  tx: Tx,
  suggestionId: string,
  { version, passage }: Pick<Suggestion, 'version' | 'passage'>,
): Promise<void> {
  await tx.run(
    `INSERT INTO suggestion_anchor (suggestion_id, version, from_position, to_position) VALUES (?, ?, ?, ?)
     ON CONFLICT (suggestion_id) DO UPDATE SET
       version = excluded.version, from_position = excluded.from_position, to_position = excluded.to_position`,
    [suggestionId, version, passage?.from ?? null, passage?.to ?? null],
  )
}

/** That it was proposed, and what became of it, stays; the words go. Returns of how many. */
export const forgetContents = (tx: Tx, documentId: string): Promise<number> =>
  tx.run("UPDATE suggestion SET slice = NULL, quote = '', inserted = '' WHERE document_id = ? AND slice IS NOT NULL", [
    documentId,
  ])

export interface SuggestionDecision {
  readonly suggestionId: string
  readonly outcome: SuggestionOutcome
  readonly userId: string
  readonly at: string
}

export async function insertDecision(tx: Tx, { suggestionId, outcome, userId, at }: SuggestionDecision): Promise<void> {
  await tx.run('INSERT INTO suggestion_decision (suggestion_id, outcome, user_id, at) VALUES (?, ?, ?, ?)', [
    suggestionId,
    outcome,
    userId,
    at,
  ])
}
