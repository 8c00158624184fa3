import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'
import { IssuePage } from '../../views/document/issue-page.tsx'
import { IssuedPage } from '../../views/document/issued-page.tsx'
import { IssuingPage } from '../../views/document/issuing-page.tsx'
import { lastDecision } from '../approval/approval-actions.ts'
import { printSize } from '../attachment/attachment.ts'
import { formEntries } from '../auth/form-entries.ts'
import { currentActor, type Env, postedForm, problemStatus, requireRole, text } from '../auth/http.ts'
import { tellTrail } from '../auth/trail.ts'
import { userNames } from '../auth/user-actions.ts'
import type { Problem } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import { readPastGermanDate } from '../calendar/german-date.ts'
import { localDate } from '../calendar/local-time.ts'
import { markSeenBy } from '../notice/notice-actions.ts'
import type { Document } from './document.ts'
import { mayCreate } from './document.ts'
import { readDocument } from './document-actions.ts'
import { placeOf, sheetOf } from './document-pages.ts'
import { tellDocument } from './document-trail.ts'
import { refuseIssuing } from './issue.ts'
import { type Issue, orderIssue, readIssue, readIssuedPdf, retryIssue } from './issue-actions.ts'
import { readIssuedSource } from './issued-source.ts'
import {
  dayField,
  readSigning,
  recordPaperSignature,
  type SigningState,
  withdrawPaperSignature,
} from './paper-signature-actions.ts'
import { isGuest } from './participant.ts'
import { readScanCheck } from './scan-actions.ts'
import { scanField } from './scan-file.ts'
import { tellScan } from './scan-wording.ts'

/** Issuing, and everything about a document that has been issued. */
export const issueRoutes = new Hono<Env>()

issueRoutes.use('/documents/:id/*', requireRole('lotsin', 'leitung', 'sitzungsdienst'))

/** Behind the same address of document-routes, which answers for every other state. */
issueRoutes.get('/documents/:id', requireRole('lotsin', 'leitung', 'sitzungsdienst'), async (c) => {
  const document = await findDocument(c)
  if (!document) return c.notFound()
  await markSeenBy(c.var.db, currentActor(c).ref, document.id)
  const page = await pageOf(c, document, { notice: notices.get(c.req.query('done') ?? '') })
  return page ? c.html(page) : c.notFound()
})

issueRoutes.get('/documents/:id/issues', async (c) => {
  const document = await findDocument(c)
  if (!document) return c.notFound()
  if (document.state !== 'approved') return c.redirect(`/documents/${document.id}`, 303)
  return c.html(await confirmation(c, document, null))
})

const issueForm = z.object({ contentHash: text })

issueRoutes.post('/documents/:id/issues', async (c) => {
  const document = await findDocument(c)
  if (!document) return c.notFound()
  const { id, state } = document
  const { contentHash } = await postedForm(c, issueForm)
  const actor = currentActor(c)
  const done =
    state === 'issuing'
      ? await retryIssue(c.var.db, actor, { id })
      : await orderIssue(c.var.db, actor, { id, ...(contentHash ? { contentHash } : {}) })
  if (done.ok) return c.redirect(`/documents/${id}`, 303)
  const now = await findDocument(c)
  if (!now) return c.notFound()
  const page = (await pageOf(c, now, { problem: done })) ?? (await confirmation(c, now, done))
  return c.html(page, problemStatus(done))
})

issueRoutes.get('/documents/:id/pdf', async (c) => {
  const pdf = await readIssuedPdf(c.var.db, currentActor(c), c.req.param('id'))
  if (!pdf) return c.notFound()
  const way = c.req.query('as') === 'file' ? 'attachment' : 'inline'
  return c.body(toBody(pdf.bytes), 200, {
    'Content-Type': 'application/pdf',
    'Content-Disposition': `${way}; filename="Dokument-${pdf.code}.pdf"`,
  })
})

const signatureForm = z.object({ row: text, act: text })

issueRoutes.post('/documents/:id/signatures', async (c) => {
  const document = await findDocument(c)
  if (!document) return c.notFound()
  const { id } = document
  const entries = await formEntries(c)
  const { row: rowId, act } = signatureForm.parse(Object.fromEntries(entries))
  const typed = (entries.find(([name]) => name === dayField(rowId))?.[1] ?? '').trim()
  const done =
    act === 'withdraw'
      ? await withdrawPaperSignature(c.var.db, currentActor(c), { id, rowId })
      : await recordPaperSignature(c.var.db, currentActor(c), {
          id,
          rowId,
          signedOn: readPastGermanDate(typed, today(c)),
        })
  if (done.ok) return c.redirect(`/documents/${id}?done=${act === 'withdraw' ? 'withdrawn' : 'recorded'}`, 303)
  return refusedHere(c, done, new Map([[rowId, typed.slice(0, 40)]]))
})

const findDocument = (c: Context<Env>): Promise<Document | null> =>
  readDocument(c.var.db, currentActor(c), c.req.param('id') ?? '')

