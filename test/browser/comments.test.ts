import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { axe, overflow } from './browser.ts'
import { expectAccessible, openStage, shoot } from './stage.ts'
import { agreed, openPaper, paste, standIn, text, write } from './writers.ts'

const stage = openStage()

const panel = (page: Page) => page.locator('#kommentare')
const threads = (page: Page) => panel(page).locator('article')
const remarks = (page: Page) => page.locator('.vw-rich__text .vw-remark')
const field = (page: Page, label: string) => panel(page).getByLabel(label, { exact: true })
const press = (page: Page, name: string) => panel(page).getByRole('button', { name, exact: true }).click()

/** Selects words of the Sachdarstellung as the mouse does. */
async function select(page: Page, words: string): Promise<void> {
  await text(page).click()
  await text(page).evaluate((root, wanted) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const at = walker.currentNode.nodeValue?.indexOf(wanted) ?? -1
      if (at < 0) continue
      getSelection()?.setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + wanted.length)
    }
  }, words)
  await expect.poll(() => page.evaluate(() => getSelection()?.toString())).toBe(words)
}

const comment = (page: Page) => page.getByRole('button', { name: 'Kommentar', exact: true }).nth(1)

/** As long as nothing was said the comments are folded. */
async function unfold(page: Page): Promise<void> {
  if ((await panel(page).getAttribute('open')) === null) await panel(page).locator(':scope > summary').click()
}

/** Comments on words of the Sachdarstellung with the mouse. */
async function commentOn(page: Page, words: string, said: string): Promise<void> {
  await select(page, words)
  await comment(page).click()
  await expect.poll(() => field(page, 'Kommentar').evaluate((area) => area === document.activeElement)).toBe(true)
  await field(page, 'Kommentar').fill(said)
  await press(page, 'Kommentar senden')
  await threads(page).filter({ hasText: said }).waitFor()
}

