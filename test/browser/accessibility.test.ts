import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { caseRow } from '../../data/demo/cases.ts'
import { routesOf } from '../two-units.ts'
import { openWeb } from '../web.ts'
import { axe, overflow } from './browser.ts'
import { openStage } from './stage.ts'

const stage = openStage()

/** An address, or a list and the beginning of a link in it, with what follows behind it; `inner` is a link on the page that
 *  this leads to. */
type Place = string | readonly [list: string, link: string, then?: string, inner?: string]

const inState = (state: string, then = ''): Place => [`/documents?state=${state}`, '/documents/0', then]
const aCase = (then = ''): Place => ['/cases', '/cases/0', then]
const aVersion = (then = ''): Place => ['/templates', '/template-drafts/0', then]
const withNote = `/documents?state=in_approval&q=${encodeURIComponent(caseRow(0).nachname)}`
const thePaper = `/papers?q=${encodeURIComponent('Bericht der Ausländerbehörde')}&state=issued`
const withConsents = (then: string) =>
  [`/cases?q=${encodeURIComponent(caseRow(1).nachname)}`, '/cases/0', then] as const
const aUser = (then = ''): Place => ['/users', '/users/0', then]

/** Each page of the product, by its route, in each state in which it looks different, and who looks at it. */
const pages: Readonly<Record<string, Readonly<Record<string, readonly Place[]>>>> = {
  '/': { ahlers: ['/'], kortmann: ['/'], vosskamp: ['/'] },
  '/session': { nobody: ['/session'] },
  '/password/:token': { nobody: ['/password/gibt-es-nicht'] },
  '/pruefung': { nobody: ['/pruefung'] },
  '/pruefung/:code': { nobody: ['/pruefung/AAAA-AAAA-AAAA-A'] },
  '/barrierefreiheit': { nobody: ['/barrierefreiheit'] },
  '/datenschutz': { nobody: ['/datenschutz'] },
  '/impressum': { nobody: ['/impressum'] },
  '/profile': { ahlers: ['/profile'] },
  '/vertretungen': { ahlers: ['/vertretungen'], kortmann: ['/vertretungen'], uphoff: ['/vertretungen'] },
  '/users': { wellmann: ['/users'] },
  '/users/new': { wellmann: ['/users/new'] },
  '/users/:id': { wellmann: [aUser()] },
  '/users/:id/deactivations': { wellmann: [aUser('/deactivations')] },
  '/units': { wellmann: ['/units'] },
  '/units/:id': { wellmann: [['/units', '/units/0']] },
  '/mails': { wellmann: ['/mails', '/mails?state=given_up'] },
  '/audit': { uphoff: ['/audit'] },
  '/template-drafts/new': { rieken: ['/template-drafts/new'] },
  '/template-drafts/:draft': { rieken: [aVersion()], thiele: [aVersion()] },
  '/template-drafts/:draft/comparison': { thiele: [aVersion('/comparison')] },
  '/template-drafts/:draft/files/:file': { rieken: [aVersion('/files/template.hbs')] },
  '/templates': { rieken: ['/templates'] },
  '/templates/:slug/versions/:version/withdrawals': {
    rieken: ['/templates/zielvereinbarung-25b/versions/1/withdrawals'],
  },
  '/templates/:slug/versions/:version': { rieken: ['/templates/zielvereinbarung-25b/versions/1'] },
  '/cases': { ahlers: ['/cases', '/cases?q=gibt-es-nicht'], kortmann: ['/cases'] },
  '/cases/new': { ahlers: ['/cases/new'] },
  '/cases/:id': { ahlers: [aCase()], kortmann: [aCase()] },
  '/cases/:id/form': { ahlers: [aCase('/form')] },
  '/cases/:id/trail': { ahlers: [aCase('/trail')] },
  '/cases/:id/attachments': { ahlers: [aCase('/attachments')] },
  '/cases/:id/attachments/:attachment': {
    ahlers: [
      [...withConsents('/attachments'), 'Arbeitsvertrag'],
      [...withConsents('/attachments'), 'Foto des Sprachzertifikats'],
    ],
  },
  '/cases/:id/documents': { ahlers: [aCase('/documents')] },
  '/cases/:id/reminders': { ahlers: [aCase('/reminders')] },
  '/cases/:id/reminders/:reminder': { ahlers: [['/reminders?show=reminders', '/cases/0']] },
  '/cases/:id/steps/:step/completions': { ahlers: [['/reminders?show=steps', '/cases/0"][href*="/completions']] },
  '/cases/:id/steps': { ahlers: [['/reminders?show=steps', '/cases/0']] },
  '/reminders': { ahlers: ['/reminders', '/reminders?show=steps'] },
  '/documents': { ahlers: ['/documents', '/documents?q=gibt-es-nicht'], vosskamp: ['/documents'] },
  '/cases/:id/consents': { ahlers: [aCase('/consents'), withConsents('/consents')] },
  '/cases/:id/consents/new': { ahlers: [withConsents('/consents/new')] },
  // Two links away from every list: consents.test.ts looks at it.
  '/cases/:id/consents/:consent': {},
  '/cases/:id/handouts': { ahlers: [aCase('/handouts'), withConsents('/handouts')] },
  '/documents/new': { ahlers: ['/documents/new'] },
  '/documents/:id': { ahlers: [inState('issued'), inState('signed')], vosskamp: [inState('issued')] },
  '/documents/:id/attachments': {
    ahlers: [inState('draft', '/attachments'), inState('approved', '/attachments')],
    vosskamp: [inState('issued', '/attachments')],
  },
  '/documents/:id/attachments/:attachment': {
    kortmann: [[withNote, '/documents/0', '/attachments', 'Gesprächsnotiz']],
    vosskamp: [[thePaper, '/documents/0', '/attachments', 'Stellungnahme der Kämmerei']],
  },
  '/documents/:id/draft': {
    ahlers: [inState('draft', '/draft'), inState('in_approval', '/draft'), inState('approved', '/draft?edit=yes')],
    oezdemir: [inState('returned', '/draft')],
    groth: [inState('returned', '/draft')],
  },
  '/documents/:id/issues': { ahlers: [inState('approved', '/issues')] },
  '/documents/:id/template-moves': { ahlers: [inState('draft', '/template-moves')] },
  '/documents/:id/discards': { ahlers: [inState('draft', '/discards')] },
  '/documents/:id/scans': { ahlers: [inState('issued', '/scans'), inState('signed', '/scans')] },
  '/documents/:id/trail': { ahlers: [inState('signed', '/trail')] },
  '/documents/:id/versions': { ahlers: [inState('draft', '/versions'), inState('signed', '/versions')] },
  '/documents/:id/comparison': { ahlers: [inState('draft', '/comparison?from=1&to=now')] },
  '/documents/:id/restorations': { ahlers: [inState('draft', '/restorations?revision=1')] },
  '/documents/:id/authorship': { ahlers: [inState('draft', '/authorship'), inState('signed', '/authorship')] },
  '/documents/:id/participants': { ahlers: [inState('draft', '/participants')] },
  '/documents/:id/comments': { ahlers: [inState('draft', '/comments')] },
  '/documents/:id/suggestions': { ahlers: [inState('draft', '/suggestions')] },
  '/documents/:id/approvals': {
    kortmann: [['/approvals', '/documents/0'], inState('approved', '/approvals')],
    deppe: [['/approvals', '/documents/0']],
    lindemann: [['/approvals', '/documents/0']],
  },
  '/hilfe': { ahlers: ['/hilfe', '/hilfe?q=Frist', '/hilfe?q=gibt-es-nicht'] },
  '/hilfe/:chapter': { ahlers: ['/hilfe/lotsin'] },
  '/search': {
    ahlers: ['/search', '/search?q=gibt-es-nicht', '/search?q=sprach'],
    vosskamp: ['/search?q=bericht&kind=papers'],
    rieken: ['/search?q=ziel'],
  },
  '/papers': { vosskamp: ['/papers', '/papers?q=gibt-es-nicht', '/papers?from=quatsch'], ahlers: ['/papers'] },
  '/number-circles': { vosskamp: ['/number-circles'] },
  '/approvals': { kortmann: ['/approvals'], lindemann: ['/approvals'] },
}

