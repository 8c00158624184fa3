import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { caseRow } from '../../data/demo/cases.ts'
import { picture } from '../server/attachment/files.ts'
import { axe, overflow } from './browser.ts'
import { type HandbookPicture, takePicture } from './handbook-pictures.ts'
import { germanDay, openStage, shoot } from './stage.ts'

const stage = openStage()

interface Day {
  readonly page: Page
  /** The page has this heading, is accessible and as wide as its window. In the wide window it is taken for the handbook. */
  see(heading: string | RegExp, shown?: HandbookPicture): Promise<void>
}

async function begin(login: string, width: number): Promise<Day> {
  const page = await stage.openAs(login, { width })
  return {
    page,
    async see(heading, shown) {
      await page.getByRole('heading', { level: 1, name: heading }).waitFor()
      await page.waitForLoadState('networkidle')
      const where = `${login} ${width} ${new URL(page.url()).pathname}`
      expect.soft(await axe(page), where).toEqual([])
      expect.soft(await overflow(page), `${where}: pixels to scroll sideways`).toBeLessThanOrEqual(0)
      if (shown && width === 1280) await takePicture(page, shown)
      await shoot(page, `day-${where.replaceAll(/[ /]+/g, '-')}`)
    },
  }
}

const link = (page: Page, name: string | RegExp) => page.getByRole('link', { name, exact: true }).first()
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).first()
const navigation = (page: Page, name: RegExp) =>
  page.getByRole('navigation', { name: 'Hauptnavigation' }).getByRole('link', { name })

/** Who works in which window, with whose case, how she types that name, and who of hers has consented to something. */
const lotsinDays = [
  { width: 1280, login: 'ahlers', client: caseRow(19).nachname, heard: 'chowdhury', consenting: caseRow(1).nachname },
  { width: 390, login: 'oezdemir', client: caseRow(28).nachname, heard: 'dang van', consenting: caseRow(3).nachname },
]

test.each(lotsinDays)(
  'a Lotsin finds somebody by the name as she hears it, adds a file, goes on writing, asks for approval and sees who may learn what, $width pixels wide',
  async ({ width, login, client, heard, consenting }) => {
    const { page, see } = await begin(login, width)
    await seeStart({ page, see })

    await page
      .locator(width < 600 ? 'header a[href="/search"]' : '#suche')
      .first()
      .click()
    const field = page.getByRole('searchbox').first()
    await field.fill(heard)
    await field.press('Enter')
    await page.locator('#treffer mark').first().waitFor()
    await see('Suche', {
      at: 'alle#suche',
      name: 'suche',
      alt: `Suche nach „${heard}“: Der Fall von ${client} und sein Dokument stehen als Treffer, der Name ist markiert.`,
    })
    await page.locator('#treffer a[href^="/cases/"]').first().click()
    await see(new RegExp(client), {
      at: 'lotsin#faelle',
      name: 'lotsin-fall',
      alt: 'Ein Fall: links, was fällig ist, die Dokumente und was folgt, rechts die Angaben zur Person und zum Aufenthalt.',
    })

    await addFile(page)
    await see(new RegExp(client))

    await page.locator('#dokumente a[href^="/documents/0"]').first().click()
    await writeOn(page)
    await see(/Zielvereinbarung/, {
      at: 'lotsin#ein-dokument-anlegen',
      name: 'lotsin-entwurf',
      alt: 'Ein Entwurf: links die Abschnitte, in der Mitte das Formular, rechts das Papier, wie es gedruckt wird.',
    })
    await button(page, 'Zur Freigabe geben').click()
    await page.waitForURL(/done=submitted/)
    await page.getByText('In Freigabe', { exact: true }).first().waitFor()
    await see(/Zielvereinbarung/)

    await navigation(page, /^Fälle/).click()
    await see('Fälle')
    await page.getByLabel('Name oder Aktenzeichen').fill(consenting)
    await button(page, 'Anzeigen').click()
    await page.waitForURL(/q=/)
    await link(page, new RegExp(consenting)).click()
    await link(page, 'Einwilligungen und Weitergaben').click()
    await see(/Einwilligungen/, {
      at: 'lotsin#einwilligungen-und-weitergabe',
      name: 'lotsin-einwilligungen',
      alt: 'Einwilligungen eines Falls: je Empfänger der Umfang, das Datum und was weitergegeben wurde.',
    })
  },
  120_000,
)

