import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { axe, overflow } from './browser.ts'
import { expectAccessible, openStage, shoot } from './stage.ts'
import { agreed, alphabet, counted, html, openPaper, paste, saved, standIn, text, together, write } from './writers.ts'

const stage = openStage()

const unplaced = (page: Page) => page.locator('#nicht-uebernommen li')

/** A button of the toolbar of the reasons. */
const tool = (page: Page, name: string) =>
  page.locator('.vw-rich', { has: text(page) }).getByRole('button', { name, exact: true })

/** Away from the network, and back. */
const away = (page: Page, isAway = true) => page.context().setOffline(isAway)

test('three people type at once in one paragraph and in others: every letter is there once, for all of them', async () => {
  const { pages } = await openPaper(stage, 'ahlers', 'vosskamp', 'groth')
  await write(pages, '<p>Anfang</p><p>Mitte</p><p>Ende</p>')
  const places = [/^Anfang/, /^Anfang/, /^Ende/]
  const typed = await Promise.all(
    pages.map(async (page, index) => {
      const letters = alphabet(index)(40)
      await standIn(page, places[index] ?? '')
      await page.keyboard.type(letters, { delay: 15 })
      return letters
    }),
  )
  const content = await agreed(pages)
  for (const letters of typed) expect(counted(content, letters)).toEqual([1])
  expect(content).toContain(typed[2])
})

test('what somebody typed into a paragraph that another deleted meanwhile is offered to her again', async () => {
  const { pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a, b] = pages as [Page, Page]
  await write(pages, '<p>Bleibt</p><p>Geht weg</p><p>Schluss</p>')
  await away(b)
  await standIn(b, /^Geht weg/)
  await b.keyboard.type(' mit meinem Satz')
  await text(a).locator('p').filter({ hasText: 'Geht weg' }).click({ clickCount: 3 })
  await a.keyboard.press('Delete')
  await a.keyboard.press('Delete')
  await expect.poll(() => html(a)).not.toContain('Geht')
  await away(b, false)
  await unplaced(b).getByText('mit meinem Satz').waitFor()
  expect(await unplaced(a).count()).toBe(0)
  expect(await agreed(pages)).not.toContain('Satz')
  expect(await b.locator('#nicht-uebernommen-zahl').innerText()).toBe('1 Eingabe nicht übernommen')
  await shoot(b, 'unplaced')
  await expectAccessible(b, 'unplaced')
  await b.setViewportSize({ width: 1280, height: 900 })
  await standIn(b, /^Schluss/)
  await b.getByRole('button', { name: 'An der Schreibmarke einfügen' }).click()
  await unplaced(b).waitFor({ state: 'detached' })
  expect(await agreed(pages)).toContain('Schlussmit meinem Satz')
  await b.reload()
  await together(b)
  expect(await unplaced(b).count()).toBe(0)
})

test('three people write, break lines, make lists and headings and lose the network: every letter is there once', async () => {
  stage.forgive(/Failed to fetch/)
  const { pages } = await openPaper(stage, 'ahlers', 'vosskamp', 'groth')
  await write(pages, '<p>Erster</p><p>Zweiter</p><p>Dritter</p><ul><li>Punkt</li></ul>')
  const typed = await Promise.all(pages.map((page, index) => writeLively(page, index)))
  const content = await agreed(pages)
  for (const [index, page] of pages.entries()) {
    const back = await unplaced(page).allInnerTexts()
    const all = content + back.join()
    expect(counted(all, typed[index] ?? ''), `${index}`).toEqual([1])
  }
})

/** Sixty small acts in an order that is the same each time; returns the letters typed. */
async function writeLively(page: Page, person: number): Promise<string> {
  const letters = alphabet(person)
  const acts = [
    () => page.keyboard.press('Enter'),
    () => page.keyboard.press('Control+b'),
    () => page.keyboard.press('ArrowUp'),
    () => page.keyboard.press('ArrowDown'),
    () => page.keyboard.press('ArrowLeft'),
    () => page.keyboard.press('Control+Shift+8'),
    () => page.keyboard.press('Control+Shift+1'),
    () => away(page),
    () => away(page, false),
  ]
  let typed = ''
  await text(page).click()
  for (let turn = 0; turn < 60; turn++) {
    const next = letters(2)
    typed += next
    await page.keyboard.type(next)
    await acts[(turn * 7 + person * 5 + Math.floor(turn / 9)) % acts.length]?.()
  }
  await away(page, false)
  return typed
}

