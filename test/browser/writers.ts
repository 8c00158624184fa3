import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Stage } from './stage.ts'

/** A new paper of the first, opened by everybody named: each in a browser of her own. */
export async function openPaper(
  stage: Stage,
  ...logins: readonly string[]
): Promise<{ address: string; pages: Page[] }> {
  const [author, ...others] = await Promise.all(logins.map((login) => stage.openAs(login)))
  if (!author) throw new Error('A paper has an author.')
  await author.goto('/documents/new')
  await author.getByRole('radio', { name: /Sitzungsvorlage/ }).check()
  await author.getByRole('button', { name: 'Entwurf anlegen', exact: true }).click()
  await author.waitForURL(/\/draft/)
  const address = new URL(author.url()).pathname
  await Promise.all(others.map((page) => page.goto(address)))
  const pages = [author, ...others]
  await Promise.all(pages.map(together))
  return { address, pages }
}

/** Waits until the page is written together. */
export const together = (page: Page): Promise<void> => page.locator('[data-together] .vw-rich__text').first().waitFor()

export const text = (page: Page, name = 'Sachdarstellung') => page.getByRole('textbox', { name, exact: true })

export const html = (page: Page, place = 'sachdarstellung'): Promise<string> =>
  page.locator(`textarea[data-place="${place}"]`).inputValue()

/** As the browser hands the clipboard over. */
export async function paste(page: Page, content: string, name = 'Sachdarstellung'): Promise<void> {
  await text(page, name).evaluate((target, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', pasted)
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, content)
}

/** Somebody writes what the others begin with. */
export async function write(pages: readonly Page[], content: string): Promise<void> {
  const [first] = pages
  if (!first) return
  await text(first).click()
  await first.keyboard.press('Control+a')
  await paste(first, content)
  await agreed(pages)
}

/** Everything is stored and all see the same; returns it. */
export async function agreed(pages: readonly Page[], place = 'sachdarstellung'): Promise<string> {
  for (const page of pages) await expect.poll(() => saved(page), { timeout: 30_000 }).toMatch(/^Gespeichert/)
  await expect
    .poll(async () => new Set(await Promise.all(pages.map((page) => html(page, place)))).size, { timeout: 30_000 })
    .toBe(1)
  const [first] = pages
  return first ? html(first, place) : ''
}

export const saved = (page: Page): Promise<string> => page.locator('#speicherstand').innerText()

/** Puts the caret at the end of the paragraph or cell with these words, by the arrow keys' own way. */
export async function standIn(page: Page, words: string | RegExp, where: 'start' | 'end' = 'end'): Promise<void> {
  const block = text(page).locator('p, h2, h3, h4').filter({ hasText: words }).last()
  await block.click()
  await page.keyboard.press(where === 'end' ? 'End' : 'Home')
}

/** Letters that nobody else types: each can be counted. */
export function alphabet(person: number): (count: number) => string {
  let next = 0x4e00 + person * 0x400
  return (count) => Array.from({ length: count }, () => String.fromCodePoint(next++)).join('')
}

/** How often each of these letters stands in the text: once, if nothing was lost or doubled. */
export function counted(content: string, letters: string): number[] {
  return [...new Set([...letters].map((letter) => content.split(letter).length - 1))]
}
