import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { readP12 } from '../../server/signature/p12.ts'
import { verifyInProcess } from '../../server/signature/verify-process.ts'
import { fillIn, germanDay, openStage, shoot } from './stage.ts'

const stage = openStage()

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first()
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).first()

/** What the case does not know. */
const conversation = {
  rechtsnatur: 'absprache',
  'gespraech.datum': germanDay(0),
  'laufzeit.von': germanDay(0),
  'laufzeit.bis': germanDay(365),
  'zielAufenthalt.bezeichnung': 'Aufenthaltserlaubnis bei nachhaltiger Integration',
  'zielAufenthalt.norm': '§ 25b Abs. 1 AufenthG',
  'zielAufenthalt.bis': germanDay(360),
}

const firstRows = {
  'voraussetzungen[0].text': 'mündliche Deutschkenntnisse A2',
  'voraussetzungen[0].norm': '§ 25b Abs. 1 Satz 2 Nr. 4 AufenthG',
  'voraussetzungen[0].stand': 'offen – Ziel 1',
  'ziele[0].nr': '1',
  'ziele[0].titel': 'Deutsch bis A2',
  'ziele[0].schritte[0].wer': 'Frau Ceesay',
  'ziele[0].schritte[0].was': 'besucht den Abendkurs',
  'ziele[0].schritte[0].frist.art': 'termin',
  'ziele[0].schritte[0].frist.datum': germanDay(120),
}

test.each([1280, 390])(
  'an agreement from the conversation to the check of its PDF, %i pixels wide',
  async (width) => {
    const lotsin = await stage.openAs('ahlers', { width })
    await newCase(lotsin, `32.3-ZV-${width}`)
    await draftFromCase(lotsin)
    await refuseIncomplete(lotsin, width)
    await complete(lotsin)
    const document = new URL(lotsin.url()).pathname.replace('/draft', '')

    const leitung = await stage.openAs('kortmann', { width })
    await returnIt(leitung, document)
    await rework(lotsin, document)
    await approveIt(leitung, document, width)

    const bytes = await issueIt(lotsin, document, width)
    await verifyIt(bytes)
    await signIt(lotsin, width)
    await checkIt(
      bytes,
      await lotsin
        .locator('#echtheit ~ dl .vw-strong, section[aria-labelledby=echtheit] .vw-strong')
        .first()
        .innerText(),
      width,
    )
  },
  120_000,
)

async function newCase(page: Page, aktenzeichen: string) {
  await link(page, 'Fälle').click()
  await page.waitForURL('**/cases')
  await link(page, 'Fall anlegen').click()
  await page.waitForURL('**/cases/new')
  await fillIn(page, {
    aktenzeichen,
    'person.anrede': 'Frau',
    'person.vorname': 'Mariama',
    'person.nachname': 'Ceesay',
    'person.geburtsdatum': '12.03.1991',
    'person.staatsangehoerigkeit': 'gambisch',
    'person.anschrift.strasse': 'Musterstraße 8',
    'person.anschrift.plz': '46325',
    'person.anschrift.ort': 'Borken',
    pfad: '25b',
    'aufenthalt.einreise': '14.05.2019',
  })
  await button(page, 'Fall anlegen').click()
  await page.waitForURL(/\/cases\/[0-9a-z]{26}/)
}

async function draftFromCase(page: Page) {
  await link(page, 'Dokument anlegen').click()
  await page.getByRole('radio', { name: /Zielvereinbarung/ }).check()
  expect(await page.getByLabel('Fall').inputValue()).not.toBe('')
  await button(page, 'Entwurf anlegen').click()
  await page.waitForURL(/\/draft/)
  expect(await page.locator('[name="person.nachname"]').inputValue()).toBe('Ceesay')
  expect(await page.locator('[name="unterschriften[1].name"]').inputValue()).toBe('Jutta Ahlers')
}

async function refuseIncomplete(page: Page, width: number) {
  await shoot(page, `draft-${width}`)
  await button(page, 'Zur Freigabe geben').click()
  await page.waitForFunction(() => document.activeElement?.id === 'fehler')
  await shoot(page, `draft-refused-${width}`)
  const missing = page.locator('#fehler').getByRole('link', { name: /Gespräch: Datum/ })
  await missing.click()
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'gespraech.datum')
}

/** Fills everything in, sees it on the paper while typing and in the PDF, and asks for approval. */
async function complete(page: Page) {
  await fillIn(page, conversation)
  for (const [add, first] of [
    ['Voraussetzung einfügen', 'voraussetzungen[0].text'],
    ['Ziel einfügen', 'ziele[0].titel'],
    ['Schritt einfügen', 'ziele[0].schritte[0].was'],
  ] as const) {
    await button(page, add).click()
    await page.locator(`[name="${first}"]`).waitFor()
  }
  await fillIn(page, firstRows)
  await page.locator('#vorschau').getByText('besucht den Abendkurs').waitFor({ state: 'attached' })
  await page
    .locator('#speicherstand')
    .getByText(/^Gespeichert \d\d:\d\d$/)
    .waitFor()
  const draft = await page.request.get(new URL(page.url()).pathname.replace(/[a-z]+$/, 'draft.pdf'))
  expect((await draft.body()).subarray(0, 5).toString()).toBe('%PDF-')
  await button(page, 'Zur Freigabe geben').click()
  await page.waitForURL(/done=submitted/)
}

async function openApproval(page: Page, path: string) {
  await page.goto('/')
  await page
    .getByRole('link', { name: /^Freigaben/ })
    .first()
    .click()
  await page.waitForURL('**/approvals')
  await page.locator(`a[href^="${path}"]`).first().click()
  await page.waitForURL(`**${path}/approvals`)
}

