import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { axe, signInAs } from './browser.ts'
import { expectAccessible, fillIn, germanDay, openStage, shoot } from './stage.ts'

const stage = openStage()

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' })
const field = (page: Page, name: string) => page.locator(`#angaben [name="${name}"]`)
const whole = (page: Page, place: string) => page.locator(`#angaben [data-place="${place}"]`)
const saved = (page: Page) => page.locator('#speicherstand')
const spoken = (page: Page) => page.locator('#meldungen')

/** Types and goes on to somewhere else. */
async function type(page: Page, name: string, text: string): Promise<void> {
  await field(page, name).fill(text)
  await field(page, name).blur()
}

/** What comes from somewhere else takes its time. */
const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 10_000 })

/** Keeps everything that a screen reader is told from now on. */
const heardIn = (page: Page) =>
  page.evaluate(() => {
    const live = document.getElementById('meldungen')
    const note = () =>
      document.body.setAttribute('data-heard', `${document.body.dataset.heard ?? ''}|${live?.textContent}`)
    if (live) new MutationObserver(note).observe(live, { childList: true, characterData: true, subtree: true })
  })

const heard = async (page: Page): Promise<string[]> =>
  (await page.locator('body').getAttribute('data-heard'))?.split('|') ?? []

const isSaved = (page: Page) =>
  saved(page)
    .getByText(/^Gespeichert \d\d:\d\d$/)
    .waitFor()

async function isTogether(page: Page): Promise<void> {
  await page.locator('.vw-split[data-together]').waitFor()
}

/** A new agreement of Jutta Ahlers, opened by her and by the Leitung of her unit. */
async function openTwo(options: { width?: number } = {}) {
  const ahlers = await stage.openAs('ahlers', options)
  await ahlers.goto('/cases')
  await ahlers.locator('table a').first().click()
  await ahlers.getByRole('link', { name: 'Dokument anlegen' }).click()
  await ahlers.getByLabel('Zielvereinbarung').check()
  await button(ahlers, 'Entwurf anlegen').click()
  await ahlers.waitForURL(/\/draft/)
  const path = new URL(ahlers.url()).pathname
  const kortmann = await stage.openAs('kortmann', options)
  await kortmann.goto(path)
  await isTogether(ahlers)
  await isTogether(kortmann)
  return { ahlers, kortmann, path }
}

async function openOne(options: { width?: number } = {}) {
  const page = await stage.openAs('ahlers', options)
  await page.goto('/cases')
  await page.locator('table a').first().click()
  await page.getByRole('link', { name: 'Dokument anlegen' }).click()
  await page.getByLabel('Zielvereinbarung').check()
  await button(page, 'Entwurf anlegen').click()
  await page.waitForURL(/\/draft/)
  await isTogether(page)
  return { page, path: new URL(page.url()).pathname }
}

