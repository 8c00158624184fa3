import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectAccessible, openStage, shoot } from './stage.ts'
import { html, openPaper, standIn, text, together, write } from './writers.ts'

const stage = openStage()

const cards = (page: Page) => page.locator('#vorschlaege article')

/** As somebody does who stays a moment longer when the browser asks. */
async function leave(page: Page): Promise<void> {
  page.on('dialog', (dialog) => dialog.dismiss())
  const isGone = () =>
    page.goto('/').then(
      () => true,
      () => false,
    )
  await expect.poll(isGone, { timeout: 15_000 }).toBe(true)
}

/** Ahlers is invited to suggest, and has it open. */
async function invited(address: string, vosskamp: Page, width = 1280): Promise<Page> {
  await vosskamp.goto(address.replace('/draft', '/participants'))
  const labels = await vosskamp.getByLabel('Person').locator('option').allInnerTexts()
  const label = labels.find((each) => each.startsWith('Jutta Ahlers')) ?? ''
  await vosskamp.getByLabel('Person').selectOption({ label })
  await vosskamp.getByLabel('Änderungen vorschlagen').check()
  await vosskamp.getByRole('button', { name: 'Einladen', exact: true }).click()
  await vosskamp.getByText('Die Person ist eingeladen').waitFor()
  await vosskamp.goto(address)
  await together(vosskamp)
  const ahlers = await stage.openAs('ahlers', { width })
  await ahlers.goto(address)
  await together(ahlers)
  return ahlers
}

test('who may only suggest types and deletes; the writer takes one and declines one, with the keys', async () => {
  const { address, pages } = await openPaper(stage, 'vosskamp')
  const [vosskamp] = pages as [Page]
  const begun = '<p>Das Haus steht leer.</p>\n<p>Es kostet viel.</p>'
  await write(pages, begun)
  const ahlers = await invited(address, vosskamp)
  await standIn(ahlers, 'Das Haus')
  await ahlers.keyboard.type(' Seit Jahren.')
  await text(ahlers).blur()
  await expect.poll(() => cards(vosskamp).count()).toBe(1)
  await standIn(ahlers, 'kostet')
  await ahlers.keyboard.press('Shift+Home')
  await ahlers.keyboard.press('Delete')
  await ahlers.keyboard.press('Backspace')
  await text(ahlers).blur()
  await expect.poll(() => cards(vosskamp).count()).toBe(2)
  expect(await html(vosskamp)).toBe(begun)
  expect(await cards(vosskamp).allInnerTexts()).toEqual([
    expect.stringMatching(/Jutta Ahlers[\s\S]*Seit Jahren\./),
    expect.stringMatching(/Jutta Ahlers[\s\S]*Es kostet viel\./),
  ])
  await expectAccessible(vosskamp, 'suggestions')
  await vosskamp.setViewportSize({ width: 1280, height: 900 })
  await shoot(vosskamp, 'suggestions')

  await cards(vosskamp)
    .first()
    .getByRole('button', { name: /^Annehmen/ })
    .press('Enter')
  await expect.poll(() => cards(vosskamp).count()).toBe(1)
  await cards(vosskamp)
    .first()
    .getByRole('button', { name: /^Ablehnen/ })
    .press('Enter')
  await expect.poll(() => cards(vosskamp).count()).toBe(0)
  for (const page of [vosskamp, ahlers])
    await expect.poll(() => html(page)).toBe(begun.replace('leer.', 'leer. Seit Jahren.'))
  for (const page of [vosskamp, ahlers]) await page.goto('/documents')
})

test('whoever leaves the page in the middle of a suggestion has made it once she is back', async () => {
  const { address, pages } = await openPaper(stage, 'vosskamp')
  const [vosskamp] = pages as [Page]
  await write(pages, '<p>Das Haus steht leer.</p>')
  const ahlers = await invited(address, vosskamp)
  await standIn(ahlers, 'Das Haus')
  await ahlers.keyboard.type(' Seit Jahren.')
  await leave(ahlers)
  await ahlers.goto(address)
  await together(ahlers)
  await expect.poll(() => cards(vosskamp).count(), { timeout: 15_000 }).toBe(1)
  expect(await cards(vosskamp).innerText()).toContain('Seit Jahren.')
  expect(await html(vosskamp)).toBe('<p>Das Haus steht leer.</p>')
})
