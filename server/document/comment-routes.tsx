import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { CommentsPage } from '../../views/document/comments-page.tsx'
import { CommentsPanel, type CommentsPanelProps } from '../../views/document/comments-panel.tsx'
import { currentActor, type Env, isHtmx, postedForm, problemStatus, requireRole, text } from '../auth/http.ts'
import type { Problem, Result } from '../base/result.ts'
import {
  answerThread,
  changeEntry,
  peopleToName,
  removeEntry,
  resolveThread,
  startThread,
  type ThreadAct,
} from './comment-actions.ts'
import { commentsOf, type Origin, originOf } from './comment-facts.ts'
import { findPassage } from './comment-passages.ts'
import { readDocument } from './document-actions.ts'
import { placeOf } from './document-pages.ts'
import { settleDocument } from './live.ts'
import { readReview } from './reviewing.ts'

/** What people remark about a document: read, begun, answered, done. */
export const commentRoutes = new Hono<Env>()

const readsDocuments = requireRole('lotsin', 'leitung', 'sitzungsdienst')
for (const path of ['comments', 'comments/*']) commentRoutes.use(`/documents/:id/${path}`, readsDocuments)

commentRoutes.get('/documents/:id/comments', (c) => commentsAnswer(c, {}))

/** The names that somebody can pick for a mention. */
commentRoutes.get('/documents/:id/comments/people', async (c) => {
  const document = await readDocument(c.var.db, currentActor(c), c.req.param('id'))
  if (!document) return c.notFound()
  const people = await peopleToName(c.var.db, document.id)
  c.header('Cache-Control', 'no-store')
  return c.json(people.map(({ name }) => name))
})

const position = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const anchorForm = z.object({ version: position, from: position, to: position })
const threadForm = z.object({ origin: text, place: text, version: text, from: text, to: text, quote: text, text })

commentRoutes.post('/documents/:id/comments', async (c) => {
  const actor = currentActor(c)
  const { text: said, ...form } = await postedForm(c, threadForm)
  const document = await readDocument(c.var.db, actor, c.req.param('id'))
  if (!document) return c.notFound()
  const { id } = document
  // A row that has just come is a place too.
  await settleDocument(c.var.db, id)
  // Without a passage these are empty, and empty would be read as 0.
  const read = form.to === '' ? null : anchorForm.safeParse(form)
  const chosen = { place: form.place, anchor: read?.success ? read.data : null, quote: form.quote }
  const found = await findPassage(c.var.writing, id, chosen)
  const done = await startThread(c.var.db, actor, { id, place: form.place, ...found, text: said })
  return answered(c, done, { at: 'new', text: said, ...form })
})

const entryForm = z.object({ origin: text, text })

commentRoutes.post('/documents/:id/comments/:thread/entries', async (c) => {
  const { id, thread: threadId } = c.req.param()
  const form = await postedForm(c, entryForm)
  const done = await answerThread(c.var.db, currentActor(c), { id, threadId, text: form.text })
  return answered(c, done, { at: threadId, ...form })
})

commentRoutes.post('/documents/:id/comments/:thread/entries/:entry', async (c) => {
  const { id, thread: threadId, entry: entryId } = c.req.param()
  const form = await postedForm(c, entryForm)
  const done = await changeEntry(c.var.db, currentActor(c), { id, threadId, entryId, text: form.text })
  return answered(c, done, { at: entryId, ...form })
})

commentRoutes.post('/documents/:id/comments/:thread/entries/:entry/removals', async (c) => {
  const { id, thread: threadId, entry: entryId } = c.req.param()
  const { origin } = await postedForm(c, entryForm)
  const done = await removeEntry(c.var.db, currentActor(c), { id, threadId, entryId })
  return answered(c, done, { at: '', origin })
})

for (const [noun, kind] of [
  ['resolutions', 'resolved'],
  ['reopenings', 'reopened'],
] as const) {
  commentRoutes.post(`/documents/:id/comments/:thread/${noun}`, async (c) => {
    const { id = '', thread: threadId = '' } = c.req.param()
    const { origin } = await postedForm(c, entryForm)
    const done = await resolveThread(c.var.db, currentActor(c), { id, threadId, kind })
    return answered(c, done, { at: '', origin })
  })
}

interface Typed {
  /** Which form it was: `new`, or the id of a thread or an entry. */
  readonly at: string
  readonly origin: string
  readonly text?: string
  readonly place?: string
  readonly quote?: string
}

/** Back to where the form stood, or with script only the comments; a refused form comes back as it was sent. */
async function answered(c: Context<Env>, done: Result<Pick<ThreadAct, 'threadId'>>, typed: Typed) {
  const id = c.req.param('id') ?? ''
  const origin = originOf(typed.origin)
  if (!done.ok) return commentsAnswer(c, { origin, typed, problem: done })
  c.var.writing.discussionChanged(id)
  const { threadId } = done.value
  if (isHtmx(c)) return commentsAnswer(c, { origin, focus: threadId })
  const page = {
    draft: 'draft?view=comments',
    reading: 'draft?view=comments',
    approvals: 'approvals',
    comments: 'comments',
  }
  return c.redirect(`/documents/${id}/${page[origin]}#kommentar-${threadId}`, 303)
}

interface Answer {
  readonly origin?: Origin
  readonly typed?: Typed
  readonly problem?: Problem
  readonly focus?: string
}

async function commentsAnswer(c: Context<Env>, { origin, typed, problem, focus }: Answer) {
  const actor = currentActor(c)
  const review = problem?.problem === 'not_found' ? null : await readReview(c.var.db, actor, c.req.param('id') ?? '')
  if (!review) return c.notFound()
  const props: CommentsPanelProps = {
    ...(await commentsOf(c.var, { actor, ...review })),
    origin: origin ?? originOf(c.req.query('origin') ?? ''),
    isOpen: true,
    ...(typed ? { typed } : {}),
    ...(problem ? { problem } : {}),
    ...(focus ? { focus } : {}),
  }
  const status = problem ? problemStatus(problem) : 200
  if (isHtmx(c)) return c.html(<CommentsPanel {...props} isPart />, status)
  const { id, title } = review.document
  const place = await placeOf(c.var.db, actor, review.document)
  return c.html(<CommentsPage {...place} id={id} title={title} comments={{ ...props, origin: 'comments' }} />, status)
}