test('what somebody types is stored when she leaves the field or rests, and the other sees it', async () => {
  const { ahlers, kortmann } = await openTwo()
  await heardIn(ahlers)
  expect(await button(ahlers, 'Speichern').count()).toBe(0)
  await type(ahlers, 'gespraech.ort', 'Kreishaus, Raum 2.01')
  await isSaved(ahlers)
  await eventually(() => field(kortmann, 'gespraech.ort').inputValue()).toBe('Kreishaus, Raum 2.01')
  await field(ahlers, 'gespraech.uhrzeit').pressSequentially('14:30')
  await saved(ahlers).getByText('Wird gespeichert …').waitFor()
  await eventually(() => field(kortmann, 'gespraech.uhrzeit').inputValue()).toBe('14:30')
  expect(await ahlers.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('gespraech.uhrzeit')
  await kortmann.locator('#vorschau').getByText('14:30').first().waitFor()
  await fillIn(ahlers, { rechtsnatur: 'absprache' })
  await isSaved(ahlers)
  await eventually(() => kortmann.locator('[name="rechtsnatur"][value="absprache"]').isChecked()).toBe(true)
  // It was stored three times by now.
  expect((await heard(ahlers)).filter((words) => words === 'Gespeichert')).toHaveLength(1)
  await ahlers.reload()
  expect(await field(ahlers, 'gespraech.uhrzeit').inputValue()).toBe('14:30')
})

test('a field that somebody is in keeps what it shows, and takes the other value over when she leaves', async () => {
  const { ahlers, kortmann } = await openTwo()
  await field(kortmann, 'gespraech.ort').focus()
  await type(ahlers, 'gespraech.ort', 'Sitzungssaal')
  await whole(kortmann, 'gespraech.ort').getByText('von Jutta Ahlers geändert: Sitzungssaal').waitFor()
  expect(await field(kortmann, 'gespraech.ort').inputValue()).toBe('')
  expect(await axe(kortmann)).toEqual([])
  await field(kortmann, 'gespraech.uhrzeit').focus()
  await eventually(() => field(kortmann, 'gespraech.ort').inputValue()).toBe('Sitzungssaal')
  expect(await whole(kortmann, 'gespraech.ort').locator('[data-note]').count()).toBe(0)
})

test('what is typed while another submits stays on the device and is stored when the document comes back', async () => {
  const ahlers = await stage.openAs('ahlers')
  await ahlers.goto('/documents?state=in_approval')
  await ahlers.locator('main table a').first().click()
  await button(ahlers, 'Zurückholen').click()
  await isTogether(ahlers)
  const path = new URL(ahlers.url()).pathname
  const kortmann = await stage.openAs('kortmann')
  await kortmann.goto(path)
  await isTogether(kortmann)
  await kortmann.context().setOffline(true)
  await type(kortmann, 'gespraech.ort', 'Zu spät')
  await button(ahlers, 'Zur Freigabe geben').click()
  await ahlers.waitForURL(/done=submitted/)
  await kortmann.context().setOffline(false)
  await kortmann.getByText('Das Dokument liegt jetzt zur Freigabe vor.').waitFor()
  await eventually(() => field(kortmann, 'gespraech.ort').evaluate((control) => control.matches(':read-only'))).toBe(
    true,
  )
  expect(await field(kortmann, 'gespraech.ort').inputValue()).toBe('Zu spät')
  expect((await draftsOf(kortmann)).length).toBe(1)
  expect(await axe(kortmann)).toEqual([])
  await button(ahlers, 'Zurückholen').click()
  await isTogether(ahlers)
  await eventually(() => field(ahlers, 'gespraech.ort').inputValue()).toBe('Zu spät')
  await isSaved(kortmann)
  expect(await field(kortmann, 'gespraech.ort').evaluate((control) => control.matches(':read-only'))).toBe(false)
})

test('two who change the same are asked, and either value can win', async () => {
  const { ahlers, kortmann } = await openTwo()
  await type(ahlers, 'gespraech.ort', 'Anfang')
  await eventually(() => field(kortmann, 'gespraech.ort').inputValue()).toBe('Anfang')

  await field(kortmann, 'gespraech.ort').press('End')
  await field(kortmann, 'gespraech.ort').pressSequentially('s hier')
  await type(ahlers, 'gespraech.ort', 'Rathaus')
  const hint = whole(kortmann, 'gespraech.ort').locator('[data-note]')
  await hint.getByText('von Jutta Ahlers geändert: Rathaus').or(hint.getByText('Jutta Ahlers hat')).first().waitFor()
  expect(await field(kortmann, 'gespraech.ort').inputValue()).toBe('Anfangs hier')
  await hint.getByText(/Jutta Ahlers hat „Ort“ um \d\d:\d\d Uhr auf Rathaus geändert/).waitFor()
  expect(await kortmann.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('gespraech.ort')
  await saved(kortmann).getByText('Noch nicht alles gespeichert').waitFor()
  await shoot(kortmann, 'live-conflict')
  await expectAccessible(kortmann, 'conflict')
  await button(kortmann, 'Meine Angabe behalten').click()
  await isSaved(kortmann)
  await eventually(() => field(ahlers, 'gespraech.ort').inputValue()).toBe('Anfangs hier')

  await field(ahlers, 'gespraech.ort').press('End')
  await field(ahlers, 'gespraech.ort').pressSequentially('!')
  await type(kortmann, 'gespraech.ort', 'Kreishaus')
  await whole(ahlers, 'gespraech.ort')
    .getByText(/Dr. Sabine Kortmann hat/)
    .waitFor()
  await button(ahlers, 'Angabe von Dr. Sabine Kortmann übernehmen').click()
  await eventually(() => field(ahlers, 'gespraech.ort').inputValue()).toBe('Kreishaus')
  expect(await ahlers.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('gespraech.ort')
  await isSaved(ahlers)
})

test('what cannot be read is told at the field, stays there after a reload and is stored once it is corrected', async () => {
  const { page } = await openOne()
  await type(page, 'gespraech.datum', '31.02.2027')
  await whole(page, 'gespraech.datum').getByText('Den Tag 31.02.2027 gibt es im Kalender nicht').waitFor()
  expect(await field(page, 'gespraech.datum').getAttribute('aria-invalid')).toBe('true')
  expect(await axe(page)).toEqual([])
  await page.waitForTimeout(500)
  await page.reload()
  await whole(page, 'gespraech.datum').getByText('Den Tag 31.02.2027 gibt es im Kalender nicht').waitFor()
  expect(await field(page, 'gespraech.datum').inputValue()).toBe('31.02.2027')
  await button(page, 'Zur Freigabe geben').click()
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('gespraech.datum')
  await type(page, 'gespraech.datum', germanDay(0))
  await isSaved(page)
  expect(await draftsOf(page)).toEqual([])
  expect(await whole(page, 'gespraech.datum').locator('.kern-error').count()).toBe(0)
  await page.reload()
  expect(await field(page, 'gespraech.datum').inputValue()).toBe(germanDay(0))
})

test('rows that two insert, move and remove at once stay what they are', async () => {
  const { ahlers, kortmann } = await openTwo()
  await heardIn(kortmann)
  await Promise.all([button(ahlers, 'Ziel einfügen').click(), button(kortmann, 'Ziel einfügen').click()])
  expect(await ahlers.evaluate(() => document.activeElement?.getAttribute('name'))).toMatch(/^ziele\[\d\]\.nr$/)
  const goals = (page: Page) => page.locator('#angaben [data-list="ziele"] > [data-rows] > details')
  await eventually(() => goals(ahlers).count()).toBe(2)
  await eventually(() => goals(kortmann).count()).toBe(2)
  await eventually(() => heard(kortmann)).toContainEqual(expect.stringMatching(/^Jutta Ahlers hat Ziel \d eingefügt/))
  const own = await ahlers.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row)
  await whole(ahlers, `ziele.${own}.titel`).locator('input, textarea').fill('Deutsch bis A2')
  await isSaved(ahlers)
  await eventually(() => whole(kortmann, `ziele.${own}.titel`).locator('input, textarea').inputValue()).toBe(
    'Deutsch bis A2',
  )

  // The row moves under the hands of whoever types in it.
  const row = kortmann.locator(`[data-row="${own}"]`)
  if (!(await row.getAttribute('open'))) await row.locator('summary').first().click()
  const typing = whole(kortmann, `ziele.${own}.titel`).locator('input, textarea')
  await typing.focus()
  await typing.press('End')
  await typing.pressSequentially(' und', { delay: 30 })
  const way =
    (await goals(ahlers).first().getAttribute('data-row')) === own ? 'Nach unten: Ziel 1' : 'Nach oben: Ziel 2'
  await button(ahlers, way).click()
  await typing.pressSequentially(' weiter', { delay: 30 })
  await eventually(() => whole(ahlers, `ziele.${own}.titel`).locator('input, textarea').inputValue()).toBe(
    'Deutsch bis A2 und weiter',
  )
  await eventually(() =>
    goals(kortmann).evaluateAll((rows) => rows.map((each) => each.getAttribute('data-row'))),
  ).toEqual(await goals(ahlers).evaluateAll((rows) => rows.map((each) => each.getAttribute('data-row'))))
  expect(await kortmann.evaluate(() => document.activeElement?.closest('[data-row]')?.getAttribute('data-row'))).toBe(
    own,
  )
})

test('a removed row comes back with all that stood in it', async () => {
  const { ahlers, kortmann } = await openTwo()
  await button(ahlers, 'Ziel einfügen').click()
  await type(ahlers, 'ziele[0].titel', 'Wohnung finden')
  await button(ahlers, 'Schritt einfügen').click()
  await type(ahlers, 'ziele[0].schritte[0].was', 'Antrag beim Bauverein')
  await isSaved(ahlers)
  await button(ahlers, 'Entfernen: Ziel 1').click()
  await eventually(() => spoken(ahlers).innerText()).toContain('Ziel 1 entfernt')
  await eventually(() => kortmann.locator('[data-list="ziele"] details').count()).toBe(0)
  expect(await axe(ahlers)).toEqual([])
  await button(ahlers, /^Rückgängig/).click()
  await isSaved(ahlers)
  await kortmann.locator('[data-list="ziele"] details').waitFor()
  await kortmann.locator('[data-list="ziele"] summary').click()
  await eventually(() => field(kortmann, 'ziele[0].schritte[0].was').inputValue()).toBe('Antrag beim Bauverein')
  await ahlers.reload()
  expect(await field(ahlers, 'ziele[0].titel').inputValue()).toBe('Wohnung finden')
})

test('what is typed in a row that another removes stands under the inputs that were not taken over', async () => {
  const { ahlers, kortmann } = await openTwo()
  await button(ahlers, 'Ziel einfügen').click()
  await type(ahlers, 'ziele[0].titel', 'Deutsch')
  await kortmann.locator('[data-list="ziele"] summary').click()
  await field(kortmann, 'ziele[0].titel').fill('Deutsch bis zum Niveau B1')
  await button(ahlers, 'Entfernen: Ziel 1').click()
  await eventually(() => kortmann.locator('[data-list="ziele"] details').count()).toBe(0)
  await kortmann.locator('#nicht-uebernommen').getByText('Deutsch bis zum Niveau B1').waitFor()
})

test('without a connection fields and rows go on and are stored when it is back', async () => {
  const { ahlers, kortmann } = await openTwo()
  await ahlers.context().setOffline(true)
  await type(ahlers, 'gespraech.ort', 'Zug nach Borken')
  await saved(ahlers).getByText('Ohne Netz: Ihre Eingaben bleiben auf diesem Gerät').waitFor()
  await button(ahlers, 'Ziel einfügen').click()
  await type(ahlers, 'ziele[0].titel', 'Arbeit finden')
  await button(ahlers, 'Schritt einfügen').click()
  await type(ahlers, 'ziele[0].schritte[0].was', 'Bewerbung schreiben')
  await button(ahlers, 'Schritt einfügen').click()
  await type(ahlers, 'ziele[0].schritte[1].was', 'Bewerbung senden')
  await button(ahlers, 'Nach oben: Schritt 2').click()
  expect(await field(ahlers, 'ziele[0].schritte[0].was').inputValue()).toBe('Bewerbung senden')
  await shoot(ahlers, 'live-offline')
  expect(await axe(ahlers)).toEqual([])
  await type(kortmann, 'gespraech.uhrzeit', '09:15')
  await button(ahlers, 'Zur Freigabe geben').click()
  await eventually(() => spoken(ahlers).innerText()).toContain('wartet')
  expect(new URL(ahlers.url()).pathname).toMatch(/\/draft$/)
  await ahlers.context().setOffline(false)
  await kortmann.locator('[data-list="ziele"] summary').click({ timeout: 20_000 })
  await eventually(() => field(kortmann, 'ziele[0].schritte[0].was').inputValue()).toBe('Bewerbung senden')
  await eventually(() => field(kortmann, 'ziele[0].schritte[1].was').inputValue()).toBe('Bewerbung schreiben')
  expect(await field(kortmann, 'gespraech.ort').inputValue()).toBe('Zug nach Borken')
  await ahlers.getByText('Noch nicht zur Freigabe gegeben').waitFor()
  expect(await field(ahlers, 'gespraech.uhrzeit').inputValue()).toBe('09:15')
})

test('a page closed without a connection has lost nothing when it is opened again', async () => {
  const { page, path } = await openOne()
  const context = page.context()
  await context.setOffline(true)
  await type(page, 'gespraech.ort', 'Unterwegs')
  await button(page, 'Ziel einfügen').click()
  await type(page, 'ziele[0].titel', 'Führerschein')
  await field(page, 'lesefassung').fill('Dari')
  await page.waitForTimeout(400)
  await page.close()
  await context.setOffline(false)
  const again = await context.newPage()
  await again.goto(path)
  await isTogether(again)
  await eventually(() => field(again, 'gespraech.ort').inputValue()).toBe('Unterwegs')
  await eventually(() => field(again, 'ziele[0].titel').inputValue()).toBe('Führerschein')
  await eventually(() => field(again, 'lesefassung').inputValue()).toBe('Dari')
  await eventually(() => draftsOf(again)).toEqual([])
  await again.reload()
  expect(await field(again, 'ziele[0].titel').inputValue()).toBe('Führerschein')
  expect(await draftsOf(again)).toEqual([])
  await again.close()
})

test('an ended session keeps what is typed until the same person signs in again', async () => {
  const { page, path } = await openOne()
  await page.context().clearCookies()
  await type(page, 'gespraech.ort', 'Nach Feierabend')
  await saved(page).getByText('Ihre Sitzung ist beendet.').waitFor()
  expect(await axe(page)).toEqual([])
  await page.waitForTimeout(400)
  expect(JSON.stringify(await draftsOf(page))).not.toContain('Feierabend')
  await saved(page).getByRole('link', { name: 'Neu anmelden' }).click()
  await page.getByLabel('Kennung').fill('ahlers')
  await page.getByLabel('Passwort').fill(await stage.product().passwordOf('ahlers'))
  await button(page, 'Anmelden').click()
  await page.waitForURL(`**${path}`)
  await eventually(() => field(page, 'gespraech.ort').inputValue()).toBe('Nach Feierabend')
  await isSaved(page)
})

test('somebody else at the same browser finds nothing, and nothing goes out under her name', async () => {
  const { page, path } = await openOne()
  await page.context().clearCookies()
  await type(page, 'gespraech.ort', 'Nur für mich')
  await saved(page).getByText('Ihre Sitzung ist beendet.').waitFor()
  const other = await page.context().newPage()
  await signInAs(other, stage.product(), 'kortmann')
  await other.goto(path)
  await isTogether(other)
  await page.waitForTimeout(1500)
  expect(await field(other, 'gespraech.ort').inputValue()).not.toBe('Nur für mich')
  await other.locator('.vw-user summary').click()
  await button(other, 'Abmelden').click()
  await other.waitForURL(/after=sign-out/)
  expect((await draftsOf(other)).length).toBe(1)
  await other.close()
})

test('signing out names what is not stored yet, and takes it off the device when told so', async () => {
  const { page } = await openOne()
  await type(page, 'gespraech.datum', 'irgendwann')
  await whole(page, 'gespraech.datum').locator('.kern-error').waitFor()
  await page.waitForTimeout(400)
  await page.locator('.vw-user summary').click()
  await button(page, 'Abmelden').click()
  const dialog = page.getByRole('dialog', { name: 'Noch nicht gespeichert' })
  await dialog.getByText(/Zielvereinbarung.*: 1 Eingabe/).waitFor()
  await shoot(page, 'live-sign-out')
  expect(await axe(page)).toEqual([])
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(new URL(page.url()).pathname).toMatch(/\/draft$/)
  await page.locator('.vw-user summary').click()
  await button(page, 'Abmelden').click()
  await button(page, 'Trotzdem abmelden und verwerfen').click()
  await page.waitForURL(/after=sign-out/)
  expect(await draftsOf(page)).toEqual([])
})

test('by keyboard alone on a phone a goal is inserted, filled in, moved and removed', async () => {
  const { page } = await openOne({ width: 390 })
  await isSavedByItself(page)
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  for (const title of ['Erstes', 'Zweites']) {
    await button(page, 'Ziel einfügen').focus()
    await press('Enter')
    await page.keyboard.type(title === 'Erstes' ? '1' : '2')
    await press('Tab')
    await page.keyboard.type(title)
  }
  await button(page, 'Nach oben: Ziel 2').focus()
  await press('Enter')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Nach unten: Ziel 1')
  expect(await field(page, 'ziele[0].titel').inputValue()).toBe('Zweites')
  await button(page, 'Entfernen: Ziel 1').focus()
  await press('Enter')
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY')
  await isSaved(page)
  await page.reload()
  expect(await field(page, 'ziele[0].titel').inputValue()).toBe('Erstes')
  await expectAccessible(page, 'draft')
})

async function isSavedByItself(page: Page): Promise<void> {
  expect(await button(page, 'Speichern').count()).toBe(0)
  await saved(page).waitFor()
}

test('what is missing is marked from what is stored, and submitting stores the last word first', async () => {
  const { page } = await openOne()
  await field(page, 'gespraech.ort').pressSequentially('Raum 7')
  await button(page, /Angaben fehlen/).click()
  await page.locator('#fehler').waitFor()
  await isTogether(page)
  expect(await field(page, 'gespraech.ort').inputValue()).toBe('Raum 7')
  await fillIn(page, { 'gespraech.uhrzeit': '08:20' })
  await button(page, 'Zur Freigabe geben').click()
  await page.getByText('Noch nicht zur Freigabe gegeben').waitFor()
  await page.reload()
  expect(await field(page, 'gespraech.uhrzeit').inputValue()).toBe('08:20')
})

/** The names of what lies on the device, with everything else that can be read of it. */
const draftsOf = (page: Page): Promise<unknown[]> =>
  page.evaluate(
    () =>
      new Promise<unknown[]>((resolve) => {
        const opening = indexedDB.open('vorlagenwerk', 1)
        opening.onsuccess = () => {
          const all = opening.result.transaction('drafts').objectStore('drafts').getAll()
          all.onsuccess = () => resolve(all.result)
        }
      }),
  )