test('a paragraph becomes a heading, a list and a quote while others type in it', async () => {
  const { pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a, b] = pages as [Page, Page]
  const letters = alphabet(0)
  for (const name of ['Überschrift 1', 'Liste', 'Nummerierung', 'Zitat']) {
    await write(pages, '<p>Erster Absatz</p><p>Zweiter Absatz</p>')
    await away(b)
    await standIn(b, /^Erster/)
    const typed = letters(10)
    await b.keyboard.type(typed)
    await standIn(a, /^Erster/)
    await tool(a, name).click()
    await agreed([a])
    await away(b, false)
    expect(await agreed(pages), name).toContain(`Erster Absatz${typed}`)
  }
  expect(await unplaced(b).count()).toBe(0)
})

test('a table gets a row and a column while another types in a cell', async () => {
  const { pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a, b] = pages as [Page, Page]
  await write(pages, '<table><tr><td>eins</td><td>zwei</td></tr><tr><td>drei</td><td>vier</td></tr></table><p>Ende</p>')
  await away(b)
  await standIn(b, /^vier/)
  await b.keyboard.type(' und mehr')
  await standIn(a, /^eins/)
  await tool(a, 'Zeile darunter').click()
  await tool(a, 'Spalte dahinter').click()
  await agreed([a])
  await away(b, false)
  expect(await agreed(pages)).toContain('vier und mehr')
  expect(await text(b).locator('tr').count()).toBe(3)
  expect(await text(b).locator('td').count()).toBe(9)
})

test('from Word pasted while another types: both are there, at both', async () => {
  const { pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a, b] = pages as [Page, Page]
  await write(pages, '<p>Oben</p><p>Unten</p>')
  const typed = alphabet(0)(30)
  await standIn(a, /^Oben/)
  await a.keyboard.press('Enter')
  await standIn(b, /^Unten/)
  await Promise.all([
    b.keyboard.type(typed, { delay: 10 }),
    paste(a, await readFile(new URL('fixtures/word.html', import.meta.url), 'utf8')),
  ])
  const content = await agreed(pages)
  expect(counted(content, typed)).toEqual([1])
  for (const words of ['Sach- und Rechtslage', 'Unterpunkt', '12.500']) expect(content).toContain(words)
})

test('undo takes back only what one typed oneself', async () => {
  const { pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a, b] = pages as [Page, Page]
  await write(pages, '<p>Satz</p>')
  await standIn(a, /^Satz/)
  await a.keyboard.type(' von A')
  await agreed(pages)
  await standIn(b, /^Satz/)
  await b.keyboard.type(' und B')
  await agreed(pages)
  await a.keyboard.press('Control+z')
  expect(await agreed(pages)).toBe('<p>Satz und B</p>')
  await a.keyboard.press('Control+y')
  expect(await agreed(pages)).toBe('<p>Satz von A und B</p>')
  await b.keyboard.press('Control+z')
  expect(await agreed(pages)).toBe('<p>Satz von A</p>')
})

test('an Enter of somebody else leaves my caret where it is, and the bold I chose for the next letter', async () => {
  const { pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a, b] = pages as [Page, Page]
  await write(pages, '<p>Zeile</p>')
  await standIn(a, /^Zeile/)
  await a.keyboard.press('Control+b')
  await standIn(b, /^Zeile/)
  await b.keyboard.press('Enter')
  await b.keyboard.type('neu')
  await expect.poll(() => html(a)).toBe('<p>Zeile</p>\n<p>neu</p>')
  await a.keyboard.type('!')
  expect(await agreed(pages)).toBe('<p>Zeile<strong>!</strong></p>\n<p>neu</p>')
})

