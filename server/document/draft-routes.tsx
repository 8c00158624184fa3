import { type Context, Hono } from 'hono'
import { DocumentConflictPage } from '../../views/document/document-conflict-page.tsx'
import { stateWords } from '../../views/document/document-words.ts'
import { DraftForm } from '../../views/document/draft-form.tsx'
import { DraftPage } from '../../views/document/draft-page.tsx'
import { DraftUpdate } from '../../views/document/draft-preview.tsx'
import { ReadingPage } from '../../views/document/reading-page.tsx'
import { forwardChoices } from '../approval/approval-actions.ts'
import { formEntries } from '../auth/form-entries.ts'
import { currentActor, type Env, problemStatus, requireRole } from '../auth/http.ts'
import type { Problem } from '../base/result.ts'
import { localDate, printMoment } from '../calendar/local-time.ts'
import { labelAt } from '../fields/field-places.ts'
import { formProblems } from '../fields/form-problems.ts'
import type { Choice } from '../fields/merging.ts'
import { rawForm } from '../fields/raw-form.ts'
import { markSeenBy } from '../notice/notice-actions.ts'
import type { Template } from '../template/library.ts'
import { renderDocument } from '../template/rendering.ts'
import { valuesOf } from '../writing/live-values.ts'
import { barringOf, recallDocument, submitDocument } from './approval-actions.ts'
import { commentsOf } from './comment-facts.ts'
import { isEditable } from './document.ts'
import { readDocument } from './document-actions.ts'
import { placeOf } from './document-pages.ts'
import {
  draftFacts,
  type FoundDraft,
  findDraft,
  isIssued,
  missingProblem,
  outdatedWords,
  readingFacts,
  type ShownDraft,
  standOf,
  storedDraft,
} from './draft-facts.ts'
import { printableDraft } from './drafting.ts'
import { receiveDraft } from './outdated-form.ts'
import { templateOf } from './pinned-template.ts'
import {
  actedOn,
  choicesOf,
  entryOf,
  isView,
  numberIn,
  type PostedDraft,
  readJson,
  readPosted,
} from './posted-draft.ts'
import { type DocumentConflict, saveDocument } from './saving.ts'
import { decideAll } from './suggestion-actions.ts'
import { suggestionsOf } from './suggestion-facts.ts'

/** Writing a document until it is approved. */
export const draftRoutes = new Hono<Env>()

draftRoutes.use('/documents/*', requireRole('lotsin', 'leitung', 'sitzungsdienst'))

draftRoutes.get('/documents/:id/draft', async (c) => {
  const found = await draftOf(c)
  if (!found) return c.notFound()
  const { actor, document, acts } = found
  if (isIssued(document)) return c.redirect(`/documents/${document.id}`, 303)
  await markSeenBy(c.var.db, actor.ref, document.id)
  const { edit, view, missing } = c.req.query()
  const isMeant = !acts.voidApproval || edit === 'yes'
  const proposes = found.live?.mode === 'suggest'
  if (!(acts.edit || proposes) || !isMeant) return readingPage(c, found, null)
  return draftPage(c, found, {
    ...storedDraft(found),
    view: isView(view) ? view : 'form',
    problem: missing === 'marked' ? missingProblem(found.template, document.values) : null,
  })
})

/** The form alone, as the log has it now: asked for again and again while people write in it together. */
draftRoutes.get('/documents/:id/draft/form', async (c) => {
  const document = await readDocument(c.var.db, currentActor(c), c.req.param('id'))
  if (!document || !isEditable(document.state)) return c.notFound()
  const { fields } = await templateOf(c.var.db, document)
  const state = await c.var.writing.state(document.id)
  const values = state ? valuesOf(fields, state) : document.values
  const { id, revision } = document
  const version = state?.version ?? 0
  const form = { values: rawForm(fields, values) }
  return c.html(<DraftForm {...{ id, fields, form, revision, version }} voidsApproval={false} problems={[]} />)
})

draftRoutes.post('/documents/:id/draft', async (c) => {
  const found = await draftOf(c)
  if (!found) return c.notFound()
  const { form, gone } = await receiveDraft(c.var.db, found, await formEntries(c))
  if (form.act === 'missing') {
    return draftPage(c, found, { ...form, isUnsaved: true, problem: missingProblem(found.template, form.input) })
  }
  const acted = actedOn(found.template.fields, form)
  if (acted) return draftPage(c, found, { ...acted, isUnsaved: true })
  const saved = await saveForm(c, found, form)
  if (saved instanceof Response) return saved
  return c.redirect(`/documents/${found.document.id}/draft?done=${gone > 0 ? 'outdated' : saved}`, 303)
})

