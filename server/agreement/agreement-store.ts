import { z } from 'zod'
import type { Actor } from '../auth/auth.ts'
import type { Reader, Tx } from '../base/database.ts'
import { guidedCases } from '../casefile/casefile.ts'
import {
  type Completion,
  type DatedStep,
  type PlannedStep,
  type Step,
  type StepKey,
  stepKinds,
  talkNames,
} from './agreement.ts'

const plannedColumns = {
  caseId: z.string(),
  documentId: z.string(),
  stepId: z.string(),
  dueOn: z.string(),
  kind: z.enum(stepKinds),
  goal: z.number().nullable(),
  position: z.number().nullable(),
}
const plannedRow: z.ZodType<PlannedStep> = z.object(plannedColumns)

const datedRow: z.ZodType<DatedStep> = z.object({ ...plannedColumns, issuedAt: z.string() })

const selectPlanned =
  'step.case_id, step.document_id, step.step_id, step.due_on, step.art AS kind, step.goal, step.position'

/** Of an agreement that no later one of its case and template has taken the place of. */
const isRunning = `NOT EXISTS (
  SELECT 1 FROM agreement AS own JOIN agreement AS later
    ON later.case_id = own.case_id AND later.template_slug = own.template_slug
    AND (later.issued_at, later.document_id) > (own.issued_at, own.document_id)
  WHERE own.document_id = step.document_id)`

const isOpen = `NOT EXISTS (
  SELECT 1 FROM step_done
  WHERE step_done.case_id = step.case_id AND step_done.step_id = step.step_id AND step_done.due_on = step.due_on
    AND taken_back_at IS NULL)`

/** What has a day in the open cases that somebody guides and is not done, up to a day. */
export function selectDueSteps(reader: Reader, actor: Actor, until: string): Promise<DatedStep[]> {
  const guided = guidedCases(actor)
  return reader.all(
    datedRow,
    `SELECT ${selectPlanned}, agreement.issued_at
     FROM case_file
     CROSS JOIN agreement_step AS step ON step.case_id = case_file.id AND step.due_on > '' AND step.due_on <= ?
     JOIN agreement ON agreement.document_id = step.document_id
     WHERE ${guided.sql} AND case_file.closed_at IS NULL AND ${isOpen} AND ${isRunning}
     ORDER BY step.due_on, step.document_id, step.step_id`,
    [until, ...guided.args],
  )
}

/** Of one case, everything that its running agreements plan, done or not, in the order of the agreement. */
export const selectStepsOfCase = (reader: Reader, caseId: string): Promise<PlannedStep[]> =>
  reader.all(
    plannedRow,
    `SELECT ${selectPlanned} FROM agreement_step AS step WHERE step.case_id = ? AND ${isRunning}
     ORDER BY step.document_id, step.goal IS NULL, step.goal, step.position, step.due_on`,
    [caseId],
  )

export const findStep = (reader: Reader, { caseId, stepId, dueOn }: StepKey): Promise<PlannedStep | null> =>
  reader.first(
    plannedRow,
    `SELECT ${selectPlanned} FROM agreement_step AS step
     WHERE step.case_id = ? AND step.step_id = ? AND step.due_on = ? AND ${isRunning}
     ORDER BY step.document_id DESC LIMIT 1`,
    [caseId, stepId, dueOn],
  )

const wordsRow = z.object({
  documentId: z.string(),
  stepId: z.string(),
  dueOn: z.string(),
  who: z.string().nullable(),
  what: z.string().nullable(),
  evidence: z.string().nullable(),
  deadline: z.string().nullable(),
  goalTitle: z.string().nullable(),
  goalNumber: z.string().nullable(),
})

