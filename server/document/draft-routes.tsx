import { type Context, Hono } from 'hono'
import { DocumentConflictPage } from '../../views/document/document-conflict-page.tsx'
import { stateWords } from '../../views/document/document-words.ts'
import { DraftPage, type DraftPageProps } from '../../views/document/draft-page.tsx'
import { DraftUpdate } from '../../views/document/draft-preview.tsx'
import { ReadingPage } from '../../views/document/reading-page.tsx'
import { fieldId } from '../../views/layout/field.tsx'
import { forwardChoices } from '../approval/approval-actions.ts'
import type { Actor } from '../auth/auth.ts'
import { formEntries } from '../auth/form-entries.ts'
import { currentActor, type Env, problemStatus, requireRole } from '../auth/http.ts'
import type { Problem } from '../base/result.ts'
import { localDate, printMoment } from '../calendar/local-time.ts'
import { labelAt } from '../fields/field-places.ts'
import type { FormInput } from '../fields/form-input.ts'
import { formProblems } from '../fields/form-problems.ts'
import type { Choice } from '../fields/merging.ts'
import { rawForm } from '../fields/raw-form.ts'
import { markSeen } from '../notice/notice-actions.ts'
import type { Template } from '../template/library.ts'
import { renderDocument } from '../template/rendering.ts'
import { recallDocument, submitDocument } from './approval-actions.ts'
import type { Document } from './document.ts'
import { type DocumentConflict, saveDocument } from './document-actions.ts'
import { placeOf, sheetOf } from './document-pages.ts'
import { formSections, missingPlaces } from './draft-sections.ts'
import { refuseIssuing } from './issue.ts'
import {
  actedOn,
  choicesOf,
  type DraftView,
  entryOf,
  isView,
  numberIn,
  type PostedDraft,
  readJson,
  readPosted,
} from './posted-draft.ts'
import { readableValues } from './readable-values.ts'
import { type DocumentReview, readReview } from './reviewing.ts'

/** Writing a document until it is approved. */
export const draftRoutes = new Hono<Env>()

draftRoutes.use('/documents/*', requireRole('lotsin', 'leitung', 'sitzungsdienst'))

draftRoutes.get('/documents/:id/draft', async (c) => {
  const found = await findDraft(c)
  if (!found) return c.notFound()
  const { actor, document, template, acts } = found
  if (isIssued(document)) return c.redirect(`/documents/${document.id}`, 303)
  await markSeen(c.var.db, actor.userId, document.id)
  const isMeant = !acts.voidApproval || c.req.query('edit') === 'yes'
  if (!acts.edit || !isMeant) return readingPage(c, found, null)
  const view = c.req.query('view')
  return draftPage(c, found, {
    raw: rawForm(template.fields, document.values),
    input: document.values,
    view: isView(view) ? view : 'form',
  })
})

draftRoutes.post('/documents/:id/draft', async (c) => {
  const found = await findDraft(c)
  if (!found) return c.notFound()
  const form = await postedDraft(c, found)
  const acted = actedOn(found.template.fields, form)
  if (acted) return draftPage(c, found, { ...acted, isUnsaved: true })
  const saved = await saveForm(c, found, form)
  if (saved instanceof Response) return saved
  return c.redirect(`/documents/${found.document.id}/draft?done=${saved}`, 303)
})

/** Saves the form that comes along, if one does, and asks for approval in the same click. */
draftRoutes.post('/documents/:id/submissions', async (c) => {
  const found = await findDraft(c)
  if (!found) return c.notFound()
  const { actor, document, template } = found
  const form = await postedDraft(c, found)
  if (form.baseRevision > 0) {
    const saved = await saveForm(c, found, form)
    if (saved instanceof Response) return saved
  }
  const submitted = await submitDocument(c.var.db, actor, { id: document.id, forwardTo: form.forwardTo })
  if (submitted.ok) return c.redirect(`/documents/${document.id}/draft?done=submitted`, 303)
  const now = await findDraft(c)
  if (!now) return c.notFound()
  if (!now.acts.submit) return readingPage(c, now, submitted)
  const { values } = now.document
  return draftPage(c, now, {
    raw: rawForm(template.fields, values),
    input: values,
    problem: {
      title: 'Noch nicht zur Freigabe gegeben',
      message: submitted.message,
      fields: submitted.fields.map((each) => ({ ...each, label: labelOf(template, each.path) })),
    },
    forwarding: submitted.fields.some(({ path }) => path === 'forwardTo')
      ? { choices: await leadersFor(c, now), chosen: form.forwardTo }
      : null,
    status: problemStatus(submitted),
  })
})