test('each sees who else is here, where they write, and hears it once', async () => {
  const { pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a, b] = pages as [Page, Page]
  await a.getByRole('list', { name: 'Gerade hier' }).getByText('Marlies Groth').waitFor()
  await expect.poll(() => a.locator('#meldungen').innerText()).toBe('Marlies Groth ist jetzt hier')
  await write(pages, '<p>Ein Satz mit Worten</p>')
  await standIn(b, /^Ein/)
  await a.getByText('Marlies Groth schreibt in „Sachdarstellung“').waitFor()
  const caret = text(a).locator('.vw-caret')
  await caret.waitFor({ state: 'attached' })
  expect(await caret.getAttribute('aria-hidden')).toBe('true')
  expect(await caret.getAttribute('data-name')).toBe('Marlies Groth')
  await b.keyboard.press('Shift+Home')
  await text(a).locator('.vw-selected').getByText('Ein Satz mit Worten').waitFor()
  await shoot(a, 'carets')
  await expectAccessible(a, 'carets')
  const announced = a.locator('[aria-live]:not(#meldungen)')
  expect(await announced.count()).toBe(0)
  await b.goto('/')
  await expect.poll(() => a.getByRole('list', { name: 'Gerade hier' }).count()).toBe(0)
  expect(await text(a).locator('.vw-caret').count()).toBe(0)
})

test('typed without a network it waits, and comes in when the network is back', async () => {
  const { pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a, b] = pages as [Page, Page]
  await write(pages, '<p>Gemeinsam</p><p>Zweitens</p>')
  await away(b)
  await standIn(b, /^Zweitens/)
  const [mine, theirs] = [alphabet(0)(60), alphabet(1)(60)]
  await b.keyboard.type(mine)
  expect(await saved(b)).toContain('Ohne Netz')
  await standIn(a, /^Gemeinsam/)
  await a.keyboard.type(theirs)
  await agreed([a])
  await away(b, false)
  const content = await agreed(pages)
  expect(counted(content, mine)).toEqual([1])
  expect(counted(content, theirs)).toEqual([1])
})

test('typed without a network and the page closed: opened again, it is there, once', async () => {
  const { address, pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a, b] = pages as [Page, Page]
  await write(pages, '<p>Gemeinsam</p><p>Zweitens</p>')
  await away(b)
  await standIn(b, /^Zweitens/)
  const typed = alphabet(0)(30)
  await b.keyboard.type(typed)
  await b.waitForTimeout(500)
  const context = b.context()
  await b.close()
  await standIn(a, /^Gemeinsam/)
  await a.keyboard.type(' und weiter')
  await context.setOffline(false)
  const again = await context.newPage()
  await again.goto(address)
  await together(again)
  await expect.poll(() => html(again), { timeout: 15_000 }).toContain(typed)
  const content = await agreed([a, again])
  expect(counted(content, typed)).toEqual([1])
  expect(content).toContain('Gemeinsam und weiter')
  await again.reload()
  await together(again)
  expect(counted(await agreed([a, again]), typed)).toEqual([1])
})

test('two tabs of one person, both closed without a network: what she typed in each is there, once', async () => {
  const { address, pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a, b] = pages as [Page, Page]
  await write(pages, '<p>Gemeinsam</p><p>Zweitens</p><p>Drittens</p>')
  const tab = await b.context().newPage()
  await tab.goto(address)
  await together(tab)
  await away(b)
  const [first, second] = [alphabet(0)(30), alphabet(1)(30)]
  await standIn(b, /^Zweitens/)
  await b.keyboard.type(first)
  await standIn(tab, /^Drittens/)
  await tab.keyboard.type(second)
  await tab.waitForTimeout(500)
  const context = b.context()
  await Promise.all([b.close(), tab.close()])
  await context.setOffline(false)
  const again = await Promise.all([context.newPage(), context.newPage()])
  await Promise.all(again.map((page) => page.goto(address)))
  await Promise.all(again.map(together))
  for (const typed of [first, second]) await expect.poll(() => html(a), { timeout: 15_000 }).toContain(typed)
  const content = await agreed([a, ...again])
  expect(content).toContain(`Zweitens${first}`)
  expect(content).toContain(`Drittens${second}`)
  for (const typed of [first, second]) expect(counted(content, typed)).toEqual([1])
})

