import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { TemplateDraftPage } from '../../views/template/template-draft-page.tsx'
import { TemplateFilePage } from '../../views/template/template-file-page.tsx'
import { TemplateUploadPage } from '../../views/template/template-upload-page.tsx'
import { uploadedForm } from '../auth/form-entries.ts'
import { currentActor, type Env, postedForm, problemStatus, requireRole, text } from '../auth/http.ts'
import { tellTrail } from '../auth/trail.ts'
import type { UploadedFile } from '../base/blobs.ts'
import type { Problem, Result } from '../base/result.ts'
import { type FileName, isFileName } from '../template/locating.ts'
import { listPublished } from '../template/template-actions.ts'
import { isEditable, type TemplateDraft } from '../template/template-draft.ts'
import {
  createTemplateDraft,
  discardTemplateDraft,
  editTemplateDraft,
  readDraftFile,
  readTemplateDraft,
  recallTemplateDraft,
  submitTemplateDraft,
} from '../template/template-draft-actions.ts'
import { checkDraft, readFiles } from '../template/template-draft-check.ts'
import { tellTemplate } from '../template/template-trail.ts'
import { draftFacts, problemLines, titleOfDraft } from './template-draft-facts.ts'

/** Making the next version of a template. Only people who keep templates see what is not published. */
export const templateDraftRoutes = new Hono<Env>()

templateDraftRoutes.use('/template-drafts/*', requireRole('vorlagenpflege'))

templateDraftRoutes.get('/template-drafts', (c) => c.redirect('/templates', 303))

templateDraftRoutes.get('/template-drafts/new', (c) => uploadPage(c, c.req.query('slug') ?? '', null))

templateDraftRoutes.post('/template-drafts', async (c) => {
  const form = await uploadedForm(c)
  const slug = textIn(form, 'slug')
  const created = await createTemplateDraft(c.var.db, currentActor(c), { slug, files: await filesIn(form) })
  if (!created.ok) return uploadPage(c, slug, created)
  return c.redirect(`/template-drafts/${created.value.id}?done=created`, 303)
})

async function uploadPage(c: Context<Env>, slug: string, problem: Problem | null) {
  const published = await listPublished(c.var.db)
  const page = (
    <TemplateUploadPage
      slug={slug}
      title={published.find((each) => each.slug === slug)?.title ?? null}
      slugs={[...new Set(published.map((each) => each.slug))]}
      problem={problem}
    />
  )
  return c.html(page, problem ? problemStatus(problem) : 200)
}

templateDraftRoutes.get('/template-drafts/:draft', async (c) => {
  const draft = await draftOf(c)
  return draft ? draftPage(c, draft, null) : c.notFound()
})

templateDraftRoutes.post('/template-drafts/:draft/files', async (c) => {
  const draft = await draftOf(c)
  if (!draft) return c.notFound()
  const files = await filesIn(await uploadedForm(c))
  return answer(c, draft, await editTemplateDraft(c.var.db, currentActor(c), { id: draft.id, files }), 'edited')
})

templateDraftRoutes.post('/template-drafts/:draft/submissions', async (c) => {
  const draft = await draftOf(c)
  if (!draft) return c.notFound()
  const { edit } = await postedForm(c, z.object({ edit: text }))
  const seen = { id: draft.id, edit: /^\d{1,9}$/.test(edit) ? Number(edit) : 0 }
  return answer(c, draft, await submitTemplateDraft(c.var.db, currentActor(c), seen), 'submitted')
})

templateDraftRoutes.post('/template-drafts/:draft/recalls', async (c) => {
  const draft = await draftOf(c)
  if (!draft) return c.notFound()
  return answer(c, draft, await recallTemplateDraft(c.var.db, currentActor(c), draft), 'recalled')
})

templateDraftRoutes.post('/template-drafts/:draft/discards', async (c) => {
  const draft = await draftOf(c)
  if (!draft) return c.notFound()
  return answer(c, draft, await discardTemplateDraft(c.var.db, currentActor(c), draft), 'discarded')
})

/** A refused form stays at its address, and reloading it asks for a page. */
for (const act of ['files', 'submissions', 'recalls', 'discards']) {
  templateDraftRoutes.get(`/template-drafts/:draft/${act}`, (c) =>
    c.redirect(`/template-drafts/${c.req.param('draft')}`, 303),
  )
}

