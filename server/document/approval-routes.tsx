import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { ApprovalPage } from '../../views/document/approval-page.tsx'
import type { ApprovalPanelProps } from '../../views/document/approval-panel.tsx'
import { type ApprovalLine, ApprovalsListPage } from '../../views/document/approvals-list-page.tsx'
import { kindLabels, stateWords } from '../../views/document/document-words.ts'
import { type ApprovalRequest, isWaiting } from '../approval/approval.ts'
import { decidersOf, forwardChoices, requestsOf } from '../approval/approval-actions.ts'
import { type Actor, has } from '../auth/auth.ts'
import { currentActor, type Env, postedForm, problemStatus, requireRole, text } from '../auth/http.ts'
import { findUser, userNames } from '../auth/user-actions.ts'
import type { Reader } from '../base/database.ts'
import type { Problem } from '../base/result.ts'
import { printMoment } from '../calendar/local-time.ts'
import { markSeen } from '../notice/notice-actions.ts'
import { approveDocument, forwardDocument, returnDocument } from './approval-actions.ts'
import {
  ageOf,
  alternatives,
  blocksShown,
  changedBlocks,
  changesShown,
  peopleOnRoute,
  routeOf,
  shortHash,
} from './approval-facts.ts'
import { commentsOf } from './comment-facts.ts'
import { readDocument } from './document-actions.ts'
import { placeOf } from './document-pages.ts'
import {
  changesSinceLastDecision,
  type DocumentReview,
  listWaiting,
  readReview,
  type WaitingDocument,
} from './reviewing.ts'

/** What waits for a decision, the page to decide on, and the decisions. */
export const approvalRoutes = new Hono<Env>()

const readsDocuments = requireRole('lotsin', 'leitung', 'sitzungsdienst')
for (const noun of ['approvals', 'returns', 'forwardings']) approvalRoutes.use(`/documents/:id/${noun}`, readsDocuments)

approvalRoutes.get('/approvals', requireRole('leitung'), async (c) => {
  const actor = currentActor(c)
  const { db } = c.var
  const waiting = await listWaiting(db, actor)
  const now = db.clock.now().toISOString()
  return c.html(<ApprovalsListPage lines={waiting.map((each) => lineOf(each, actor, now))} done={await doneOf(c)} />)
})

function lineOf({ document, request }: WaitingDocument, actor: Actor, now: string): ApprovalLine {
  const { id, title, subtitle, kind, unitName } = document
  const isForwarded = request.forwardedTo.includes(actor.userId)
  return {
    documentId: id,
    title,
    subtitle: kind === 'paper' ? subtitle : '',
    kind: kindLabels[kind],
    unitName,
    requestedByName: request.requestedByName,
    age: ageOf(request.requestedAt, now),
    requestedOn: printMoment(request.requestedAt),
    remark: request.barred
      ? 'Von Ihnen geändert: Freigeben muss jemand anders.'
      : isForwarded
        ? 'An Sie weitergegeben'
        : null,
  }
}

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
  if (review.acts.decide || review.acts.barred) await markSeen(c.var.db, actor.userId, id)
  return c.html(<ApprovalPage {...(await pageOf(c, review))} />)
})

approvalRoutes.post('/documents/:id/approvals', async (c) => {
  const { contentHash, reason } = await postedForm(c, decisionForm)
  const done = await approveDocument(c.var.db, currentActor(c), { id: c.req.param('id'), contentHash })
  return done.ok ? c.redirect(`/approvals?done=approved&document=${done.value.id}`, 303) : refused(c, done, { reason })
})

approvalRoutes.post('/documents/:id/returns', async (c) => {
  const { contentHash, reason } = await postedForm(c, decisionForm)
  const done = await returnDocument(c.var.db, currentActor(c), { id: c.req.param('id'), contentHash, reason })
  return done.ok ? c.redirect(`/approvals?done=returned&document=${done.value.id}`, 303) : refused(c, done, { reason })
})

const decisionForm = z.object({ contentHash: text, reason: text })

