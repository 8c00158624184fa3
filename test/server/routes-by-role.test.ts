import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chainHead } from '../../server/audit/chain.ts'
import { type Role, roles } from '../../server/auth/auth.ts'
import { openTwoUnits, routesOf, type Stage, seenBy, type Thing, type TwoUnits } from '../two-units.ts'
import { openWeb, type Visitor } from '../web.ts'

interface Row {
  /** Whom it lets in at all; nothing where it is public. */
  readonly roles?: readonly Role[]
  /** What `:id` names. */
  readonly about?: 'case' | Stage
  /** How it answers whom it lets in and who sees what it is about: an empty form, where it is a form. */
  readonly answers: number | Partial<Record<Role, number>>
}

const writers: readonly Role[] = ['lotsin', 'leitung', 'sitzungsdienst']
const guides: readonly Role[] = ['lotsin', 'leitung']
const readers: readonly Role[] = ['vorlagenpflege', ...writers]
const admin = (answers: number): Row => ({ roles: ['administration'], answers })
const clerk = (answers: number): Row => ({ roles: ['sitzungsdienst'], answers })
const keeper = (answers: number): Row => ({ roles: ['vorlagenpflege'], answers })
const aCase = (answers: Row['answers']): Row => ({ roles: guides, about: 'case', answers })
const everyRole = (answer: number) => Object.fromEntries(roles.map((role) => [role, answer]))
const document = (about: Stage, answers: Row['answers']): Row => ({ roles: writers, about, answers })