/** Files, parts of pages, what only scripts ask for, and addresses that only lead to a page above. */
const noPages = [
  '/number-circles/previews',
  '/number-circles/ends',
  '/legislative-terms',
  '/device-key',
  '/hilfe/bilder/:picture',
  '/cases/:id/consent-decisions',
  '/cases/:id/consents/:consent/disclosures',
  '/cases/:id/consents/:consent/withdrawals',
  '/cases/:id/consents/:consent/sheet.pdf',
  '/cases/:id/disclosures/:disclosure/sheet.pdf',
  '/cases/:id/handouts/overview.pdf',
  '/cases/:id/handouts/agreements.pdf',
  '/cases/:id/attachments/uploads/:upload',
  '/cases/:id/attachments/:attachment/file',
  '/cases/:id/attachments/:attachment/picture',
  '/cases/:id/attachments/:attachment/preview',
  '/documents/:id/attachments/uploads/:upload',
  '/documents/:id/attachments/:attachment/file',
  '/documents/:id/attachments/:attachment/picture',
  '/documents/:id/attachments/:attachment/preview',
  '/documents/:id/bundles/:kind',
  '/documents/:id/live',
  '/documents/:id/live/events',
  '/documents/:id/draft/form',
  '/documents/:id/unplaced',
  '/documents/:id/suggest-only',
  '/documents/:id/comments/people',
  '/documents/:id/suggestions/decisions',
  '/documents/:id/suggestions/:suggestion/acceptances',
  '/documents/:id/suggestions/:suggestion/rejections',
  '/documents/:id/suggestions/:suggestion/withdrawals',
  '/sessions',
  '/profile/passwords',
  '/profile/preferences',
  '/profile/mail-wishes',
  '/profile/calendar-links',
  '/calendar/:token',
  '/users/:id/password-links',
  '/cases/:id/contacts',
  '/cases/:id/reminders/:reminder/:act',
  '/reminders/contact-weeks',
  '/documents/:id/submissions',
  '/documents/:id/recalls',
  '/documents/:id/merges',
  '/documents/:id/draft.pdf',
  '/documents/:id/pdf',
  '/documents/:id/print-copy',
  '/documents/:id/large-print.pdf',
  '/documents/:id/scans/:scan',
  '/documents/:id/scans/:scan/pages/:position',
  '/templates/:slug/versions/:version/sample.pdf',
  '/template-drafts',
  '/template-drafts/:draft/sample.pdf',
  '/template-drafts/:draft/files',
  '/template-drafts/:draft/submissions',
  '/template-drafts/:draft/recalls',
  '/template-drafts/:draft/returns',
  '/template-drafts/:draft/publications',
  '/template-drafts/:draft/discards',
]