const labelOf = ({ fields }: Template, path: string): string =>
  path === 'forwardTo' ? 'Leitung, die entscheidet' : labelAt(fields, path)

/** Each other Leitung of the house who may decide about it. */
async function leadersFor(c: Context<Env>, { actor, document }: Found) {
  const { authorId, editorId: lastEditorId } = document
  const leaders = await forwardChoices(c.var.db, actor, { authorId, lastEditorId, forwardedTo: [] })
  return leaders.map(({ id, name, unitName }) => ({ value: id, label: `${name}, ${unitName}` }))
}

draftRoutes.post('/documents/:id/recalls', async (c) => {
  const found = await findDraft(c)
  if (!found) return c.notFound()
  const done = await recallDocument(c.var.db, found.actor, { id: found.document.id })
  if (done.ok) return c.redirect(`/documents/${found.document.id}/draft?done=recalled`, 303)
  return isIssued(found.document) ? c.redirect(`/documents/${found.document.id}`, 303) : readingPage(c, found, done)
})

/** A refused form stays at its address, and reloading it asks for a page. */
for (const act of ['submissions', 'recalls', 'merges']) {
  draftRoutes.get(`/documents/:id/${act}`, (c) => c.redirect(`/documents/${c.req.param('id')}/draft`, 303))
}

/** What is typed, as paper: nothing is saved, and what cannot be read yet is left out. */
draftRoutes.post('/documents/:id/previews', async (c) => {
  const found = await findDraft(c)
  if (!found) return c.notFound()
  const { input } = await postedDraft(c, found)
  const { sections, missing, sheet } = await standOf(found, input)
  return c.html(<DraftUpdate sections={sections} missing={missing} sheet={sheet} />)
})

draftRoutes.get('/documents/:id/draft.pdf', async (c) => {
  const found = await findDraft(c)
  if (!found || isIssued(found.document)) return c.notFound()
  const { document, template } = found
  const at = new Date(document.savedAt)
  const rendered = await renderDocument({ template, values: document.values, mode: 'preview', at, draft: true })
  if (!rendered.ok) return readingPage(c, found, rendered)
  return c.body(Uint8Array.from(rendered.value.bytes), 200, {
    'Content-Type': 'application/pdf',
    'Content-Disposition': 'inline; filename="entwurf.pdf"',
  })
})

draftRoutes.post('/documents/:id/merges', async (c) => {
  const found = await findDraft(c)
  if (!found) return c.notFound()
  const { actor, document, template } = found
  const entries = await formEntries(c)
  const baseRevision = numberIn(entries, 'base')
  const revision = numberIn(entries, 'theirs')
  const choices = choicesOf(entries)
  const input = readJson(entryOf(entries, 'mine'))
  const voidApproval = entryOf(entries, 'voidApproval') === 'true'
  const edit = { id: document.id, baseRevision, input, voidApproval, decided: { revision, choices } }
  const saved = await saveDocument(c.var.db, actor, edit)
  if (!saved.ok) return refusedSave(c, found, { input, raw: rawForm(template.fields, document.values) }, saved)
  if (saved.value.kind === 'saved') return c.redirect(`/documents/${document.id}/draft?done=merged`, 303)
  const isSame = saved.value.theirs.revision === revision
  return conflictPage(c, found, saved.value, { baseRevision, voidApproval, choices: isSame ? choices : {}, isSame })
})

