import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'
import { ConsentPage } from '../../views/consent/consent-page.tsx'
import { currentShell } from '../../views/layout/shell.ts'
import { currentActor, type Env, list, postedForm, problemStatus, requireRole, text } from '../auth/http.ts'
import { userNames } from '../auth/user-actions.ts'
import type { Problem } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import { localDate } from '../calendar/local-time.ts'
import { titleOf } from '../casefile/casefile.ts'
import { topicLabels } from './consent.ts'
import { withdrawConsent } from './consent-actions.ts'
import { lastSuchDay } from './days.ts'
import { wayLabels, ways } from './disclosure.ts'
import {
  previewSheet,
  type ReadConsent,
  type ReadProgress,
  readConsent,
  readSheet,
  recordDisclosure,
  recordReturn,
} from './disclosure-actions.ts'
import { goalChoices, peopleIn, shownConsent, shownDisclosure } from './shown-consents.ts'

/** One consent: what goes out under it, and its end. */
export function disclosureRoutes({ readProgress }: { readonly readProgress: ReadProgress }): Hono<Env> {
  const routes = new Hono<Env>()
  const seesCases = requireRole('lotsin', 'leitung')
  for (const path of ['consents/:consent', 'consents/:consent/*', 'disclosures/*'])
    routes.use(`/cases/:id/${path}`, seesCases)

  routes.get('/cases/:id/consents/:consent', (c) => consentPage(c))

  routes.post('/cases/:id/consents/:consent/disclosures', async (c) => {
    const form = await postedForm(c, disclosureForm)
    const { agreement, goals, handedOn, ...typed } = form
    const { id: caseId, consent: consentId } = c.req.param()
    const done = await recordDisclosure(c.var.db, currentActor(c), {
      caseId,
      consentId,
      ...typed,
      agreementId: agreement,
      goalIds: goals,
      handedOn: lastSuchDay(handedOn.trim(), today(c)),
      houseName: currentShell().houseName,
      readProgress,
    })
    if (!done.ok) return consentPage(c, { form, problem: done })
    return back(c, done.value.what.kind === 'sheet' ? 'sheet' : 'disclosed')
  })

  routes.post('/cases/:id/consents/:consent/withdrawals', async (c) => {
    const { id: caseId, consent: id } = c.req.param()
    const done = await withdrawConsent(c.var.db, currentActor(c), { caseId, id })
    return done.ok ? back(c, 'withdrawn') : consentPage(c, { problem: done })
  })

  /** A refused form stays at its address, and reloading it asks for a page. */
  for (const act of ['disclosures', 'withdrawals']) {
    routes.get(`/cases/:id/consents/:consent/${act}`, (c) =>
      c.redirect(`/cases/${c.req.param('id')}/consents/${c.req.param('consent')}`, 303),
    )
  }

  routes.get('/cases/:id/consents/:consent/sheet.pdf', async (c) => {
    const { id: caseId, consent: consentId } = c.req.param()
    const read = await readConsent(c.var.db, currentActor(c), { caseId, id: consentId })
    if (!read) return c.notFound()
    const agreementId = c.req.query('agreement') ?? ''
    const goalIds = read.sheets.find((sheet) => sheet.agreementId === agreementId)?.goals.map(({ id }) => id) ?? []
    const { topics } = read.consent
    const { houseName } = currentShell()
    const wish = { caseId, consentId, agreementId, goalIds, topics, houseName, readProgress }
    const printed = await previewSheet(c.var.db, currentActor(c), wish)
    return printed.ok ? pdf(c, printed.value.bytes, 'Partnerblatt-Entwurf.pdf') : refusedFile(printed)
  })

  routes.get('/cases/:id/disclosures/:disclosure/sheet.pdf', async (c) => {
    const { id: caseId, disclosure: id } = c.req.param()
    const sheet = await readSheet(c.var.db, currentActor(c), { caseId, id })
    return sheet.ok ? pdf(c, sheet.value, 'Partnerblatt.pdf') : refusedFile(sheet)
  })

  routes.post('/cases/:id/disclosures/:disclosure/returns', async (c) => {
    const { id: caseId, disclosure: id } = c.req.param()
    const done = await recordReturn(c.var.db, currentActor(c), { caseId, id })
    if (!done.ok) return refusedFile(done)
    return c.redirect(`/cases/${caseId}/consents?done=returned`, 303)
  })

  return routes
}