test('a passage is commented on, goes along while another writes, is answered, done and opened again', async () => {
  const { pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [vosskamp, groth] = pages as [Page, Page]
  await write(pages, '<p>Die Räume sind zu klein für alle.</p><p>Sie sind zu teuer.</p>')
  await commentOn(vosskamp, 'zu klein', 'Woher wissen wir das?')
  await expect.poll(() => remarks(groth).allInnerTexts()).toEqual(['zu klein'])
  expect(await panel(groth).locator(':scope > summary').innerText()).toBe('Kommentare (1)')
  await unfold(groth)
  expect(await threads(groth).innerText()).toContain('„zu klein“')
  await shoot(vosskamp, 'comment')

  await standIn(groth, 'Die Räume', 'start')
  await groth.keyboard.type('Wie bekannt: ')
  await select(groth, 'klein')
  await groth.keyboard.press('ArrowRight')
  await groth.keyboard.press('ArrowLeft')
  await groth.keyboard.type('sehr ')
  await agreed(pages)
  for (const page of pages) expect((await remarks(page).allInnerTexts()).join('')).toMatch(/^zu (klei)?(sehr )?.*n?$/)

  await panel(groth).getByText('Antworten', { exact: true }).click()
  await field(groth, 'Antwort').fill('Aus dem Raumbuch, @Henning')
  await panel(groth).getByRole('button', { name: 'Henning Vosskamp' }).click()
  expect(await field(groth, 'Antwort').inputValue()).toBe('Aus dem Raumbuch, @Henning Vosskamp ')
  await press(groth, 'Antwort senden')
  await threads(vosskamp).getByText('Aus dem Raumbuch').waitFor()
  expect(await threads(vosskamp).locator('b').allInnerTexts()).toContain('@Henning Vosskamp')

  await press(vosskamp, 'Erledigt')
  await panel(groth).getByText('Erledigt (1)').waitFor()
  for (const page of pages) await expect.poll(() => remarks(page).count()).toBe(0)
  await panel(groth).getByText('Erledigt (1)').click()
  await press(groth, 'Wieder öffnen')
  for (const page of pages) await expect.poll(() => remarks(page).count()).toBeGreaterThan(0)
  expect(await panel(vosskamp).getByText('Wieder geöffnet von Marlies Groth').count()).toBe(1)
  for (const page of pages) await page.goto('/documents')
})

test('the words of a comment lead to it and back, and what is typed beside it outlives what others say', async () => {
  const { pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [vosskamp, groth] = pages as [Page, Page]
  await write(pages, '<p>Erstens die Lage.</p><p>Zweitens die Kosten.</p>')
  await commentOn(vosskamp, 'Kosten', 'Wie hoch?')
  await panel(vosskamp).getByText('Antworten', { exact: true }).click()
  await field(vosskamp, 'Antwort').fill('Ich meine')
  await commentOn(groth, 'Lage', 'Wo genau?')
  await expect.poll(() => threads(vosskamp).count()).toBe(2)
  expect(await field(vosskamp, 'Antwort').first().inputValue()).toBe('')
  expect(await threads(vosskamp).filter({ hasText: 'Wie hoch?' }).getByLabel('Antwort').inputValue()).toBe('Ich meine')

  await remarks(vosskamp).filter({ hasText: 'Lage' }).click()
  expect(await threads(vosskamp).filter({ hasText: 'Wo genau?' }).getAttribute('aria-current')).toBe('true')
  await threads(vosskamp).filter({ hasText: 'Wie hoch?' }).getByRole('link').click()
  await expect.poll(() => vosskamp.evaluate(() => getSelection()?.toString())).toBe('Kosten')
  for (const page of pages) await page.goto('/documents')
})

test('when the words are deleted, the comment keeps them and stands without a place', async () => {
  const { pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [vosskamp, groth] = pages as [Page, Page]
  await write(pages, '<p>Dieser Satz bleibt.</p><p>Dieser Satz geht.</p>')
  await commentOn(vosskamp, 'Satz geht', 'Brauchen wir den?')
  await remarks(groth).waitFor()
  await unfold(groth)
  await select(groth, 'Satz geht')
  await groth.keyboard.press('Delete')
  expect(await agreed(pages)).toBe('<p>Dieser Satz bleibt.</p>\n<p>Dieser .</p>')
  for (const page of pages) await panel(page).getByText('Ohne Stelle (1)').waitFor()
  expect(await threads(vosskamp).innerText()).toContain('„Satz geht“')
  await expectAccessible(vosskamp, 'orphan')
  for (const page of pages) await page.goto('/documents')
})

test('with the keys alone: select, comment, send, go to the words and back, change and remove', async () => {
  const { pages } = await openPaper(stage, 'vosskamp')
  const [page] = pages as [Page]
  await write(pages, '<p>Alles mit Tasten.</p>')
  await text(page).focus()
  await page.keyboard.press('Control+Home')
  for (let count = 0; count < 'Alles'.length; count++) await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Control+Alt+m')
  await expect.poll(() => field(page, 'Kommentar').evaluate((area) => area === document.activeElement)).toBe(true)
  expect(await field(page, 'Stelle').inputValue()).toBe('sachdarstellung')
  await page.keyboard.type('Wirklich alles?')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  const focused = () => page.evaluate(() => document.activeElement?.id ?? '')
  await expect.poll(focused).toMatch(/^kommentar-/)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect.poll(focused).toMatch(/sachdarstellung-text$/)
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Control+Alt+m')
  await expect.poll(focused).toMatch(/^kommentar-/)

  await panel(page).getByText('Ändern', { exact: true }).press('Enter')
  await threads(page).getByLabel('Kommentar').fill('Ja, alles.')
  await threads(page).getByRole('button', { name: 'Änderung speichern' }).press('Enter')
  await threads(page).getByText('Ja, alles.', { exact: true }).first().waitFor()
  await panel(page).getByText('Entfernen', { exact: true }).press('Enter')
  await panel(page).getByRole('button', { name: 'Text löschen' }).press('Enter')
  await threads(page).getByText('Kommentar entfernt').waitFor()
  await page.goto('/documents')
})

test('on a phone the comments have a tab of their own', async () => {
  const page = await stage.openAs('vosskamp', { width: 390 })
  await page.goto('/documents/new')
  await page.getByRole('radio', { name: /Sitzungsvorlage/ }).check()
  await page.getByRole('button', { name: 'Entwurf anlegen', exact: true }).click()
  await page.locator('[data-together] .vw-rich__text').first().waitFor()
  await text(page).click()
  await paste(page, '<p>Auf dem Telefon.</p>')
  await select(page, 'Telefon')
  await comment(page).click()
  await field(page, 'Kommentar').fill('Auf welchem?')
  await press(page, 'Kommentar senden')
  await threads(page).waitFor()
  await expect.poll(() => page.locator('.vw-tabs [aria-current]').innerText()).toBe('Kommentare 1')
  expect(await axe(page)).toEqual([])
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  await shoot(page, 'comment-390')
  await threads(page).getByRole('link').click()
  await expect.poll(() => page.locator('.vw-tabs [aria-current]').innerText()).toBe('Formular')
  expect(await page.evaluate(() => getSelection()?.toString())).toBe('Telefon')
  await page.goto('/documents')
})

test('a guest who may only comment reads, comments without script, and loses the document with the invitation', async () => {
  const { address, pages } = await openPaper(stage, 'vosskamp')
  const [vosskamp] = pages as [Page]
  await write(pages, '<p>Das Haus hat drei Etagen.</p>')
  const participants = address.replace('/draft', '/participants')
  await vosskamp.goto(participants)
  await vosskamp.getByLabel('Person').selectOption({ label: await optionOf(vosskamp, 'Jutta Ahlers') })
  await vosskamp.getByLabel('Kommentieren').check()
  await vosskamp.getByRole('button', { name: 'Einladen', exact: true }).click()
  await vosskamp.getByText('Die Person ist eingeladen').waitFor()
  await expectAccessible(vosskamp, 'participants')
  await shoot(vosskamp, 'participants')

  const ahlers = await stage.openAs('ahlers', { javaScript: false })
  await ahlers.getByText('Sie sind eingeladen').waitFor()
  await ahlers.goto(address)
  expect(await ahlers.getByRole('button', { name: 'Zur Freigabe geben' }).count()).toBe(0)
  await panel(ahlers).getByText('Kommentieren', { exact: true }).click()
  await field(ahlers, 'Stelle').selectOption({ label: 'Sachdarstellung' })
  await panel(ahlers)
    .getByLabel(/Wörter, um die es geht/)
    .fill('drei Etagen')
  await field(ahlers, 'Kommentar').fill('Vier, @Henning Vosskamp.')
  await press(ahlers, 'Kommentar senden')
  await threads(ahlers).filter({ hasText: 'Vier,' }).waitFor()
  expect(new URL(ahlers.url()).search).toBe('?view=comments')

  await vosskamp.goto('/')
  await vosskamp.getByText('Sie werden in einem Kommentar genannt.').first().waitFor()
  await vosskamp.goto(address)
  await expect.poll(() => remarks(vosskamp).allInnerTexts()).toEqual(['drei Etagen'])
  await vosskamp.goto(participants)
  await vosskamp.getByRole('button', { name: /^Einladung beenden/ }).click()
  await vosskamp.getByText('Die Einladung ist beendet.').waitFor()
  expect((await ahlers.goto(address))?.status()).toBe(404)
})

async function optionOf(page: Page, name: string): Promise<string> {
  const labels = await page.getByLabel('Person').locator('option').allInnerTexts()
  return labels.find((label) => label.startsWith(name)) ?? name
}

test('an invitation that ends while somebody writes ends her page too', async () => {
  const { address, pages } = await openPaper(stage, 'vosskamp')
  const [vosskamp] = pages as [Page]
  const participants = address.replace('/draft', '/participants')
  await vosskamp.goto(participants)
  await vosskamp.getByLabel('Person').selectOption({ label: await optionOf(vosskamp, 'Jutta Ahlers') })
  await vosskamp.getByLabel('Schreiben').check()
  await vosskamp.getByRole('button', { name: 'Einladen', exact: true }).click()
  await vosskamp.getByText('Die Person ist eingeladen').waitFor()

  const ahlers = await stage.openAs('ahlers')
  const opening = ahlers.waitForEvent('websocket')
  await ahlers.goto(address)
  const socket = await opening
  await ahlers.locator('[data-together] .vw-rich__text').first().waitFor()
  await text(ahlers).click()
  await ahlers.keyboard.type('Von außen.')
  await agreed([ahlers])
  await vosskamp.getByRole('button', { name: /^Einladung beenden/ }).click()
  await vosskamp.getByText('Die Einladung ist beendet.').waitFor()
  if (!socket.isClosed()) await socket.waitForEvent('close')
  await ahlers.keyboard.type(' Zu spät.')
  await expect.poll(() => ahlers.locator('#speicherstand').innerText()).not.toMatch(/^Gespeichert/)
  await vosskamp.goto(address)
  await expect.poll(() => text(vosskamp).innerText()).toBe('Von außen.')
})

test('a reviewer comments where she decides', async () => {
  const lotsin = await stage.openAs('ahlers')
  await lotsin.goto('/documents?state=draft&kind=agreement')
  await lotsin.locator('main table a').first().click()
  await lotsin.waitForURL(/\/draft/)
  await unfold(lotsin)
  await panel(lotsin).getByText('Kommentieren', { exact: true }).click()
  await press(lotsin, 'Kommentar senden')
  await panel(lotsin).getByText('Schreiben Sie, was Sie anmerken möchten.').waitFor()
  await field(lotsin, 'Kommentar').fill('Bitte prüfen.')
  await press(lotsin, 'Kommentar senden')
  await threads(lotsin).waitFor()
  await expectAccessible(lotsin, 'draft with comments')
  const leitung = await stage.openAs('kortmann', { javaScript: false })
  await leitung.goto('/approvals')
  await leitung.locator('main table a').first().click()
  await panel(leitung).getByText('Kommentieren', { exact: true }).click()
  await field(leitung, 'Kommentar').fill('Zum Ganzen: gut.')
  await press(leitung, 'Kommentar senden')
  expect(new URL(leitung.url()).pathname).toMatch(/\/approvals$/)
  await threads(leitung).filter({ hasText: 'Zum Ganzen: gut.' }).waitFor()
})