async function seeStart({ page, see }: Day) {
  await page.getByRole('heading', { name: 'Schritte und Wiedervorlagen' }).waitFor()
  await see(/^Guten/, {
    at: 'lotsin#ihre-startseite',
    name: 'lotsin-start',
    alt: 'Die Startseite einer Lotsin: links, was überfällig, heute und diese Woche fällig ist, rechts, woran sie weiterarbeitet.',
  })
  await navigation(page, /^Wiedervorlagen/).click()
  await see('Wiedervorlagen', {
    at: 'lotsin#wiedervorlagen',
    name: 'lotsin-wiedervorlagen',
    alt: 'Alle Wiedervorlagen und Schritte einer Lotsin mit ihrem Tag.',
  })
}

async function addFile(page: Page) {
  const panel = page.locator('#anlagen')
  const buffer = Buffer.from(await picture('png', { width: 900, height: 300 }))
  await panel
    .getByLabel('Dateien hinzufügen')
    .setInputFiles({ name: 'Teilnahmebescheinigung.png', mimeType: 'image/png', buffer })
  await button(page, 'Hochladen').click()
  await panel.getByRole('link', { name: 'Teilnahmebescheinigung', exact: true }).waitFor()
}

async function writeOn(page: Page) {
  const field = page.locator('[name="zielAufenthalt.bezeichnung"]')
  await field.fill('Aufenthaltserlaubnis, besprochen in drei Schritten')
  await field.blur()
  await page.locator('#vorschau').getByText('besprochen in drei Schritten').first().waitFor({ state: 'attached' })
  await page
    .locator('#speicherstand')
    .getByText(/^Gespeichert \d\d:\d\d$/)
    .waitFor()
}

/** How somebody takes a link, a button or a field. */
type Hand = (target: Locator) => Promise<void>

const byPointer: Hand = (target) => target.click()

/** Goes on by Tab until the focus is there; fields are then written in, everything else is pressed. */
const byKeyboard: Hand = async (target) => {
  await target.waitFor()
  for (let pressed = 0; pressed < 150; pressed += 1) {
    await target.page().keyboard.press('Tab')
    if (!(await target.evaluate((element) => element === document.activeElement))) continue
    if (await target.evaluate((element) => element.matches('a, button, summary')))
      await target.page().keyboard.press('Enter')
    if (await target.evaluate((element) => element.matches('[type=checkbox]')))
      await target.page().keyboard.press('Space')
    return
  }
  throw new Error(`No Tab leads to ${target}.`)
}

test.each([
  { width: 1280, way: 'by pointer', hand: byPointer },
  { width: 390, way: 'by keyboard alone', hand: byKeyboard },
])(
  'a Leitung returns one document, approves another and says when she is away, $way, $width pixels wide',
  async ({ width, hand }) => {
    const { page, see } = await begin('kortmann', width)
    await see(/^Guten/)
    await hand(navigation(page, /^Freigaben/))
    await see('Freigaben', {
      at: 'leitung#freigaben',
      name: 'leitung-freigaben',
      alt: 'Die Liste der Freigaben: je Dokument die Art der Änderung, die Einheit, wer vorgelegt hat, wie lange es wartet und bis wann zu entscheiden ist.',
    })

    const waiting = page.locator('main table a[href$="/approvals"]')
    const returned = await waiting.first().getAttribute('href')
    await hand(waiting.first())
    await see(/./, {
      at: 'leitung#freigeben-und-zurueckgeben',
      name: 'leitung-freigabe',
      alt: 'Eine Freigabe: links die Änderungen seit der letzten Entscheidung, rechts „Freigeben“, der Grund der Rückgabe und „Zurückgeben“.',
    })
    await hand(page.getByLabel('Grund der Rückgabe'))
    await page.keyboard.type('Bitte den Nachweis für Schritt 1 nennen.')
    await hand(button(page, 'Zurückgeben'))
    await page
      .getByText(/ist zurückgegeben\./)
      .first()
      .waitFor()
    await see('Freigaben')
    expect(await page.locator(`main table a[href="${returned}"]`).count()).toBe(0)

    await hand(waiting.first())
    await hand(button(page, 'Freigeben'))
    await page
      .getByText(/ist freigegeben\./)
      .first()
      .waitFor()

    await hand(page.locator('.vw-user summary'))
    await hand(link(page, 'Vertretung'))
    await see('Vertretung', {
      at: 'leitung#vertretung-und-abwesenheit',
      name: 'leitung-vertretung',
      alt: 'Vertretungen: links, was läuft und was kommt, rechts das Formular für eine neue.',
    })
    await hand(page.getByLabel('Erster Tag'))
    await page.keyboard.type(germanDay(40))
    await hand(page.getByLabel('Letzter Tag'))
    await page.keyboard.type(germanDay(44))
    await hand(page.getByLabel('In dieser Zeit abwesend'))
    await hand(button(page, 'Eintragen'))
    await page.getByText('Die Vertretung ist eingetragen.').waitFor()
    await see('Vertretung')
    await hand(page.getByRole('button', { name: new RegExp(`^Beenden: .*${germanDay(40)}`) }))
    await page.getByText('Die Vertretung ist beendet.').waitFor()
  },
  120_000,
)