async function answer(c: Context<Env>, draft: TemplateDraft, done: Result<null>, notice: string) {
  if (done.ok) return c.redirect(`/template-drafts/${draft.id}?done=${notice}`, 303)
  const now = await readTemplateDraft(c.var.db, currentActor(c), draft.id)
  return draftPage(c, now ?? draft, done)
}

async function draftPage(c: Context<Env>, draft: TemplateDraft, problem: Problem | null) {
  const { db } = c.var
  const { lines } = await tellTrail(db, draft.id, { limit: shownEntries, tellers: [tellTemplate] })
  const page = (
    <TemplateDraftPage
      {...(await draftFacts(db, currentActor(c), draft))}
      trail={lines}
      notice={problem ? undefined : notices.get(c.req.query('done') ?? '')}
      problem={problem}
    />
  )
  return c.html(page, problem ? problemStatus(problem) : 200)
}

const shownEntries = 30

templateDraftRoutes.get('/template-drafts/:draft/files/:file', async (c) => {
  const draft = await draftOf(c)
  const name = c.req.param('file')
  if (!draft || !isFileName(name)) return c.notFound()
  if (c.req.query('as') !== 'file') return filePage(c, draft, { name, typed: null, problem: null })
  const found = await readDraftFile(c.var.db, draft, name)
  if (!found) return c.notFound()
  return c.body(new Uint8Array(found.bytes).buffer, 200, {
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': `attachment; filename="${name}"`,
  })
})

templateDraftRoutes.post('/template-drafts/:draft/files/:file', async (c) => {
  const draft = await draftOf(c)
  const name = c.req.param('file')
  if (!draft || !isFileName(name)) return c.notFound()
  const form = await postedForm(c, z.object({ text, base: text }))
  const typed = form.text.replace(/\r\n?/g, '\n')
  const files = [{ name, bytes: new TextEncoder().encode(typed) }]
  const base = /^\d{1,9}$/.test(form.base) ? Number(form.base) : 0
  const done = await editTemplateDraft(c.var.db, currentActor(c), { id: draft.id, files, base })
  if (!done.ok) return filePage(c, draft, { name, typed, problem: done })
  return c.redirect(`/template-drafts/${draft.id}?done=edited`, 303)
})

interface ShownFile {
  readonly name: FileName
  /** As it was sent and not saved. */
  readonly typed: string | null
  readonly problem: Problem | null
}

async function filePage(c: Context<Env>, draft: TemplateDraft, { name, typed, problem }: ShownFile) {
  const { db } = c.var
  const read = (await readFiles(db, draft)).get(name)
  const standing = draft.files.find((file) => file.name === name)
  if (!read && !isEditable(draft)) return c.notFound()
  const outcome = draft.state === 'published' ? null : (await checkDraft(db, draft)).outcome
  const problems = outcome?.ok === false ? outcome.problems.filter(({ file }) => file === name) : []
  const marks = new Map<number, string[]>()
  for (const { line, column, message } of problems) {
    if (line !== null) marks.set(line, [...(marks.get(line) ?? []), `Spalte ${column}: ${message}`])
  }
  const page = (
    <TemplateFilePage
      id={draft.id}
      title={await titleOfDraft(db, draft)}
      name={name}
      lines={(read?.text ?? '').split(/\r\n|\n|\r/)}
      marks={marks}
      problems={problemLines(draft.id, problems)}
      base={standing?.edit ?? 0}
      text={typed ?? read?.text ?? ''}
      isGuessed={read?.ok === false}
      can={{ edit: isEditable(draft) }}
      problem={problem}
    />
  )
  return c.html(page, problem ? problemStatus(problem) : 200)
}

const draftOf = (c: Context<Env>): Promise<TemplateDraft | null> =>
  readTemplateDraft(c.var.db, currentActor(c), c.req.param('draft') ?? '')

const textIn = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

/** A field that was left empty arrives as a file without a name. */
async function filesIn(form: FormData): Promise<UploadedFile[]> {
  const files = form.getAll('files').filter((entry) => entry instanceof File)
  const chosen = files.filter(({ name, size }) => name !== '' || size > 0)
  return Promise.all(chosen.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })))
}

const notices: ReadonlyMap<string, string> = new Map([
  ['created', 'Die Dateien sind hochgeladen und geprüft.'],
  ['edited', 'Gespeichert und geprüft.'],
  ['submitted', 'Die Version liegt jetzt zur Veröffentlichung vor.'],
  ['recalled', 'Die Version ist zurückgeholt und wieder ein Entwurf.'],
  ['returned', 'Die Version ist zurückgegeben.'],
  ['discarded', 'Der Entwurf ist verworfen.'],
])
