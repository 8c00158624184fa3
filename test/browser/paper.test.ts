import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../server/base/clock.ts'
import { openDatabase } from '../../server/base/database.ts'
import { projectRoot } from '../../server/base/project-root.ts'
import { localDate } from '../../server/calendar/local-time.ts'
import { fillIn, openStage, shoot } from './stage.ts'

const stage = openStage()

const realPaper = z.object({
  berichterstattung: z.string(),
  beratungsgegenstand: z.string(),
  beschlussvorschlag: z.string(),
  sachdarstellung: z.string(),
  beratungsfolge: z.tuple([z.object({ gremium: z.string() })]),
})

const readPaper = async () =>
  realPaper.parse(
    JSON.parse(await readFile(join(projectRoot, 'test', 'cases', 'sitzungsvorlage-0303-2021.json'), 'utf8')),
  )

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first()

/** As the browser hands the clipboard over. */
async function paste(page: Page, name: string, html: string) {
  await page.getByRole('textbox', { name }).evaluate((target, content) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', content)
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, html)
}

/** The last number that the house gave this year. */
async function lastNumber(year: number): Promise<number> {
  const url = pathToFileURL(join(stage.product().folder, 'vw.db')).href
  const db = await openDatabase({ url, clock: systemClock })
  try {
    const row = await db.first(z.object({ last: z.number() }), 'SELECT last FROM number_circle WHERE year = ?', [year])
    return row?.last ?? 0
  } finally {
    await db.close()
  }
}

test('a paper for the committee, from its text to the next number of the year', async () => {
  const paper = await readPaper()
  const clerk = await stage.openAs('vosskamp')
  await clerk.goto('/documents/new')
  await clerk.getByRole('radio', { name: /Sitzungsvorlage/ }).check()
  await button(clerk, 'Entwurf anlegen').click()
  await clerk.waitForURL(/\/draft/)
  const document = new URL(clerk.url()).pathname.replace('/draft', '')
  await clerk.locator('.vw-rich__text').first().waitFor()
  await paste(clerk, 'Beschlussvorschlag', paper.beschlussvorschlag)
  await paste(clerk, 'Sachdarstellung', paper.sachdarstellung)
  if ((await clerk.locator('[name="beratungsfolge[0].gremium"]').count()) === 0) {
    await button(clerk, 'Station einfügen').click()
    await clerk.locator('[name="beratungsfolge[0].gremium"]').waitFor()
  }
  await fillIn(clerk, {
    berichterstattung: paper.berichterstattung,
    beratungsgegenstand: paper.beratungsgegenstand,
    'beratungsfolge[0].gremium': paper.beratungsfolge[0].gremium,
    'beratungsfolge[0].datum': '09.12.2099',
    'beratungsfolge[0].status': 'oeffentlich',
  })
  await shoot(clerk, 'paper-draft')
  await button(clerk, 'Zur Freigabe geben').click()
  await clerk.waitForURL(/done=submitted/)

  const leitung = await stage.openAs('lindemann')
  await leitung.goto(`${document}/approvals`)
  await leitung.getByText('nimmt die Ausführungen zum Modellprojekt').first().waitFor()
  await shoot(leitung, 'paper-approval')
  await button(leitung, 'Freigeben').click()
  await leitung.waitForURL(/done=approved/)

  const year = Number(localDate(new Date().toISOString()).slice(0, 4))
  const number = `${String((await lastNumber(year)) + 1).padStart(4, '0')}/${year}/KREIS`
  await clerk.goto(`${document}/issues`)
  await clerk.getByText('Das Dokument bekommt die nächste Nummer.').waitFor()
  await button(clerk, 'Ausfertigen').click()
  await clerk.getByRole('heading', { name: 'Echtheit' }).waitFor()
  expect(await clerk.locator('article').innerText()).toContain(number)
  await shoot(clerk, 'paper-issued')
  const file = await clerk.request.get(`${document}/pdf`)
  expect(file.headers()['content-type']).toBe('application/pdf')
  expect((await file.body()).subarray(0, 5).toString()).toBe('%PDF-')
}, 120_000)
