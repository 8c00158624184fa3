import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { parseHtmlSubset } from '../../server/blocks/html-subset.ts'
import {
  axe,
  type BrowserWindow,
  launchBrowser,
  openWindow,
  overflow,
  type Product,
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

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const form = (value: string): string => `
  <form id="angaben" method="post" action="/probe" novalidate>
    <div class="kern-form-input">
      <label class="kern-label" for="feld-text">Sachdarstellung</label>
      <div class="kern-hint" id="feld-text-hint">Was geschehen ist</div>
      <textarea class="kern-form-input__input" id="feld-text" name="text" rows="8" data-rich="true"
        aria-describedby="feld-text-hint">${escaped(value)}</textarea>
    </div>
    <button type="submit" name="act" value="add:ziele" hx-post="/probe" hx-target="#angaben" hx-select="#angaben"
      hx-swap="outerMorph">Ziel einfügen</button>
    <p><a href="#feld-text">Zum Text</a></p>
    <button type="submit">Speichern</button>
  </form>`

/** A page of the product, with its styles, scripts and security policy, around a form with one rich field. What is posted
 *  comes back in the field, as the product's forms do; `answer` may change it. */
async function openForm(value: string, options: WindowOptions & { answer?: (posted: string) => string } = {}) {
  const window = await openWindow(browser, product, options)
  windows.push(window)
  const { page } = window
  const posted: string[] = []
  await page.route('**/probe', async (route) => {
    const shell = await route.fetch({ url: `${product.url}/session`, method: 'GET', postData: '' })
    const body = new URLSearchParams(route.request().postData() ?? '')
    const sent = body.get('text')
    if (sent !== null) posted.push(sent.replaceAll('\r\n', '\n'))
    const shown = sent === null ? value : (options.answer ?? ((text) => text))(sent)
    const html = (await shell.text()).replace(
      /(<main[^>]*>)[\s\S]*<\/main>/,
      () => `<main id="inhalt"><h1>Probe</h1>${form(shown)}</main>`,
    )
    await route.fulfill({ response: shell, body: html })
  })
  await page.goto('/probe')
  if (options.javaScript !== false) await page.locator('.vw-rich__text').waitFor()
  return { page, posted }
}

const text = (page: Page) => page.getByRole('textbox', { name: 'Sachdarstellung' })
const tool = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const html = (page: Page): Promise<string> => page.locator('textarea[data-rich]').inputValue()

/** As the browser hands the clipboard over. */
async function paste(page: Page, type: string, content: string) {
  await text(page).evaluate(
    (target, { type, content }) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData(type, content)
      target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    },
    { type, content },
  )
}

test('what is typed stands in the form as canonical HTML, and the form sends it', async () => {
  const { page, posted } = await openForm('')
  await text(page).click()
  await page.keyboard.type('Guten Tag & <Gruß>')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Zweiter')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('Zeile')
  expect(await html(page)).toBe('<p>Guten Tag &amp; &lt;Gruß&gt;</p>\n<p>Zweiter<br>Zeile</p>')
  await page.getByRole('button', { name: 'Speichern' }).click()
  await page.waitForLoadState()
  await text(page).waitFor()
  expect(posted).toEqual(['<p>Guten Tag &amp; &lt;Gruß&gt;</p>\n<p>Zweiter<br>Zeile</p>'])
  expect(await text(page).locator('p').allInnerTexts()).toEqual(['Guten Tag & <Gruß>', 'Zweiter\nZeile'])
})

test('bold, italic, underlined, raised and lowered by keys and by buttons; the buttons say so', async () => {
  const { page } = await openForm('')
  await text(page).click()
  for (const [keys, word] of [
    ['Control+b', 'fett'],
    ['Control+i', 'kursiv'],
    ['Control+u', 'unter'],
  ] as const) {
    await page.keyboard.press(keys)
    await page.keyboard.type(word)
    await page.keyboard.press(keys)
    await page.keyboard.type(' ')
  }
  await tool(page, 'Hochgestellt').click()
  expect(await tool(page, 'Hochgestellt').getAttribute('aria-pressed')).toBe('true')
  await page.keyboard.type('2')
  await tool(page, 'Hochgestellt').click()
  await tool(page, 'Tiefgestellt').click()
  await page.keyboard.type('3')
  expect(await html(page)).toBe('<p><strong>fett</strong> <em>kursiv</em> <u>unter</u> <sup>2</sup><sub>3</sub></p>')
})

