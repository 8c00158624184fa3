import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { CaseConsents } from '../../views/consent/case-consents.tsx'
import { ConsentFormPage } from '../../views/consent/consent-form-page.tsx'
import { ConsentsPage } from '../../views/consent/consents-page.tsx'
import { currentActor, type Env, isHtmx, list, postedForm, problemStatus, requireRole, text } from '../auth/http.ts'
import { userNames } from '../auth/user-actions.ts'
import type { Problem } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import { localDate } from '../calendar/local-time.ts'
import { titleOf } from '../casefile/casefile.ts'
import { findCase } from '../casefile/casefile-actions.ts'
import { asRows } from '../fields/walk.ts'
import { grantAsked, readConsents, recordConsent, refuseAsked } from './consent-actions.ts'
import { lastSuchDay } from './days.ts'
import { goalChoices, peopleIn, scopeWords, shownConsent, shownDisclosure, topicChoices } from './shown-consents.ts'

/** All consents of a case, and recording one more. */
export const consentRoutes = new Hono<Env>()

const seesCases = requireRole('lotsin', 'leitung')
for (const path of ['consents', 'consents/*', 'consent-decisions']) consentRoutes.use(`/cases/:id/${path}`, seesCases)

consentRoutes.get('/cases/:id/consents', (c) => (isHtmx(c) ? partOfCase(c) : consentsPage(c)))

async function partOfCase(c: Context<Env>) {
  const caseId = c.req.param('id') ?? ''
  const read = await readConsents(c.var.db, currentActor(c), caseId)
  if (!read) return c.notFound()
  const { consents, disclosures, offers } = read
  const withdrawn = withdrawnIds(consents)
  return c.html(
    <CaseConsents
      caseId={caseId}
      holding={consents
        .filter(({ end }) => end === null)
        .map((consent) => ({ id: consent.id, recipient: consent.recipient, scope: scopeWords(consent) }))}
      waiting={offers.filter(({ signedOn }) => signedOn !== null).length}
      toAskBack={disclosures.filter((each) => each.returnedAt === null && withdrawn.has(each.consentId)).length}
    />,
  )
}

interface Refused {
  readonly problem: Problem
  readonly offer: string
  readonly goals: readonly string[]
  readonly topics: readonly string[]
}

async function consentsPage(c: Context<Env>, refused: Refused | null = null) {
  const actor = currentActor(c)
  const caseId = c.req.param('id') ?? ''
  const caseFile = await findCase(c.var.db, actor, caseId)
  const read = await readConsents(c.var.db, actor, caseId)
  if (!caseFile || !read) return c.notFound()
  const { consents, disclosures, offers, goals } = read
  const names = await userNames(c.var.db, peopleIn(consents, disclosures))
  const shown = consents.map((consent) => shownConsent(consent, { names, disclosures }))
  const withdrawn = withdrawnIds(consents)
  const toAskBack = disclosures.filter((each) => each.returnedAt === null && withdrawn.has(each.consentId))
  const show = (of: typeof disclosures) =>
    of.map((each) => shownDisclosure(each, { caseId, names, isWithdrawn: withdrawn.has(each.consentId) }))
  const page = (
    <ConsentsPage
      caseId={caseId}
      caseTitle={titleOf(caseFile.values)}
      isClosed={caseFile.closedAt !== null}
      holding={shown.filter(({ end }) => end === null)}
      ended={shown.filter(({ end }) => end !== null)}
      offers={offers.map((offer) => {
        const isRefused = refused?.offer === `${offer.documentId} ${offer.rowId}`
        return {
          ...offer,
          signedOn: offer.signedOn && printDate(offer.signedOn),
          goals: isRefused ? refused.goals : offer.proposed.goalIds,
          topics: isRefused ? refused.topics : offer.proposed.topics,
        }
      })}
      toAskBack={show(toAskBack)}
      disclosures={show(disclosures.filter((each) => !toAskBack.includes(each)))}
      goals={goalChoices(goals)}
      topics={topicChoices}
      notice={refused ? undefined : notices.get(c.req.query('done') ?? '')}
      problem={refused && placed(refused.problem, goals.length)}
      refused={refused?.offer ?? null}
    />
  )
  return c.html(page, refused ? problemStatus(refused.problem) : 200)
}

