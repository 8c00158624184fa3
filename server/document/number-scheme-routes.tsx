import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { NumberCirclesPage, type NumberSchemeForm, type TermForm } from '../../views/document/number-circles-page.tsx'
import { currentActor, type Env, postedForm, problemStatus, requireRole, text } from '../auth/http.ts'
import { tellTrail } from '../auth/trail.ts'
import type { Problem } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import {
  endNumberScheme,
  listNumberSchemes,
  listTerms,
  numberingSubject,
  previewNumberScheme,
  printTerm,
  setLegislativeTerm,
  setNumberScheme,
} from './number-scheme-actions.ts'
import { tellNumbering } from './number-scheme-trail.ts'
import { listBodies } from './paper-actions.ts'

/** How Sitzungsvorlagen are numbered, and the Wahlperioden that numbers and lists go by. */
export const numberSchemeRoutes = new Hono<Env>()

const isClerk = requireRole('sitzungsdienst')
for (const path of ['/number-circles', '/number-circles/*', '/legislative-terms']) numberSchemeRoutes.use(path, isClerk)

numberSchemeRoutes.get('/number-circles', (c) => {
  const { body, term } = c.req.query()
  return circlesPage(c, { chosenBody: body, chosenTerm: term, notice: notices.get(c.req.query('done') ?? '') })
})

const schemeForm = z.object({ body: text, pattern: text, period: z.enum(['year', 'term']).catch('year'), next: text })

numberSchemeRoutes.post('/number-circles', async (c) => {
  const form = await postedForm(c, schemeForm)
  const set = await setNumberScheme(c.var.db, currentActor(c), form)
  return set.ok ? c.redirect('/number-circles?done=set', 303) : circlesPage(c, { form, problem: set })
})

numberSchemeRoutes.post('/number-circles/previews', async (c) => {
  const form = await postedForm(c, schemeForm)
  const next = await previewNumberScheme(c.var.db, currentActor(c), form)
  return circlesPage(c, next.ok ? { form, preview: next.value.number } : { form, problem: next })
})

numberSchemeRoutes.post('/number-circles/ends', async (c) => {
  const form = await postedForm(c, z.object({ body: text }))
  const ended = await endNumberScheme(c.var.db, currentActor(c), form)
  return ended.ok ? c.redirect('/number-circles?done=ended', 303) : circlesPage(c, { problem: ended })
})

numberSchemeRoutes.post('/legislative-terms', async (c) => {
  const termForm = await postedForm(c, z.object({ number: text, begins: text, ends: text }))
  const set = await setLegislativeTerm(c.var.db, currentActor(c), termForm)
  return set.ok ? c.redirect('/number-circles?done=term', 303) : circlesPage(c, { termForm, termProblem: set })
})

for (const path of ['/number-circles/previews', '/number-circles/ends', '/legislative-terms'])
  numberSchemeRoutes.get(path, (c) => c.redirect('/number-circles', 303))

interface Shown {
  readonly chosenBody?: string | undefined
  readonly chosenTerm?: string | undefined
  readonly form?: NumberSchemeForm
  readonly problem?: Problem
  /** The next number, of what the form holds. */
  readonly preview?: string
  readonly termForm?: TermForm
  readonly termProblem?: Problem
  readonly notice?: string | undefined
}

async function circlesPage(c: Context<Env>, shown: Shown) {
  const { db } = c.var
  const [schemes, terms] = [await listNumberSchemes(db), await listTerms(db)]
  const { lines } = await tellTrail(db, numberingSubject, { limit: 10, tellers: [tellNumbering] })
  const chosen = schemes.find(({ body }) => body === shown.chosenBody)
  const chosenTerm = terms.find(({ number }) => String(number) === shown.chosenTerm)
  const day = (date: string | null | undefined) => (date ? printDate(date) : '')
  const problem = shown.problem ?? shown.termProblem
  const page = (
    <NumberCirclesPage
      schemes={schemes.map(({ body, pattern, period, next }) => ({
        body,
        pattern,
        period,
        next: next.ok ? next.value.number : null,
        problem: next.ok ? null : next.message,
      }))}
      bodies={await listBodies(db, currentActor(c))}
      form={
        shown.form ?? {
          body: chosen?.body ?? '',
          pattern: chosen?.pattern ?? '',
          period: chosen?.period ?? 'year',
          next: '',
        }
      }
      isChange={chosen !== undefined}
      problem={shown.problem ?? null}
      preview={shown.preview ?? null}
      terms={terms.map((term) => ({ number: term.number, days: printTerm(term) }))}
      termForm={
        shown.termForm ?? {
          number: chosenTerm ? String(chosenTerm.number) : '',
          begins: day(chosenTerm?.beginsOn),
          ends: day(chosenTerm?.endsOn),
        }
      }
      termProblem={shown.termProblem ?? null}
      trail={lines}
      notice={shown.notice}
    />
  )
  return c.html(page, problem ? problemStatus(problem) : 200)
}

const notices: ReadonlyMap<string, string> = new Map([
  ['set', 'Der Nummernkreis ist festgelegt.'],
  ['ended', 'Das Gremium zählt wieder im Nummernkreis des Hauses.'],
  ['term', 'Die Wahlperiode ist eingetragen.'],
])