test('headings, lists with levels and quotes', async () => {
  const { page } = await openForm('')
  await text(page).click()
  await tool(page, 'Überschrift 2').click()
  await page.keyboard.type('Anlass')
  await page.keyboard.press('Enter')
  await tool(page, 'Liste').click()
  await page.keyboard.type('eins')
  await page.keyboard.press('Enter')
  await page.keyboard.type('zwei')
  await tool(page, 'Einrücken').click()
  await tool(page, 'Nummerierung').click()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await tool(page, 'Zitat').click()
  await page.keyboard.type('gesagt')
  expect(await html(page)).toBe(
    '<h3>Anlass</h3>\n<ul>\n<li>\n<p>eins</p>\n<ol>\n<li>zwei</li>\n</ol>\n</li>\n</ul>\n<blockquote>\n<p>gesagt</p>\n</blockquote>',
  )
})

test('a table is made, filled with the tab key, grows, shrinks, gets and loses its head', async () => {
  const { page } = await openForm('')
  await text(page).click()
  await tool(page, 'Tabelle').click()
  await page.keyboard.type('Jahr')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Kosten')
  await tool(page, 'Spalte löschen').click()
  await tool(page, 'Zeile darunter').click()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.type('2026')
  expect(await tool(page, 'Kopfzeile').getAttribute('aria-pressed')).toBe('true')
  expect(await tool(page, 'Zeile darüber').getAttribute('aria-disabled')).toBeNull()
  const { blocks, problems } = parseHtmlSubset(await html(page), { dialect: 'rich' })
  expect(problems).toEqual([])
  expect(blocks).toMatchObject([{ type: 'table', head: [{ cells: [{ scope: 'column' }, { scope: 'column' }] }] }])
  expect(blocks[0]?.type === 'table' && blocks[0].body.length).toBe(3)
  await tool(page, 'Kopfzeile').click()
  expect(await html(page)).not.toContain('<th')
  await tool(page, 'Tabelle löschen').click()
  expect(await html(page)).toBe('')
})

test('a link: its address is asked for, mended, refused when it leads nowhere, changed and taken away', async () => {
  const { page } = await openForm('<p>Siehe Beschluss</p>')
  await text(page)
    .locator('p')
    .dblclick({ position: { x: 70, y: 8 } })
  await page.keyboard.press('Control+k')
  await page.getByLabel('Adresse').fill('javascript:alert(1)')
  await page.getByRole('button', { name: 'Übernehmen' }).click()
  expect(await page.getByRole('alert').innerText()).toContain('vollständige Adresse')
  expect(await axe(page)).toEqual([])
  await page.getByLabel('Adresse').fill('www.kreis.example/a')
  await page.keyboard.press('Enter')
  expect(await html(page)).toBe('<p>Siehe <a href="https://www.kreis.example/a">Beschluss</a></p>')
  expect(await text(page).evaluate((dom) => dom === document.activeElement)).toBe(true)
  await page.keyboard.press('Control+k')
  await page.getByRole('button', { name: 'Link entfernen' }).click()
  expect(await html(page)).toBe('<p>Siehe Beschluss</p>')
})

test('undo and redo, also after a row button has exchanged the form around the text', async () => {
  const { page, posted } = await openForm('<p>Alt</p>')
  await text(page).click()
  await page.keyboard.press('End')
  await page.keyboard.type(' neu')
  await page.getByRole('button', { name: 'Ziel einfügen' }).click()
  await expect.poll(() => posted.length).toBe(1)
  await text(page).click()
  await page.keyboard.press('Control+z')
  await expect.poll(() => html(page)).toBe('<p>Alt</p>')
  await tool(page, 'Wiederholen').click()
  expect(await html(page)).toBe('<p>Alt neu</p>')
  expect(await page.locator('.vw-rich').count()).toBe(1)
})

test('words typed while an answer is on its way are kept, with the caret in its place', async () => {
  const { page } = await openForm('<p>A</p>')
  await text(page).click()
  await page.keyboard.press('End')
  await page.evaluate(() => document.querySelector<HTMLButtonElement>('button[name=act]')?.click())
  await page.keyboard.type('BCD')
  await page.waitForTimeout(500)
  await page.keyboard.type('E')
  expect(await html(page)).toBe('<p>ABCDE</p>')
})

test('an answer with another text shows that text', async () => {
  const { page } = await openForm('<p>Meins</p>', { answer: () => '<p>Vom Server</p>' })
  await page.getByRole('button', { name: 'Ziel einfügen' }).click()
  await text(page).getByText('Vom Server').waitFor()
  expect(await html(page)).toBe('<p>Vom Server</p>')
  expect(await page.locator('.vw-rich').count()).toBe(1)
})

