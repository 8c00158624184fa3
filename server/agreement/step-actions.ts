import { transact } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import { findBlob, readBlob, storeBlob } from '../base/blobs.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { conflict, notFound, ok, type Result } from '../base/result.ts'
import { localDate } from '../calendar/local-time.ts'
import { findCase } from '../casefile/casefile-actions.ts'
import { openCase } from '../casefile/reminder-actions.ts'
import { readScanFiles, type ScanFile, type UploadedFile } from '../document/scan-file.ts'
import { type Completion, goesOn, readCompletion, type Step, type StepKey, type TypedCompletion } from './agreement.ts'
import * as store from './agreement-store.ts'

export interface StepDone extends StepKey, TypedCompletion {
  /** Null where there is none. */
  readonly file: UploadedFile | null
}

/** Notes that a step of a running agreement was done, by whoever sees its case. */
export async function recordStepDone(
  db: Db,
  actor: Actor,
  { file, ...form }: StepDone,
): Promise<Result<{ id: string }>> {
  const { caseId } = form
  const step = (await findCase(db, actor, caseId)) && (await store.findStep(db, form))
  if (!step) return noStep
  const evidence = file ? readScanFiles([file]) : ok([])
  if (!evidence.ok) return { ...evidence, fields: evidence.fields.map((each) => ({ ...each, path: 'file' })) }
  const now = db.clock.now().toISOString()
  const read = readCompletion(form, { kind: step.kind, hasFile: evidence.value.length > 0, today: localDate(now) })
  if (!read.ok) return read
  const id = newId()
  const details = { done: id, doneOn: read.value.doneOn, hasFile: evidence.value.length > 0 }
  const entry = { by: actor.ref, event: 'document.step_done', subject: step.documentId, related: caseId } as const
  return transact(db, { ...entry, details }, async (tx) => {
    const found = await openCase(tx, actor, caseId)
    if (!found.ok) return found
    const planned = await store.findStep(tx, form)
    if (planned?.documentId !== step.documentId) return noStep
    if (!goesOn(step.kind) && (await store.hasCompletion(tx, form)))
      return conflict('Dieser Schritt ist schon erledigt.')
    await store.insertCompletion(tx, {
      ...read.value,
      id,
      caseId,
      documentId: step.documentId,
      stepId: step.stepId,
      dueOn: step.dueOn,
      file: await storeEvidence(tx, evidence.value),
      userId: actor.userId,
      at: now,
    })
    return ok({ id })
  })
}

async function storeEvidence(tx: Tx, [file]: readonly ScanFile[]) {
  if (!file) return null
  const { bytes, mediaType, fileName } = file
  return { blobId: (await storeBlob(tx, { bytes, mediaType })).id, name: fileName }
}

export interface CompletionAct {
  readonly caseId: string
  readonly id: string
}

/** Rückgängig: the step is open again; that it was done stays in the trail. */
export async function takeBackStep(
  db: Db,
  actor: Actor,
  { caseId, id }: CompletionAct,
): Promise<Result<CompletionAct>> {
  const done = (await findCase(db, actor, caseId)) && (await store.findCompletion(db, caseId, id))
  if (!done) return noCompletion
  const entry = { by: actor.ref, event: 'document.step_reopened', subject: done.documentId, related: caseId } as const
  return transact(db, { ...entry, details: { done: id } }, async (tx) => {
    const found = await openCase(tx, actor, caseId)
    if (!found.ok) return found
    if (!(await store.findCompletion(tx, caseId, id))) return noCompletion
    await store.takeBackCompletion(tx, { id, userId: actor.userId, at: db.clock.now().toISOString() })
    return ok({ caseId, id })
  })
}

export interface StepInCase extends Step {
  /** What stands, the newest first. */
  readonly completions: readonly Completion[]
  readonly isOpen: boolean
}

/** Everything that the running agreements of a case plan, with what was done; nothing of a case that she may not see. */
export async function stepsOfCase(reader: Reader, actor: Actor, caseId: string): Promise<StepInCase[]> {
  if (!(await findCase(reader, actor, caseId))) return []
  const steps = await store.withWords(reader, await store.selectStepsOfCase(reader, caseId))
  const completions = await store.selectCompletions(reader, caseId)
  return steps.map((step) => {
    const done = completions.filter(({ stepId, dueOn }) => stepId === step.stepId && dueOn === step.dueOn)
    return { ...step, completions: done, isOpen: done.length === 0 || goesOn(step.kind) }
  })
}

/** How things stand in cases that a list shows, by the id of the case. */
export async function standingOfCases(
  reader: Reader,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, store.CaseStanding>> {
  return new Map((await store.selectStandings(reader, caseIds)).map((standing) => [standing.caseId, standing]))
}

/** One step of a running agreement in a case that she may see. */
export async function readStep(reader: Reader, actor: Actor, key: StepKey): Promise<Step | null> {
  const step = (await findCase(reader, actor, key.caseId)) && (await store.findStep(reader, key))
  return step ? ((await store.withWords(reader, [step]))[0] ?? null) : null
}

/** The file that shows a step was done, for somebody who may see its case. */
export async function readEvidence(
  reader: Reader,
  actor: Actor,
  { caseId, id }: CompletionAct,
): Promise<{ bytes: Uint8Array; mediaType: string } | null> {
  const done = (await findCase(reader, actor, caseId)) && (await store.findCompletion(reader, caseId, id))
  const blob = done?.blobId ? await findBlob(reader, done.blobId) : null
  const bytes = blob && (await readBlob(reader, blob.id))
  return bytes && { bytes, mediaType: blob.mediaType }
}

const noStep = notFound('Diesen Schritt gibt es in keiner laufenden Zielvereinbarung dieses Falls.')
const noCompletion = notFound('Dieser Eintrag steht hier nicht (mehr).')