/** Steps in the words of the revision that was issued. Each reads its whole agreement: ask for those that are shown. */
export async function withWords(reader: Reader, steps: readonly PlannedStep[]): Promise<Step[]> {
  const asked = steps.filter(({ goal }) => goal !== null)
  const goal = "'$.ziele[' || step.goal || ']"
  const row = `${goal}.schritte[' || step.position || ']`
  const words = await reader.all(
    wordsRow,
    `SELECT step.document_id, step.step_id, step.due_on, values_json ->> (${row}.wer') AS who,
       values_json ->> (${row}.was') AS what, values_json ->> (${row}.nachweis') AS evidence,
       values_json ->> (${row}.frist.text') AS deadline, values_json ->> (${goal}.titel') AS goal_title,
       CAST(values_json ->> (${goal}.nr') AS TEXT) AS goal_number
     FROM json_each(?) AS asked
     CROSS JOIN agreement_step AS step ON step.document_id = asked.value ->> 0 AND step.step_id = asked.value ->> 1
       AND step.due_on = asked.value ->> 2
     JOIN issue_order ON issue_order.document_id = step.document_id
     JOIN document_revision AS issued
       ON issued.document_id = step.document_id AND issued.revision = issue_order.revision`,
    [JSON.stringify(asked.map(({ documentId, stepId, dueOn }) => [documentId, stepId, dueOn]))],
  )
  const found = new Map(words.map((each) => [keyOf(each), each]))
  return steps.map((step) => ({ ...step, ...wordsOf(step, found.get(keyOf(step))) }))
}

const keyOf = ({ documentId, stepId, dueOn }: Pick<PlannedStep, 'documentId' | 'stepId' | 'dueOn'>) =>
  `${documentId} ${stepId} ${dueOn}`

function wordsOf({ stepId }: PlannedStep, words: z.infer<typeof wordsRow> | undefined) {
  return {
    who: words?.who ?? '',
    what: words?.what ?? talkNames.get(stepId) ?? '',
    evidence: words?.evidence ?? '',
    deadline: words?.deadline ?? '',
    goalTitle: words?.goalTitle ?? '',
    goalNumber: words?.goalNumber ?? '',
  }
}

const completionRow: z.ZodType<Completion> = z.object({
  id: z.string(),
  caseId: z.string(),
  documentId: z.string(),
  stepId: z.string(),
  dueOn: z.string(),
  doneOn: z.string(),
  note: z.string(),
  userName: z.string(),
  at: z.string(),
})

/** What stands, the newest first. */
export const selectCompletions = (reader: Reader, caseId: string): Promise<Completion[]> =>
  reader.all(
    completionRow,
    `SELECT step_done.id, case_id, document_id, step_id, due_on, done_on, note, user.name AS user_name, at
     FROM step_done JOIN user ON user.id = user_id
     WHERE case_id = ? AND taken_back_at IS NULL ORDER BY done_on DESC, step_done.id DESC`,
    [caseId],
  )

const doneRow = z.object({ id: z.string(), documentId: z.string() })

/** One that stands. */
export const findCompletion = (reader: Reader, caseId: string, id: string) =>
  reader.first(
    doneRow,
    'SELECT id, document_id FROM step_done WHERE id = ? AND case_id = ? AND taken_back_at IS NULL',
    [id, caseId],
  )

export async function hasCompletion(reader: Reader, { caseId, stepId, dueOn }: StepKey): Promise<boolean> {
  const sql = `SELECT id, document_id FROM step_done
    WHERE case_id = ? AND step_id = ? AND due_on = ? AND taken_back_at IS NULL`
  return (await reader.first(doneRow, sql, [caseId, stepId, dueOn])) !== null
}

export interface NewCompletion extends StepKey {
  readonly id: string
  readonly documentId: string
  readonly doneOn: string
  readonly note: string
  readonly userId: string
  readonly at: string
}

