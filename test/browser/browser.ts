import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { AxeResults } from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { demoPeople } from '../../data/demo/people.ts'
import type { Role } from '../../server/auth/auth.ts'
import { builtFile, projectRoot } from '../../server/base/project-root.ts'
import { chromiumPath } from './require-chromium.ts'

/** The built product in a process of its own, with a new database and the demo's people in it. */
export interface Product {
  readonly url: string
  /** For tests that look at the database or the log of logins. */
  readonly folder: string
  passwordOf(login: string): Promise<string>
  stop(): Promise<void>
}

export async function startProduct(settings: Readonly<Record<string, string>> = {}): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'product-'))
  const environment = {
    PATH: process.env.PATH,
    DATABASE_URL: `file:${join(folder, 'vw.db')}`,
    PORT: '0',
    LOG_LEVEL: 'warn',
  }
  const program = spawn(process.execPath, [builtFile('main')], {
    cwd: projectRoot,
    env: { ...environment, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return {
    url: await addressOf(program),
    folder,
    async passwordOf(login) {
      const lines = (await readFile(join(folder, 'demo-logins.txt'), 'utf8')).split('\n')
      const line = lines.find((text) => text.startsWith(`${login}\t`))
      return line?.split('\t')[1] ?? ''
    },
    async stop() {
      const ended = once(program, 'exit')
      program.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function addressOf(program: ChildProcess): Promise<string> {
  if (!program.stdout) throw new Error('The product has no standard output.')
  for await (const line of createInterface({ input: program.stdout })) {
    const url = /^Vorlagenwerk läuft: (http\S+)$/.exec(line)?.[1]
    if (url) return url
  }
  throw new Error('The product ended before it was ready.')
}

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
    // The browser notes every answer from 400 on; whether one was right is for the test to say.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(message.text())
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
export async function signIn(page: Page, product: Product, role: Role): Promise<void> {
  await page.goto('/session')
  await page.getByLabel('Kennung').fill(loginOf(role))
  await page.getByLabel('Passwort').fill(await product.passwordOf(loginOf(role)))
  await page.getByRole('button', { name: 'Anmelden' }).click()
  await page.waitForURL((url) => url.pathname !== '/session' && url.pathname !== '/sessions')
}

const axeSource = join(projectRoot, 'node_modules', 'axe-core', 'axe.min.js')

/** Every finding of axe-core (WCAG 2.2 A and AA, good practice) in the page as it stands, as lines to read. Waits for the
 *  fonts, because sizes and contrast depend on them. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  await page.evaluate(await readFile(axeSource, 'utf8'))
  const results = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })')
  return results.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${impact} ${id} at ${target.join(' ')}: ${failureSummary}`),
  )
}

/** How many pixels the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