const disclosureForm = z.object({ agreement: text, goals: list, topics: list, words: text, way: text, handedOn: text })
type DisclosureForm = z.infer<typeof disclosureForm>

interface Refused {
  readonly form?: DisclosureForm
  readonly problem: Problem
}

async function consentPage(c: Context<Env>, refused: Refused | null = null) {
  const { id: caseId = '', consent: consentId = '' } = c.req.param()
  const read = await readConsent(c.var.db, currentActor(c), { caseId, id: consentId })
  if (!read) return c.notFound()
  const { caseFile, consent, out, sheets } = read
  const names = await userNames(c.var.db, peopleIn([consent], out))
  const isWithdrawn = consent.end?.kind === 'withdrawn'
  const page = (
    <ConsentPage
      caseId={caseId}
      caseTitle={titleOf(caseFile.values)}
      consent={shownConsent(consent, { names, disclosures: out })}
      disclosures={out.map((each) => shownDisclosure(each, { caseId, names, isWithdrawn }))}
      sheets={sheets.map(({ agreementId, label, leftOut }) => ({
        value: agreementId,
        label: `Partnerblatt zur ${label}`,
        leftOut,
        previewHref: `/cases/${caseId}/consents/${consentId}/sheet.pdf?agreement=${agreementId}`,
      }))}
      goals={goalChoices(consent.goals)}
      topics={consent.topics.map((value) => ({ value, label: topicLabels[value] }))}
      ways={ways.map((value) => ({ value, label: wayLabels[value] }))}
      typed={refused?.form ?? proposed(read, today(c))}
      can={{ disclose: consent.end === null && caseFile.closedAt === null }}
      notice={refused ? undefined : noticeOf(c.req.query('done'), consent.recipient)}
      problem={refused?.problem ?? null}
    />
  )
  return c.html(page, refused ? problemStatus(refused.problem) : 200)
}

/** A sheet where there is one, with all that the consent covers, handed over today. */
const proposed = ({ consent, sheets }: ReadConsent, on: string): DisclosureForm => ({
  agreement: sheets[0]?.agreementId ?? '',
  goals: (sheets[0]?.goals ?? consent.goals).map(({ id }) => id),
  topics: [...consent.topics],
  words: '',
  way: 'handed',
  handedOn: printDate(on),
})

const back = (c: Context<Env>, done: string) =>
  c.redirect(`/cases/${c.req.param('id')}/consents/${c.req.param('consent')}?done=${done}`, 303)

const today = (c: Context<Env>): string => localDate(c.var.db.clock.now().toISOString())

const pdf = (c: Context<Env>, bytes: Uint8Array, name: string) =>
  c.body(Uint8Array.from(bytes), 200, {
    'Content-Type': 'application/pdf',
    'Content-Disposition': `inline; filename="${name}"`,
  })

function refusedFile(problem: Problem): never {
  throw new HTTPException(problemStatus(problem), { message: problem.message })
}

function noticeOf(done: string | undefined, recipient: string): string | undefined {
  if (done === 'disclosed') return 'Die Weitergabe ist festgehalten.'
  if (done === 'sheet')
    return 'Die Weitergabe ist festgehalten. Das Partnerblatt zum Drucken oder Senden steht in der Liste.'
  if (done !== 'withdrawn') return undefined
  return (
    `Der Widerruf ist festgehalten. Ab jetzt geht nichts mehr an ${recipient}. ` +
    'Zurücknehmen lässt sich das nicht: War es ein Versehen, braucht es eine neue Einwilligung.'
  )
}
