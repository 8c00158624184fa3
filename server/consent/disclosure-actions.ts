import { transact } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import { findUnit } from '../auth/user-actions.ts'
import { readBlob, storeBlob } from '../base/blobs.ts'
import type { Db, Reader } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { conflict, type FieldProblem, invalid, notFound, ok, type Problem, type Result } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import { localDate } from '../calendar/local-time.ts'
import type { CaseFile } from '../casefile/casefile.ts'
import { findCase } from '../casefile/casefile-actions.ts'
import { type AgreementInForce, agreementsInForce } from '../document/agreements-in-force.ts'
import { type AgreementGoal, goalsOf } from '../document/goals.ts'
import type { Printed } from '../render/render.ts'
import { renderSheet } from '../template/sheet.ts'
import {
  type Consent,
  closedCase,
  coveredGoals,
  dayProblem,
  forPartners,
  isTopic,
  recipientKey,
  refuseEnded,
  refuseUncovered,
  type Scope,
} from './consent.ts'
import { type ChosenScope, noConsent } from './consent-actions.ts'
import * as store from './consent-store.ts'
import { type Disclosure, isWay } from './disclosure.ts'
import { agreementTitle, partnerSheet, partnerSheetValues } from './partner-sheet.ts'

/** An agreement of which a partner may get a sheet, and how much of it. */
export interface SheetChoice {
  readonly agreementId: string
  readonly label: string
  readonly goals: readonly AgreementGoal[]
  /** What is covered but never goes to partners, as people read it. */
  readonly leftOut: readonly string[]
}

export interface ReadConsent {
  readonly caseFile: CaseFile
  readonly consent: Consent
  /** Everything that ever went to this recipient, whatever consent it went out under. */
  readonly out: readonly Disclosure[]
  /** Nothing where the consent has ended. */
  readonly sheets: readonly SheetChoice[]
}

/** One consent of a case, for somebody who may see the case. */
export async function readConsent(
  reader: Reader,
  actor: Actor,
  { caseId, id }: { readonly caseId: string; readonly id: string },
): Promise<ReadConsent | null> {
  const caseFile = await findCase(reader, actor, caseId)
  const consent = caseFile && (await store.findConsent(reader, caseId, id))
  if (!caseFile || !consent) return null
  const sameRecipient = new Set(
    (await store.selectConsents(reader, caseId)).flatMap((each) => (isSameRecipient(each, consent) ? [each.id] : [])),
  )
  const disclosures = await store.selectDisclosures(reader, caseId)
  const agreements = consent.end ? [] : await agreementsInForce(reader, actor, caseId)
  return {
    caseFile,
    consent,
    out: disclosures.filter(({ consentId }) => sameRecipient.has(consentId)),
    sheets: agreements.map((agreement) => sheetChoice(consent, agreement)).filter(({ goals }) => goals.length > 0),
  }
}

const isSameRecipient = (one: Consent, other: Consent): boolean =>
  recipientKey(one.recipient) === recipientKey(other.recipient)

function sheetChoice(consent: Scope, { document, order }: AgreementInForce): SheetChoice {
  const { goals, leftOut } = forPartners(coveredGoals(consent, goalsOf(document.values)))
  return {
    agreementId: document.id,
    label: `${agreementTitle(document.values)} vom ${printDate(localDate(order.at))}`,
    goals,
    leftOut,
  }
}

/** How far the steps of the agreements of a case are, in words, by their ids. Those know more than consents do: it is
 *  composed where both are at hand. */
export type ReadProgress = (reader: Reader, actor: Actor, caseId: string) => Promise<ReadonlyMap<string, string>>

interface SheetWish extends ChosenScope {
  readonly caseId: string
  readonly consentId: string
  readonly agreementId: string
  readonly houseName: string
  readonly readProgress: ReadProgress
}

