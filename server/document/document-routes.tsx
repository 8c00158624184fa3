import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { CaseDocuments, CaseDocumentsPage } from '../../views/document/case-documents.tsx'
import { DiscardPage } from '../../views/document/discard-page.tsx'
import { DocumentTrailPage } from '../../views/document/document-trail-page.tsx'
import { kindLabels, stateWords } from '../../views/document/document-words.ts'
import { DocumentsPage } from '../../views/document/documents-page.tsx'
import { NewDocumentPage } from '../../views/document/new-document-page.tsx'
import { currentShell } from '../../views/layout/shell.ts'
import { readBefore } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import { currentActor, type Env, isHtmx, postedForm, problemStatus, requireRole, text } from '../auth/http.ts'
import { tellTrail } from '../auth/trail.ts'
import type { Reader } from '../base/database.ts'
import type { Problem } from '../base/result.ts'
import { localDate } from '../calendar/local-time.ts'
import { caseTitle, titleOf } from '../casefile/casefile.ts'
import { type CaseName, findCase, listOpenCases } from '../casefile/casefile-actions.ts'
import { listPublished } from '../template/template-actions.ts'
import { type DocumentKind, type DocumentState, documentStates, mayCreate } from './document.ts'
import { createDocument, discardDocument, listDocuments, readDocument } from './document-actions.ts'
import { listPlace, placeOf } from './document-pages.ts'
import { tellDocument } from './document-trail.ts'

/** The list, a new one, and what concerns a document as a whole. */
export const documentRoutes = new Hono<Env>()

const readsDocuments = requireRole('lotsin', 'leitung', 'sitzungsdienst')
for (const path of ['/documents', '/documents/*']) documentRoutes.use(path, readsDocuments)

documentRoutes.get('/documents', async (c) => {
  const actor = currentActor(c)
  const query = (name: string) => c.req.query(name) ?? ''
  const values = { q: query('q'), kind: query('kind'), state: query('state'), case: query('case'), mine: query('mine') }
  const filter = {
    text: values.q,
    kind: isKind(values.kind) ? values.kind : undefined,
    state: isState(values.state) ? values.state : undefined,
    caseId: values.case || undefined,
    authorId: values.mine ? actor.userId : undefined,
  }
  const page = Number.parseInt(query('page'), 10) || 1
  const list = await listDocuments(c.var.db, actor, { filter, page })
  const { current } = listPlace(actor)
  const kinds = current === 'papers' ? [] : Object.entries(kindLabels)
  return c.html(
    <DocumentsPage
      {...list}
      title={current === 'papers' || values.kind === 'paper' ? 'Sitzungsvorlagen' : 'Dokumente'}
      current={current}
      filter={values}
      isFiltered={
        values.q + values.state + values.case + values.mine !== '' || (kinds.length > 0 && values.kind !== '')
      }
      kindChoices={kinds.map(([value, label]) => ({ value, label }))}
      stateChoices={documentStates.map((value) => ({ value, label: stateWords[value] }))}
      caseChoices={await filteredCases(c.var.db, actor, values.case)}
      create={{ href: '/documents/new', label: 'Dokument anlegen' }}
      pageHref={(number) => `/documents?${new URLSearchParams({ ...values, page: String(number) })}`}
      notice={notices.get(query('done'))}
    />,
  )
})

const isKind = (text: string): text is DocumentKind => Object.hasOwn(kindLabels, text)
const isState = (text: string): text is DocumentState => documentStates.some((state) => state === text)

documentRoutes.get('/documents/new', async (c) => {
  const { template = '', case: caseId = '', copy = '' } = c.req.query()
  return newDocumentPage(c, { template, case: caseId, copy }, null)
})

const newDocument = z.object({ template: text, case: text, copy: text })
type NewDocumentForm = z.infer<typeof newDocument>

documentRoutes.post('/documents', async (c) => {
  const form = await postedForm(c, newDocument)
  const created = await createDocument(c.var.db, currentActor(c), {
    houseName: currentShell().houseName,
    slug: form.template,
    ...(form.case ? { caseId: form.case } : {}),
    ...(form.copy ? { copyOf: form.copy } : {}),
  })
  if (created.ok) return c.redirect(`/documents/${created.value.id}/draft?done=created`, 303)
  const fields = created.fields.map(({ path, message }) => ({ path: formNames.get(path) ?? path, message }))
  return newDocumentPage(c, form, { ...created, fields })
})

/** What the form calls what the use case asks for. */
const formNames: ReadonlyMap<string, string> = new Map([
  ['slug', 'template'],
  ['caseId', 'case'],
  ['copyOf', 'copy'],
])