interface Found extends DocumentReview {
  readonly actor: Actor
}

async function findDraft(c: Context<Env>): Promise<Found | null> {
  const actor = currentActor(c)
  const review = await readReview(c.var.db, actor, c.req.param('id') ?? '')
  return review && { ...review, actor }
}

async function postedDraft(c: Context<Env>, { document, template }: Found): Promise<PostedDraft> {
  const today = localDate(c.var.db.clock.now().toISOString())
  return readPosted(await formEntries(c), { fields: template.fields, stored: document.values, today })
}

const isIssued = ({ state }: Document): boolean => state === 'issuing' || state === 'issued' || state === 'signed'

type Notice = 'saved' | 'merged' | 'unchanged'

/** Which notice tells of it, or the page that says why it was not saved. */
async function saveForm(c: Context<Env>, found: Found, form: PostedDraft): Promise<Notice | Response> {
  const { baseRevision, voidApproval, input } = form
  const edit = { id: found.document.id, baseRevision, input, voidApproval }
  const saved = await saveDocument(c.var.db, found.actor, edit)
  if (!saved.ok) return refusedSave(c, found, form, saved)
  if (saved.value.kind === 'conflict') {
    return conflictPage(c, found, saved.value, { baseRevision, voidApproval, choices: {}, isSame: false })
  }
  if (saved.value.merged.length > 0) return 'merged'
  return saved.value.changed ? 'saved' : 'unchanged'
}

interface RefusedForm extends Pick<FormInput, 'raw'> {
  readonly input: unknown
  readonly open?: ReadonlySet<string>
  readonly baseRevision?: number
  readonly voidApproval?: boolean
}

function refusedSave(c: Context<Env>, found: Found, form: RefusedForm, problem: Problem) {
  const fields = formProblems(found.template.fields, form.input, problem)
  return draftPage(c, found, {
    ...form,
    isUnsaved: true,
    problem: { title: 'Noch nicht gespeichert', message: problem.message, fields },
    status: problemStatus(problem),
  })
}

interface ShownDraft {
  readonly raw: FormInput['raw']
  /** The same as `readForm` gave it, for paper and list of what is missing. */
  readonly input: unknown
  readonly open?: ReadonlySet<string>
  readonly focus?: string | null
  readonly said?: string | null
  readonly view?: DraftView
  readonly baseRevision?: number
  readonly voidApproval?: boolean
  readonly isUnsaved?: boolean
  readonly problem?: DraftPageProps['problem']
  readonly forwarding?: DraftPageProps['forwarding']
  readonly status?: 200 | 403 | 404 | 409 | 422
}

async function draftPage(c: Context<Env>, found: Found, shown: ShownDraft): Promise<Response> {
  const { actor, document, template, acts } = found
  const { id, state, revision, savedAt } = document
  const page = (
    <DraftPage
      id={id}
      title={document.title}
      {...(await placeOf(c.var.db, actor, document))}
      status={stateWords[state]}
      view={shown.view ?? 'form'}
      fields={template.fields}
      form={{ values: shown.raw, ...given(shown) }}
      revision={shown.baseRevision || revision}
      saved={`Gespeichert ${printMoment(savedAt)}`}
      template={`${template.title}, Version ${template.version}`}
      {...(await standOf(found, shown.input))}
      returned={returnOf(found)}
      voidsApproval={acts.voidApproval}
      forwarding={shown.forwarding ?? null}
      isUnsaved={shown.isUnsaved ?? false}
      notice={shown.isUnsaved ? undefined : notices.get(c.req.query('done') ?? '')}
      problem={shown.problem ?? null}
    />
  )
  return c.html(page, shown.status ?? 200)
}

const given = ({ open, focus, said }: ShownDraft) => ({
  ...(open ? { open } : {}),
  ...(focus === undefined ? {} : { focus }),
  ...(said === undefined ? {} : { said }),
})

