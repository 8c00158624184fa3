import { openRequest } from '../../server/approval/approval-actions.ts'
import type { Actor } from '../../server/auth/auth.ts'
import { localDate } from '../../server/calendar/local-time.ts'
import {
  approveDocument,
  forwardDocument,
  recallDocument,
  returnDocument,
  submitDocument,
} from '../../server/document/approval-actions.ts'
import type { Document } from '../../server/document/document.ts'
import { createDocument, discardDocument, readDocument } from '../../server/document/document-actions.ts'
import { documentAttachments } from '../../server/document/document-attachments.ts'
import { orderIssue } from '../../server/document/issue-actions.ts'
import { runIssue } from '../../server/document/issue-jobs.ts'
import { readSigning, recordPaperSignature } from '../../server/document/paper-signature-actions.ts'
import { saveDocument } from '../../server/document/saving.ts'
import type { Value, Values } from '../../server/fields/fields.ts'
import { asGroup, asRows } from '../../server/fields/walk.ts'
import { agreementForm, consentForm } from './agreement-form.ts'
import { attachNext } from './attachments.ts'
import { caseRow } from './cases.ts'
import type { Act, DemoDocument } from './documents.ts'
import { addDays, officeDayFrom } from './office-days.ts'
import { photographPaper, scanPaper } from './paper-back.ts'
import { paperForm } from './paper-forms.ts'
import type { Stage } from './story.ts'
import { done } from './value.ts'

interface PlayedDeed {
  readonly document: DemoDocument
  readonly act: Act
  /** Who does it, where it is not the usual person. */
  readonly by: string | undefined
  /** The office day on which it is done. */
  readonly day: string
  /** Empty before the document is created. */
  readonly id: string
  readonly caseId: string | null
}

/** Does one act with one document and returns the document's id; null where nothing more can be done with it. */
export async function playDeed(stage: Stage, deed: PlayedDeed): Promise<string | null> {
  const { document, act, by, day, id } = deed
  const { db } = stage
  const author = stage.actor(document.author)
  const doer = by === undefined ? author : stage.actor(by)
  const leader = stage.actor(by ?? (document.content.kind === 'paper' ? 'lindemann' : 'kortmann'))
  switch (act) {
    case 'create':
      return create(stage, deed)
    case 'begin':
      return save(stage, { id, doer, change: (values) => ({ ...values, ...firstPart(document, day) }) })
    case 'write':
      return save(stage, { id, doer, change: (values) => ({ ...values, ...form(document, day) }) })
    case 'change':
      return save(stage, { id, doer, change: (values) => ({ ...values, ...changes(document, values) }) })
    case 'attach':
      return attachNext(db, doer, {
        holder: documentAttachments,
        id,
        to: document.content.kind === 'paper' ? 'paper' : 'document',
      })
    case 'submit':
      done(await submitDocument(db, author, { id }))
      return id
    case 'recall':
      return done(await recallDocument(db, author, { id })).id
    case 'forward':
      return done(await forwardDocument(db, doer, { id, to: stage.actor('lindemann').userId })).id
    case 'approve':
      return done(await approveDocument(db, leader, { id, contentHash: await hashOf(stage, id) })).id
    case 'return': {
      const reason = document.reason ?? 'Bitte überarbeiten.'
      return done(await returnDocument(db, leader, { id, contentHash: await hashOf(stage, id), reason })).id
    }
    case 'order_issue':
      return done(await orderIssue(db, author, { id })).documentId
    case 'issue':
      // A seal of one's own need not have been valid in the past: then the job issues the document today.
      return (await runIssue(db, id, stage.ports)).ok ? id : null
    case 'sign':
      return sign(stage, author, { id, place: 0 })
    case 'countersign':
      return sign(stage, author, { id, place: 1 })
    case 'scan':
      await scanPaper(stage, author, id)
      return id
    case 'photograph':
      await photographPaper(stage, author, id)
      return id
    case 'discard':
      return done(await discardDocument(db, author, { id })).id
  }
}

