import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { caseRow } from '../../data/demo/cases.ts'
import { expectAccessible, fillIn, germanDay, openStage, shoot } from './stage.ts'

const stage = openStage()

/** The case with consents of the demo, found by its name. */
async function openCase(page: Page, part = ''): Promise<string> {
  await page.goto(`/cases?q=${encodeURIComponent(caseRow(1).nachname)}`)
  const href = await page.locator('main a[href^="/cases/0"]').first().getAttribute('href')
  await page.goto(`${href}${part}`)
  return href ?? ''
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

async function record(page: Page, here: string, recipient: string) {
  await page.goto(`${here}/consents/new`)
  await button(page, 'Festhalten').click()
  await page.getByRole('link', { name: 'Geben Sie an, wer Angaben bekommen darf.' }).waitFor()
  await fillIn(page, {
    recipient,
    words: 'Ziel 1 und die Anmeldung',
    goals: 'z1',
    topics: 'participation',
    grantedOn: germanDay(-3),
    evidence: 'Formular der Stelle, Blatt 12',
  })
  await button(page, 'Festhalten').click()
  await page.getByText('Die Einwilligung ist festgehalten.').waitFor()
  await page.getByRole('link', { name: recipient, exact: true }).click()
  await page.getByRole('heading', { level: 1, name: recipient }).waitFor()
}

async function handOver(page: Page) {
  const preview = page.getByRole('link', { name: /ansehen/ }).first()
  const pdf = await page.request.get((await preview.getAttribute('href')) ?? '')
  expect([pdf.status(), pdf.headers()['content-type']]).toEqual([200, 'application/pdf'])
  await button(page, 'Weitergabe festhalten').click()
  await page.getByText('Das Partnerblatt zum Drucken oder Senden steht in der Liste.').waitFor()
  const sheet = (await page.getByRole('link', { name: /Blatt öffnen/ }).getAttribute('href')) ?? ''
  expect((await page.request.get(sheet)).status()).toBe(200)
  return sheet
}

async function withdraw(page: Page, sheet: string) {
  await button(page, /^Widerruf festhalten/).click()
  await page.getByText('War es ein Versehen, braucht es eine neue Einwilligung.', { exact: false }).first().waitFor()
  await page.getByRole('heading', { name: 'Was noch draußen ist' }).waitFor()
  expect(await button(page, 'Weitergabe festhalten').count()).toBe(0)
  expect((await page.request.get(sheet)).status()).toBe(403)
}

test('a consent is recorded, something goes out under it, and a withdrawal stops it and lists what is out', async () => {
  const page = await stage.openAs('ahlers')
  const here = await openCase(page)
  await page.getByRole('link', { name: 'Flüchtlingsberatung Auental e. V.' }).waitFor()
  await page.getByText('Nach einem Widerruf zurückzufordern').waitFor()
  await shoot(page, 'case-with-consents')
  await record(page, here, 'Jobcenter Auental')
  await shoot(page, 'consent')
  const sheet = await handOver(page)
  await button(page, 'Weitergabe festhalten').waitFor()
  await page.getByLabel('Etwas anderes').check()
  await button(page, 'Weitergabe festhalten').click()
  await page.getByRole('link', { name: 'Geben Sie an, was Sie weitergegeben haben.' }).waitFor()
  await expectAccessible(page, 'a refused hand-over')
  await page.setViewportSize({ width: 1280, height: 900 })
  await withdraw(page, sheet)
  await shoot(page, 'withdrawn')
  await expectAccessible(page, 'a withdrawn consent')
  await page.setViewportSize({ width: 1280, height: 900 })
  await button(page, /^Zurück oder vernichtet: Jobcenter Auental/).click()
  await page.getByText('Es ist festgehalten, dass es zurück oder vernichtet ist.').waitFor()
  await shoot(page, 'consents')
  await expectAccessible(page, 'all consents')
}, 120_000)

test('on a phone, without script, all of it goes as well, and there is something to take along', async () => {
  const page = await stage.openAs('ahlers', { width: 390, javaScript: false })
  const here = await openCase(page)
  await record(page, here, 'Jugendamt Auental')
  await withdraw(page, await handOver(page))
  await page.goto(`${here}/handouts`)
  await shoot(page, 'handouts-390')
  for (const path of ['overview.pdf?part=termine&part=helfer', 'agreements.pdf', 'agreements.pdf?size=large']) {
    const pdf = await page.request.get(`${here}/handouts/${path}`)
    expect([pdf.status(), pdf.headers()['content-type']], path).toEqual([200, 'application/pdf'])
  }
  expect(
    (await page.request.get((await page.getByRole('link', { name: /Großdruck/ }).getAttribute('href')) ?? '')).status(),
  ).toBe(200)
}, 120_000)
