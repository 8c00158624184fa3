import { expect, test } from 'vitest'
import { pdf } from '../server/attachment/files.ts'
import { expectAccessible, germanDay, openStage, shoot } from './stage.ts'

const stage = openStage()

test.each([1280, 390])(
  'a Lotsin works through what is due, %i pixels wide',
  async (width) => {
    const page = await stage.openAs('ahlers', { width })
    const due = page.locator('section[aria-labelledby=aufgaben]')
    await due.getByRole('heading', { name: /^Überfällig/ }).waitFor()
    await shoot(page, `start-${width}`)
    if (width === 1280) await expectAccessible(page, 'start')
    await page.setViewportSize({ width, height: 900 })

    const first = due.getByRole('button', { name: /^Erledigt: / }).first()
    const name = ((await first.getAttribute('aria-label')) ?? '').replace('Erledigt: ', '')
    await first.click()
    const toast = page.getByRole('button', { name: 'Rückgängig: Wiedervorlage erledigt' })
    await toast.waitFor()
    expect(await due.getByRole('link', { name, exact: true }).count()).toBe(0)
    await shoot(page, `start-done-${width}`)
    await toast.click()
    await due.getByRole('link', { name, exact: true }).waitFor()

    await page.goto('/reminders?show=steps')
    const step = page.locator('main a[href*="/completions"]').first()
    const what = ((await step.getAttribute('aria-label')) ?? '').replace('Erledigt: ', '')
    await step.click()
    await page.getByRole('heading', { name: what, level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Als erledigt eintragen' }).click()
    await page.waitForFunction(() => document.activeElement?.id === 'fehler')
    await shoot(page, `step-refused-${width}`)
    await page.getByLabel('Nachweis', { exact: true }).fill('Vermerk in der Akte')
    await page.getByRole('button', { name: 'Als erledigt eintragen' }).click()
    await page.getByRole('button', { name: 'Rückgängig: Schritt erledigt' }).waitFor()
    expect(new URL(page.url()).search).toBe('?show=steps')
  },
  120_000,
)

test('a file shows that a step was done: uploaded with its bar, looked at by its first page, kept through an undo', async () => {
  const page = await stage.openAs('ahlers')
  await page.goto('/reminders?show=steps')
  const step = page.locator('main a[href*="/completions"]').first()
  await step.click()
  const chooser = page.waitForEvent('filechooser')
  await page.getByLabel('Nachweis als Datei').focus()
  await page.keyboard.press('Enter')
  const file = { name: 'Terminbestätigung.pdf', mimeType: 'application/pdf', buffer: Buffer.from(await pdf('Termin')) }
  await (await chooser).setFiles(file)
  await page.getByText('Terminbestätigung.pdf').waitFor()
  await shoot(page, 'step-file')
  await page.getByRole('button', { name: 'Als erledigt eintragen' }).click()
  const undo = page.getByRole('button', { name: 'Rückgängig: Schritt erledigt' })
  await undo.waitFor()
  await undo.click()
  await page.locator('main a[href*="/completions"]').first().click()
  await page.getByLabel('Terminbestätigung (PDF').waitFor()
  await page.getByRole('button', { name: 'Als erledigt eintragen' }).click()
  await undo.waitFor()
}, 60_000)

test('a Wiedervorlage and a contact are entered in the case, and the toast goes by itself', async () => {
  const page = await stage.openAs('ahlers')
  await page.goto('/cases')
  await page.locator('main a[href^="/cases/0"]').first().click()
  await page.getByRole('link', { name: 'Wiedervorlage eintragen' }).click()
  await page.getByLabel('Wann?').fill(germanDay(2))
  await page.getByLabel('Worum geht es?').fill('Bescheinigung ansehen')
  await shoot(page, 'case-reminders')
  await page.getByRole('button', { name: 'Eintragen', exact: true }).click()
  await page.getByText('Die Wiedervorlage ist eingetragen.').waitFor()
  await page.getByRole('button', { name: 'Kontakt eintragen' }).click()
  await page.getByText('Der Kontakt ist eingetragen.').waitFor()
  await page.getByRole('button', { name: 'Erledigt: Bescheinigung ansehen' }).click()
  const toast = page.locator('.vw-toast')
  await toast.waitFor()
  await page
    .locator('#meldungen')
    .getByText(/Wiedervorlage erledigt/)
    .waitFor({ state: 'attached' })
  await page.mouse.move(0, 0)
  await toast.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Rückgängig: Bescheinigung ansehen' }).waitFor()
}, 60_000)