approvalRoutes.post('/documents/:id/forwardings', async (c) => {
  const { to } = await postedForm(c, z.object({ to: text }))
  const actor = currentActor(c)
  const done = await forwardDocument(c.var.db, actor, { id: c.req.param('id'), to })
  if (!done.ok) return refused(c, done, { forwardTo: to })
  const next = has(actor, 'leitung') ? '/approvals?done=forwarded&document=' : '/documents/'
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
  const deciders = await decidersFor(db, request)
  const waiting = await listWaiting(db, actor)
  return {
    id: document.id,
    title: document.title,
    subtitle: document.kind === 'paper' ? document.subtitle : '',
    ...(await placeFor(db, actor, document.caseId, placeIn(waiting, document.id))),
    status: stateWords[document.state],
    next: nextOf(waiting, document.id),
    changes: changesShown(changes),
    blocks: blocksShown(changes),
    changedBlocks: changedBlocks(changes),
    foot: document.contentHash ? `Inhalt ${shortHash(document.contentHash)}` : '',
    panel: await panelOf(db, actor, review, { deciders, typed, problem }),
    sentence: sentenceOf(review, alternatives(deciders.map(({ name }) => name))),
    route: routeOf({
      requests,
      names: await userNames(db, peopleOnRoute(requests)),
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
async function decidersFor(reader: Reader, request: ApprovalRequest | null): Promise<Decider[]> {
  if (!request || !isWaiting(request)) return []
  const own = await decidersOf(reader, request.unitId, request)
  const forwarded = await Promise.all(request.forwardedTo.map((id) => findUser(reader, id)))
  const others = forwarded.filter((user) => user !== null && !own.some(({ id }) => id === user.id))
  return [...own, ...others.filter((user) => user !== null)].map(({ id, name }) => ({ id, name }))
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

function whyBarred({ userId }: Actor, { authorId, lastEditorId }: ApprovalRequest): string {
  const did =
    userId === authorId
      ? 'dieses Dokument geschrieben'
      : userId === lastEditorId
        ? 'dieses Dokument zuletzt geändert'
        : 'in diesem Dokument mitgeschrieben'
  return `Sie haben ${did}. Nach dem Vier-Augen-Prinzip entscheidet eine andere Person, auch in Vertretung.`
}

/** Why there is nothing to decide here. */
function sentenceOf({ document, request }: DocumentReview, deciders: string): string {
  if (!request) return 'Dieses Dokument wurde noch nicht zur Freigabe gegeben.'
  const { decision, end } = request
  if (end?.kind === 'recalled')
    return `Am ${printMoment(end.at)} wurde das Dokument zurückgeholt. Zu entscheiden ist nichts.`
  if (end)
    return `Die Freigabe wurde am ${printMoment(end.at)} durch eine Änderung aufgehoben. Zu entscheiden ist noch nichts.`
  if (decision) {
    const word = decision.outcome === 'approved' ? 'freigegeben' : 'zurückgegeben'
    return `${decision.userName} hat das Dokument am ${printMoment(decision.decidedAt)} ${word}.`
  }
  return document.state === 'in_approval' && deciders !== ''
    ? `Entscheiden kann ${deciders}.`
    : 'Niemand in der Einheit kann darüber entscheiden. Es muss weitergegeben werden.'
}

const nextOf = (waiting: readonly WaitingDocument[], id: string): string | null => {
  const index = waiting.findIndex(({ document }) => document.id === id)
  return waiting[index + 1]?.document.id ?? null
}

/** `2 von 5`; null where it does not wait for her. */
function placeIn(waiting: readonly WaitingDocument[], id: string): string | null {
  const index = waiting.findIndex(({ document }) => document.id === id)
  return index < 0 ? null : `${index + 1} von ${waiting.length}`
}

/** Below the list of what waits for her, or else below its case or the documents. */
const placeFor = async (reader: Reader, actor: Actor, caseId: string | null, place: string | null) =>
  place === null
    ? placeOf(reader, actor, { caseId })
    : { crumbs: [{ href: '/approvals', label: 'Freigaben' }, { label: place }], current: 'approvals' as const }