test('every page of the product is looked at', async () => {
  const web = await openWeb()
  const routes = routesOf(web).flatMap((route) => (route.startsWith('GET ') ? route.slice(4) : []))
  await web.close()
  expect(routes.filter((route) => !noPages.includes(route)).sort()).toEqual(Object.keys(pages).sort())
})

const logins = [...new Set(Object.values(pages).flatMap((visits) => Object.keys(visits)))]

test.each(logins)(
  'every page that %s sees is accessible, light and dark, wide and narrow, and breaks no rule of the security policy',
  async (login) => {
    const page = login === 'nobody' ? await stage.open() : await stage.openAs(login)
    for (const [route, visits] of Object.entries(pages)) {
      for (const place of visits[login] ?? []) await look(page, route, place)
    }
  },
  600_000,
)

async function look(page: Page, route: string, place: Place) {
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.emulateMedia({ colorScheme: 'light' })
  const path = await addressOf(page, place)
  const answer = await page.goto(path)
  expect.soft(answer?.status(), path).toBeLessThan(500)
  expect.soft(routeMatches(route, new URL(page.url()).pathname), `${path} is ${route}, not ${page.url()}`).toBe(true)
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme: 'light' })
    expect.soft(await axe(page), `${path} ${width}`).toEqual([])
    // The theme changes colours and nothing else.
    await page.emulateMedia({ colorScheme: 'dark' })
    expect.soft(await axe(page, ['cat.color']), `${path} ${width} dark`).toEqual([])
  }
  await page.setViewportSize({ width: 320, height: 900 })
  expect.soft(await overflow(page), `${path}: pixels to scroll sideways at 320`).toBeLessThanOrEqual(0)
}

async function addressOf(page: Page, place: Place): Promise<string> {
  if (typeof place === 'string') return place
  const [list, link, then = '', inner] = place
  await page.goto(list)
  const href = await page.locator(`main a[href^="${link}"]`).first().getAttribute('href')
  if (inner === undefined) return `${href}${then}`
  await page.goto(`${href}${then}`)
  return (await page.getByRole('link', { name: inner, exact: true }).first().getAttribute('href')) ?? ''
}

const routeMatches = (route: string, path: string): boolean =>
  new RegExp(`^${route.replace(/:\w+/g, '[^/]+')}$`).test(path)

test('with the keyboard alone somebody finds what waits, reads it and approves it', async () => {
  const page = await stage.openAs('kortmann')
  await tabTo(page, /^Freigaben/)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/approvals')
  const first = page.locator('main a[href$="/approvals"]').first()
  await first.waitFor()
  await tabTo(page, new RegExp(escaped(await first.innerText())))
  await page.keyboard.press('Enter')
  await page.waitForURL(/documents\/.*\/approvals$/)
  await page.getByRole('button', { name: 'Freigeben' }).waitFor()
  await tabTo(page, /^Freigeben$/)
  await page.keyboard.press('Enter')
  await page.waitForURL(/done=approved/)
})

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

async function tabTo(page: Page, name: RegExp) {
  for (let pressed = 0; pressed < 80; pressed++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => (document.activeElement as HTMLElement | null)?.innerText?.trim() ?? '')
    if (name.test(focused)) return
  }
  throw new Error(`The tab key leads to nothing called ${name}.`)
}