async function newDocumentPage(c: Context<Env>, form: NewDocumentForm, problem: Problem | null) {
  const actor = currentActor(c)
  const copied = form.copy ? await readDocument(c.var.db, actor, form.copy) : null
  if (form.copy && !copied) return c.notFound()
  const templates = await writableTemplates(c.var.db, actor)
  const page = (
    <NewDocumentPage
      current={listPlace(actor).current}
      templates={templates}
      template={form.template || (templates.length === 1 ? (templates[0]?.value ?? '') : '')}
      cases={await caseChoices(c.var.db, actor)}
      caseId={form.case}
      copy={copied && { id: copied.id, title: copied.title }}
      problem={problem}
    />
  )
  return c.html(page, problem ? problemStatus(problem) : 200)
}

/** The newest version of each template that is in force, if she may write what it makes. */
async function writableTemplates(db: Env['Variables']['db'], actor: Actor) {
  const today = localDate(db.clock.now().toISOString())
  const inForce = (await listPublished(db)).filter(
    ({ description, withdrawnAt }) => description.validFrom <= today && withdrawnAt === null,
  )
  const newest = inForce.filter(({ slug }, index) => inForce.findIndex((other) => other.slug === slug) === index)
  return newest.flatMap(({ slug, title, kind }) => {
    if (kind === 'sheet' || !mayCreate(actor, kind)) return []
    return [{ value: slug, label: title.startsWith(kindLabels[kind]) ? title : `${kindLabels[kind]}: ${title}` }]
  })
}

/** All open cases of a person, by name. */
const caseChoices = async (reader: Reader, actor: Actor) => (await listOpenCases(reader, actor)).map(caseChoice)

const caseChoice = ({ id, nachname, vorname, aktenzeichen }: CaseName) => ({
  value: id,
  label: `${caseTitle(nachname, vorname)}, ${aktenzeichen}`,
})

/** Longer lists nobody goes through: a name is typed sooner. */
const mostFiltered = 100

/** The open cases to choose from where they are few, and the one that is chosen, whatever became of it. */
async function filteredCases(reader: Reader, actor: Actor, chosen: string) {
  const open = await listOpenCases(reader, actor, mostFiltered + 1)
  const choices = open.length > mostFiltered ? [] : open.map(caseChoice)
  if (chosen === '' || choices.some(({ value }) => value === chosen)) return choices
  const found = await findCase(reader, actor, chosen)
  if (!found) return choices
  return [...choices, { value: found.id, label: `${titleOf(found.values)}, ${found.values.aktenzeichen}` }]
}

/** To where the document is worked on; what is issued has a page of its own behind this one. */
documentRoutes.get('/documents/:id', async (c, next) => {
  const document = await readDocument(c.var.db, currentActor(c), c.req.param('id'))
  if (!document) return c.notFound()
  if (['issuing', 'issued', 'signed'].includes(document.state)) return next()
  return c.redirect(`/documents/${document.id}/draft`, 303)
})

documentRoutes.get('/documents/:id/trail', async (c) => {
  const actor = currentActor(c)
  const document = await readDocument(c.var.db, actor, c.req.param('id'))
  if (!document) return c.notFound()
  const page = { limit: trailLength, ...readBefore(c.req.query('before')) }
  const { lines, older } = await tellTrail(c.var.db, document.id, { ...page, tellers: [tellDocument] })
  return c.html(
    <DocumentTrailPage
      id={document.id}
      title={document.title}
      {...(await placeOf(c.var.db, actor, document))}
      lines={lines}
      older={older === null ? null : `/documents/${document.id}/trail?before=${older}`}
    />,
  )
})

const trailLength = 50

documentRoutes.get('/documents/:id/discards', (c) => discardPage(c, null))

documentRoutes.post('/documents/:id/discards', async (c) => {
  const done = await discardDocument(c.var.db, currentActor(c), { id: c.req.param('id') })
  return done.ok ? c.redirect('/documents?done=discarded', 303) : discardPage(c, done)
})

async function discardPage(c: Context<Env>, problem: Problem | null) {
  const actor = currentActor(c)
  const document = await readDocument(c.var.db, actor, c.req.param('id') ?? '')
  if (!document) return c.notFound()
  const place = await placeOf(c.var.db, actor, document)
  const page = <DiscardPage id={document.id} title={document.title} {...place} problem={problem} />
  return c.html(page, problem ? problemStatus(problem) : 200)
}

/** Stands here and not with the cases, which know nothing of documents; the page of a case fetches it. */
documentRoutes.get('/cases/:id/documents', requireRole('lotsin', 'leitung'), async (c) => {
  const actor = currentActor(c)
  const found = await findCase(c.var.db, actor, c.req.param('id'))
  if (!found) return c.notFound()
  const { documents } = await listDocuments(c.var.db, actor, { filter: { caseId: found.id }, page: 1 })
  const props = {
    caseId: found.id,
    documents,
    can: { create: found.closedAt === null && mayCreate(actor, 'agreement') },
  }
  if (isHtmx(c)) return c.html(<CaseDocuments {...props} />)
  return c.html(<CaseDocumentsPage {...props} caseTitle={titleOf(found.values)} />)
})

const notices: ReadonlyMap<string, string> = new Map([['discarded', 'Der Entwurf ist verworfen.']])
