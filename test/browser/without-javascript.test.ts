import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { fillIn, germanDay, openStage } from './stage.ts'

const stage = openStage()

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first()
const withoutScript = { javaScript: false }

test('without script a document is written, returned, approved, issued, downloaded and checked', async () => {
  const lotsin = await stage.openAs('ahlers', withoutScript)
  await lotsin.goto('/cases/new')
  await fillIn(lotsin, {
    aktenzeichen: '32.3-ZV-ohne-Skript',
    'person.anrede': 'Herr',
    'person.vorname': 'Lamin',
    'person.nachname': 'Sowe',
    'person.geburtsdatum': '01.02.1995',
    'person.staatsangehoerigkeit': 'gambisch',
    'person.anschrift.strasse': 'Musterstraße 9',
    'person.anschrift.plz': '46325',
    'person.anschrift.ort': 'Borken',
    pfad: '25b',
    'aufenthalt.einreise': '14.05.2019',
  })
  await button(lotsin, 'Fall anlegen').click()
  // The part of the case's page that a script would fetch is a link here.
  await lotsin
    .locator('main')
    .getByRole('link', { name: /Dokumente/ })
    .first()
    .click()
  await lotsin.getByRole('link', { name: 'Dokument anlegen' }).first().click()
  await lotsin.getByRole('radio', { name: /Zielvereinbarung/ }).check()
  await button(lotsin, 'Entwurf anlegen').click()
  const path = new URL(lotsin.url()).pathname.replace('/draft', '')

  await fillIn(lotsin, { rechtsnatur: 'absprache', 'gespraech.datum': germanDay(0) })
  await button(lotsin, 'Voraussetzung einfügen').click()
  expect(await lotsin.locator('[name="gespraech.datum"]').inputValue()).toBe(germanDay(0))
  await button(lotsin, 'Ziel einfügen').click()
  await button(lotsin, 'Schritt einfügen').click()
  await button(lotsin, 'Zur Freigabe geben').click()
  expect(await lotsin.locator('#fehler').innerText()).toContain('Laufzeit')
  await openAll(lotsin)
  await fillIn(lotsin, {
    'laufzeit.von': germanDay(0),
    'laufzeit.bis': germanDay(365),
    'zielAufenthalt.bezeichnung': 'Aufenthaltserlaubnis bei nachhaltiger Integration',
    'zielAufenthalt.norm': '§ 25b Abs. 1 AufenthG',
    'zielAufenthalt.bis': germanDay(360),
    'voraussetzungen[0].text': 'mündliche Deutschkenntnisse A2',
    'voraussetzungen[0].norm': '§ 25b Abs. 1 Satz 2 Nr. 4 AufenthG',
    'voraussetzungen[0].stand': 'offen – Ziel 1',
    'ziele[0].nr': '1',
    'ziele[0].titel': 'Deutsch bis A2',
    'ziele[0].schritte[0].wer': 'Herr Sowe',
    'ziele[0].schritte[0].was': 'besucht den Abendkurs',
    'ziele[0].schritte[0].frist.art': 'laufend',
  })
  await button(lotsin, 'Zur Freigabe geben').click()
  expect(lotsin.url()).toContain('done=submitted')

  const leitung = await stage.openAs('kortmann', withoutScript)
  await leitung.goto(`${path}/approvals`)
  await button(leitung, 'Zurückgeben').click()
  await leitung.getByLabel('Grund der Rückgabe').fill('Bitte den Nachweis nennen.')
  await button(leitung, 'Zurückgeben').click()
  expect(leitung.url()).toContain('done=returned')

  await lotsin.goto(path)
  await lotsin.getByText('Bitte den Nachweis nennen.').waitFor()
  await openAll(lotsin)
  await fillIn(lotsin, { 'ziele[0].schritte[0].nachweis': 'Teilnahmebescheinigung' })
  await button(lotsin, 'Zur Freigabe geben').click()

  await leitung.goto(`${path}/approvals`)
  await leitung.getByRole('row', { name: /Nachweis.*Teilnahmebescheinigung/ }).waitFor()
  await button(leitung, 'Freigeben').click()
  expect(leitung.url()).toContain('done=approved')
  await leitung.locator('.vw-user summary').click()
  await button(leitung, 'Abmelden').click()
  await leitung.goto(`${path}/approvals`)
  expect(new URL(leitung.url()).pathname).toBe('/session')

  await lotsin.goto(`${path}/issues`)
  await button(lotsin, 'Ausfertigen').click()
  await expect
    .poll(
      async () => {
        await lotsin.goto(path)
        return lotsin.getByRole('heading', { name: 'Echtheit' }).count()
      },
      { timeout: 20_000 },
    )
    .toBe(1)
  const downloading = lotsin.waitForEvent('download')
  await lotsin.getByRole('link', { name: 'Herunterladen' }).click()
  const file = await (await downloading).path()
  await lotsin.getByRole('button', { name: /^Unterschrift erfassen: Lamin Sowe/ }).click()
  await lotsin.getByText('Die Unterschrift ist erfasst.').waitFor()

  const stranger = await stage.open(withoutScript)
  await stranger.goto('/pruefung')
  await stranger.getByLabel('PDF-Datei prüfen').setInputFiles(file)
  await button(stranger, 'Prüfen').click()
  await stranger.getByRole('heading', { name: 'Das Dokument ist echt und unverändert' }).waitFor()
}, 120_000)

/** Unfolds every row, as the one who looks for a field does. */
async function openAll(page: Page) {
  const folded = page.locator('details[data-row]:not([open]) > summary')
  while ((await folded.count()) > 0) await folded.first().click()
}