const widths = [1280, 390]

test.each(widths)(
  'the Sitzungsdienst finds the papers of a body, looks at its numbers and at a paper with its files, %i pixels wide',
  async (width) => {
    const { page, see } = await begin('vosskamp', width)
    await see(/^Guten/)
    await navigation(page, /^Sitzungsvorlagen/).click()
    await see('Sitzungsvorlagen', {
      at: 'sitzungsdienst#sitzungsvorlagen',
      name: 'sitzungsdienst-liste',
      alt: 'Die Liste der Sitzungsvorlagen mit Ansichten, Auswahl nach Gremium, Stand und Sitzungstag und der nächsten Sitzung je Vorlage.',
    })
    await page.getByLabel('Stand', { exact: true }).selectOption({ label: 'Ausgefertigt' })
    await page.getByLabel('Gegenstand, Nummer oder Text').fill('Integration')
    await button(page, 'Anzeigen').click()
    await page.waitForURL(/state=/)
    await see('Sitzungsvorlagen')
    await page.locator('main table a[href^="/documents/0"]').first().click()
    await page.locator('#anlagen').getByRole('heading', { name: 'Nichtöffentlich' }).waitFor()
    await see(/Sitzungsvorlage/)

    await navigation(page, /^Sitzungsvorlagen/).click()
    await link(page, 'Nummernkreise').click()
    await page.getByRole('heading', { name: 'Nummernkreis festlegen' }).waitFor()
    await page.locator('#feld-body').fill('Kreistag')
    await page.locator('[name="pattern"]').fill('{nr:3}/{jahr}/KT')
    await button(page, 'Vorschau').click()
    await page.getByText('Die nächste Nummer wäre').waitFor()
    await see('Nummernkreise', {
      at: 'sitzungsdienst#nummer-und-pdf',
      name: 'sitzungsdienst-nummern',
      alt: 'Nummernkreise: links die geltenden Muster mit der nächsten Nummer, rechts ein neues Muster mit Vorschau.',
    })
  },
  60_000,
)

test.each(widths)(
  'the Vorlagenpflege sees the version that waits and compares it with the published one, %i pixels wide',
  async (width) => {
    const { page, see } = await begin('thiele', width)
    await navigation(page, /^Dokumentvorlagen/).click()
    await see('Dokumentvorlagen')
    await link(page, /neue Version$/).click()
    await see(/Version 2/)
    await link(page, 'Vergleichen und entscheiden').click()
    await page.getByText('Pflicht: Die Angabe fehlt, bis jemand sie einträgt.').first().waitFor()
    await see('Vergleich mit Version 1', {
      at: 'vorlagenpflege#vergleichen-und-veroeffentlichen',
      name: 'vorlagenpflege-vergleich',
      alt: 'Vergleich zweier Versionen: links die Unterschiede der Felder und Texte, rechts „Veröffentlichen“ mit dem Tag und „Zurückgeben“ mit dem Grund.',
    })
    await button(page, 'Veröffentlichen').waitFor()
  },
  60_000,
)

test.each(widths)('the Administration looks at accounts and at the mail, %i pixels wide', async (width) => {
  const { page, see } = await begin('wellmann', width)
  await navigation(page, /^Konten/).click()
  await see('Konten', {
    at: 'administration#konten',
    name: 'administration-konten',
    alt: 'Die Liste der Konten mit Kennung, Einheit, Rollen und Stand.',
  })
  await link(page, 'Jutta Ahlers').click()
  await see('Jutta Ahlers')
  await navigation(page, /^Post/).click()
  await page.getByText('Es ist kein Mailserver eingerichtet').waitFor()
  await see('Post')
})

test.each(widths)('the Revision sees that the chain is whole, and what came before, %i pixels wide', async (width) => {
  const { page, see } = await begin('uphoff', width)
  await navigation(page, /^Prüfkette/).click()
  await page.getByText('Unversehrt').waitFor()
  await see('Prüfkette', {
    at: 'revision#pruefkette',
    name: 'revision-pruefkette',
    alt: 'Die Prüfkette ist unversehrt; darunter die neuesten Einträge mit Nummer, Zeit, Person und Ereignis.',
  })
  await link(page, 'Ältere Einträge').click()
  await page.getByText('Neueste Einträge').waitFor()
  await see('Prüfkette')
})
