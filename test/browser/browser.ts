import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { demoPeople } from '../../data/demo/people.ts'
import type { Role } from '../../server/auth/auth.ts'
import { projectRoot } from '../../server/base/project-root.ts'
import { type Product, startProduct } from './product.ts'
import { chromiumPath } from './require-chromium.ts'

export { type Product, startProduct }

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

export interface BrowserWindow {
  readonly page: Page
  readonly context: BrowserContext
  /** What the page did wrong by itself: errors of scripts, and everything the security policy stopped. */
  readonly faults: readonly string[]
  /** Takes faults back that the test itself made happen. */
  forgive(expected: RegExp): void
  close(): Promise<void>
}

export interface WindowOptions {
  readonly width?: number
  readonly theme?: 'light' | 'dark'
  readonly javaScript?: boolean
}

/** A window of its own, with its own cookies. Paths like `/cases` are enough to go somewhere. */
export async function openWindow(
  browser: Browser,
  product: Product,
  { width = 1280, theme = 'light', javaScript = true }: WindowOptions = {},
): Promise<BrowserWindow> {
  const context = await browser.newContext({
    baseURL: product.url,
    viewport: { width, height: 900 },
    colorScheme: theme,
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    javaScriptEnabled: javaScript,
  })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    // The browser notes every answer from 400 on, and every lost connection; whether one was right is for the test to say.
    const isNetwork = /^(Failed to load resource|WebSocket connection to )/.test(message.text())
    if (message.type() === 'error' && !isNetwork) faults.push(message.text())
  })
  return {
    page,
    context,
    faults,
    forgive(expected) {
      faults.splice(0, faults.length, ...faults.filter((fault) => !expected.test(fault)))
    },
    close: () => context.close(),
  }
}

export const loginOf = (role: Role): string => {
  const person = demoPeople.find(({ roles }) => roles.includes(role))
  if (!person) throw new Error(`Nobody in the demo has the role ${role}.`)
  return person.login
}

/** Signs the first person of a role in, through the form. */
export const signIn = (page: Page, product: Product, role: Role): Promise<void> =>
  signInAs(page, product, loginOf(role))

export async function signInAs(page: Page, product: Product, login: string): Promise<void> {
  await page.goto('/session')
  await page.getByLabel('Kennung').fill(login)
  await page.getByLabel('Passwort').fill(await product.passwordOf(login))
  await page.getByRole('button', { name: 'Anmelden' }).click()
  await page.waitForURL((url) => url.pathname !== '/session' && url.pathname !== '/sessions')
}

const axeSource = join(projectRoot, 'node_modules', 'axe-core', 'axe.min.js')

/** Every finding of axe-core (WCAG 2.2 A and AA, good practice) in the page as it stands, as lines to read; with `tags`
 *  of those rules only. Waits for the fonts, because sizes and contrast depend on them. */
export async function axe(page: Page, tags: readonly string[] = []): Promise<string[]> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(await readFile(axeSource, 'utf8'))
  const options = {
    resultTypes: ['violations'],
    // Asking for a tag switches on its AAA rules too, which are no aim of the product.
    rules: { 'color-contrast-enhanced': { enabled: false } },
    ...(tags.length > 0 ? { runOnly: tags } : {}),
  }
  const results = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`)
  return results.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${impact} ${id} at ${target.join(' ')}: ${failureSummary}`),
  )
}

/** How many pixels the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
