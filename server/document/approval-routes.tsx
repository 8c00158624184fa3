import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { ApprovalPage } from '../../views/document/approval-page.tsx'
import type { ApprovalPanelProps } from '../../views/document/approval-panel.tsx'
import { ApprovalsListPage } from '../../views/document/approvals-list-page.tsx'
import { kindLabels, stateWords } from '../../views/document/document-words.ts'
import { type ApprovalRequest, isBarred, isWaiting } from '../approval/approval.ts'
import { decidersOf, forwardChoices, hasRead, noteReading, requestsOf } from '../approval/approval-actions.ts'
import { type Actor, hasAny } from '../auth/auth.ts'
import { currentActor, currentPerson, type Env, postedForm, problemStatus, requireRole, text } from '../auth/http.ts'
import { findUser, userNames } from '../auth/user-actions.ts'
import { absencesFor, absencesToday } from '../auth/vertretung-actions.ts'
import { absenceNote, absenceSentence } from '../auth/vertretung-facts.ts'
import type { Reader } from '../base/database.ts'
import { conflict, ok, type Problem, type Result } from '../base/result.ts'
import { printMoment } from '../calendar/local-time.ts'
import { markSeenBy } from '../notice/notice-actions.ts'
import { approveDocument, type DocumentRead, forwardDocument, returnDocument } from './approval-actions.ts'
import {
  alternatives,
  blocksShown,
  changedBlocks,
  changesShown,
  peopleOnRoute,
  routeOf,
  shortHash,
} from './approval-facts.ts'
import { approvalLine, defaultApprovalDays } from './approval-lines.ts'
import { markedAttachments } from './attachment-marks.ts'
import { commentsOf } from './comment-facts.ts'
import type { DocumentKind } from './document.ts'
import { readDocument } from './document-actions.ts'
import { placeOf } from './document-pages.ts'
import { changesSinceLastDecision, type DocumentReview, readReview } from './reviewing.ts'
import { listWaiting, waitingChoices, waitingIds } from './waiting.ts'

/** What waits for a decision, the page to decide on, and the decisions. */
export const approvalRoutes = new Hono<Env>()

const readsDocuments = requireRole('lotsin', 'leitung', 'sitzungsdienst')
for (const noun of ['approvals', 'returns', 'forwardings']) approvalRoutes.use(`/documents/:id/${noun}`, readsDocuments)

approvalRoutes.get('/approvals', requireRole('leitung'), async (c) => {
  const person = currentPerson(c)
  const { db } = c.var
  const query = (name: string) => c.req.query(name) ?? ''
  const values = { unit: query('unit'), kind: query('kind') }
  const filter = { unitId: values.unit || undefined, kind: isKind(values.kind) ? values.kind : undefined }
  const list = await listWaiting(db, person, { filter, page: Number.parseInt(query('page'), 10) || 1 })
  const choices = await waitingChoices(db, person)
  const now = db.clock.now()
  const days = { now: now.toISOString(), approvalDays: c.var.approvalDays ?? defaultApprovalDays }
  return c.html(
    <ApprovalsListPage
      {...list}
      lines={list.documents.map((each) => approvalLine(each, days))}
      filter={values}
      unitChoices={choices.units.map(({ id, name }) => ({ value: id, label: name }))}
      kindChoices={choices.kinds.map((kind) => ({ value: kind, label: kindLabels[kind] }))}
      absences={(await absencesFor(db, person, now)).map(absenceSentence)}
      approvalDays={days.approvalDays}
      pageHref={(number) => `/approvals?${new URLSearchParams({ ...values, page: String(number) })}`}
      done={await doneOf(c)}
    />,
  )
})

const isKind = (text: string): text is DocumentKind => Object.hasOwn(kindLabels, text)

const sentences: ReadonlyMap<string, string> = new Map([
  ['approved', 'freigegeben.'],
  ['returned', 'zurückgegeben.'],
  ['forwarded', 'weitergegeben.'],
])

/** After a decision the list says what was done; the document's title is read anew, never taken from the address. */
async function doneOf(c: Context<Env>) {
  const sentence = sentences.get(c.req.query('done') ?? '')
  const document = sentence && (await readDocument(c.var.db, currentActor(c), c.req.query('document') ?? ''))
  return document ? { sentence: `„${document.title}“ ist ${sentence}`, documentId: document.id } : null
}

approvalRoutes.get('/documents/:id/approvals', async (c) => {
  const actor = currentActor(c)
  const id = c.req.param('id')
  const review = await readReview(c.var.db, actor, id)
  if (!review) return c.notFound()
  if (review.acts.decide || review.acts.barred) await markSeenBy(c.var.db, actor.ref, id)
  return c.html(<ApprovalPage {...(await pageOf(c, review))} />)
})

