import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import {
  axe,
  type BrowserWindow,
  launchBrowser,
  openWindow,
  overflow,
  signInAs,
  type WindowOptions,
} from './browser.ts'
import { type Product, startProduct } from './product.ts'

export interface Stage {
  product(): Product
  /** A window in which nobody is signed in. */
  open(options?: WindowOptions): Promise<Page>
  /** A window of somebody of the demo. */
  openAs(login: string, options?: WindowOptions): Promise<Page>
  /** What the test itself makes happen counts as no fault, to its end. */
  forgive(expected: RegExp): void
}

/** One browser and one product for a file of tests. No test may leave a window in which a script failed or the security
 *  policy stopped something. */
export function openStage(): Stage {
  let browser: Browser
  let product: Product
  const windows: BrowserWindow[] = []
  let forgiven: RegExp[] = []

  beforeAll(async () => {
    ;[browser, product] = await Promise.all([launchBrowser(), startProduct()])
  })

  afterEach(async ({ task }) => {
    for (const window of windows.splice(0)) {
      if (task.result?.state === 'fail')
        console.error(window.page.url(), (await window.page.locator('main').innerText()).slice(0, 500))
      for (const expected of forgiven) window.forgive(expected)
      expect(window.faults).toEqual([])
      await window.close()
    }
    forgiven = []
  })

  afterAll(async () => {
    await browser?.close()
    await product?.stop()
  })

  const open = async (options: WindowOptions = {}) => {
    const window = await openWindow(browser, product, options)
    window.page.setDefaultTimeout(15_000)
    windows.push(window)
    return window.page
  }

  return {
    product: () => product,
    open,
    forgive: (expected) => void forgiven.push(expected),
    async openAs(login, options) {
      const page = await open(options)
      await signInAs(page, product, login)
      return page
    },
  }
}

/** Fills in fields by their names, whatever kind of control they have. */
export async function fillIn(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const control = page.locator(`[name="${name}"]`)
    const kind = await control
      .first()
      .evaluate((element) => (element instanceof HTMLInputElement ? element.type : element.localName))
    if (kind === 'radio' || kind === 'checkbox') await page.locator(`[name="${name}"][value="${value}"]`).check()
    else if (kind === 'select') await control.selectOption(value)
    else await control.fill(value)
  }
}

/** As where the script for writing together cannot be fetched: the page stays a form that is sent. */
export const byHand = (page: Page): Promise<unknown> => page.route(/\/live\.js$/, (route) => route.abort())

/** So many days from today, as people type it. */
export function germanDay(fromToday: number): string {
  const day = new Date(Date.now() + fromToday * 86_400_000)
  return day.toLocaleDateString('de-DE', {
    timeZone: 'Europe/Berlin',
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  })
}

/** Both widths in both themes, without loading the page anew, and as narrow as a phone with doubled type. */
export async function expectAccessible(page: Page, about = ''): Promise<void> {
  for (const width of [1280, 390]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      expect.soft(await axe(page), `${about} ${width} ${colorScheme}`).toEqual([])
    }
  }
  await page.setViewportSize({ width: 320, height: 900 })
  expect.soft(await overflow(page), `${about}: pixels to scroll sideways at 320`).toBeLessThanOrEqual(0)
}

/** For people who work on the look: SHOTS names a folder. The caret stays as it is: hiding it leaves `style` attributes in
 *  the page, which htmx carries over into the next one, where the security policy stops them. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (process.env.SHOTS)
    await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true, caret: 'initial' })
}