test('the server is started anew while two people type', async () => {
  stage.forgive(/WebSocket connection|Failed to fetch/)
  const { pages } = await openPaper(stage, 'vosskamp', 'groth')
  await write(pages, '<p>Oben</p><p>Unten</p>')
  const typed = await Promise.all([
    ...pages.map(async (page, index) => {
      const letters = alphabet(index)(80)
      await standIn(page, index === 0 ? /^Oben/ : /^Unten/)
      await page.keyboard.type(letters, { delay: 40 })
      return letters
    }),
    stage
      .product()
      .restart()
      .then(() => ''),
  ])
  const content = await agreed(pages)
  for (const letters of typed) expect(counted(content, letters)).toEqual(letters === '' ? [] : [1])
})

test('where the network stops WebSockets, the same goes by events and posts', async () => {
  const { address, pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a, b] = pages as [Page, Page]
  await b.routeWebSocket(/\/live$/, (socket) => socket.close())
  await b.goto(address)
  await together(b)
  await write(pages, '<p>Oben</p><p>Unten</p>')
  const typed = await Promise.all(
    [a, b].map(async (page, index) => {
      const letters = alphabet(index)(40)
      await standIn(page, index === 0 ? /^Oben/ : /^Unten/)
      await page.keyboard.type(letters, { delay: 15 })
      return letters
    }),
  )
  const content = await agreed(pages)
  for (const letters of typed) expect(counted(content, letters)).toEqual([1])
})

test('a message lost on its way: the text begins anew, and what was typed meanwhile is not lost', async () => {
  stage.forgive(/commits are missing/)
  const { address, pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a, b] = pages as [Page, Page]
  await write(pages, '<p>Oben</p><p>Unten</p>')
  let isLost = false
  await b.routeWebSocket(/\/live$/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((message) => {
      const isFirst = !isLost && String(message).includes('"type":"commits"')
      isLost ||= isFirst
      if (!isFirst) socket.send(message)
    })
  })
  await b.goto(address)
  await together(b)
  const [theirs, mine] = [alphabet(0)(20), alphabet(1)(20)]
  await standIn(a, /^Oben/)
  await a.keyboard.type(theirs, { delay: 20 })
  await standIn(b, /^Unten/)
  await b.keyboard.type(mine, { delay: 20 })
  const content = await agreed(pages)
  expect(isLost).toBe(true)
  expect(counted(content, theirs)).toEqual([1])
  expect(counted(content + (await unplaced(b).allInnerTexts()).join(), mine)).toEqual([1])
})

test('where nothing gets through, the page is a form that is saved by hand', async () => {
  const { address, pages } = await openPaper(stage, 'vosskamp')
  const [page] = pages as [Page]
  await page.routeWebSocket(/\/live$/, (socket) => socket.close())
  await page.route(/\/live\//, (route) => route.abort())
  await page.goto(address)
  await page.locator('[data-alone] .vw-rich__text').first().waitFor()
  await text(page).click()
  await page.keyboard.type('Von Hand')
  expect(await saved(page)).toBe('Nicht gespeichert')
  await page.getByRole('button', { name: 'Speichern' }).first().click()
  await page.waitForURL(/done=saved/)
  expect(await html(page)).toBe('<p>Von Hand</p>')
})

test('submitted by another, the text is closed at once, and opened again with what was typed', async () => {
  const [a, b] = await Promise.all([stage.openAs('groth'), stage.openAs('vosskamp')])
  await Promise.all([a, b].map((page) => page.goto('/documents?kind=paper&state=returned')))
  await Promise.all([a, b].map((page) => page.locator('main table a').first().click()))
  await Promise.all([a, b].map(together))
  await write([a, b], '<p>Fertig</p>')
  await away(b)
  await standIn(b, /^Fertig/)
  await b.keyboard.type(' oder nicht')
  await a.getByRole('button', { name: 'Zur Freigabe geben' }).click()
  await a.waitForURL(/done=submitted/)
  await away(b, false)
  await b.getByText('Das Dokument liegt jetzt zur Freigabe vor.').waitFor()
  await expect.poll(() => text(b).getAttribute('contenteditable')).toBe('false')
  expect(await tool(b, 'Fett').getAttribute('aria-disabled')).toBe('true')
  await expect.poll(() => saved(b)).toBe('Noch nicht alles gespeichert')
  await shoot(b, 'frozen')
  expect(await axe(b)).toEqual([])
  await a.getByRole('button', { name: 'Zurückholen' }).first().click()
  await a.waitForURL(/done=recalled/)
  await together(a)
  expect(await agreed([a, b])).toBe('<p>Fertig oder nicht</p>')
  expect(await b.getByText('Das Dokument liegt jetzt zur Freigabe vor.').count()).toBe(0)
})

test('letters put together by an input method survive what others write in the same paragraph meanwhile', async () => {
  const { pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a, b] = pages as [Page, Page]
  await write(pages, '<p>Satz</p><p>Zweitens</p>')
  await standIn(a, /^Satz/)
  const ime = await a.context().newCDPSession(a)
  await ime.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 })
  await standIn(b, /^Satz/, 'start')
  await b.keyboard.type('Ein ')
  await tool(b, 'Überschrift 1').click()
  await standIn(b, /^Zweitens/)
  await b.keyboard.type(' auch')
  await agreed([b])
  await ime.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 })
  await ime.send('Input.insertText', { text: '日本' })
  expect(await agreed(pages)).toBe('<h2>Ein Satz日本</h2>\n<p>Zweitens auch</p>')
})

