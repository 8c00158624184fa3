import { transact } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { conflict, type FieldProblem, invalid, notFound, ok, type Problem, type Result } from '../base/result.ts'
import { localDate } from '../calendar/local-time.ts'
import { findCase } from '../casefile/casefile-actions.ts'
import { agreementsInForce } from '../document/agreements-in-force.ts'
import { goalsOf } from '../document/goals.ts'
import { type AskedConsent, askedConsents } from '../document/signed-consents.ts'
import { missingCharacters } from '../pdf/fonts.ts'
import {
  type Consent,
  type ConsentGoal,
  closedCase,
  dayProblem,
  goalNumbersIn,
  isTopic,
  type Scope,
  type Topic,
  topicsIn,
} from './consent.ts'
import * as store from './consent-store.ts'
import type { Disclosure } from './disclosure.ts'

/** Ids of goals and kinds of data, as a form sends them. */
export interface ChosenScope {
  readonly goalIds: readonly string[]
  readonly topics: readonly string[]
}

export interface ConsentForm extends ChosenScope {
  readonly caseId: string
  readonly recipient: string
  readonly words: string
  /** Calendar date, or as it was typed. */
  readonly grantedOn: string
  /** Where the evidence lies. */
  readonly evidence: string
}

export interface Recorded {
  readonly id: string
  /** An earlier one for the same recipient, which ended with it. */
  readonly replaced: boolean
}

/** Records a consent whose evidence lies outside: a letter, an old form. */
export async function recordConsent(db: Db, actor: Actor, form: ConsentForm): Promise<Result<Recorded>> {
  const caseFile = await findCase(db, actor, form.caseId)
  if (!caseFile) return gone
  const scope = await scopeOf(db, actor, form.caseId, form)
  const today = localDate(db.clock.now().toISOString())
  const problems = [
    ...textProblem('recipient', form.recipient, { missing: 'Geben Sie an, wer Angaben bekommen darf.', max: 200 }),
    ...textProblem('words', form.words, {
      missing: 'Geben Sie an, was die Einwilligung umfasst, am besten im Wortlaut.',
      max: 2000,
    }),
    ...emptyScope(scope),
    ...dayProblem('grantedOn', form.grantedOn.trim(), { today }),
    ...textProblem('evidence', form.evidence, {
      missing: 'Geben Sie an, womit sich die Einwilligung belegen lässt.',
      max: 500,
    }),
  ]
  if (problems.length > 0) return invalid('Die Einwilligung ist noch nicht festgehalten.', problems)
  return storeConsent(db, actor, {
    caseId: form.caseId,
    recipient: form.recipient.trim(),
    words: form.words.trim(),
    ...scope,
    grantedOn: form.grantedOn.trim(),
    evidence: { kind: 'note', text: form.evidence.trim() },
  })
}

export interface AskedDecision extends ChosenScope {
  readonly caseId: string
  readonly documentId: string
  readonly rowId: string
}

/** Records that the client said yes in a signed consent document. */
export async function grantAsked(db: Db, actor: Actor, decision: AskedDecision): Promise<Result<Recorded>> {
  const { caseId, documentId, rowId } = decision
  const asked = await findAsked(db, actor, decision)
  if (!asked.ok) return asked
  const { recipient, words, signedOn } = asked.value
  if (signedOn === null) return notSigned
  const scope = await scopeOf(db, actor, caseId, decision)
  const problems = emptyScope(scope)
  if (problems.length > 0) return invalid('Die Einwilligung ist noch nicht festgehalten.', problems)
  const evidence = { kind: 'document', documentId, rowId } as const
  return storeConsent(db, actor, { caseId, recipient, words, ...scope, grantedOn: signedOn, evidence })
}