/** The sheet as it would go out, with ENTWURF across it: only to be looked at. */
export async function previewSheet(db: Db, actor: Actor, wish: SheetWish): Promise<Result<Printed>> {
  const read = await readConsent(db, actor, { caseId: wish.caseId, id: wish.consentId })
  if (!read) return noConsent
  return printSheet(db, actor, { read, wish, draft: true })
}

interface SheetToPrint {
  readonly read: ReadConsent
  readonly wish: SheetWish
  readonly draft: boolean
}

async function printSheet(db: Db, actor: Actor, { read, wish, draft }: SheetToPrint): Promise<Result<Printed>> {
  const { caseFile, consent, sheets } = read
  const { agreementId, goalIds, topics, houseName, readProgress } = wish
  const ended = refuseEnded(consent)
  if (ended) return ended
  const choice = sheets.find((each) => each.agreementId === agreementId)
  if (!choice) return notFound('Zu dieser Vereinbarung gibt es kein Partnerblatt, das die Einwilligung umfasst.')
  const at = db.clock.now()
  const values = partnerSheetValues({
    consent,
    caseFile,
    unit: await findUnit(db, caseFile.unitId),
    houseName,
    goals: choice.goals.filter(({ id }) => goalIds.includes(id)),
    withContact: topics.includes('contact'),
    progress: topics.includes('progress') ? await readProgress(db, actor, caseFile.id) : null,
    on: localDate(at.toISOString()),
  })
  return renderSheet(db, { slug: partnerSheet, values, at, draft })
}

export interface DisclosureForm extends ChosenScope {
  readonly caseId: string
  readonly consentId: string
  /** The id of an agreement for its partner's sheet; empty for what `words` say. */
  readonly agreementId: string
  readonly words: string
  readonly way: string
  /** Calendar date, or as it was typed. */
  readonly handedOn: string
  readonly houseName: string
  readonly readProgress: ReadProgress
}

/** Records what goes to a recipient, and makes the sheet that does. Refused without a consent that holds in this moment and
 *  covers it: a withdrawal that comes first stops it, also while the sheet is being printed. */
export async function recordDisclosure(db: Db, actor: Actor, form: DisclosureForm): Promise<Result<Disclosure>> {
  const { caseId, consentId, agreementId } = form
  const read = await readConsent(db, actor, { caseId, id: consentId })
  if (!read) return noConsent
  const { consent, caseFile } = read
  const wanted = await wantedScope(db, actor, form)
  const refused = refuseEnded(consent) ?? (caseFile.closedAt ? closedCase : null) ?? refuseUncovered(consent, wanted)
  if (refused) return refused
  const today = localDate(db.clock.now().toISOString())
  const problems = formProblems(form, wanted, { today, notBefore: consent.grantedOn })
  if (problems.length > 0 || !isWay(form.way)) return invalid('Die Weitergabe ist noch nicht festgehalten.', problems)
  const sheet = agreementId === '' ? null : await printSheet(db, actor, { read, wish: form, draft: false })
  if (sheet && !sheet.ok) return sheet
  const id = newId()
  const { way } = form
  const details = { consent: consentId, goals: wanted.goals.length, ...(sheet ? { agreement: agreementId } : {}) }
  const entry = { by: actor.ref, event: 'consent.disclosed', subject: id, related: caseId, details } as const
  return transact(db, entry, async (tx): Promise<Result<Disclosure>> => {
    const current = (await findCase(tx, actor, caseId)) && (await store.findConsent(tx, caseId, consentId))
    if (!current) return noConsent
    const ended = refuseEnded(current)
    if (ended) return ended
    const blob = sheet && (await storeBlob(tx, { bytes: sheet.value.bytes, mediaType: 'application/pdf' }))
    const disclosure = {
      id,
      consentId,
      ...wanted,
      what:
        sheet && blob
          ? ({ kind: 'sheet', agreementId, blobId: blob.id, pages: sheet.value.pages } as const)
          : ({ kind: 'words', words: form.words.trim() } as const),
      way,
      handedOn: form.handedOn.trim(),
      recordedBy: actor.userId,
      recordedAt: db.clock.now().toISOString(),
    }
    await store.insertDisclosure(tx, disclosure)
    return ok({ ...disclosure, recipient: consent.recipient, returnedAt: null })
  })
}

