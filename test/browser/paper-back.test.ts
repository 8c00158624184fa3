import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { greyJpeg } from '../../server/picture/picture.ts'
import { shrink } from '../../server/scan/grey.ts'
import { openScan } from '../../server/scan/page-pixels.ts'
import { cover } from '../server/scan/paper.ts'
import { expectAccessible, openStage, shoot } from './stage.ts'

const stage = openStage()

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first()
const upload = (page: Page) => page.getByLabel('Scan des unterschriebenen Druckexemplars')

test('the paper comes back in photos: the missing page is named, a torn one is assigned by hand, at last all is there', async () => {
  const page = await stage.openAs('ahlers', { width: 1280 })
  const document = await issuedWhere(page, 'Seite 2 fehlt.')
  await shoot(page, 'scans-missing-1280')
  await expectAccessible(page, 'a page is missing')
  await page.setViewportSize({ width: 390, height: 844 })
  await shoot(page, 'scans-missing-390')

  const copy = await (await page.request.get(`${document}/print-copy`)).body()
  const second = await pageOf(copy, 2)
  const torn = { name: 'Abriss.jpg', mimeType: 'image/jpeg', buffer: await jpeg(cover(second, [0.84, 0.9, 1, 1])) }
  await upload(page).setInputFiles(torn)
  await button(page, 'Scan hochladen').click()
  // By itself, without loading the page anew.
  await page.getByText('„Abriss.jpg“, Blatt 1, ist nicht lesbar.').waitFor({ timeout: 60_000 })
  await shoot(page, 'scans-torn-390')
  await expectAccessible(page, 'a torn page')
  await page.setViewportSize({ width: 1280, height: 900 })
  await shoot(page, 'scans-torn-1280')

  await upload(page).setInputFiles({ name: 'brief.docx', mimeType: 'application/zip', buffer: Buffer.from('PK') })
  await button(page, 'Scan hochladen').click()
  await page.locator('#fehler').getByText('Diese Datei ist kein PDF und kein Bild').waitFor()

  await page.goto(`${document}/scans`)
  await page.getByLabel('Blatt 1 ist').selectOption('2')
  await button(page, 'Von Hand zuordnen').click()
  await page.getByText(/^Alle \d Seiten sind da/).waitFor()
  expect(await page.getByText('„Abriss.jpg“, Blatt 1, von Hand zugeordnet').count()).toBe(1)
  await shoot(page, 'scans-complete-1280')
  await page.goto(document)
  await shoot(page, 'issued-with-scan-1280')
  expect(await page.getByText('Kopie des unterschriebenen Papiers „Abriss.jpg“').count()).toBe(1)
}, 180_000)

test('without script a whole scan is uploaded and read, and a link shows how it stands', async () => {
  const page = await stage.openAs('ahlers', { javaScript: false })
  const document = await issuedWhere(page, 'Noch ist nichts zurückgekommen.')
  const buffer = await (await page.request.get(`${document}/print-copy`)).body()
  await upload(page).setInputFiles({ name: 'Scan.pdf', mimeType: 'application/pdf', buffer })
  await button(page, 'Scan hochladen').click()
  await expect
    .poll(
      async () => {
        await page.goto(`${document}/scans`)
        return page.locator('main').innerText()
      },
      { timeout: 60_000, interval: 1000 },
    )
    .toMatch(/Alle \d Seiten sind da/)
}, 120_000)

/** An issued document of the demo of whose paper this is said; its page of scans is open. Returns its address. */
async function issuedWhere(page: Page, words: string): Promise<string> {
  await page.goto('/documents?state=issued')
  const links = await page
    .locator('main a[href^="/documents/"]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('href') ?? ''))
  for (const path of links.filter((each) => /^\/documents\/[0-9A-Z]+$/i.test(each))) {
    await page.goto(`${path}/scans`)
    if ((await page.getByText(words).count()) > 0) return path
  }
  throw new Error(`Of no document of the demo it is said: ${words}`)
}

async function pageOf(pdf: Buffer, number: number) {
  const opened = await openScan(new Uint8Array(pdf), 'application/pdf')
  const page = 'failure' in opened ? null : await opened.pages.read(number)
  if (!page) throw new Error(`Page ${number} cannot be drawn.`)
  return shrink(page, 1800)
}

const jpeg = async (page: Parameters<typeof greyJpeg>[0]): Promise<Buffer> => Buffer.from(await greyJpeg(page))