/** Records that the client did not consent to what a signed document asked for this recipient. */
export async function refuseAsked(
  db: Db,
  actor: Actor,
  decision: Omit<AskedDecision, keyof ChosenScope>,
): Promise<Result<{ id: string }>> {
  const { caseId, documentId, rowId } = decision
  const asked = await findAsked(db, actor, decision)
  if (!asked.ok) return asked
  const { recipient, signedOn } = asked.value
  if (signedOn === null) return notSigned
  const id = newId()
  return transact(db, { by: actor.ref, event: 'consent.refused', subject: id, related: caseId }, async (tx) => {
    const refused = await refuseRecording(tx, actor, caseId)
    if (refused) return refused
    if (await isDecided(tx, decision)) return alreadyDecided
    const recordedAt = db.clock.now().toISOString()
    await store.insertRefusal(tx, { id, caseId, documentId, rowId, recipient, recordedBy: actor.userId, recordedAt })
    return ok({ id })
  })
}

type NewConsent = Omit<Consent, 'id' | 'end' | 'recordedBy' | 'recordedAt'>

function storeConsent(db: Db, actor: Actor, consent: NewConsent): Promise<Result<Recorded>> {
  const { caseId, recipient, evidence } = consent
  const id = newId()
  return transact<Recorded>(
    db,
    {
      by: actor.ref,
      event: 'consent.granted',
      subject: id,
      related: caseId,
      details: ({ replaced }) => ({ grantedOn: consent.grantedOn, ...(replaced ? { replaced } : {}) }),
    },
    async (tx) => {
      const refused = await refuseRecording(tx, actor, caseId)
      if (refused) return refused
      if (evidence.kind === 'document' && (await isDecided(tx, { caseId, ...evidence }))) return alreadyDecided
      const at = db.clock.now().toISOString()
      const earlier = await store.findHolding(tx, caseId, recipient)
      if (earlier) await store.insertEnd(tx, { consentId: earlier.id, kind: 'replaced', by: actor.userId, at })
      await store.insertConsent(tx, { ...consent, id, recordedBy: actor.userId, recordedAt: at })
      return ok({ id, replaced: earlier !== null })
    },
  )
}

/** Ends a consent at once: from this moment nothing goes out under it. Also in a closed case. It is never taken back; whoever
 *  erred needs a new consent. */
export async function withdrawConsent(
  db: Db,
  actor: Actor,
  { caseId, id }: { readonly caseId: string; readonly id: string },
): Promise<Result<Consent>> {
  return transact<Consent>(
    db,
    { by: actor.ref, event: 'consent.withdrawn', subject: id, related: caseId },
    async (tx) => {
      const consent = (await findCase(tx, actor, caseId)) && (await store.findConsent(tx, caseId, id))
      if (!consent) return noConsent
      if (consent.end) return conflict(`Die Einwilligung für ${consent.recipient} gilt schon nicht mehr.`)
      const at = db.clock.now().toISOString()
      await store.insertEnd(tx, { consentId: id, kind: 'withdrawn', by: actor.userId, at })
      return ok({ ...consent, end: { kind: 'withdrawn', by: actor.userId, at } })
    },
  )
}

/** A consent that a document asks for and nobody has recorded yet, with what its words seem to cover. */
export interface Offer extends AskedConsent {
  readonly proposed: { readonly goalIds: readonly string[]; readonly topics: readonly Topic[] }
}

export interface CaseConsents {
  readonly consents: readonly Consent[]
  readonly disclosures: readonly Disclosure[]
  readonly offers: readonly Offer[]
  /** Goals that a consent can name now. */
  readonly goals: readonly ConsentGoal[]
}

/** Everything about the consents of a case, for somebody who may see the case; else null. */
export async function readConsents(reader: Reader, actor: Actor, caseId: string): Promise<CaseConsents | null> {
  if (!(await findCase(reader, actor, caseId))) return null
  const goals = await currentGoals(reader, actor, caseId)
  const decided = new Set(
    (await store.selectDecided(reader, caseId)).map(({ documentId, rowId }) => `${documentId} ${rowId}`),
  )
  const asked = await askedConsents(reader, actor, caseId)
  return {
    consents: await store.selectConsents(reader, caseId),
    disclosures: await store.selectDisclosures(reader, caseId),
    offers: asked
      .filter(({ documentId, rowId, recipient }) => recipient !== '' && !decided.has(`${documentId} ${rowId}`))
      .map((each) => ({ ...each, proposed: proposalFor(each, goals) })),
    goals,
  }
}

