import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { nextAgreement } from '../../data/demo/template-deeds.ts'
import { expectAccessible, germanDay, openStage, shoot } from './stage.ts'

const stage = openStage()

/** The version of the demo as files, with a mistake in the template. */
async function filesWithMistake(): Promise<string[]> {
  const files = await nextAgreement()
  return Promise.all(
    files.map(async ({ name, bytes }) => {
      const text = new TextDecoder().decode(bytes).replace('{{verstaendigung}}', '{{verstaendigng}}')
      const path = join(stage.product().folder, name)
      await writeFile(path, text)
      return path
    }),
  )
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

test('without script somebody uploads a version with a mistake, mends it; a second person compares and publishes; a Lotsin moves her draft and back', async () => {
  const rieken = await stage.openAs('rieken', { javaScript: false })
  // The demo's own version is taken back first: one is made at a time.
  await rieken.goto('/templates')
  await rieken.getByRole('link', { name: /neue Version$/ }).click()
  await button(rieken, 'Zurückholen').click()
  await rieken.getByText('Entwurf verwerfen').first().click()
  await button(rieken, 'Entwurf verwerfen').click()

  await rieken.goto('/template-drafts/new?slug=zielvereinbarung-25b')
  await button(rieken, 'Hochladen und prüfen').click()
  await rieken.getByText('Wählen Sie die Dateien aus').first().waitFor()
  await rieken.getByLabel('Dateien').setInputFiles(await filesWithMistake())
  await button(rieken, 'Hochladen und prüfen').click()
  await rieken.getByText('meinten Sie „verstaendigung“?').first().waitFor()
  const here = new URL(rieken.url()).pathname
  await rieken.getByRole('link', { name: /^template\.hbs, Zeile/ }).click()
  expect(await rieken.locator('.vw-bad').innerText()).toContain('verstaendigng')
  const field = rieken.getByLabel('Text von template.hbs', { exact: true })
  await field.fill((await field.inputValue()).replace('{{verstaendigng}}', '{{verstaendigung}}'))
  await button(rieken, 'Speichern und prüfen').click()
  await rieken.getByText('das Beispiel ist gesetzt').waitFor()
  await button(rieken, 'Zur Veröffentlichung vorlegen').click()
  await rieken.getByText('Die Version liegt jetzt zur Veröffentlichung vor.').waitFor()
  await rieken.goto(`${here}/comparison`)
  await rieken.getByText('Sie können nicht veröffentlichen.').waitFor()

  const thiele = await stage.openAs('thiele', { width: 390 })
  await thiele.goto('/templates')
  await thiele.getByRole('link', { name: /neue Version$/ }).click()
  await thiele.getByRole('link', { name: 'Vergleichen und entscheiden' }).click()
  await thiele.getByRole('heading', { name: 'Vergleich mit Version 1' }).waitFor()
  await thiele.getByText('Pflicht: Die Angabe fehlt, bis jemand sie einträgt.').first().waitFor()
  await shoot(thiele, 'version-vergleich-390')
  await expectAccessible(thiele, 'comparison')
  await thiele.getByLabel('Gültig ab').fill(germanDay(-1))
  await button(thiele, 'Veröffentlichen').click()
  await thiele.getByText('Rückwirkend gilt keine Dokumentvorlage').first().waitFor()
  await thiele.getByLabel('Gültig ab').fill(germanDay(0))
  await button(thiele, 'Veröffentlichen').click()
  await thiele.getByText('Die Version ist veröffentlicht.').waitFor()
  await thiele.getByRole('heading', { name: 'Entwürfe auf früheren Versionen' }).waitFor()
  await shoot(thiele, 'version-veroeffentlicht-390')
  await expectAccessible(thiele, 'published version')

  const ahlers = await stage.openAs('ahlers')
  await ahlers.goto('/documents?state=draft&kind=agreement')
  await ahlers.locator('main a[href^="/documents/0"]').first().click()
  await ahlers.getByText('Neue Fassung der Dokumentvorlage: Version 2.').waitFor()
  await shoot(ahlers, 'version-entwurf')
  const second = await stage.openAs('kortmann')
  await second.goto(ahlers.url())
  await second.locator('[data-together="true"]').waitFor()
  await ahlers.getByRole('link', { name: 'Ansehen, was sich ändert' }).click()
  await ahlers.getByText('Dann fehlt noch: Verständigung im Gespräch.').waitFor()
  await shoot(ahlers, 'version-umstellen')
  await expectAccessible(ahlers, 'move')
  await button(ahlers, 'Auf Version 2 umstellen').click()
  await ahlers.getByText('Der Entwurf folgt jetzt der anderen Version').waitFor()
  await ahlers.getByText('Verständigung im Gespräch').first().waitFor()
  await second.getByText('Dieser Entwurf folgt jetzt einer anderen Version').waitFor()
  await ahlers.getByRole('link', { name: 'Umgestellt: aufgehobene Angaben' }).click()
  await button(ahlers, 'Auf Version 1 umstellen').click()
  await ahlers.getByText('Neue Fassung der Dokumentvorlage: Version 2.').waitFor()
}, 180_000)
