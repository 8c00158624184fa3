import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Role, roles } from '../../server/auth/auth.ts'
import {
  axe,
  type BrowserWindow,
  launchBrowser,
  openWindow,
  overflow,
  type Product,
  signIn,
  startProduct,
  type WindowOptions,
} from './browser.ts'

let browser: Browser
let product: Product
const windows: BrowserWindow[] = []

beforeAll(async () => {
  ;[browser, product] = await Promise.all([launchBrowser(), startProduct()])
})

afterEach(async () => {
  for (const window of windows.splice(0)) {
    expect(window.faults).toEqual([])
    await window.close()
  }
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

async function open(options: WindowOptions = {}) {
  const window = await openWindow(browser, product, options)
  windows.push(window)
  return window.page
}

/** Both widths in both themes, without loading the page anew. */
async function expectAccessible(page: Page): Promise<void> {
  for (const width of [1280, 390]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      expect(await axe(page), `${width} ${colorScheme}`).toEqual([])
    }
  }
  await page.setViewportSize({ width: 320, height: 900 })
  expect(await overflow(page), 'pixels to scroll sideways at 320').toBeLessThanOrEqual(0)
}

test('the sign-in page is accessible, light and dark, wide and narrow', async () => {
  const page = await open()
  await page.goto('/session')
  expect(await page.title()).toBe('Anmelden – Vorlagenwerk')
  await expectAccessible(page)
})

const firstPages = {
  lotsin: ['Start', 'Fälle', 'Dokumente', 'Wiedervorlagen'],
  leitung: ['Start', 'Freigaben', 'Fälle', 'Dokumente'],
  sitzungsdienst: ['Start', 'Sitzungsvorlagen'],
  vorlagenpflege: ['Start', 'Dokumentvorlagen'],
  administration: ['Konten', 'Post'],
  revision: ['Prüfkette'],
} as const satisfies Record<Role, readonly string[]>

test.each(roles)(
  'the first page of %s and the profile are accessible, light and dark, wide and narrow',
  async (role) => {
    const page = await open()
    await signIn(page, product, role)
    const navigation = page.getByRole('navigation', { name: 'Hauptnavigation' }).getByRole('link')
    // How many approvals wait stands behind the word.
    const entries = (await navigation.allInnerTexts()).map((text) => text.replace(/\s*\d+.*$/s, ''))
    expect(entries).toEqual(firstPages[role])
    await expectAccessible(page)
    await page.goto('/profile')
    await page.locator('.vw-user summary').click()
    await expectAccessible(page)
  },
)

test('signing in and out works without JavaScript', async () => {
  const page = await open({ javaScript: false })
  await signIn(page, product, 'lotsin')
  expect(await page.locator('h1').innerText()).toContain('Frau Ahlers')
  await page.locator('.vw-user summary').click()
  await page.getByRole('button', { name: 'Abmelden' }).click()
  await page.waitForURL(/\/session/)
  await page.goto('/')
  expect(new URL(page.url()).pathname).toBe('/session')
})

test('a link exchanges the page without loading it anew, and the focus goes to its heading', async () => {
  const page = await open()
  await signIn(page, product, 'leitung')
  await page.evaluate(() => document.getElementById('meldungen')?.setAttribute('data-kept', 'yes'))
  await page.locator('.vw-user summary').click()
  await page.getByRole('link', { name: 'Profil' }).click()
  await page.waitForURL('**/profile')
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
  expect(await page.title()).toBe('Profil – Vorlagenwerk')
  expect(await page.locator('#meldungen').getAttribute('data-kept')).toBe('yes')
  await page.goBack()
  await page.waitForFunction(() => document.querySelector('h1')?.textContent?.includes('Kortmann'))
  expect(await page.locator('#meldungen').getAttribute('data-kept')).toBe('yes')
})

test('a refused form keeps the page, says so in the summary and moves the focus there', async () => {
  const page = await open()
  await signIn(page, product, 'lotsin')
  await page.goto('/profile')
  await page.locator('#feld-current').fill('das ist nicht mein Passwort')
  await page.locator('#feld-password').fill('ein neues langes Passwort')
  await page.locator('#feld-repeat').fill('ein neues langes Passwort')
  await page.getByRole('button', { name: 'Passwort ändern' }).click()
  await page.waitForFunction(() => document.activeElement?.id === 'fehler')
  expect(await axe(page)).toEqual([])
  await page.locator('#fehler a').first().click()
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('feld-current')
})

test('a page that does not exist says so and leads back', async () => {
  const page = await open()
  await signIn(page, product, 'lotsin')
  const answer = await page.goto('/gibt-es-nicht')
  expect(answer?.status()).toBe(404)
  expect(await page.locator('h1').innerText()).toBe('Diese Seite gibt es nicht')
  expect(await axe(page)).toEqual([])
  await page.getByRole('link', { name: 'Zur Startseite' }).click()
  await page.waitForFunction(() => document.querySelector('h1')?.textContent?.includes('Ahlers'))
})

test('without the network a link says so and keeps the page; afterwards it works again', async () => {
  const page = await open()
  await signIn(page, product, 'lotsin')
  await page.context().setOffline(true)
  await page.getByRole('link', { name: 'Start' }).click()
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').innerText()).toContain('nicht zu erreichen')
  expect(await page.locator('h1').innerText()).toContain('Ahlers')
  windows.at(-1)?.forgive(/^htmx: htmx:error/)
  await page.context().setOffline(false)
  await page.getByRole('link', { name: 'Start' }).click()
  await page.getByRole('alert').waitFor({ state: 'detached' })
})

test('a form that the server cannot take keeps what is typed, and says what the server said', async () => {
  const page = await open()
  await signIn(page, product, 'lotsin')
  await page.goto('/cases/new')
  await page.locator('[name="person.nachname"]').fill('Ceesay')
  await page.route('**/cases/new', (route) => route.fulfill({ status: 507, contentType: 'text/html', body: refusal }))
  await page.getByRole('button', { name: 'Fall anlegen' }).click()
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').innerText()).toContain('Der Speicher des Servers ist voll')
  expect(await page.locator('[name="person.nachname"]').inputValue()).toBe('Ceesay')
  expect(await axe(page)).toEqual([])
})

const refusal =
  '<div id="seite"><main><h1>Der Speicher des Servers ist voll</h1><p>Es wurde nichts gespeichert.</p></main></div>'

test('after an update of the product the next link loads everything anew', async () => {
  const page = await open()
  await signIn(page, product, 'lotsin')
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('#seite')?.setAttribute('data-build', 'an older one')
    document.querySelector('#meldungen')?.setAttribute('data-kept', 'yes')
  })
  await page.getByRole('link', { name: 'Start' }).click()
  await page.locator('#meldungen:not([data-kept])').waitFor({ state: 'attached' })
})