function proposalFor({ words, goalIds }: AskedConsent, goals: readonly ConsentGoal[]): Offer['proposed'] {
  const numbers = goalNumbersIn(words)
  const meant = goals.filter(({ id, nr }) => (goalIds.length > 0 ? goalIds.includes(id) : numbers.includes(nr)))
  return { goalIds: meant.map(({ id }) => id), topics: topicsIn(words) }
}

/** The goals of the agreements in force; of two with the same id that of the newer agreement. */
async function currentGoals(reader: Reader, actor: Actor, caseId: string): Promise<ConsentGoal[]> {
  const goals = new Map<string, ConsentGoal>()
  for (const { document } of await agreementsInForce(reader, actor, caseId)) {
    for (const { id, nr, title } of goalsOf(document.values)) if (!goals.has(id)) goals.set(id, { id, nr, title })
  }
  return [...goals.values()].toSorted((a, b) => a.nr - b.nr)
}

async function scopeOf(reader: Reader, actor: Actor, caseId: string, chosen: ChosenScope): Promise<Scope> {
  const goals = await currentGoals(reader, actor, caseId)
  return { goals: goals.filter(({ id }) => chosen.goalIds.includes(id)), topics: chosen.topics.filter(isTopic) }
}

async function findAsked(
  reader: Reader,
  actor: Actor,
  { caseId, documentId, rowId }: Omit<AskedDecision, keyof ChosenScope>,
): Promise<Result<AskedConsent>> {
  if (!(await findCase(reader, actor, caseId))) return gone
  const asked = await askedConsents(reader, actor, caseId)
  const found = asked.find((each) => each.documentId === documentId && each.rowId === rowId)
  return found ? ok(found) : notFound('Dieses Dokument fragt nach keiner solchen Einwilligung.')
}

async function refuseRecording(tx: Tx, actor: Actor, caseId: string): Promise<Problem | null> {
  const caseFile = await findCase(tx, actor, caseId)
  if (!caseFile) return gone
  return caseFile.closedAt ? closedCase : null
}

async function isDecided(
  tx: Tx,
  { caseId, documentId, rowId }: Omit<AskedDecision, keyof ChosenScope>,
): Promise<boolean> {
  const decided = await store.selectDecided(tx, caseId)
  return decided.some((each) => each.documentId === documentId && each.rowId === rowId)
}

function textProblem(path: string, text: string, { missing, max }: { missing: string; max: number }): FieldProblem[] {
  if (text.trim() === '') return [{ path, message: missing }]
  if (text.trim().length > max)
    return [{ path, message: `Hier passen höchstens ${max} Zeichen hinein. Kürzen Sie den Text.` }]
  const unprintable = missingCharacters(text.replace(/\s+/g, ' '))
  if (unprintable.length === 0) return []
  return [{ path, message: `Diese Zeichen lassen sich nicht drucken: ${unprintable.join(' ')}. Ersetzen Sie sie.` }]
}

const emptyScope = ({ goals, topics }: Scope): FieldProblem[] =>
  goals.length + topics.length > 0
    ? []
    : [{ path: 'goals', message: 'Wählen Sie mindestens ein Ziel oder eine Art von Angaben.' }]

const gone = notFound('Diesen Fall gibt es nicht, oder er gehört nicht zu Ihren Fällen.')
export const noConsent = notFound('Diese Einwilligung gibt es nicht.')
const alreadyDecided = conflict('Zu dieser Einwilligung ist schon festgehalten, ob sie erteilt ist.')
const notSigned = conflict(
  'Dieses Dokument ist noch nicht von allen unterschrieben. Erfassen Sie zuerst die Unterschriften.',
)