interface Said {
  readonly notice?: string | undefined
  readonly problem?: Problem
  /** Days as typed, by row. */
  readonly typed?: ReadonlyMap<string, string>
}

async function refusedHere(c: Context<Env>, problem: Problem, typed?: ReadonlyMap<string, string>) {
  const document = await findDocument(c)
  const page = document && (await pageOf(c, document, { problem, ...(typed ? { typed } : {}) }))
  if (page) return c.html(page, problemStatus(problem))
  throw new HTTPException(problem.problem === 'forbidden' ? 403 : 404, { message: problem.message })
}

/** The page of a document whose issue is ordered, or null. */
async function pageOf(c: Context<Env>, document: Document, said: Said) {
  const actor = currentActor(c)
  const issue = await readIssue(c.var.db, actor, document.id)
  if (!issue) return null
  const { id, title } = document
  const about = { id, title, ...(await placeOf(c.var.db, actor, document)), problem: said.problem ?? null }
  const canIssue = refuseIssuing(actor, document) === null
  if (!issue.file)
    return <IssuingPage {...about} order={issue.order} failure={failureOf(issue)} can={{ retry: canIssue }} />
  const signing = await readSigning(c.var.db, actor, id)
  const check = await readScanCheck(c.var.db, actor, id)
  return (
    <IssuedPage
      {...about}
      state={document.state === 'signed' ? 'signed' : 'issued'}
      {...(await paperOf(c, issue, issue.file))}
      signing={{
        ...(await signingOf(c, issue, signing, { canRecord: canIssue, typed: said.typed })),
        paper: check && tellScan(check),
      }}
      trail={(await tellTrail(c.var.db, id, { limit: shownEntries, tellers: [tellDocument] })).lines}
      can={{ copy: mayCreate(actor, document.kind) && !isGuest(actor, document) }}
      notice={said.notice}
    />
  )
}

/** A failed try says why; one that has just been asked for again does not. */
function failureOf({ job }: Issue) {
  const isWaiting = job !== null && (job.givenUpAt !== null || job.runAfter !== null)
  if (!job?.lastError || !isWaiting) return null
  return { reason: job.lastError, nextTryAt: job.givenUpAt === null ? job.runAfter : null }
}

async function paperOf(c: Context<Env>, { order }: Issue, file: NonNullable<Issue['file']>) {
  const source = await readIssuedSource(c.var.db, order)
  const sheet = source.ok ? await sheetOf(source.value.template, source.value.values) : null
  const issued = {
    code: order.code,
    at: order.at,
    pages: file.pages,
    size: printSize(file.size),
    fileHash: file.fileHash,
    checkpoint: `${order.checkpointSeq}:${order.checkpointHash}`,
    foot: [sheet?.footer ?? '', `Prüfcode ${order.code}`].filter((words) => words !== ''),
  }
  return { issued, blocks: sheet?.blocks ?? null }
}

async function signingOf(
  c: Context<Env>,
  { order, file }: Issue,
  signing: SigningState | null,
  { canRecord, typed }: { readonly canRecord: boolean; readonly typed: ReadonlyMap<string, string> | undefined },
) {
  const { places, scans } = signing ?? { places: [], scans: [] }
  const people = [...places.flatMap(({ mark }) => mark?.recordedBy ?? []), ...scans.map(({ uploadedBy }) => uploadedBy)]
  const names = await userNames(c.var.db, people)
  return {
    sealedAt: file?.storedAt ?? order.at,
    places: places.map(({ rowId, name, role, mark }) => ({
      rowId,
      name,
      role,
      signedOn: mark && printDate(mark.signedOn),
      recordedBy: mark && (names.get(mark.recordedBy) ?? 'Unbekannt'),
      dayField: dayField(rowId),
    })),
    scans: scans.map(({ id, fileName, size, uploadedBy, uploadedAt }) => ({
      id,
      fileName,
      size: printSize(size),
      uploadedBy: names.get(uploadedBy) ?? 'Unbekannt',
      uploadedAt,
    })),
    scanField,
    days: new Map([['', printDate(today(c))], ...(typed ?? [])]),
    can: { record: canRecord },
  }
}

async function confirmation(c: Context<Env>, document: Document, problem: Problem | null) {
  const { id, title, kind, contentHash } = document
  const actor = currentActor(c)
  const refused = refuseIssuing(actor, document)
  const approved = await lastDecision(c.var.db, id)
  return (
    <IssuePage
      id={id}
      title={title}
      {...(await placeOf(c.var.db, actor, document))}
      contentHash={contentHash ?? ''}
      approvedBy={approved?.decision.userName ?? null}
      isNumbered={kind === 'paper'}
      can={{ issue: refused === null && document.state === 'approved', why: refused?.message ?? '' }}
      problem={problem}
    />
  )
}

const shownEntries = 6

const today = (c: Context<Env>): string => localDate(c.var.db.clock.now().toISOString())

const toBody = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer

const notices: ReadonlyMap<string, string> = new Map([
  ['recorded', 'Die Unterschrift ist erfasst.'],
  ['withdrawn', 'Der Eintrag ist zurückgenommen. Das steht im Verlauf.'],
])