/** Who may ask for what. A route that is missing here fails the test. */
const matrix: Readonly<Record<string, Row>> = {
  'GET /': {
    roles,
    answers: {
      lotsin: 200,
      leitung: 200,
      sitzungsdienst: 200,
      vorlagenpflege: 200,
      administration: 303,
      revision: 303,
    },
  },
  'GET /session': { answers: 303 },
  'POST /sessions': { answers: 422 },
  'GET /sessions': { answers: 303 },
  'GET /profile/passwords': { answers: 303 },
  'POST /session/ends': { answers: 303 },
  'POST /sessions/ends': { roles, answers: 303 },
  'POST /sessions/:session/ends': { roles, answers: 303 },
  'POST /sessions/others/ends': { roles, answers: 303 },
  'GET /profile/preferences': { answers: 303 },
  'POST /profile/preferences': { roles, answers: 422 },
  'GET /profile/mail-wishes': { answers: 303 },
  'POST /profile/mail-wishes': { roles, answers: 422 },
  'GET /profile': { roles, answers: 200 },
  'POST /profile/passwords': { roles, answers: 422 },
  'GET /vertretungen': { roles, answers: 200 },
  'POST /vertretungen': { roles, answers: 422 },
  'POST /vertretungen/:vertretung/ends': { roles, answers: 404 },
  'GET /profile/calendar-links': { answers: 303 },
  'POST /profile/calendar-links': { roles, answers: { ...everyRole(403), lotsin: 201 } },
  'POST /profile/calendar-links/ends': { roles, answers: { ...everyRole(409), lotsin: 303 } },
  'GET /calendar/:token': { answers: 404 },
  'GET /password/:token': { answers: 404 },
  'POST /password/:token': { answers: 404 },
  'GET /users': admin(200),
  'GET /users/new': admin(200),
  'POST /users': admin(422),
  'GET /users/:id': admin(200),
  'POST /users/:id': admin(422),
  'POST /users/:id/password-links': admin(201),
  'GET /users/:id/password-links': admin(303),
  'GET /users/:id/deactivations': admin(200),
  'POST /users/:id/deactivations': admin(422),
  'GET /mails': admin(200),
  'POST /mails/:mail/retries': admin(404),
  'POST /mails/server/tries': admin(303),
  'GET /barrierefreiheit': { answers: 200 },
  'GET /datenschutz': { answers: 200 },
  'GET /impressum': { answers: 200 },
  'GET /units': admin(200),
  'POST /units': admin(422),
  'GET /units/:id': admin(200),
  'POST /units/:id': admin(422),
  'GET /cases': { roles: guides, answers: 200 },
  'GET /cases/new': { roles: ['lotsin'], answers: 200 },
  'POST /cases/new': { roles: ['lotsin'], answers: 422 },
  'GET /cases/:id': aCase(200),
  'GET /cases/:id/trail': aCase(200),
  'GET /cases/:id/form': aCase(200),
  'GET /cases/:id/documents': aCase(200),
  'GET /cases/:id/reminders': aCase(200),
  'POST /cases/:id/reminders': aCase(422),
  'GET /cases/:id/reminders/:reminder': aCase(404),
  'GET /cases/:id/reminders/:reminder/:act': aCase(404),
  'POST /cases/:id/reminders/:reminder/completions': aCase(404),
  'POST /cases/:id/reminders/:reminder/reopenings': aCase(404),
  'POST /cases/:id/reminders/:reminder/moves': aCase(404),
  'GET /cases/:id/contacts': aCase(303),
  'POST /cases/:id/contacts': aCase(422),
  'POST /cases/:id/contacts/:contact/withdrawals': aCase(409),
  'GET /cases/:id/steps': aCase(200),
  'GET /cases/:id/steps/:step/completions': aCase(404),
  'POST /cases/:id/steps/:step/completions': aCase(404),
  'POST /cases/:id/completions/:completion/withdrawals': aCase(404),
  'GET /reminders': { roles: ['lotsin'], answers: 200 },
  'GET /reminders/contact-weeks': { roles: ['lotsin'], answers: 303 },
  'POST /reminders/contact-weeks': { roles: ['lotsin'], answers: 303 },
  'POST /cases/:id/form': aCase(422),
  'POST /cases/:id/merges': aCase(400),
  'POST /cases/:id/closings': aCase(303),
  'POST /cases/:id/reopenings': aCase(409),
  'POST /cases/:id/handovers': aCase(422),
  'GET /hilfe': { roles, answers: 200 },
  'GET /hilfe/:chapter': { roles, answers: 404 },
  'GET /hilfe/bilder/:picture': { roles, answers: 404 },
  'GET /cases/:id/consents': aCase(200),
  'POST /cases/:id/consents': aCase(422),
  'GET /cases/:id/consents/new': aCase(200),
  'POST /cases/:id/consent-decisions': aCase(404),
  'GET /cases/:id/consent-decisions': aCase(303),
  'GET /cases/:id/consents/:consent': aCase(200),
  'POST /cases/:id/consents/:consent/disclosures': aCase(404),
  'GET /cases/:id/consents/:consent/disclosures': aCase(303),
  'POST /cases/:id/consents/:consent/withdrawals': aCase(404),
  'GET /cases/:id/consents/:consent/withdrawals': aCase(303),
  'GET /cases/:id/consents/:consent/sheet.pdf': aCase(404),
  'GET /cases/:id/disclosures/:disclosure/sheet.pdf': aCase(200),
  'POST /cases/:id/disclosures/:disclosure/returns': aCase(404),
  'GET /cases/:id/handouts': aCase(200),
  'GET /cases/:id/handouts/overview.pdf': aCase(200),
  'GET /cases/:id/handouts/agreements.pdf': aCase(200),
  'GET /audit': { roles: ['revision'], answers: 200 },
  'GET /pruefung': { answers: 200 },
  'POST /pruefung': { answers: 422 },
  'GET /pruefung/:code': { answers: 404 },
  'GET /documents': { roles: writers, answers: 200 },
  'GET /documents/new': { roles: writers, answers: 200 },
  'POST /documents': { roles: writers, answers: 422 },
  'GET /documents/:id': document('issued', 200),
  'GET /documents/:id/trail': document('issued', 200),
  'GET /documents/:id/versions': document('draft', 200),
  'POST /documents/:id/versions': document('draft', 422),
  'GET /documents/:id/comparison': document('draft', 303),
  'GET /documents/:id/restorations': document('draft', 303),
  'POST /documents/:id/restorations': document('draft', 303),
  'GET /documents/:id/authorship': document('draft', 200),
  'GET /documents/:id/participants': document('draft', 200),
  'POST /documents/:id/participants': document('draft', 422),
  'POST /documents/:id/participants/:user/ends': document('draft', 409),
  'GET /documents/:id/suggest-only': document('draft', 303),
  'POST /documents/:id/suggest-only': document('draft', 409),
  'GET /documents/:id/comments': document('draft', 200),
  'GET /documents/:id/comments/people': document('draft', 200),
  'POST /documents/:id/comments': document('draft', 422),
  'POST /documents/:id/comments/:thread/entries': document('draft', 422),
  'POST /documents/:id/comments/:thread/entries/:entry': document('draft', 422),
  'POST /documents/:id/comments/:thread/entries/:entry/removals': document('draft', 404),
  'POST /documents/:id/comments/:thread/resolutions': document('draft', 404),
  'POST /documents/:id/comments/:thread/reopenings': document('draft', 404),
  'GET /documents/:id/suggestions': document('draft', 200),
  'POST /documents/:id/suggestions': document('draft', 428),
  'GET /documents/:id/suggestions/decisions': document('draft', 303),
  'POST /documents/:id/suggestions/decisions': document('draft', 422),
  'GET /documents/:id/suggestions/:suggestion/acceptances': document('draft', 303),
  'POST /documents/:id/suggestions/:suggestion/acceptances': document('draft', 409),
  'GET /documents/:id/suggestions/:suggestion/rejections': document('draft', 303),
  'POST /documents/:id/suggestions/:suggestion/rejections': document('draft', 409),
  'GET /documents/:id/suggestions/:suggestion/withdrawals': document('draft', 303),
  'POST /documents/:id/suggestions/:suggestion/withdrawals': document('draft', 409),
  'GET /documents/:id/template-moves': document('draft', 200),
  'POST /documents/:id/template-moves': document('draft', 409),
  'GET /cases/:id/attachments': aCase(200),
  'POST /cases/:id/attachments': aCase(422),
  'POST /cases/:id/attachments/uploads': aCase(422),
  'GET /cases/:id/attachments/uploads/:upload': aCase(404),
  'PATCH /cases/:id/attachments/uploads/:upload': aCase(404),
  'POST /cases/:id/attachments/uploads/:upload/discards': aCase(404),
  'GET /cases/:id/attachments/:attachment': aCase(200),
  'POST /cases/:id/attachments/:attachment': aCase(404),
  'POST /cases/:id/attachments/:attachment/turns': aCase(404),
  'POST /cases/:id/attachments/:attachment/reductions': aCase(404),
  'POST /cases/:id/attachments/:attachment/originals': aCase(404),
  'POST /cases/:id/attachments/:attachment/moves': aCase(404),
  'POST /cases/:id/attachments/:attachment/removals': aCase(404),
  'POST /cases/:id/attachments/:attachment/restorations': aCase(404),
  'GET /cases/:id/attachments/:attachment/file': aCase(200),
  'GET /cases/:id/attachments/:attachment/picture': aCase(200),
  'GET /cases/:id/attachments/:attachment/preview': aCase(200),
  'GET /documents/:id/attachments': document('draft', 200),
  'POST /documents/:id/attachments': document('draft', 422),
  'POST /documents/:id/attachments/uploads': document('draft', 422),
  'GET /documents/:id/attachments/uploads/:upload': document('draft', 404),
  'PATCH /documents/:id/attachments/uploads/:upload': document('draft', 404),
  'POST /documents/:id/attachments/uploads/:upload/discards': document('draft', 404),
  'GET /documents/:id/attachments/:attachment': document('draft', 200),
  'POST /documents/:id/attachments/:attachment': document('draft', 404),
  'POST /documents/:id/attachments/:attachment/turns': document('draft', 404),
  'POST /documents/:id/attachments/:attachment/reductions': document('draft', 404),
  'POST /documents/:id/attachments/:attachment/originals': document('draft', 404),
  'POST /documents/:id/attachments/:attachment/moves': document('draft', 404),
  'POST /documents/:id/attachments/:attachment/removals': document('draft', 404),
  'POST /documents/:id/attachments/:attachment/restorations': document('draft', 404),
  'GET /documents/:id/attachments/:attachment/file': document('draft', 200),
  'GET /documents/:id/attachments/:attachment/picture': document('draft', 200),
  'GET /documents/:id/attachments/:attachment/preview': document('draft', 200),
  'GET /documents/:id/bundles/:kind': document('issued', 404),
  'GET /documents/:id/discards': document('draft', 200),
  'POST /documents/:id/discards': document('draft', 303),
  'GET /documents/:id/draft': document('draft', 200),
  'POST /documents/:id/draft': document('draft', 409),
  'GET /documents/:id/draft/form': document('draft', 200),
  'POST /documents/:id/submissions': document('draft', 303),
  'GET /documents/:id/submissions': document('draft', 303),
  'POST /documents/:id/recalls': document('submitted', 303),
  'GET /documents/:id/recalls': document('draft', 303),
  'POST /documents/:id/merges': document('draft', 400),
  'GET /documents/:id/merges': document('draft', 303),
  'POST /documents/:id/previews': document('draft', 200),
  'GET /documents/:id/unplaced': document('draft', 200),
  'POST /documents/:id/unplaced/:item/settlements': document('draft', 303),
  'GET /documents/:id/live': document('draft', 426),
  'GET /documents/:id/live/events': document('draft', 400),
  'POST /documents/:id/live/messages': document('draft', 409),
  'GET /device-key': { roles, answers: 200 },
  'PUT /documents/:id/fields/:place': document('draft', 428),
  'POST /documents/:id/rows/:place': document('draft', 428),
  'PATCH /documents/:id/rows/:place/:row': document('draft', 428),
  'DELETE /documents/:id/rows/:place/:row': document('draft', 428),
  'POST /documents/:id/rows/:place/:row/restorations': document('draft', 428),
  'GET /documents/:id/draft.pdf': document('draft', 200),
  'GET /approvals': { roles: ['leitung'], answers: 200 },
  'GET /documents/:id/approvals': document('submitted', 200),
  'POST /documents/:id/approvals': document('submitted', { lotsin: 403, leitung: 409, sitzungsdienst: 403 }),
  'POST /documents/:id/returns': document('submitted', { lotsin: 403, leitung: 409, sitzungsdienst: 403 }),
  'POST /documents/:id/forwardings': document('submitted', { lotsin: 422, leitung: 422, sitzungsdienst: 403 }),
  'GET /documents/:id/issues': document('issued', 303),
  'POST /documents/:id/issues': document('issued', 409),
  'GET /documents/:id/pdf': document('issued', 200),
  'GET /documents/:id/large-print.pdf': document('issued', 200),
  'POST /documents/:id/signatures': document('issued', 404),
  'GET /documents/:id/print-copy': document('issued', 200),
  'GET /documents/:id/scans': document('issued', 200),
  'POST /documents/:id/scans': document('issued', 422),
  'GET /documents/:id/scans/:scan': document('issued', 200),
  'GET /documents/:id/scans/:scan/pages/:position': document('issued', 404),
  'POST /documents/:id/scans/:scan/confirmations': document('issued', 422),
  'POST /documents/:id/scans/:scan/removals': document('issued', 404),
  'GET /search': { roles: readers, answers: 200 },
  'GET /papers': { roles: writers, answers: 200 },
  'GET /number-circles': clerk(200),
  'POST /number-circles': clerk(422),
  'GET /number-circles/previews': clerk(303),
  'POST /number-circles/previews': clerk(422),
  'GET /number-circles/ends': clerk(303),
  'POST /number-circles/ends': clerk(404),
  'GET /legislative-terms': clerk(303),
  'POST /legislative-terms': clerk(422),
  'GET /template-drafts': keeper(303),
  'GET /template-drafts/new': keeper(200),
  'POST /template-drafts': keeper(422),
  'GET /template-drafts/:draft': keeper(404),
  'GET /template-drafts/:draft/comparison': keeper(404),
  'GET /template-drafts/:draft/sample.pdf': keeper(404),
  'GET /template-drafts/:draft/files': keeper(303),
  'POST /template-drafts/:draft/files': keeper(404),
  'GET /template-drafts/:draft/files/:file': keeper(404),
  'POST /template-drafts/:draft/files/:file': keeper(404),
  'GET /template-drafts/:draft/submissions': keeper(303),
  'POST /template-drafts/:draft/submissions': keeper(404),
  'GET /template-drafts/:draft/recalls': keeper(303),
  'POST /template-drafts/:draft/recalls': keeper(404),
  'GET /template-drafts/:draft/returns': keeper(303),
  'POST /template-drafts/:draft/returns': keeper(404),
  'GET /template-drafts/:draft/publications': keeper(303),
  'POST /template-drafts/:draft/publications': keeper(404),
  'GET /template-drafts/:draft/discards': keeper(303),
  'POST /template-drafts/:draft/discards': keeper(404),
  'GET /templates': { roles: readers, answers: 200 },
  'GET /templates/:slug/versions/:version': { roles: readers, answers: 200 },
  'GET /templates/:slug/versions/:version/sample.pdf': { roles: readers, answers: 200 },
  'GET /templates/:slug/versions/:version/withdrawals': keeper(200),
  'POST /templates/:slug/versions/:version/withdrawals': keeper(422),
}