test('the session ends while somebody types; signed in again, what she typed is there', async () => {
  stage.forgive(/WebSocket connection/)
  const { address, pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a, b] = pages as [Page, Page]
  await write(pages, '<p>Gemeinsam</p>')
  const cookies = await b.context().cookies()
  await b.context().clearCookies()
  await away(b)
  await standIn(b, /^Gemeinsam/)
  await b.keyboard.type(' und spät')
  await away(b, false)
  await b.getByText('Ihre Sitzung ist beendet.').first().waitFor()
  await b.waitForTimeout(500)
  await b.context().addCookies(cookies)
  await b.goto(address)
  await together(b)
  await expect.poll(() => html(b)).toContain('und spät')
  expect(await agreed([a, b])).toBe('<p>Gemeinsam und spät</p>')
})

test('whoever types and goes on to another page at once loses nothing', async () => {
  const { pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a, b] = pages as [Page, Page]
  await write(pages, '<p>Gemeinsam</p>')
  await standIn(b, /^Gemeinsam/)
  const typed = alphabet(0)(30)
  await b.keyboard.type(typed)
  await b.getByRole('link', { name: 'Verlauf' }).click()
  await b.waitForURL(/trail/)
  await expect.poll(async () => counted(await html(a), typed)).toEqual([1])
})

test('a value typed into a row that another removed is offered again, with the row', async () => {
  const { pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a, b] = pages as [Page, Page]
  await a.getByRole('button', { name: 'Anlage einfügen' }).click()
  const name = '[name="anlagen[0].titel"]'
  await b.locator('details[data-row] > summary').click()
  await b.locator(name).waitFor()
  await away(b)
  await b.locator(name).fill('Stellenplan')
  await b.locator(name).blur()
  await a.getByRole('button', { name: /^Entfernen/ }).click()
  await agreed([a])
  await away(b, false)
  await unplaced(b).getByText('Stellenplan').waitFor()
  await b.getByRole('button', { name: 'Wieder eintragen' }).click()
  await unplaced(b).waitFor({ state: 'detached' })
  await expect.poll(() => a.locator(name).inputValue()).toBe('Stellenplan')
})

test('with the keyboard alone, on a phone', async () => {
  const { pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [a] = pages as [Page, Page]
  await write(pages, '<p>Anfang</p>')
  await a.setViewportSize({ width: 390, height: 844 })
  await text(a).focus()
  await a.keyboard.press('Control+End')
  await a.keyboard.type(' weiter')
  await a.keyboard.press('Alt+F10')
  await a.keyboard.press('Home')
  await a.keyboard.press('Enter')
  expect(await agreed(pages)).toBe('<h2>Anfang weiter</h2>')
  expect(await overflow(a)).toBeLessThanOrEqual(0)
})
