import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectAccessible, fillIn, germanDay, openStage, shoot } from './stage.ts'

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

test('a deputy opens a case for an absent Lotsin, who finds it among hers', async () => {
  const absent = await stage.openAs('ahlers')
  await absent.goto('/vertretungen')
  await absent.getByLabel('Wer vertritt?').selectOption({ label: await deputyLabel(absent, 'Kerem Özdemir') })
  await fillIn(absent, { from: germanDay(0), until: germanDay(0), absent: '1' })
  await absent.getByRole('button', { name: 'Eintragen' }).click()
  await absent.getByText('Die Vertretung ist eingetragen.').waitFor()

  const deputy = await stage.openAs('oezdemir', { width: 390 })
  await deputy.goto('/cases/new')
  await expectAccessible(deputy, 'case-in-vertretung')
  await deputy.setViewportSize({ width: 390, height: 900 })
  await deputy.getByLabel('Wer begleitet den Fall?').selectOption({ index: 1 })
  await deputy.getByRole('button', { name: 'Fall anlegen' }).click()
  await deputy.getByText('Geben Sie „Aktenzeichen“ an.').first().waitFor()
  await fillIn(deputy, { aktenzeichen: '32.3-ZV-2026-9001', 'person.nachname': 'Wolters' })
  await deputy.getByRole('button', { name: 'Fall anlegen' }).click()
  await deputy.getByText('Der Fall ist angelegt.').waitFor()
  await deputy.getByText('Kerem Özdemir hat in Vertretung für Jutta Ahlers den Fall angelegt.').waitFor()
  await shoot(deputy, 'case-in-vertretung')

  await absent.goto('/cases?q=Wolters')
  await absent.getByRole('link', { name: 'Wolters' }).waitFor()
  await absent.goto('/vertretungen')
  await absent.getByRole('button', { name: `Beenden: Jutta Ahlers (Sie), ${germanDay(0)}` }).click()
  await absent.getByText('Die Vertretung ist beendet.').waitFor()
})

const deputyLabel = async (page: Page, name: string): Promise<string> =>
  (await page.getByLabel('Wer vertritt?').getByRole('option').filter({ hasText: name }).first().textContent()) ?? ''
