import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
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

async function openAsLotsin(options: WindowOptions = {}): Promise<Page> {
  const window = await openWindow(browser, product, options)
  windows.push(window)
  await signIn(window.page, product, 'lotsin')
  return window.page
}

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
  await page.setViewportSize({ width: 1280, height: 900 })
}

const focusedName = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('name'))
const focusedValue = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('value'))
const spoken = (page: Page) => page.locator('#meldungen').textContent()

async function typeCase(page: Page, aktenzeichen: string): Promise<void> {
  await page.goto('/cases/new')
  await page.getByLabel('Aktenzeichen').fill(aktenzeichen)
  await page.getByLabel('Nachname').fill('Ceesay')
}

test('a case with a household is typed, saved, changed and read, and every page of it is accessible', async () => {
  const page = await openAsLotsin()
  await typeCase(page, 'ZV-1')
  await page.getByRole('button', { name: 'Person im Haushalt einfügen' }).click()
  await page.locator('[name="haushalt[0].verhaeltnis"]').waitFor()
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'haushalt[0].verhaeltnis')
  expect(await spoken(page)).toBe('Person im Haushalt 1 eingefügt')
  await page.keyboard.type('Tochter')
  await page.locator('[name="haushalt[0].name"]').fill('Aïssata Camara')
  await page.getByRole('button', { name: 'Zeitraum einfügen' }).click()
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'aufenthalt.zeiten60b[0].von')
  expect(await page.locator('[name="haushalt[0].verhaeltnis"]').inputValue()).toBe('Tochter')
  await page.keyboard.type('1.3.2022')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Fall anlegen' }).click()
  await page.waitForURL(/\/cases\/[0-9a-z]{26}/)
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Ceesay')
  await page.getByText('01.03.2022 bis heute').waitFor()
  await expectAccessible(page)
  await page.goto('/cases')
  await expectAccessible(page)
})

test('Enter in a field saves; it removes and adds no row', async () => {
  const page = await openAsLotsin()
  await typeCase(page, 'ZV-2')
  await page.getByRole('button', { name: 'Person im Haushalt einfügen' }).click()
  await page.locator('[name="haushalt[0].verhaeltnis"]').fill('Sohn')
  await page.locator('[name="haushalt[0].name"]').fill('Omar')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/cases\/[0-9a-z]{26}/)
  await page.getByRole('rowheader', { name: 'Sohn' }).waitFor()
})

test('rows keep open what was open, move with their button, and leave the focus at the next one', async () => {
  const page = await openAsLotsin()
  await typeCase(page, 'ZV-3')
  for (const [index, name] of ['A', 'B', 'C'].entries()) {
    await page.getByRole('button', { name: 'Person im Haushalt einfügen' }).click()
    await page.locator(`[name="haushalt[${index}].verhaeltnis"]`).fill(name)
  }
  const value = (index: number) => page.locator(`[name="haushalt[${index}].verhaeltnis"]`).inputValue()
  await page.locator('details[data-row] > summary').nth(1).click()
  await page.getByRole('button', { name: 'Nach oben: Person im Haushalt 3' }).click()
  await page.waitForFunction(() => document.activeElement?.getAttribute('value') === 'up:haushalt[1]')
  expect([await value(0), await value(1), await value(2)]).toEqual(['A', 'C', 'B'])
  const open = await page
    .locator('details[data-row]')
    .evaluateAll((rows) => rows.map((row) => row.hasAttribute('open')))
  expect(open).toEqual([true, true, false])
  await page.getByRole('button', { name: 'Entfernen: Person im Haushalt 1' }).click()
  await page.waitForFunction(() => document.activeElement?.id === 'feld-haushalt-0')
  expect(await spoken(page)).toBe('Person im Haushalt 1 entfernt')
  expect([await value(0), await value(1)]).toEqual(['C', 'B'])
  expect(await focusedName(page)).toBeNull()
  expect(await focusedValue(page)).toBeNull()
})

test('what was refused stands in the summary, which has the focus and leads to the field', async () => {
  const page = await openAsLotsin()
  await page.goto('/cases/new')
  await page.getByLabel('Geburtsdatum').first().fill('31.02.1994')
  await page.getByRole('button', { name: 'Fall anlegen' }).click()
  await page.waitForFunction(() => document.activeElement?.id === 'fehler')
  await expectAccessible(page)
  await page.getByRole('link', { name: /Geburtsdatum/ }).click()
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'person.geburtsdatum')
  expect(await page.locator('[name="person.geburtsdatum"]').inputValue()).toBe('31.02.1994')
})

test('two windows of one person: what collides is asked for on an accessible page', async () => {
  const page = await openAsLotsin()
  await typeCase(page, 'ZV-4')
  await page.getByRole('button', { name: 'Fall anlegen' }).click()
  await page.waitForURL(/\/cases\/[0-9a-z]{26}/)
  const form = `${new URL(page.url()).pathname}/form`
  await page.goto(form)
  const second = await page.context().newPage()
  await second.goto(form)
  await second.getByLabel('Vorname').fill('Lamin')
  await second.getByRole('button', { name: 'Speichern' }).last().click()
  await second.waitForURL(/done=saved/)
  await page.getByLabel('Vorname').fill('Lamine')
  await page.getByRole('button', { name: 'Speichern' }).last().click()
  await page.getByRole('heading', { name: 'Angaben abgleichen' }).waitFor()
  await expectAccessible(page)
  await page.getByLabel('Meine Angabe: Lamine').check()
  await page.getByRole('button', { name: 'Speichern' }).click()
  await page.waitForURL(/done=merged/)
  await page.getByText('Lamine Ceesay').waitFor()
})

test('without script rows come and go, and the case is saved', async () => {
  const page = await openAsLotsin({ javaScript: false })
  await typeCase(page, 'ZV-5')
  await page.getByRole('button', { name: 'Person im Haushalt einfügen' }).click()
  await page.locator('[name="haushalt[0].verhaeltnis"]').fill('Tochter')
  await page.locator('[name="haushalt[0].name"]').fill('Aïssata')
  await page.getByRole('button', { name: 'Beteiligte Stelle einfügen' }).click()
  await page.getByRole('button', { name: 'Entfernen: Beteiligte Stelle 1' }).click()
  expect(await page.locator('[name="haushalt[0].name"]').inputValue()).toBe('Aïssata')
  await page.getByRole('button', { name: 'Fall anlegen' }).click()
  await page.getByRole('rowheader', { name: 'Tochter' }).waitFor()
})
