import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BrowserWindow, launchBrowser, openWindow, type Product, signIn, startProduct } from './browser.ts'
import { byHand } from './stage.ts'

let product: Product
let browser: Browser

beforeAll(async () => {
  product = await startProduct()
  browser = await launchBrowser()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

/** A new agreement in the first case of a Lotsin. */
async function openDraft(width: number): Promise<BrowserWindow> {
  const window = await openWindow(browser, product, { width })
  const { page } = window
  await signIn(page, product, 'lotsin')
  await page.goto('/cases')
  await page.locator('table a').first().click()
  await page.getByRole('link', { name: 'Dokument anlegen' }).click()
  await page.getByLabel('Zielvereinbarung').check()
  await page.getByRole('button', { name: 'Entwurf anlegen' }).click()
  await page.waitForURL(/\/draft/)
  return window
}

const paper = (page: Page) => page.locator('article.vw-paper')
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id)

test('the paper follows what is typed, and a gap on it leads to its field', async () => {
  const window = await openDraft(1280)
  const { page } = window
  await page.getByLabel('Uhrzeit').fill('10:35')
  await paper(page).getByText('10:35').first().waitFor()
  const exchanges: string[] = []
  page.on('request', (request) => request.headers()['hx-target'] === 'div#seite' && exchanges.push(request.url()))
  await paper(page).getByRole('link', { name: 'Rechtsnatur fehlt' }).click()
  expect(await focused(page)).toBe('feld-rechtsnatur')
  await page.getByRole('button', { name: 'Ziel einfügen' }).click()
  await page.locator('#abschnitte').getByText('Ziele und Schritte, 3 fehlen').waitFor()
  expect(await focused(page)).toMatch(/^feld-ziele-0-/)
  expect(exchanges).toEqual([])
  await page.getByRole('button', { name: /Angaben fehlen/ }).click()
  await page.locator('#fehler').waitFor()
  expect(await page.getByLabel('Uhrzeit').inputValue()).toBe('10:35')
  await page.getByRole('button', { name: 'Zur Freigabe geben' }).click()
  await page.getByText('Noch nicht zur Freigabe gegeben').waitFor()
  await page.reload()
  expect(await page.getByLabel('Uhrzeit').inputValue()).toBe('10:35')
  expect(window.faults).toEqual([])
  await window.close()
})

test('leaving a draft that is stored as it is typed asks nothing and loses nothing', async () => {
  const window = await openDraft(1280)
  const { page } = window
  const draft = page.url()
  await page.locator('[data-together]').waitFor()
  await page.getByLabel('Uhrzeit').fill('11:45')
  await page.getByRole('link', { name: 'Start', exact: true }).click()
  await page.waitForURL((url) => url.pathname === '/')
  await page.goto(draft)
  await expect.poll(() => page.getByLabel('Uhrzeit').inputValue()).toBe('11:45')
  expect(window.faults).toEqual([])
  await window.close()
})

test('leaving with something unsaved asks first where it is saved by hand', async () => {
  const window = await openDraft(1280)
  const { page } = window
  await byHand(page)
  await page.reload()
  await page.locator('[data-alone]').waitFor()
  await page.getByLabel('Uhrzeit').fill('11:45')
  const asked = new Promise<string>((resolve) => {
    page.once('dialog', async (dialog) => {
      await dialog.dismiss()
      resolve(dialog.message())
    })
  })
  await page.getByRole('link', { name: 'Start', exact: true }).click()
  expect(await asked).toContain('noch nicht gespeichert')
  expect(new URL(page.url()).pathname).toMatch(/\/draft$/)
  await page.getByRole('button', { name: 'Speichern' }).last().click()
  await page.getByText('Gespeichert.').waitFor()
  await page.getByRole('link', { name: 'Start', exact: true }).click()
  await page.waitForURL((url) => url.pathname === '/')
  expect(window.faults).toEqual([])
  await window.close()
})

test('on a phone the tabs switch at once, and what is missing leads back into the form', async () => {
  const window = await openDraft(390)
  const { page } = window
  await page.getByLabel('Uhrzeit').fill('12:15')
  await page.getByRole('button', { name: 'Papier' }).click()
  await paper(page).getByText('12:15').first().waitFor()
  expect(await page.getByLabel('Uhrzeit').isVisible()).toBe(false)
  await page.getByRole('button', { name: /^Fehlt/ }).click()
  await page.locator('#fehlt-liste').getByRole('link', { name: 'Gespräch: Datum' }).click()
  expect(await focused(page)).toBe('feld-gespraech-datum')
  expect(await page.getByLabel('Uhrzeit').inputValue()).toBe('12:15')
  expect(window.faults).toEqual([])
  await window.close()
})