approvalRoutes.post('/documents/:id/approvals', async (c) => {
  const { contentHash, reason } = await postedForm(c, decisionForm)
  const read = await readBefore(c, contentHash)
  const done = read.ok ? await approveDocument(c.var.db, currentActor(c), read.value) : read
  return done.ok ? c.redirect(`/approvals?done=approved&document=${done.value.id}`, 303) : refused(c, done, { reason })
})

approvalRoutes.post('/documents/:id/returns', async (c) => {
  const { contentHash, reason } = await postedForm(c, decisionForm)
  const read = await readBefore(c, contentHash)
  const done = read.ok ? await returnDocument(c.var.db, currentActor(c), { ...read.value, reason }) : read
  return done.ok ? c.redirect(`/approvals?done=returned&document=${done.value.id}`, 303) : refused(c, done, { reason })
})

const decisionForm = z.object({ contentHash: text, reason: text })

/** What she decides about, if its page was served to her before: nobody approves from the list what she has not opened. */
async function readBefore(c: Context<Env>, contentHash: string): Promise<Result<DocumentRead>> {
  const [actor, id] = [currentActor(c), c.req.param('id') ?? '']
  const review = await readReview(c.var.db, actor, id)
  const request = review?.acts.decide && review.request?.contentHash === contentHash ? review.request : null
  const isUnread = request !== null && !(await hasRead(c.var.db, actor, request.id))
  return isUnread ? unread : ok({ id, contentHash })
}

const unread = conflict(
  'Diesen Inhalt haben Sie noch nicht geöffnet. Freigeben oder zurückgeben können Sie, was Sie gelesen haben: Hier steht er.',
)

approvalRoutes.post('/documents/:id/forwardings', async (c) => {
  const { to } = await postedForm(c, z.object({ to: text }))
  const actor = currentActor(c)
  const done = await forwardDocument(c.var.db, actor, { id: c.req.param('id'), to })
  if (!done.ok) return refused(c, done, { forwardTo: to })
  const next = hasAny(currentPerson(c), ['leitung']) ? '/approvals?done=forwarded&document=' : '/documents/'
  return c.redirect(`${next}${done.value.id}`, 303)
})

type Typed = Partial<Pick<ApprovalPanelProps, 'reason' | 'forwardTo'>>

/** The same page as it is now, with what was typed: after a change by others it shows the new version and its hash. */
async function refused(c: Context<Env>, problem: Problem, typed: Typed) {
  const review =
    problem.problem === 'not_found' ? null : await readReview(c.var.db, currentActor(c), c.req.param('id') ?? '')
  if (!review) return c.notFound()
  return c.html(<ApprovalPage {...(await pageOf(c, review, problem, typed))} />, problemStatus(problem))
}

async function pageOf(c: Context<Env>, review: DocumentReview, problem: Problem | null = null, typed: Typed = {}) {
  const actor = currentActor(c)
  const { db } = c.var
  const { document, request } = review
  const changes = await changesSinceLastDecision(db, actor, document.id)
  if (!changes) throw new Error(`The document ${document.id} went out of sight while its page was made.`)
  const requests = await requestsOf(db, document.id)
  const names = await userNames(db, peopleOnRoute(requests))
  const deciders = await decidersFor(db, request, db.clock.now())
  if (request && review.acts.decide) await noteReading(db, actor, request.id)
  const waiting = await waitingIds(db, currentPerson(c))
  return {
    id: document.id,
    title: document.title,
    subtitle: document.kind === 'paper' ? document.subtitle : '',
    ...(await placeFor(db, actor, document.caseId, placeIn(waiting, document.id))),
    status: stateWords[document.state],
    next: nextOf(waiting, document.id),
    changes: changesShown(changes),
    attachments: markedAttachments(document, changes.attachments, { isCompared: changes.since !== null }),
    blocks: blocksShown(changes),
    changedBlocks: changedBlocks(changes),
    foot: document.contentHash ? `Inhalt ${shortHash(document.contentHash)}` : '',
    panel: await panelOf(db, actor, review, { deciders, typed, problem }),
    sentence: sentenceOf(
      review,
      alternatives(deciders.map(({ name }) => name)),
      names.get(request?.decision?.onBehalfOf ?? ''),
    ),
    route: routeOf({
      requests,
      names,
      deciders: deciders.map(({ name }) => name),
    }),
    comments: { ...(await commentsOf(c.var, { actor, ...review })), origin: 'approvals', isOpen: true } as const,
    problem,
  }
}

interface Decider {
  readonly id: string
  readonly name: string
}