async function create(stage: Stage, { document, caseId }: PlayedDeed): Promise<string> {
  const { db, houseName } = stage
  const slug = slugs[document.content.kind]
  const wanted = { slug, houseName, ...(caseId === null ? {} : { caseId }) }
  return done(await createDocument(db, stage.actor(document.author), wanted)).id
}

/** The templates that the story uses. */
export const slugs = {
  agreement: 'zielvereinbarung-25b',
  consent: 'einwilligung-weitergabe',
  paper: 'sitzungsvorlage-kreis',
} as const

interface Save {
  readonly id: string
  readonly doer: Actor
  readonly change: (values: Values) => Readonly<Record<string, unknown>>
}

async function save({ db }: Stage, { id, doer, change }: Save): Promise<string> {
  const { revision, values } = await read(db, doer, id)
  const edit = { id, baseRevision: revision, input: change(values), voidApproval: true }
  const saved = done(await saveDocument(db, doer, edit))
  if (saved.kind === 'conflict' || !saved.changed) throw new Error(`The demo could not save its document ${id}.`)
  return id
}

async function read(db: Stage['db'], actor: Actor, id: string): Promise<Document> {
  const document = await readDocument(db, actor, id)
  if (!document) throw new Error(`${actor.name} does not see the document ${id}.`)
  return document
}

async function hashOf({ db }: Stage, id: string): Promise<string> {
  const request = await openRequest(db, id)
  if (!request) throw new Error(`Nobody asked for an approval of ${id}.`)
  return request.contentHash
}

function form({ content }: DemoDocument, day: string): Readonly<Record<string, unknown>> {
  if (content.kind === 'paper') return paperForm(content.name, day)
  return content.kind === 'consent' ? consentForm(day) : agreementForm(caseRow(content.case), day)
}

/** A draft that somebody put aside. */
function firstPart(document: DemoDocument, day: string): Readonly<Record<string, unknown>> {
  const names = ['gespraech', 'rechtsnatur', 'vorlagenart', 'beratungsgegenstand', 'datum']
  return Object.fromEntries(Object.entries(form(document, day)).filter(([name]) => names.includes(name)))
}

/** A few values other than they were, so that there is a difference to read. */
function changes({ content }: DemoDocument, values: Values): Readonly<Record<string, unknown>> {
  if (content.kind === 'paper') {
    return {
      sachdarstellung: `${values.sachdarstellung}<p>Der Personalrat wurde beteiligt und hat zugestimmt.</p>`,
      finanzielleAuswirkungen: 'Keine zusätzlichen Kosten.',
    }
  }
  if (content.kind === 'consent') {
    const narrowed = asRows(values.einwilligungen).map((row) => ({
      ...row,
      umfang: 'Ziel 2 und die Teilnahme am Kurs',
    }))
    return { einwilligungen: narrowed }
  }
  const later = officeDayFrom(addDays(String(asGroup(values.laufzeit).bis), 31))
  return {
    laufzeit: { ...asGroup(values.laufzeit), bis: later },
    zielAufenthalt: { ...asGroup(values.zielAufenthalt), bis: later },
    ziele: asRows(values.ziele).map((goal, index) => (index === 1 ? withStep(goal, later) : goal)),
  }
}

function withStep(goal: Values, by: string): Value {
  const step = {
    wer: 'Ausländerbehörde',
    was: 'ruft in den Ferien an und fragt nach dem Stand',
    frist: { art: 'termin', datum: by },
    nachweis: 'Gesprächsvermerk',
  }
  return { ...goal, schritte: [...asRows(goal.schritte), { id: `${goal.id}neu`, ...step }] }
}

/** Notes the signature of whoever stands at this place. */
async function sign(
  { db }: Stage,
  actor: Actor,
  { id, place }: { readonly id: string; readonly place: number },
): Promise<string> {
  const signing = await readSigning(db, actor, id)
  const signatory = signing?.places[place]
  if (!signatory) throw new Error(`Nobody signs the document ${id} at place ${place}.`)
  const signedOn = localDate(db.clock.now().toISOString())
  done(await recordPaperSignature(db, actor, { id, rowId: signatory.rowId, signedOn }))
  return id
}
