import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectAccessible, fillIn, openStage, shoot } from './stage.ts'

const stage = openStage()

/** Goes on by Tab until the focus stands on what has this name. */
async function tabTo(page: Page, name: string) {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
    if (focused === name) return
  }
  throw new Error(`No Tab leads to ${name}.`)
}

test('a deputy approves for an absent Leitung by keyboard, on a phone, and everything says for whom', async () => {
  const page = await stage.openAs('kortmann', { width: 390 })
  await page.goto('/approvals?kind=paper')
  const row = page.getByRole('row').filter({ hasText: 'in Vertretung für Annegret Lindemann' }).first()
  await row.waitFor()
  await shoot(page, 'approvals-in-vertretung')
  await expectAccessible(page, 'approvals-in-vertretung')
  const title = await row.getByRole('link').first().innerText()
  await row.getByRole('link').first().press('Enter')
  await page.getByText('Sie handeln hier in Vertretung für Annegret Lindemann').waitFor()
  await shoot(page, 'approval-in-vertretung')
  await expectAccessible(page, 'approval-in-vertretung')
  await tabTo(page, 'Freigeben')
  await page.keyboard.press('Enter')
  await page.getByText(`„${title}“ ist freigegeben.`).waitFor()
  await page.getByRole('link', { name: 'Zum Dokument' }).click()
  await page.waitForURL(/\/documents\//)
  const path = new URL(page.url()).pathname.replace(/\/draft$/, '')
  await page.goto(`${path}/trail`)
  await page
    .getByText('Dr. Sabine Kortmann hat in Vertretung für Annegret Lindemann das Dokument freigegeben.')
    .waitFor()
})

test('a Lotse says when he is away, is told what is wrong, and ends it again, without script too', async () => {
  for (const javaScript of [true, false]) {
    const page = await stage.openAs('oezdemir', { javaScript })
    await page.goto('/')
    await page.locator('summary').filter({ hasText: 'Kerem Özdemir' }).click()
    await page.getByRole('link', { name: 'Vertretung', exact: true }).click()
    await page.getByRole('heading', { name: 'Kommt' }).waitFor()
    await fillIn(page, { from: '31.02.2031', until: '04.01.2031' })
    await page.getByRole('button', { name: 'Eintragen' }).click()
    await page.getByText('Geben Sie den ersten Tag an').first().waitFor()
    expect(await page.locator('[name="until"]').inputValue()).toBe('04.01.2031')
    await fillIn(page, { from: '02.01.2031', absent: '1' })
    await page.getByRole('button', { name: 'Eintragen' }).click()
    await page.getByText('Die Vertretung ist eingetragen.').waitFor()
    await shoot(page, `vertretungen-${javaScript}`)
    if (javaScript) await expectAccessible(page, 'vertretungen')
    await page.getByRole('button', { name: /^Beenden: Kerem Özdemir \(Sie\)/ }).click()
    await page.getByText('Die Vertretung ist beendet.').waitFor()
  }
})
