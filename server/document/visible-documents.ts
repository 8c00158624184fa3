import { forwardedSubjects } from '../approval/approval.ts'
import { type Actor, capacitiesOf, has, rightsOf } from '../auth/auth.ts'
import type { SqlValue } from '../base/database.ts'
import { visibleCases } from '../casefile/casefile.ts'
import { mayTakePart } from './participant.ts'

interface Condition {
  readonly sql: string
  readonly args: readonly SqlValue[]
}

/** The one place that says which documents a person may see: what belongs to a case, whoever sees the case; a paper, whoever
 *  wrote it, the Leitung of its unit and the Sitzungsdienst; what was forwarded to a Leitung; what somebody is invited to;
 *  and what somebody for whom she stands in today may see. A condition on the table `document`, with its values. */
export function visibleDocuments(actor: Actor): Condition {
  const parts = [...visibleByCase(actor), ...capacitiesOf(actor).flatMap(visibleByRole), ...invitedTo(actor)]
  if (parts.length === 0) return { sql: 'FALSE', args: [] }
  return { sql: `(${parts.map(({ sql }) => sql).join(' OR ')})`, args: parts.flatMap(({ args }) => args) }
}

function visibleByCase(actor: Actor): Condition[] {
  const { sql, args } = visibleCases(actor)
  return args.length === 0 ? [] : [{ sql: `document.case_id IN (SELECT id FROM case_file WHERE ${sql})`, args }]
}

function visibleByRole(actor: Actor): Condition[] {
  const parts: Condition[] = []
  if (has(actor, 'lotsin') || has(actor, 'leitung'))
    parts.push({ sql: "(document.kind = 'paper' AND document.author_id = ?)", args: [rightsOf(actor)] })
  if (has(actor, 'leitung')) {
    const forwarded = forwardedSubjects(rightsOf(actor))
    parts.push({ sql: "(document.kind = 'paper' AND document.unit_id = ?)", args: [actor.unitId] })
    parts.push({ sql: `document.id IN (${forwarded.sql})`, args: forwarded.args })
  }
  if (has(actor, 'sitzungsdienst')) parts.push({ sql: "document.kind = 'paper'", args: [] })
  return parts
}

/** An invitation is meant for a person: her deputy does not see what she is invited to. */
function invitedTo(actor: Actor): Condition[] {
  if (!mayTakePart(actor) || actor.inPlaceOf) return []
  const invited = 'SELECT document_id FROM document_invitation WHERE user_id = ? AND ended_at IS NULL'
  return [{ sql: `document.id IN (${invited})`, args: [actor.userId] }]
}