export async function insertCompletion(tx: Tx, done: NewCompletion): Promise<void> {
  await tx.run(
    `INSERT INTO step_done (id, document_id, step_id, due_on, case_id, done_on, note, user_id, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [done.id, done.documentId, done.stepId, done.dueOn, done.caseId, done.doneOn, done.note, done.userId, done.at],
  )
}

export async function takeBackCompletion(
  tx: Tx,
  { id, userId, at }: { readonly id: string; readonly userId: string; readonly at: string },
): Promise<void> {
  await tx.run('UPDATE step_done SET taken_back_by = ?, taken_back_at = ? WHERE id = ?', [userId, at, id])
}

export async function insertEvidence(tx: Tx, doneId: string, attachments: readonly string[]): Promise<void> {
  for (const attachment of attachments)
    await tx.run('INSERT INTO step_evidence (done_id, attachment_id) VALUES (?, ?)', [doneId, attachment])
}

const evidenceRow = z.object({ doneId: z.string(), attachmentId: z.string() })
export type EvidencePlace = z.infer<typeof evidenceRow>

/** Of everything that was done in a case. */
export const selectEvidence = (reader: Reader, caseId: string): Promise<EvidencePlace[]> =>
  reader.all(
    evidenceRow,
    `SELECT done_id, attachment_id FROM step_done JOIN step_evidence ON done_id = step_done.id
     WHERE case_id = ? ORDER BY attachment_id`,
    [caseId],
  )

/** What showed a step when it was last taken back. */
export const selectTakenBackEvidence = (reader: Reader, { caseId, stepId, dueOn }: StepKey): Promise<EvidencePlace[]> =>
  reader.all(
    evidenceRow,
    `SELECT done_id, attachment_id FROM step_evidence WHERE done_id = (
       SELECT id FROM step_done WHERE case_id = ? AND step_id = ? AND due_on = ? AND taken_back_at IS NOT NULL
       ORDER BY taken_back_at DESC LIMIT 1) ORDER BY attachment_id`,
    [caseId, stepId, dueOn],
  )

const silentRow = z.object({ caseId: z.string(), lastOn: z.string().nullable() })
export type SilentCase = z.infer<typeof silentRow>

/** Open cases that somebody guides with nothing recorded since a day, the longest silence first. What was recorded: a
 *  noted contact, a step that was done, the conversation of an agreement. A case that is younger than that is left out. */
export function selectSilentCases(
  reader: Reader,
  actor: Actor,
  { since, today }: { readonly since: string; readonly today: string },
): Promise<SilentCase[]> {
  const guided = guidedCases(actor)
  return reader.all(
    silentRow,
    `SELECT case_id, last_on FROM (
       SELECT id AS case_id, ${lastContact} AS last_on
       FROM case_file WHERE ${guided.sql} AND closed_at IS NULL AND created_at < ?)
     WHERE last_on < ? ORDER BY last_on, case_id`,
    [today, ...guided.args, since, since],
  )
}

/** Takes today: a conversation that is planned was none yet. */
const lastContact = `max(
  coalesce((SELECT max(day) FROM contact WHERE case_id = case_file.id AND taken_back_at IS NULL), ''),
  coalesce((SELECT max(done_on) FROM step_done WHERE case_id = case_file.id AND taken_back_at IS NULL), ''),
  coalesce((SELECT max(conversation_on) FROM agreement WHERE case_id = case_file.id AND conversation_on <= ?), ''))`

export async function findLastContact(
  reader: Reader,
  { caseId, today }: { readonly caseId: string; readonly today: string },
): Promise<string | null> {
  const sql = `SELECT id AS case_id, ${lastContact} AS last_on FROM case_file WHERE id = ?`
  return (await reader.first(silentRow, sql, [today, caseId]))?.lastOn || null
}

const standingRow = z.object({
  caseId: z.string(),
  nextDueOn: z.string().nullable(),
  goals: z.number(),
  reached: z.number(),
})

export type CaseStanding = z.infer<typeof standingRow>

/** Of those of these cases that have any: what is due next, late or not, and how many goals their running agreements have.
 *  A goal is reached once each of its steps that can end was done. Whoever asks: for lists of what she may see. */
export const selectStandings = (reader: Reader, caseIds: readonly string[]): Promise<CaseStanding[]> =>
  reader.all(
    standingRow,
    `WITH running AS MATERIALIZED (
       SELECT step.document_id FROM json_each(?) AS asked CROSS JOIN agreement AS step ON step.case_id = asked.value
       WHERE ${isRunning}),
     planned AS MATERIALIZED (
       SELECT step.case_id, step.document_id, step.due_on, step.goal, ${isOpen} AS is_open,
         step.art NOT IN ('wiederkehrend', 'laufend') AS ends
       FROM running CROSS JOIN agreement_step AS step ON step.document_id = running.document_id)
     SELECT case_id, min(due_on) AS next_due_on, sum(goals) AS goals, sum(reached) AS reached FROM (
       SELECT case_id, due_on, 0 AS goals, 0 AS reached FROM planned WHERE due_on > '' AND is_open
       UNION ALL
       SELECT case_id, due_on, 0, 0 FROM json_each(?) AS asked CROSS JOIN reminder ON case_id = asked.value
       WHERE NOT EXISTS (SELECT 1 FROM reminder_done WHERE reminder_id = reminder.id AND taken_back_at IS NULL)
       UNION ALL
       SELECT case_id, NULL, 1, max(ends) AND NOT max(ends AND is_open) FROM planned
       WHERE goal IS NOT NULL GROUP BY case_id, document_id, goal)
     GROUP BY case_id`,
    [JSON.stringify(caseIds), JSON.stringify(caseIds)],
  )
