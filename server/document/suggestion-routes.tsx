import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { SuggestionsPage } from '../../views/document/suggestions-page.tsx'
import { SuggestionsPanel } from '../../views/document/suggestions-panel.tsx'
import { currentActor, type Env, isHtmx, postedForm, problemStatus, requireRole, text } from '../auth/http.ts'
import { invalid, type Problem, type Result } from '../base/result.ts'
import { readDocument } from './document-actions.ts'
import { placeOf } from './document-pages.ts'
import { acceptSuggestion, decideAll, dropSuggestion, suggestChange } from './suggestion-actions.ts'
import { suggestionsOf } from './suggestion-facts.ts'

/** Changes that people propose for the texts of a draft. */
export const suggestionRoutes = new Hono<Env>()

const readsDocuments = requireRole('lotsin', 'leitung', 'sitzungsdienst')
for (const path of ['suggestions', 'suggestions/*']) suggestionRoutes.use(`/documents/:id/${path}`, readsDocuments)

suggestionRoutes.get('/documents/:id/suggestions', (c) => panelAnswer(c, null))

const position = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const suggestionForm = z.object({
  place: z.string().min(1).max(500),
  version: position,
  from: position,
  to: position,
  slice: z.string(),
})

/** Only a script can say what stands where in a text. */
suggestionRoutes.post('/documents/:id/suggestions', async (c) => {
  const id = c.req.param('id')
  if (!(await readDocument(c.var.db, currentActor(c), id))) return c.notFound()
  const suggestionId = c.req.header('Idempotency-Key') ?? ''
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(suggestionId)) return c.json({ message: 'Idempotency-Key fehlt.' }, 428)
  const read = suggestionForm.safeParse(await postedForm(c, z.unknown()))
  const ports = c.var
  const done = read.success
    ? await suggestChange(ports, currentActor(c), { id, suggestionId, slice: read.data.slice, anchor: read.data })
    : unreadable
  if (!done.ok) return c.json({ message: done.message }, problemStatus(done))
  c.var.writing.discussionChanged(id)
  return c.body(null, 204)
})

const unreadable = invalid(
  'Dieser Vorschlag war nicht zu lesen. Laden Sie die Seite neu und schreiben Sie ihn noch einmal.',
)

for (const [noun, act] of [
  ['acceptances', acceptSuggestion],
  ['rejections', drop('rejected')],
  ['withdrawals', drop('withdrawn')],
] as const) {
  suggestionRoutes.post(`/documents/:id/suggestions/:suggestion/${noun}`, async (c) => {
    const { id = '', suggestion: suggestionId = '' } = c.req.param()
    return answered(c, await act(c.var, currentActor(c), { id, suggestionId }))
  })
}

function drop(outcome: 'rejected' | 'withdrawn'): typeof acceptSuggestion {
  return (ports, actor, act) => dropSuggestion(ports, actor, { ...act, outcome })
}

/** All at once. */
suggestionRoutes.post('/documents/:id/suggestions/decisions', async (c) => {
  const { outcome } = await postedForm(c, z.object({ outcome: text }))
  if (outcome !== 'accepted' && outcome !== 'rejected') return panelAnswer(c, undecided)
  const done = await decideAll(c.var, currentActor(c), { id: c.req.param('id'), outcome })
  if (!done.ok || done.value.left.length === 0) return answered(c, done)
  c.var.writing.discussionChanged(c.req.param('id'))
  return panelAnswer(c, leftOpen(done.value.left))
})

const undecided = invalid('Wählen Sie, ob alle Vorschläge angenommen oder abgelehnt werden sollen.')

const leftOpen = (labels: readonly string[]): Problem =>
  invalid(
    `Nicht mehr zum Text passt, was zu ${[...new Set(labels)].map((label) => `„${label}“`).join(', ')} vorgeschlagen ist. ` +
      'Lehnen Sie es ab, oder schreiben Sie selbst um.',
  )

for (const act of ['decisions', ':suggestion/acceptances', ':suggestion/rejections', ':suggestion/withdrawals']) {
  suggestionRoutes.get(`/documents/:id/suggestions/${act}`, (c) =>
    c.redirect(`/documents/${c.req.param('id')}/suggestions`, 303),
  )
}

/** Back to the draft, or with script only the proposals. */
async function answered(c: Context<Env>, done: Result<unknown>): Promise<Response> {
  const id = c.req.param('id') ?? ''
  if (!done.ok) return panelAnswer(c, done)
  c.var.writing.discussionChanged(id)
  return isHtmx(c) ? panelAnswer(c, null) : c.redirect(`/documents/${id}/draft?view=comments#vorschlaege`, 303)
}

async function panelAnswer(c: Context<Env>, problem: Problem | null): Promise<Response> {
  const actor = currentActor(c)
  const document = await readDocument(c.var.db, actor, c.req.param('id') ?? '')
  if (!document || problem?.problem === 'not_found') return c.notFound()
  const props = { ...(await suggestionsOf(c.var, { actor, document })), problem }
  const status = problem ? problemStatus(problem) : 200
  if (isHtmx(c)) return c.html(<SuggestionsPanel {...props} />, status)
  const { id, title } = document
  const place = await placeOf(c.var.db, actor, document)
  return c.html(<SuggestionsPage {...place} id={id} title={title} suggestions={props} />, status)
}