let world: TwoUnits
beforeAll(async () => {
  world = await openTwoUnits()
}, 120_000)
afterAll(() => world.close())

/** What the matrix forgets, and what it names though it is gone. */
const unmatched = (routes: readonly string[]): string[] => [
  ...routes.filter((route) => !Object.hasOwn(matrix, route)),
  ...Object.keys(matrix).filter((route) => !routes.includes(route)),
]

test('the matrix names every route of the product, and finds one that was added', async () => {
  expect(unmatched(routesOf(world))).toEqual([])
  const planted = await openWeb({ extend: (app) => app.get('/cases/:id/export', (c) => c.text('')) })
  expect(unmatched(routesOf(planted))).toEqual(['GET /cases/:id/export'])
  await planted.close()
})

const noThing = '01JDZZZZZZZZZZZZZZZZZZZZZZ'

/** The address of a route about a thing; of nothing that exists, where there is none. */
async function addressOf(route: string, { about }: Row, thing: Thing | null, id?: string): Promise<string> {
  const [, path = ''] = route.split(' ')
  const someone = await world.unit('50.1')
  const noBodys = path.startsWith('/units/') ? someone.id : world.things.foreign.owner.author.userId
  const known = about === 'case' ? thing?.caseId : about && thing?.documents[about]
  return path
    .replace(':id', id ?? (about ? (known ?? noThing) : noBodys))
    .replace(':scan', thing?.scanId ?? noThing)
    .replace(':consent', thing?.consentId ?? noThing)
    .replace(':disclosure', thing?.disclosureId ?? noThing)
    .replace(':attachment', (about === 'case' ? thing?.attachments.case : thing?.attachments.draft) ?? noThing)
    .replace(':slug', 'zielvereinbarung-25b')
    .replace(':version', '1')
    .replace(/:(session|token|code|mail)/, 'unbekannt')
}