async function returnIt(page: Page, path: string) {
  await openApproval(page, path)
  await page.getByText('Alles daran ist neu').waitFor()
  await button(page, 'Zurückgeben').click()
  await page.waitForFunction(() => document.activeElement?.id === 'fehler')
  await page.getByLabel('Grund der Rückgabe').fill('Bitte den Nachweis des Kurses nennen.')
  await button(page, 'Zurückgeben').click()
  await page.waitForURL(/done=returned/)
}

async function rework(page: Page, document: string) {
  await page.goto('/')
  await page.locator(`a[href^="${document}"]`).first().click()
  await page.getByText('Bitte den Nachweis des Kurses nennen.').waitFor()
  await page.locator('details[data-row]').filter({ hasText: 'Deutsch bis A2' }).locator('summary').first().click()
  await fillIn(page, { 'ziele[0].schritte[0].nachweis': 'Teilnahmebescheinigung' })
  await button(page, 'Zur Freigabe geben').click()
  await page.waitForURL(/done=submitted/)
}

async function approveIt(page: Page, document: string, width: number) {
  await openApproval(page, document)
  await shoot(page, `approval-${width}`)
  await page.getByRole('row', { name: /Nachweis.*Teilnahmebescheinigung/ }).waitFor()
  await button(page, 'Freigeben').click()
  await page.waitForURL(/done=approved/)
}

async function issueIt(page: Page, document: string, width: number): Promise<Uint8Array> {
  await page.goto(document)
  await link(page, 'Ausfertigen').click()
  await page.getByText('Das lässt sich nicht zurücknehmen.').waitFor()
  await shoot(page, `issue-${width}`)
  await button(page, 'Ausfertigen').click()
  await page.getByRole('heading', { name: 'Echtheit' }).waitFor()
  await shoot(page, `issued-${width}`)
  const downloading = page.waitForEvent('download')
  await link(page, 'Herunterladen').click()
  const bytes = await readFile(await (await downloading).path())
  const again = await page.request.get(`${document}/pdf`)
  expect(bytes.equals(await again.body())).toBe(true)
  expect(await page.locator('main').innerText()).toContain(createHash('sha256').update(bytes).digest('hex'))
  return bytes
}

/** By our own verifier, with the seal's issuer as the only one to trust. */
async function verifyIt(bytes: Uint8Array) {
  const keys = join(stage.product().folder, 'keys')
  const password = await readFile(join(keys, 'entwicklungssiegel-kennwort.txt'), 'utf8')
  const signer = await readP12(await readFile(join(keys, 'entwicklungssiegel.p12')), password.trim())
  if (!signer.ok) throw new Error(signer.message)
  const anchor = signer.value.chainDer.at(-1) ?? signer.value.certificateDer
  expect(await verifyInProcess(bytes, [anchor])).toMatchObject({ intact: true, trusted: true })
}

async function signIt(page: Page, width: number) {
  for (const name of ['Mariama Ceesay', 'Jutta Ahlers']) {
    await page.getByRole('button', { name: `Unterschrift erfassen: ${name}` }).click()
    await page.getByRole('button', { name: `Eintrag zurücknehmen: ${name}` }).waitFor()
  }
  const scan = await page.request.get(`${new URL(page.url()).pathname}/print-copy`)
  await page
    .getByLabel('Scan des unterschriebenen Druckexemplars')
    .setInputFiles({ name: 'unterschrieben.pdf', mimeType: 'application/pdf', buffer: await scan.body() })
  await button(page, 'Scan hochladen').click()
  await page.getByText(/^Alle \d Seiten sind da/).waitFor({ timeout: 60_000 })
  await shoot(page, `scan-${width}`)
  await link(page, 'Zurück zum Dokument').click()
  await page.locator('h1').getByText('Unterschrieben', { exact: true }).waitFor()
  await shoot(page, `signed-${width}`)
}

/** What a stranger learns with the file, with a changed one, with another one, with the code, and with a wrong one. */
async function checkIt(bytes: Uint8Array, code: string, width: number) {
  const page = await stage.open({ width })
  const changed = Buffer.from(bytes)
  changed.writeUInt8(changed.readUInt8(600) ^ 1, 600)
  for (const [name, buffer, verdict] of [
    ['echt.pdf', Buffer.from(bytes), 'Das Dokument ist echt und unverändert'],
    ['anders.pdf', changed, 'Diese Datei ist nicht unsere Ausfertigung'],
    ['mehr.pdf', Buffer.concat([bytes, Buffer.from('\n% mehr')]), 'Diese Datei ist nicht unsere Ausfertigung'],
    ['notiz.txt', Buffer.from('Nur ein Text'), 'Diese Datei ist kein lesbares PDF'],
  ] as const) {
    await page.goto('/pruefung')
    await page.getByLabel('PDF-Datei prüfen').setInputFiles({ name, mimeType: 'application/octet-stream', buffer })
    await button(page, 'Prüfen').click()
    await page.getByRole('heading', { name: verdict }).waitFor()
    expect(await page.locator('main').innerText()).not.toContain('Ceesay')
    await shoot(page, `pruefung-${name}-${width}`)
  }
  await page.goto('/pruefung')
  await shoot(page, `pruefung-${width}`)
  await page.getByLabel('Prüfcode eingeben').fill(code.toLowerCase())
  await button(page, 'Prüfen').click()
  await page.getByRole('heading', { name: 'Diesen Prüfcode haben wir vergeben' }).waitFor()
  expect(await page.locator('main').innerText()).not.toContain('Ceesay')
  await page.goto('/pruefung/AAAA-AAAA-AAAA-A')
  await page.getByText('Bitte prüfen Sie').waitFor()
}