/** Saves the form that comes along, if one does, and asks for approval in the same click. */
draftRoutes.post('/documents/:id/submissions', async (c) => {
  const found = await draftOf(c)
  if (!found) return c.notFound()
  const { actor, document, template } = found
  const { form, gone } = await receiveDraft(c.var.db, found, await formEntries(c))
  if (form.baseRevision > 0) {
    const saved = await saveForm(c, found, form)
    if (saved instanceof Response) return saved
  }
  if (gone > 0) return outdatedPage(c)
  const { openSuggestions: outcome } = form
  if (outcome === 'accepted' || outcome === 'rejected') await decideAll(c.var, actor, { id: document.id, outcome })
  const submitted = await submitDocument(c.var.db, actor, { id: document.id, forwardTo: form.forwardTo })
  if (submitted.ok) return c.redirect(`/documents/${document.id}/draft?done=submitted`, 303)
  const now = await draftOf(c)
  if (!now) return c.notFound()
  if (!now.acts.submit) return readingPage(c, now, submitted)
  const shown = {
    ...storedDraft(now),
    problem: {
      title: 'Noch nicht zur Freigabe gegeben',
      message: submitted.message,
      fields: submitted.fields.map((each) => ({ ...each, label: labelOf(template, each.path) })),
    },
    forwarding: submitted.fields.some(({ path }) => path === 'forwardTo')
      ? { choices: await leadersFor(c, now), chosen: form.forwardTo }
      : null,
    asksAboutSuggestions: submitted.fields.some(({ path }) => path === 'openSuggestions'),
  }
  return draftPage(c, now, shown, problemStatus(submitted))
})

const labelOf = ({ fields }: Template, path: string): string => askedBeside.get(path) ?? labelAt(fields, path)

const askedBeside: ReadonlyMap<string, string> = new Map([
  ['forwardTo', 'Leitung, die entscheidet'],
  ['openSuggestions', 'Offene Vorschläge'],
])

/** Each other Leitung of the house who may decide about it. */
async function leadersFor(c: Context<Env>, { actor, document }: FoundDraft) {
  const barring = await barringOf(c.var.db, document)
  const leaders = await forwardChoices(c.var.db, actor, { ...barring, forwardedTo: [] })
  return leaders.map(({ id, name, unitName }) => ({ value: id, label: `${name}, ${unitName}` }))
}

draftRoutes.post('/documents/:id/recalls', async (c) => {
  const found = await draftOf(c)
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
  const document = await readDocument(c.var.db, currentActor(c), c.req.param('id'))
  if (!document) return c.notFound()
  const template = await templateOf(c.var.db, document)
  const { input } = await postedDraft(c, { document, template })
  return c.html(<DraftUpdate {...(await standOf(template, input))} />)
})

draftRoutes.get('/documents/:id/draft.pdf', async (c) => {
  const found = await draftOf(c)
  if (!found || isIssued(found.document)) return c.notFound()
  const { document, template } = found
  const at = new Date(document.savedAt)
  const values = printableDraft(template, document.values)
  const rendered = await renderDocument({ template, values, mode: 'preview', at, draft: true })
  if (!rendered.ok) return readingPage(c, found, rendered)
  return c.body(Uint8Array.from(rendered.value.bytes), 200, {
    'Content-Type': 'application/pdf',
    'Content-Disposition': 'inline; filename="entwurf.pdf"',
  })
})

draftRoutes.post('/documents/:id/merges', async (c) => {
  const found = await draftOf(c)
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

const draftOf = (c: Context<Env>): Promise<FoundDraft | null> =>
  findDraft(c.var.db, currentActor(c), c.req.param('id') ?? '')

async function postedDraft(
  c: Context<Env>,
  { document, template }: Pick<FoundDraft, 'document' | 'template'>,
): Promise<PostedDraft> {
  const today = localDate(c.var.db.clock.now().toISOString())
  return readPosted(await formEntries(c), { fields: template.fields, stored: document.values, today })
}

/** What is saved is not what was on the page: it is read once more before anybody is asked to approve it. */
async function outdatedPage(c: Context<Env>) {
  const now = await draftOf(c)
  if (!now) return c.notFound()
  const problem = { title: 'Noch nicht zur Freigabe gegeben', message: outdatedWords, fields: [] }
  return draftPage(c, now, { ...storedDraft(now), problem }, 409)
}

type Notice = 'saved' | 'merged' | 'unchanged'

/** Which notice tells of it, or the page that says why it was not saved. */
async function saveForm(c: Context<Env>, found: FoundDraft, form: PostedDraft): Promise<Notice | Response> {
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

function refusedSave(c: Context<Env>, found: FoundDraft, form: ShownDraft, refused: Problem) {
  const fields = formProblems(found.template.fields, form.input, refused)
  const problem = { title: 'Noch nicht gespeichert', message: refused.message, fields }
  return draftPage(c, found, { ...form, isUnsaved: true, problem }, problemStatus(refused))
}

type Status = 200 | 403 | 404 | 409 | 422

async function draftPage(c: Context<Env>, found: FoundDraft, shown: ShownDraft, status: Status = 200) {
  const facts = await draftFacts(c.var.db, found, shown, c.req.query('done'))
  const comments = await commentsOf(c.var, found)
  const isOpen = shown.view === 'comments' || comments.threads.some(({ isDone }) => !isDone)
  const page = (
    <DraftPage
      {...facts}
      status={stateWords[found.document.state]}
      comments={{ ...comments, origin: 'draft', isOpen }}
      suggestions={{ ...(await suggestionsOf(c.var, found)), problem: null }}
      can={{ ...found.acts, write: found.acts.edit }}
    />
  )
  return c.html(page, status)
}

async function readingPage(c: Context<Env>, found: FoundDraft, problem: Problem | null) {
  const facts = await readingFacts(c.var.db, found, problem ? undefined : c.req.query('done'))
  const comments = { ...(await commentsOf(c.var, found)), origin: 'reading', isOpen: true } as const
  const status = stateWords[found.document.state]
  const page = <ReadingPage {...facts} status={status} comments={comments} problem={problem} />
  return c.html(page, problem ? problemStatus(problem) : 200)
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
  { actor, document }: FoundDraft,
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
