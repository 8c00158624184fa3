import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectAccessible, fillIn, openStage, shoot } from './stage.ts'
import { agreed, openPaper, standIn, write } from './writers.ts'

const stage = openStage()

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first()

/** Where the first document in a list lies. */
async function firstIn(page: Page, list: string): Promise<string> {
  await page.goto(list)
  const href = await page.locator('main table a').first().getAttribute('href')
  return href ?? ''
}

/** With script what is typed is stored by itself, without one by a button. */
async function change(
  page: Page,
  { javaScript, name, value }: { readonly javaScript: boolean; readonly name: string; readonly value: string },
) {
  if (!javaScript) {
    await fillIn(page, { [name]: value })
    return button(page, 'Speichern').click()
  }
  const stored = page.waitForResponse((answer) => answer.url().includes('/fields/') && answer.status() === 204)
  await fillIn(page, { [name]: value })
  await page.locator(`[name="${name}"]`).blur()
  await stored
}

test.each([
  { javaScript: true, kind: 'consent', name: 'datum', value: '24.12.2026' },
  { javaScript: false, kind: 'agreement', name: 'lesefassung', value: 'Romanes' },
])(
  'a returned $kind is changed, compared and brought back (script: $javaScript)',
  async (about) => {
    const { javaScript, kind, name, value } = about
    const leitung = await stage.openAs('kortmann', { javaScript })
    const path = await firstIn(leitung, `/documents?state=in_approval&kind=${kind}`)
    await leitung.goto(`${path}/approvals`)
    await button(leitung, 'Zurückgeben').click()
    if (javaScript) await leitung.waitForFunction(() => document.activeElement?.id === 'fehler')
    await leitung.getByLabel('Grund der Rückgabe').fill('Bitte den Zweck genauer nennen.')
    await button(leitung, 'Zurückgeben').click()
    await leitung.waitForURL(/done=returned/)

    const lotsin = await stage.openAs('ahlers', { javaScript })
    await lotsin.goto(path)
    const before = await lotsin.locator(`[name="${name}"]`).inputValue()
    await change(lotsin, about)
    await lotsin.getByRole('link', { name: 'Fassungen' }).click()
    await lotsin.getByText('zurückgegeben von Dr. Sabine Kortmann').waitFor()
    await shoot(lotsin, `versions-${javaScript}`)
    if (javaScript) await expectAccessible(lotsin, 'versions')

    await lotsin.getByLabel('Fassung festhalten').fill('vor dem Gespräch')
    await button(lotsin, 'Festhalten').click()
    await lotsin.getByText('als „vor dem Gespräch“ festgehalten von Jutta Ahlers').waitFor()

    await lotsin.getByRole('radio', { name: 'Fassung 1 bis 2 vergleichen' }).check()
    await button(lotsin, 'Vergleichen').click()
    await lotsin.getByRole('row', { name: new RegExp(`neu: ${value}.*Jutta Ahlers`) }).waitFor()
    await shoot(lotsin, `comparison-${javaScript}`)
    if (javaScript) await expectAccessible(lotsin, 'comparison')

    await lotsin.getByRole('link', { name: 'Fassung 1 bis 2 wiederherstellen' }).click()
    await lotsin.getByRole('heading', { name: 'Was sich dadurch ändert' }).waitFor()
    await shoot(lotsin, `restoration-${javaScript}`)
    if (javaScript) await expectAccessible(lotsin, 'restoration')
    await button(lotsin, 'Diese Fassung wiederherstellen').click()
    await lotsin.getByText('Die Fassung ist wiederhergestellt.').waitFor()
    await lotsin.goto(path)
    expect(await lotsin.locator(`[name="${name}"]`).inputValue()).toBe(before)
    await lotsin.goto(`${path}/trail`)
    await lotsin.getByText('Jutta Ahlers hat eine frühere Fassung wiederhergestellt.').waitFor()
  },
  120_000,
)

test('two people write in one text, and afterwards it says who wrote which words', async () => {
  const { address, pages } = await openPaper(stage, 'vosskamp', 'groth')
  const [clerk, colleague] = pages as [Page, Page]
  await write(pages, '<h3>Anlass</h3><p>Henning schreibt zuerst.</p>')
  await standIn(colleague, /^Henning/)
  await colleague.keyboard.type(' Marlies schreibt danach.')
  await agreed(pages)

  await clerk.getByRole('link', { name: 'Wer hat was geschrieben' }).click()
  await clerk.getByRole('heading', { name: 'Anteile am Text' }).waitFor()
  const people = await clerk.locator('.vw-list').innerText()
  expect(people).toMatch(/Henning Vosskamp\s+\d+ %\s+Marlies Groth\s+\d+ %/)
  const line = await clerk.locator('.vw-authored').filter({ hasText: 'zuerst' }).innerText()
  expect(line).toMatch(/^Henning schreibt zuerst\.\s*Marlies Groth:\s+Marlies schreibt danach\.$/)
  await shoot(clerk, 'authorship')
  await expectAccessible(clerk, 'authorship')

  const reader = await stage.openAs('vosskamp', { javaScript: false, width: 390 })
  await reader.goto(address.replace('/draft', '/authorship'))
  await reader.getByText('Marlies Groth:').first().waitFor()
}, 120_000)
