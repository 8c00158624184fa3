import { forwardedSubjects } from '../approval/approval.ts'
import { type Actor, has } from '../auth/auth.ts'
import type { SqlValue } from '../base/database.ts'
import { visibleCases } from '../casefile/casefile.ts'
import { mayTakePart } from './participant.ts'

/** The one place that says which documents a person may see: what belongs to a case, whoever sees the case; a paper, whoever
 *  wrote it, the Leitung of its unit and the Sitzungsdienst; what was forwarded to a Leitung; and what somebody is invited
 *  to. A condition on the table `document`, with its values. */
export function visibleDocuments(actor: Actor): { readonly sql: string; readonly args: readonly SqlValue[] } {
  const parts: { readonly sql: string; readonly args: readonly SqlValue[] }[] = []
  if (has(actor, 'lotsin') || has(actor, 'leitung')) {
    const cases = visibleCases(actor)
    parts.push({ sql: `document.case_id IN (SELECT id FROM case_file WHERE ${cases.sql})`, args: cases.args })
    parts.push({ sql: "(document.kind = 'paper' AND document.author_id = ?)", args: [actor.userId] })
  }
  if (has(actor, 'leitung')) {
    const forwarded = forwardedSubjects(actor.userId)
    parts.push({ sql: "(document.kind = 'paper' AND document.unit_id = ?)", args: [actor.unitId] })
    parts.push({ sql: `document.id IN (${forwarded.sql})`, args: forwarded.args })
  }
  if (has(actor, 'sitzungsdienst')) parts.push({ sql: "document.kind = 'paper'", args: [] })
  if (mayTakePart(actor)) {
    const invited = 'SELECT document_id FROM document_invitation WHERE user_id = ? AND ended_at IS NULL'
    parts.push({ sql: `document.id IN (${invited})`, args: [actor.userId] })
  }
  if (parts.length === 0) return { sql: 'FALSE', args: [] }
  return { sql: `(${parts.map(({ sql }) => sql).join(' OR ')})`, args: parts.flatMap(({ args }) => args) }
}
