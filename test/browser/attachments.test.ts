import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { picture } from '../server/attachment/files.ts'
import { expectAccessible, openStage, shoot } from './stage.ts'

const stage = openStage()
const panel = (page: Page) => page.locator('#anlagen')

const photo = async (name: string) => ({
  name,
  mimeType: 'image/png',
  buffer: Buffer.from(await picture('png', { width: 900, height: 300 })),
})

async function openCase(page: Page): Promise<void> {
  await page.goto('/cases')
  await page.locator('main a[href^="/cases/0"]').first().click()
  await panel(page).getByLabel('Dateien hinzufügen').waitFor()
}

test('files are uploaded with a bar through a broken connection, a picture is turned, and a wrong file is named', async () => {
  const page = await stage.openAs('ahlers')
  await openCase(page)
  let broken = 0
  await page.route('**/attachments/uploads/*', (route) => {
    if (route.request().method() !== 'PATCH' || broken > 0) return route.continue()
    broken += 1
    return route.abort('connectionreset')
  })
  const before = await panel(page).locator('ol > li').count()
  const wrong = { name: 'seite.html', mimeType: 'text/html', buffer: Buffer.from('<p>Hallo</p>') }
  await panel(page)
    .getByLabel('Dateien hinzufügen')
    .setInputFiles([await photo('Ausweis quer.png'), wrong])
  await panel(page).getByRole('button', { name: 'Hochladen' }).click()
  await panel(page).getByText('Verbindung unterbrochen').waitFor()
  await panel(page).getByRole('link', { name: 'Ausweis quer' }).first().waitFor()
  expect(broken).toBe(1)
  await panel(page).getByText('„seite.html“: Dateien dieser Art nimmt Vorlagenwerk nicht an.').waitFor()
  expect(await panel(page).locator('ol > li').count()).toBe(before + 1)
  await shoot(page, 'anlagen-fall')

  await panel(page).getByRole('link', { name: 'Ausweis quer' }).first().click()
  await page.getByRole('button', { name: 'Nach rechts drehen' }).click()
  await page.getByText('Das Bild ist gedreht.').waitFor()
  const size = await page.locator('img.vw-picture').evaluate(async (image) => {
    if (!(image instanceof HTMLImageElement)) return null
    await image.decode()
    return [image.naturalWidth, image.naturalHeight]
  })
  expect(size).toEqual([300, 900])
  await shoot(page, 'anlage')
  await expectAccessible(page, 'attachment')
  await page.goBack()
})

test('without script files come by a plain form, and what was wrong is said there', async () => {
  const page = await stage.openAs('ahlers', { javaScript: false })
  await page.goto('/cases')
  await page.locator('main a[href^="/cases/0"]').first().click()
  await page.getByRole('link', { name: 'Anlagen ansehen und hinzufügen' }).click()
  await page.getByRole('button', { name: 'Hochladen' }).click()
  await page.getByText('Wählen Sie eine oder mehrere Dateien aus.').first().waitFor()
  await page.getByLabel('Dateien hinzufügen').setInputFiles([await photo('Ohne Skript.png')])
  await page.getByRole('button', { name: 'Hochladen' }).click()
  await page.getByText('Abgelegt.').waitFor()
  await page.getByRole('link', { name: 'Ohne Skript' }).waitFor()
})

test('an issued paper shows public attachments apart from others, and both sets as one PDF', async () => {
  const page = await stage.openAs('vosskamp')
  await page.goto('/documents?kind=paper&state=issued&q=Integration')
  await page.locator('main a[href^="/documents/0"]').first().click()
  await panel(page).getByRole('heading', { name: 'Nichtöffentlich' }).waitFor()
  const address = await panel(page)
    .getByRole('link', { name: /mit öffentlichen Anlagen/ })
    .getAttribute('href')
  const file = await page.request.get(address ?? '')
  expect(file.headers()['content-type']).toBe('application/pdf')
  await shoot(page, 'anlagen-vorlage')
  await expectAccessible(page, 'issued with attachments')
})