/** What the page says of the values, also while they are typed: sections, what is missing, the paper. */
async function standOf({ template }: Found, input: unknown) {
  const { values, left } = readableValues(template.fields, input)
  const missing = missingPlaces(template.fields, values)
  const sheet = await sheetOf(template, values)
  const sections = formSections(template.fields, missing).map(({ name, label, hasHeading, missing: count }) => ({
    label,
    href: `#${fieldId(name)}${hasHeading ? '-titel' : ''}`,
    missing: count,
  }))
  const names = [...new Set(left.map((path) => labelAt(template.fields, path)))]
  const unread = names.length === 0 ? null : `Noch nicht lesbar und deshalb nicht auf dem Papier: ${names.join('; ')}.`
  return { missing, sections, sheet: { ...sheet, note: sheet.note ?? unread } }
}

function returnOf({ document, request }: Found): DraftPageProps['returned'] {
  const decision = document.state === 'returned' ? request?.decision : null
  return decision
    ? { byName: decision.userName, at: printMoment(decision.decidedAt), reason: decision.reason ?? '' }
    : null
}

async function readingPage(c: Context<Env>, found: Found, problem: Problem | null): Promise<Response> {
  const { actor, document, template, acts } = found
  const { id, state } = document
  const page = (
    <ReadingPage
      id={id}
      title={document.title}
      {...(await placeOf(c.var.db, actor, document))}
      status={stateWords[state]}
      sentence={sentences[state]}
      sheet={await sheetOf(template, document.values)}
      can={{
        recall: acts.recall,
        decide: acts.decide || acts.barred,
        reopen: acts.voidApproval,
        issue: state === 'approved' && refuseIssuing(actor, document) === null,
        copy: acts.copy,
      }}
      notice={problem ? undefined : notices.get(c.req.query('done') ?? '')}
      problem={problem}
    />
  )
  return c.html(page, problem ? problemStatus(problem) : 200)
}

const readOnly = 'Sie können dieses Dokument lesen, aber nicht ändern.'

const sentences: Readonly<Record<Document['state'], string>> = {
  draft: readOnly,
  returned: readOnly,
  in_approval: 'Dieses Dokument liegt zur Freigabe vor. Wer es ändern will, holt es zuerst zurück.',
  approved: 'Dieses Dokument ist freigegeben und kann ausgefertigt werden. Wer es ändert, hebt die Freigabe auf.',
  issuing: 'Dieses Dokument wird gerade ausgefertigt.',
  issued: 'Dieses Dokument ist ausgefertigt.',
  signed: 'Dieses Dokument ist unterschrieben.',
  discarded: 'Dieser Entwurf ist verworfen. Er bleibt zu lesen.',
}

interface ShownConflict {
  readonly baseRevision: number
  readonly voidApproval: boolean
  readonly choices: Readonly<Record<string, Choice>>
  /** The same conflicts as were shown before: something was left undecided. */
  readonly isSame: boolean
}

async function conflictPage(
  c: Context<Env>,
  { actor, document }: Found,
  { conflicts, theirs, mine }: DocumentConflict,
  { isSame, ...shown }: ShownConflict,
) {
  const page = (
    <DocumentConflictPage
      id={document.id}
      title={document.title}
      {...(await placeOf(c.var.db, actor, document))}
      conflicts={conflicts}
      theirs={{ ...theirs, at: printMoment(theirs.at) }}
      mine={JSON.stringify(mine)}
      {...shown}
      isIncomplete={isSame}
    />
  )
  return c.html(page, isSame ? 422 : 409)
}

const notices: ReadonlyMap<string, string> = new Map([
  ['created', 'Der Entwurf ist angelegt. Was schon bekannt ist, steht darin.'],
  ['saved', 'Gespeichert.'],
  ['unchanged', 'Es gab nichts zu speichern: Alles steht schon so da.'],
  ['merged', 'Gespeichert, zusammen mit dem, was andere inzwischen geändert haben.'],
  ['submitted', 'Das Dokument liegt jetzt zur Freigabe vor.'],
  ['recalled', 'Das Dokument ist zurückgeholt und wieder ein Entwurf.'],
])