const isReading = (route: string): boolean => route.startsWith('GET')

function ask(visitor: Visitor, route: string, address: string): Promise<Response> {
  const [method = ''] = route.split(' ')
  if (method === 'GET') return visitor.get(address)
  return method === 'POST' ? visitor.post(address) : visitor.send(address, { method })
}

const thingsAbout = ({ about }: Row) =>
  Object.entries(world.things).filter(([, thing]) => about !== 'case' || thing.caseId !== null)

const answerOf = (row: Row, role: Role): number | undefined =>
  typeof row.answers === 'number' ? row.answers : row.answers[role]

const isSeen = (role: Role, name: string): boolean => seenBy[role].some((seen) => seen === name)

/** What no answer to this role may hold. */
const hidden = (role: Role): string[] =>
  Object.entries(world.things).flatMap(([name, { owner }]) => (isSeen(role, name) ? [] : [owner.secret]))

const leaks = (body: string, secrets: readonly string[]): string[] => secrets.filter((secret) => body.includes(secret))

const everything = () => Object.values(world.things).map(({ owner }) => owner.secret)

test('nobody who is not signed in gets further than the sign-in page and the public check', async () => {
  const wrong: string[] = []
  for (const [route, row] of Object.entries(matrix)) {
    for (const thing of [null, ...Object.values(world.things)]) {
      const address = await addressOf(route, row, thing)
      const answer = await ask(world.stranger, route, address)
      const body = await answer.text()
      const closed = isReading(route) ? 303 : 401
      const wanted = row.roles ? closed : route === 'GET /session' ? 200 : row.answers
      const found = `${answer.status} ${leaks(body, everything())}`
      if (found !== `${wanted} `) wrong.push(`${route} ${address}: ${found}, not ${wanted}`)
      if (row.roles && closed === 303) expect(answer.headers.get('Location')).toMatch(/^\/session\?next=/)
      if (!row.about) break
    }
  }
  expect(wrong).toEqual([])
})