test('pasted from Word: words, marks, lists, table and links stay; pictures go and are counted', async () => {
  const { page } = await openForm('')
  await text(page).click()
  await paste(page, 'text/html', await readFile(new URL('fixtures/word.html', import.meta.url), 'utf8'))
  const { problems } = parseHtmlSubset(await html(page), { dialect: 'rich' })
  expect(problems).toEqual([])
  expect(await html(page)).toBe(
    [
      '<h2>Sach- und Rechtslage</h2>',
      '<p>Der Kreistag hat am <strong>14.12.2021</strong> die <em>Einrichtung</em> einer <strong>Stelle</strong> ' +
        '<u>beschlossen</u>, siehe <a href="https://www.kreis.example/beschluss">Beschluss</a>. ' +
        'Fläche: 12 m<sup>2</sup>, CO<sub>2</sub> neu.</p>',
      '<ul>\n<li>\n<p>Erster Punkt</p>\n<ul>\n<li>Unterpunkt</li>\n</ul>\n</li>\n<li>Zweiter Punkt</li>\n</ul>',
      '<ol>\n<li>Nummer eins</li>\n</ol>',
      '<table>\n<tbody>\n<tr><td><strong>Jahr</strong></td><td><strong>Kosten</strong></td></tr>\n' +
        '<tr><td>2026</td><td>12.500&nbsp;€</td></tr>\n</tbody>\n</table>',
      '<p>Ende hier.</p>',
    ].join('\n'),
  )
  expect(await page.locator('.vw-rich__note').innerText()).toBe(
    'Ein Bild wurde nicht übernommen. Bilder gehören in eine Anlage.',
  )
})

test('plain text is pasted as paragraphs; control characters stay outside', async () => {
  const { page } = await openForm('')
  await text(page).click()
  await paste(page, 'text/plain', 'Erste\u0007 Zeile\n\nZweite')
  expect(await html(page)).toBe('<p>Erste Zeile</p>\n<p>Zweite</p>')
})

test('with the keyboard alone: in by the tab key, to the toolbar and along it, back, and out by Escape', async () => {
  const { page } = await openForm('<p>Text</p>')
  await tool(page, 'Überschrift 1').focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('FFett')
  await page.keyboard.press('End')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('↷Wiederholen')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('textbox')
  await page.keyboard.press('Alt+F10')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('↷Wiederholen')
  await page.keyboard.press('Escape')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('textbox')
  await page.keyboard.press('Escape')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Ziel einfügen')
  await page.keyboard.press('Shift+Tab')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('textbox')
})

test('the label and links to the field lead into the text', async () => {
  const { page } = await openForm('<p>Text</p>')
  await page.getByText('Sachdarstellung', { exact: true }).first().click()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('textbox')
  await page.getByRole('link', { name: 'Zum Text' }).click()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('textbox')
})

test('a text the editor would spoil stays as it is, with a sentence; mended it gets its editor', async () => {
  const { page } = await openForm('<p>Gut</p>')
  await page.evaluate(() => {
    const textarea = document.createElement('textarea')
    textarea.id = 'feld-zwei'
    textarea.setAttribute('aria-label', 'Zwei')
    textarea.dataset.rich = 'true'
    textarea.value = '<p>Text <marquee>weg</marquee></p>'
    document.querySelector('form')?.append(textarea)
    textarea.dispatchEvent(new Event('change', { bubbles: true }))
  })
  const second = page.locator('#feld-zwei')
  expect(await page.locator('#feld-zwei-editor-fehlt').innerText()).toContain('Zeile 1, Spalte 9')
  expect(await second.getAttribute('aria-describedby')).toBe('feld-zwei-editor-fehlt')
  await second.fill('<p>Text</p>')
  await second.blur()
  await page.getByRole('textbox', { name: 'Zwei' }).waitFor()
  expect(await page.locator('#feld-zwei-editor-fehlt').count()).toBe(0)
})

test('without JavaScript the textarea shows the text and is sent', async () => {
  const { page, posted } = await openForm('<p>Text</p>', { javaScript: false })
  await page.getByLabel('Sachdarstellung').fill('Ohne Skript')
  await page.getByRole('button', { name: 'Speichern' }).click()
  await page.waitForLoadState()
  expect(posted).toEqual(['Ohne Skript'])
})

test('plain words typed without JavaScript become paragraphs in the editor', async () => {
  const { page } = await openForm('Erste\n\nZweite')
  expect(await text(page).locator('p').allInnerTexts()).toEqual(['Erste', 'Zweite'])
})

test('the editor is accessible, light and dark, wide and narrow', async () => {
  const table =
    '<table><thead><tr><th>Jahr</th><th>Kosten</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>'
  const { page } = await openForm(`<h2>Anlass</h2><p>Text mit <a href="https://a.example">Link</a></p>${table}`)
  await text(page).locator('td').first().click()
  expect(await text(page).evaluate((dom) => getComputedStyle(dom).outlineStyle)).toBe('solid')
  for (const width of [1280, 390]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      expect(await axe(page), `${width} ${colorScheme}`).toEqual([])
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/rich-${width}-${colorScheme}.png` })
    }
  }
  await page.setViewportSize({ width: 320, height: 900 })
  expect(await overflow(page)).toBeLessThanOrEqual(0)
})