/** What the form wants to hand over, whether covered or not. */
async function wantedScope(reader: Reader, actor: Actor, form: DisclosureForm): Promise<Scope> {
  const agreements = await agreementsInForce(reader, actor, form.caseId)
  const meant =
    form.agreementId === '' ? agreements : agreements.filter(({ document }) => document.id === form.agreementId)
  const goals = meant.flatMap(({ document }) => goalsOf(document.values))
  const chosen = form.goalIds.flatMap((id) => goals.find((goal) => goal.id === id) ?? [])
  return { goals: chosen.map(({ id, nr, title }) => ({ id, nr, title })), topics: form.topics.filter(isTopic) }
}

function formProblems(form: DisclosureForm, wanted: Scope, days: { today: string; notBefore: string }): FieldProblem[] {
  const isSheet = form.agreementId !== ''
  const words = form.words.trim()
  const problems: FieldProblem[] = []
  if (isSheet && wanted.goals.length === 0)
    problems.push({ path: 'goals', message: 'Wählen Sie mindestens ein Ziel für das Partnerblatt.' })
  if (!isSheet && wanted.goals.length + wanted.topics.length === 0)
    problems.push({
      path: 'goals',
      message: 'Wählen Sie, worum es ging: mindestens ein Ziel oder eine Art von Angaben.',
    })
  if (!isSheet && words === '') problems.push({ path: 'words', message: 'Geben Sie an, was Sie weitergegeben haben.' })
  if (words.length > 500)
    problems.push({ path: 'words', message: 'Hier passen höchstens 500 Zeichen hinein. Kürzen Sie den Text.' })
  if (!isWay(form.way)) problems.push({ path: 'way', message: 'Wählen Sie, auf welchem Weg.' })
  return [...problems, ...dayProblem('handedOn', form.handedOn.trim(), days)]
}

/** A sheet as it went out, for somebody who may see the case. No longer once its consent is withdrawn. */
export async function readSheet(
  reader: Reader,
  actor: Actor,
  { caseId, id }: { readonly caseId: string; readonly id: string },
): Promise<Result<Uint8Array>> {
  const disclosure = (await findCase(reader, actor, caseId)) && (await store.findDisclosure(reader, caseId, id))
  if (disclosure?.what.kind !== 'sheet') return noDisclosure
  const consent = await store.findConsent(reader, caseId, disclosure.consentId)
  if (!consent) return noDisclosure
  const withdrawn = consent.end?.kind === 'withdrawn' ? refuseEnded(consent) : null
  if (withdrawn) return withdrawn
  const bytes = await readBlob(reader, disclosure.what.blobId)
  if (!bytes) throw new Error(`The sheet of ${id} is missing.`)
  return ok(bytes)
}

/** Records that the recipient gave it back or confirmed that it is destroyed. Also in a closed case. */
export async function recordReturn(
  db: Db,
  actor: Actor,
  { caseId, id }: { readonly caseId: string; readonly id: string },
): Promise<Result<Disclosure>> {
  const entry = { by: actor.ref, event: 'consent.returned', subject: id, related: caseId } as const
  return transact(db, entry, async (tx): Promise<Result<Disclosure>> => {
    const disclosure = (await findCase(tx, actor, caseId)) && (await store.findDisclosure(tx, caseId, id))
    if (!disclosure) return noDisclosure
    if (disclosure.returnedAt !== null) return conflict('Dass es zurück oder vernichtet ist, ist schon festgehalten.')
    const at = db.clock.now().toISOString()
    await store.insertReturn(tx, { disclosureId: id, by: actor.userId, at })
    return ok({ ...disclosure, returnedAt: at })
  })
}

const noDisclosure: Problem = notFound('Diese Weitergabe gibt es nicht.')