test('a link to a file leaves the page to the browser', async () => {
  const page = await open()
  await signIn(page, product, 'lotsin')
  const icon = await page.locator('link[rel=icon]').getAttribute('href')
  await page.evaluate((href) => document.querySelector('.vw-nav a')?.setAttribute('href', href ?? ''), icon)
  await page.locator('.vw-nav a').first().click()
  await page.waitForURL(`**${icon}`)
})

test('fonts, styles and icons are loaded from the product itself', async () => {
  const page = await open()
  const hosts = new Set<string>()
  page.on('request', (request) => hosts.add(new URL(request.url()).host))
  await signIn(page, product, 'lotsin')
  await page.evaluate(() => document.fonts.ready)
  const loaded = await page.evaluate(() =>
    [...document.fonts].filter(({ status }) => status === 'loaded').map((font) => font.family),
  )
  expect(loaded.join()).toContain('Fira Sans')
  expect([...hosts].filter(Boolean)).toEqual([new URL(product.url).host])
})

test('what is planted is found: a finding of axe, a style in the page, code in an attribute', async () => {
  const page = await open()
  await signIn(page, product, 'lotsin')
  await page.evaluate(() => {
    document.querySelector('main')?.append(document.createElement('img'))
    document.querySelector('main')?.setAttribute('style', 'color: red')
    const button = document.createElement('button')
    button.textContent = 'Gepflanzt'
    button.setAttribute('hx-on-click', 'document.title = "run"')
    document.querySelector('main')?.append(button)
    window.htmx.process(button)
  })
  await page.getByRole('button', { name: 'Gepflanzt' }).click()
  expect((await axe(page)).join()).toContain('image-alt')
  expect(await page.title()).not.toBe('run')
  const planted = windows.at(-1)
  expect(planted?.faults.join()).toContain('Content Security Policy')
  expect(planted?.faults.join()).toContain('htmx:error')
  planted?.forgive(/./)
})