/** The Leitung of the unit and whom it was forwarded to, without those who wrote it. */
async function decidersFor(reader: Reader, request: ApprovalRequest | null, now: Date): Promise<Decider[]> {
  if (!request || !isWaiting(request)) return []
  const own = await decidersOf(reader, request.unitId, request)
  const forwarded = await Promise.all(request.forwardedTo.map((id) => findUser(reader, id)))
  const others = forwarded.filter((user) => user !== null && !own.some(({ id }) => id === user.id))
  const away = new Map((await absencesToday(reader, { unitId: null, now })).map((each) => [each.userId, each]))
  return [...own, ...others.filter((user) => user !== null)].map(({ id, name }) => {
    const absence = away.get(id)
    return { id, name: absence ? `${name} (${absenceNote(absence)})` : name }
  })
}

interface PanelFacts {
  readonly deciders: readonly Decider[]
  readonly typed: Typed
  readonly problem: Problem | null
}

/** Null where it does not lie with her, or with nobody any more. */
async function panelOf(
  reader: Reader,
  actor: Actor,
  { document, request, acts }: DocumentReview,
  { deciders, typed, problem }: PanelFacts,
): Promise<ApprovalPanelProps | null> {
  if (!request || (!acts.decide && !acts.barred)) return null
  const choices = acts.forward ? await forwardChoices(reader, actor, request) : []
  return {
    documentId: document.id,
    contentHash: request.contentHash,
    shortHash: shortHash(request.contentHash),
    can: { decide: acts.decide, forward: choices.length > 0, why: acts.barred ? whyBarred(actor, request) : null },
    writtenBy: request.authorName,
    lastChangedBy: request.lastEditorName,
    otherDeciders: alternatives(deciders.map(({ name }) => name)),
    forwardChoices: choices.map(({ id, name, unitName }) => ({ value: id, label: `${name}, ${unitName}` })),
    reason: typed.reason ?? '',
    forwardTo: typed.forwardTo ?? '',
    problem,
  }
}

function whyBarred({ userId, inPlaceOf }: Actor, request: ApprovalRequest): string {
  if (inPlaceOf && !isBarred(userId, request)) {
    return `${inPlaceOf.name}, für die Sie handeln, hat dieses Dokument geschrieben oder geändert. Nach dem Vier-Augen-Prinzip entscheidet eine andere Person.`
  }
  const { authorId, lastEditorId } = request
  const did =
    userId === authorId
      ? 'dieses Dokument geschrieben'
      : userId === lastEditorId
        ? 'dieses Dokument zuletzt geändert'
        : 'in diesem Dokument mitgeschrieben'
  return `Sie haben ${did}. Nach dem Vier-Augen-Prinzip entscheidet eine andere Person, auch in Vertretung.`
}

/** Why there is nothing to decide here. */
function sentenceOf({ document, request }: DocumentReview, deciders: string, onBehalfOf?: string): string {
  if (!request) return 'Dieses Dokument wurde noch nicht zur Freigabe gegeben.'
  const { decision, end } = request
  if (end?.kind === 'recalled')
    return `Am ${printMoment(end.at)} wurde das Dokument zurückgeholt. Zu entscheiden ist nichts.`
  if (end)
    return `Die Freigabe wurde am ${printMoment(end.at)} durch eine Änderung aufgehoben. Zu entscheiden ist noch nichts.`
  if (decision) {
    const word = decision.outcome === 'approved' ? 'freigegeben' : 'zurückgegeben'
    const deputy = onBehalfOf ? `in Vertretung für ${onBehalfOf} ` : ''
    return `${decision.userName} hat ${deputy}das Dokument am ${printMoment(decision.decidedAt)} ${word}.`
  }
  return document.state === 'in_approval' && deciders !== ''
    ? `Entscheiden kann ${deciders}.`
    : 'Niemand in der Einheit kann darüber entscheiden. Es muss weitergegeben werden.'
}

const nextOf = (waiting: readonly string[], id: string): string | null => waiting[waiting.indexOf(id) + 1] ?? null

/** `2 von 5`; null where it does not wait for her. */
function placeIn(waiting: readonly string[], id: string): string | null {
  const index = waiting.indexOf(id)
  return index < 0 ? null : `${index + 1} von ${waiting.length}`
}

/** Below the list of what waits for her, or else below its case or the documents. */
const placeFor = async (reader: Reader, actor: Actor, caseId: string | null, place: string | null) =>
  place === null
    ? placeOf(reader, actor, { caseId })
    : { crumbs: [{ href: '/approvals', label: 'Freigaben' }, { label: place }], current: 'approvals' as const }