describe.each(roles)('%s', (role) => {
  test('reads what is hers, and finds nothing else: neither by an id nor between the lines', async () => {
    const { [role]: visitor } = world.visitors
    const wrong: string[] = []
    for (const [route, row] of Object.entries(matrix).filter(([name]) => isReading(name))) {
      const subjects = row.about ? thingsAbout(row) : []
      for (const [name, thing] of [['nothing', null] as const, ...subjects]) {
        const address = await addressOf(route, row, thing)
        const answer = await visitor.get(address)
        const body = new TextDecoder('latin1').decode(await answer.arrayBuffer())
        const isIn = !row.roles || row.roles.includes(role)
        const wanted = !isIn ? 403 : row.about && !isSeen(role, name) ? expectedOfNothing(route) : answerOf(row, role)
        const found = `${answer.status} ${leaks(body, hidden(role))}`
        if (found !== `${wanted} `) wrong.push(`${route} ${name}: ${found}, not ${wanted}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('changes nothing that is not hers, and learns nothing from trying', async () => {
    const { [role]: visitor } = world.visitors
    const before = await chainHead(world.db)
    const wrong: string[] = []
    for (const [route, row] of Object.entries(matrix).filter(([name]) => !isReading(name))) {
      const isIn = !row.roles || row.roles.includes(role)
      if (isIn && !row.about) continue
      for (const [name, thing] of [['nothing', null] as const, ...thingsAbout(row)]) {
        if (isIn && isSeen(role, name)) continue
        const answer = await ask(visitor, route, await addressOf(route, row, thing))
        const found = `${answer.status} ${leaks(await answer.text(), hidden(role))}`
        const wanted = isIn ? 404 : 403
        if (found !== `${wanted} `) wrong.push(`${route} ${name}: ${found}, not ${wanted}`)
      }
    }
    expect(wrong).toEqual([])
    expect(await chainHead(world.db)).toEqual(before)
  })

  test('is answered as the matrix says where she may ask', async () => {
    const wrong: string[] = []
    for (const [route, row] of Object.entries(matrix).filter(([name]) => !isReading(name))) {
      if ((row.roles && !row.roles.includes(role)) || endsSessions.has(route)) continue
      const { [role]: visitor } = world.visitors
      const answer = await ask(visitor, route, await addressOf(route, row, null, await freshId(role, row)))
      const found = `${answer.status} ${leaks(await answer.text(), hidden(role))}`
      if (found !== `${answerOf(row, role)} `) wrong.push(`${route}: ${found}, not ${answerOf(row, role)}`)
    }
    expect(wrong).toEqual([])
  })
})

/** Where a page behind another one leads back to it, whatever the id. */
const redirecting = new Set([
  'submissions',
  'recalls',
  'merges',
  'suggest-only',
  'decisions',
  'acceptances',
  'rejections',
  'withdrawals',
  'disclosures',
  'consent-decisions',
])
const expectedOfNothing = (route: string): number => (redirecting.has(route.split('/').at(-1) ?? '') ? 303 : 404)

/** The other questions of this person need her session. */
const endsSessions = new Set(['POST /session/ends', 'POST /sessions/ends'])

/** One more thing for this role to change: hers, or a paper of another unit for the Sitzungsdienst. */
async function freshId(role: Role, { about }: Row): Promise<string | undefined> {
  if (!about) return undefined
  const { mine, foreignPaper } = world.things
  const thing = role === 'sitzungsdienst' ? foreignPaper : mine
  if (about === 'case') return world.makeCase(thing.owner)
  return about === 'issued' ? thing.documents.issued : world.makeDocument(thing.owner, about, thing.caseId)
}