const withdrawnIds = (consents: readonly { readonly id: string; readonly end: { readonly kind: string } | null }[]) =>
  new Set(consents.flatMap(({ id, end }) => (end?.kind === 'withdrawn' ? [id] : [])))

/** Where there are no goals to choose from, what is missing is said at the other choices. */
const placed = (problem: Problem, goals: number): Problem =>
  goals > 0
    ? problem
    : { ...problem, fields: problem.fields.map((each) => (each.path === 'goals' ? { ...each, path: 'topics' } : each)) }

const decisionForm = z.object({ document: text, row: text, act: text, goals: list, topics: list })

consentRoutes.post('/cases/:id/consent-decisions', async (c) => {
  const { document, row, act, goals, topics } = await postedForm(c, decisionForm)
  const decision = { caseId: c.req.param('id'), documentId: document, rowId: row }
  const actor = currentActor(c)
  if (act === 'refuse') {
    const done = await refuseAsked(c.var.db, actor, decision)
    return done.ok ? back(c, 'refused') : consentsPage(c, { problem: done, offer: `${document} ${row}`, goals, topics })
  }
  const done = await grantAsked(c.var.db, actor, { ...decision, goalIds: goals, topics })
  if (done.ok) return back(c, done.value.replaced ? 'replaced' : 'granted')
  return consentsPage(c, { problem: done, offer: `${document} ${row}`, goals, topics })
})

/** A refused form stays at its address, and reloading it asks for a page. */
consentRoutes.get('/cases/:id/consent-decisions', (c) => c.redirect(`/cases/${c.req.param('id')}/consents`, 303))

consentRoutes.get('/cases/:id/consents/new', (c) =>
  consentFormPage(c, { recipient: '', words: '', goals: [], topics: [], grantedOn: printDate(today(c)), evidence: '' }),
)

const consentForm = z.object({
  recipient: text,
  words: text,
  goals: list,
  topics: list,
  grantedOn: text,
  evidence: text,
})

consentRoutes.post('/cases/:id/consents', async (c) => {
  const form = await postedForm(c, consentForm)
  const { goals, grantedOn, ...typed } = form
  const done = await recordConsent(c.var.db, currentActor(c), {
    caseId: c.req.param('id'),
    ...typed,
    words: typed.words.replaceAll('\r\n', '\n'),
    goalIds: goals,
    grantedOn: lastSuchDay(grantedOn.trim(), today(c)),
  })
  if (done.ok) return back(c, done.value.replaced ? 'replaced' : 'granted')
  return consentFormPage(c, form, done)
})

async function consentFormPage(c: Context<Env>, typed: z.infer<typeof consentForm>, problem: Problem | null = null) {
  const actor = currentActor(c)
  const caseId = c.req.param('id') ?? ''
  const caseFile = await findCase(c.var.db, actor, caseId)
  const read = await readConsents(c.var.db, actor, caseId)
  if (!caseFile || !read) return c.notFound()
  const page = (
    <ConsentFormPage
      caseId={caseId}
      caseTitle={titleOf(caseFile.values)}
      partners={asRows(caseFile.values.partner).flatMap(({ stelle }) => (stelle === undefined ? [] : [String(stelle)]))}
      goals={goalChoices(read.goals)}
      topics={topicChoices}
      typed={typed}
      problem={problem && placed(problem, read.goals.length)}
    />
  )
  return c.html(page, problem ? problemStatus(problem) : 200)
}

const back = (c: Context<Env>, done: string) => c.redirect(`/cases/${c.req.param('id')}/consents?done=${done}`, 303)

const today = (c: Context<Env>): string => localDate(c.var.db.clock.now().toISOString())

const notices: ReadonlyMap<string, string> = new Map([
  [
    'granted',
    'Die Einwilligung ist festgehalten. Ab jetzt kann an diese Stelle weitergegeben werden, was sie umfasst.',
  ],
  ['replaced', 'Die Einwilligung ist festgehalten. Sie ersetzt die frühere für dieselbe Stelle.'],
  ['refused', 'Es ist festgehalten, dass diese Einwilligung nicht erteilt ist.'],
  ['returned', 'Es ist festgehalten, dass es zurück oder vernichtet ist.'],
])
