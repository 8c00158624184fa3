import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { projectRoot } from '../../../server/base/project-root.ts'
import type { Result } from '../../../server/base/result.ts'
import type { Block, Table } from '../../../server/blocks/blocks.ts'
import { plainText } from '../../../server/blocks/plain-text.ts'
import { printValue } from '../../../server/fields/printed.ts'
import { readValues } from '../../../server/fields/values.ts'
import { walkValues } from '../../../server/fields/walk.ts'
import { missingCharacters } from '../../../server/pdf/fonts.ts'
import { printTagTree, readTagTree } from '../../../server/pdf/tag-tree.ts'
import { closeExpanders } from '../../../server/render/expand.ts'
import { loadShipped } from '../../../server/template/library.ts'
import { expandDocument, renderDocument } from '../../../server/template/rendering.ts'
import { recordPrint } from '../render/print-recorder.ts'

afterAll(closeExpanders)

type Input = Record<string, unknown>
interface Agreement extends Input {
  readonly person: Input
  readonly ausgangslage: Input
  readonly ziele: readonly Input[]
}
interface Consent extends Input {
  readonly einwilligungen: readonly Input[]
}

const at = new Date('2026-11-26T10:00:00Z')
const readInput = (file: string) => JSON.parse(readFileSync(join(projectRoot, file), 'utf8'))
const paper = (): Input => readInput('test/cases/sitzungsvorlage-0303-2021.json')
const agreement = (): Agreement => readInput('test/cases/zielvereinbarung-25b.json')
const consent = (): Consent => readInput('test/cases/einwilligung-weitergabe.json')
const samplePaper = (): Input => readInput('templates/sitzungsvorlage-kreis/v1/sample.json')

const known = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result))
  return result.value
}

async function filled(slug: string, input: Input) {
  const template = known(await loadShipped(slug, 1))
  return { template, values: known(readValues(template.fields, input, { purpose: 'issue', missingCharacters })) }
}

const expanded = async (slug: string, input: Input) =>
  known(await expandDocument({ ...(await filled(slug, input)), mode: 'final' }))

const blocksOf = async (slug: string, input: Input) => (await expanded(slug, input)).blocks

const paperText = async (input: Input) => plainText(await blocksOf('sitzungsvorlage-kreis', input))
const agreementText = async (input: Input) => plainText(await blocksOf('zielvereinbarung-25b', input))
const consentText = async (input: Input) => plainText(await blocksOf('einwilligung-weitergabe', input))

/** What a screen reader reads in the finished file, one line an element. */
async function printedText(slug: string, input: Input): Promise<string> {
  const document = await filled(slug, input)
  const { bytes } = known(await renderDocument({ ...document, at, draft: false, mode: 'final' }))
  return printTagTree(await readTagTree(bytes))
}

function expectInOrder(text: string, parts: readonly string[]) {
  let from = 0
  for (const part of parts) {
    const found = text.indexOf(part, from)
    expect(found, `„${part}“ nach Zeichen ${from}`).toBeGreaterThanOrEqual(from)
    from = found + part.length
  }
}

const signers = (blocks: readonly Block[]) =>
  blocks.flatMap((block) => (block.type === 'signature' ? [`${block.role}: ${block.name}`] : []))

const isTable = (block: Block): block is Table => block.type === 'table'
const headers = (table: Table | undefined) =>
  (table?.head[0]?.cells ?? []).map((cell) => plainText(cell.blocks)).join(' | ')

test.each([
  ['sitzungsvorlage-kreis', paper],
  ['zielvereinbarung-25b', agreement],
  ['einwilligung-weitergabe', consent],
])('every value of the case %s is printed', async (slug, input) => {
  const { template, values } = await filled(slug, input())
  const text = plainText(await blocksOf(slug, input()))
  const printed = [...walkValues(template.fields, values)].flatMap(({ field, value, path }) => {
    const { type } = field
    if (value === undefined || field.kind === 'internal') return []
    if (type === 'group' || type === 'rows' || type === 'rich' || type === 'boolean') return []
    return [{ path, value: printValue(field, value, values) }]
  })
  expect(printed.length).toBeGreaterThan(5)
  expect(printed.filter(({ value }) => !text.includes(value))).toEqual([])
})

describe('Sitzungsvorlage', () => {
  test('the paper 0303/2021/KREIS prints the labels and texts of the published one, in its order', async () => {
    const text = await printedText('sitzungsvorlage-kreis', paper())
    expectInOrder(text, [
      'H1 Sitzungsvorlage Nr. 0303/2021/KREIS',
      'Beratungsfolge',
      'Datum',
      'Status',
      'Ausschuss für Sicherheit und Ordnung',
      '14.09.2021',
      'öffentlich',
      'Zuständige Facheinheit:',
      '32 - Fachbereich Sicherheit und Ordnung',
      'Berichterstatter/-in:',
      'Schwenzow, Elisabeth, Dr.',
      'H2 Beratungsgegenstand:',
      'P Vorstellung des Modellprojekts',
      'H2 Beschlussvorschlag:',
      'P Der Ausschuss für Sicherheit und Ordnung nimmt',
      'H2 Rechtsgrundlage:',
      'P ./.',
      'H2 Sachdarstellung:',
      'P Aus dem Modellprogramm',
      'P Von vielen Kund:innen',
      'P Es konnten bereits einige Fälle',
      'wird das Projekt in der Sitzung vorstellen.',
      'Form empty field seal',
    ])
    expect(text).not.toContain('ichtöffentlich')
    expect(text).not.toMatch(/Finanzielle|Klimarelevanz|Anlagen|Aktenzeichen|Zuständigkeit|TOP|Ergebnis/)
  })

  test('a paper without a number says so', async () => {
    const { nummer: _, ...unnumbered } = paper()
    const { blocks, title } = await expanded('sitzungsvorlage-kreis', unnumbered)
    expect(plainText(blocks)).toContain('Sitzungsvorlage noch ohne Nummer')
    expect(title).toBe('Sitzungsvorlage noch ohne Nummer')
  })

  test('„Ohne“ is a Beschlussvorschlag', async () => {
    expectInOrder(await paperText({ ...paper(), beschlussvorschlag: '<p>Ohne</p>' }), [
      'Beschlussvorschlag:\n',
      'Ohne\n',
    ])
  })

  test('a column that only some stations fill has empty cells, one that none fills is left out', async () => {
    const station = { gremium: 'Kreistag', datum: '2026-12-17', status: 'oeffentlich' }
    const stations = [
      { ...station, id: 'a' },
      { ...station, id: 'b', top: '7' },
    ]
    const [table] = (await blocksOf('sitzungsvorlage-kreis', { ...paper(), beratungsfolge: stations })).filter(isTable)
    expect(headers(table)).toBe('Beratungsfolge | Datum | Status | TOP')
    expect(table?.body.map((row) => plainText(row.cells.at(-1)?.blocks ?? []))).toEqual(['', '7'])
  })

  test('a paper with one nichtöffentlich station says so at the head of every page and under its title', async () => {
    const { blocks, title, author } = await expanded('sitzungsvorlage-kreis', samplePaper())
    const { pages, bodyTopPt } = recordPrint({ blocks, title, author, at, draft: false })
    expect(pages.length).toBeGreaterThan(1)
    const heads = pages.map((page) => page.texts.filter(({ rect }) => rect.yPt >= bodyTopPt).map(({ text }) => text))
    expect(heads).toEqual(pages.map(() => ['Nichtöffentlich']))
    expect(plainText(blocks)).toContain('Nichtöffentlich. Mindestens ein Gremium berät')
  })

  test('a paper with only nichtöffentlich stations is nichtöffentlich as a whole', async () => {
    const beratungsfolge = [{ id: 'a', gremium: 'Kreisausschuss', datum: '2026-12-10', status: 'nichtoeffentlich' }]
    expect(await paperText({ ...paper(), beratungsfolge })).toContain('Diese Vorlage wird in nichtöffentlicher Sitzung')
  })
})

describe('Zielvereinbarung', () => {
  test('the case of Frau Camara prints from head to signatures', async () => {
    const text = await printedText('zielvereinbarung-25b', agreement())
    expectInOrder(text, [
      'H1 Zielvereinbarung',
      '32.3-ZV-2026-0147',
      '1.0 – Erstvereinbarung',
      'freiwillige Absprache',
      'Donnerstag, 26. November 2026, 10:00 Uhr, Kreishaus, Raum 1.114',
      '26.11.2026 bis 30.11.2027',
      'Klientin: Frau Fatoumata Camara, geboren am 12.03.1991, Staatsangehörigkeit: guineisch (nach eigenen Angaben)',
      'Musterstraße 8, 46325 Borken',
      'Integrationslotsin: Frau Petra Beispiel',
      'Aïssata Camara',
      'Herr Jean Exemple, zur Verschwiegenheit verpflichtet am 26.11.2026',
      'keine Zeiten',
      'Niveau A1',
      'Voraussetzung',
      'derzeit keine bekannt – Ziel 6',
      'bis zum 30.11.2027',
      'Aufenthaltserlaubnis bei nachhaltiger Integration (§ 25b Abs. 1 AufenthG)',
      'H3 Ziel 1: Identität klären und Pass beantragen',
      '31.01.2027',
      'laufend',
      'zum 15. jedes Monats',
      '15.02.2027 und 31.07.2027',
      'H3 Ziel 6: Verlässlichkeit und Straffreiheit',
      '25.02.2027, 27.05.2027 und 26.08.2027',
      '25.11.2027',
      'Erklärung der Sprachmittlung',
      'unterschrift_u1 "Unterschrift: Fatoumata Camara, Klientin"',
      'unterschrift_u2 "Unterschrift: Petra Beispiel, Integrationslotsin"',
      'im Auftrag',
      'unterschrift_u3 "Unterschrift: Jean Exemple, Sprachmittlung"',
      'Form empty field seal',
    ])
    expect(text).not.toContain('Lesefassung')
  })

  test('the persons in the list sign, and nobody else', async () => {
    const blocks = await blocksOf('zielvereinbarung-25b', agreement())
    expect(signers(blocks)).toEqual([
      'Klientin: Fatoumata Camara',
      'Integrationslotsin: Petra Beispiel',
      'Sprachmittlung: Jean Exemple',
    ])
  })

  test('the interpreter confirms only where an interpreter signs', async () => {
    const unterschriften = [{ id: 'u1', rolle: 'klientin', name: 'Fatoumata Camara' }]
    const text = await agreementText({ ...agreement(), unterschriften })
    expect(text).not.toContain('Erklärung der Sprachmittlung')
    expect(text).not.toContain('übersetzt')
  })

  test('for a minor the guardian is named, declares and signs', async () => {
    const unterschriften = [
      { id: 'u1', rolle: 'klientin', name: 'Aïssata Camara' },
      { id: 'u2', rolle: 'sorgeberechtigt', name: 'Fatoumata Camara', zusatz: 'Mutter' },
      { id: 'u3', rolle: 'lotsin', name: 'Petra Beispiel' },
    ]
    const blocks = await blocksOf('zielvereinbarung-25b', { ...agreement(), unterschriften })
    expectInOrder(plainText(blocks), [
      'Gesetzliche Vertretung: Fatoumata Camara (Sorgeberechtigte Person)',
      'Erklärung der gesetzlichen Vertretung',
    ])
    expect(signers(blocks)).toContain('Sorgeberechtigte Person: Fatoumata Camara')
    expect(await agreementText(agreement())).not.toContain('Vertretung')
  })

  test.each([
    ['Frau', 'Klientin: Frau Fatoumata Camara', 'Erklärung der Klientin\n'],
    ['Herr', 'Klient: Herr Fatoumata Camara', 'Erklärung des Klienten\n'],
    ['Divers', 'Klientin/Klient: Fatoumata Camara', 'Erklärung der Klientin/des Klienten\n'],
    [null, 'Klientin/Klient: Fatoumata Camara', 'Fatoumata Camara möchte'],
  ])('with the Anrede %s the person is called „%s“', async (anrede, named, declares) => {
    const input = agreement()
    const text = await agreementText({ ...input, person: { ...input.person, anrede } })
    expectInOrder(text, [named, declares])
  })

  test('a household of nobody, of several children and without schools each prints as it is', async () => {
    expect(await agreementText({ ...agreement(), haushalt: [] })).not.toContain('Haushalt leben')
    const child = { verhaeltnis: 'Tochter', geburtsdatum: '2017-06-02' }
    const haushalt = [
      { ...child, id: 'h1', name: 'Aïssata Camara' },
      { ...child, id: 'h2', name: 'Mariama Camara' },
    ]
    const text = await agreementText({ ...agreement(), haushalt })
    expectInOrder(text, ['Im Haushalt leben auch', 'Aïssata Camara', 'Mariama Camara'])
    expect(text).not.toContain('Schule oder Betreuung')
  })

  test('times under § 60b print with their end or as still running', async () => {
    const input = agreement()
    const zeiten60b = [{ von: '2021-03-09', bis: '2021-08-31' }, { von: '2026-01-01' }]
    const text = await agreementText({ ...input, ausgangslage: { ...input.ausgangslage, zeiten60b } })
    expectInOrder(text, ['09.03.2021 bis 31.08.2021', 'seit 01.01.2026'])
    expect(text).not.toContain('keine Zeiten')
  })

  test('without hints, partners and meetings nothing stands empty', async () => {
    const input = agreement()
    const ziele = input.ziele.map((ziel) => ({ ...ziel, hinweis: null, begruendung: null }))
    const less = { ...input, ziele, beteiligte: [], standortgespraeche: [], abschlussgespraech: null }
    const text = await agreementText(less)
    expect(text).not.toMatch(/Diese Stellen helfen mit|In Standortgesprächen|Abschlussgespräch|Rechenstand|\n\n/)
  })

  test('a reading version is named in the head and in the declaration', async () => {
    expectInOrder(await agreementText({ ...agreement(), lesefassung: 'Französisch' }), [
      'Deutsch und Französisch. Verbindlich ist die deutsche Fassung.',
      'die Lesefassung (Französisch)',
    ])
  })

  test('as a contract it asks for the written form, as an Absprache it is none', async () => {
    const contract = await agreementText({ ...agreement(), rechtsnatur: 'vertrag' })
    expect(contract).toContain('Für sie gilt die Schriftform (§ 57 VwVfG NRW)')
    expect(contract).not.toContain('Alle machen freiwillig mit')
    expect(await agreementText(agreement())).toContain('Sie ist kein öffentlich-rechtlicher Vertrag')
  })

  test('it neither threatens nor promises', async () => {
    expect(await agreementText(agreement())).not.toMatch(/wird erteilt|garantiert|Strafe|andernfalls|droht|Abschiebung/)
  })

  test('a draft without any value can be looked at', async () => {
    const template = known(await loadShipped('zielvereinbarung-25b', 1))
    const { blocks } = known(await expandDocument({ template, values: {}, mode: 'preview' }))
    expect(plainText(blocks)).toContain('[Aktenzeichen]')
  })
})

describe('Einwilligung', () => {
  test('each recipient has its own scope, goals and decision', async () => {
    const blocks = await blocksOf('einwilligung-weitergabe', consent())
    const text = plainText(blocks)
    expectInOrder(text, [
      'Einwilligung in die Weitergabe von Angaben',
      '32.3-ZV-2026-0147',
      'Frau Fatoumata Camara, geboren am 12.03.1991',
      'Frau Petra Beispiel',
      '26.11.2026',
      'Case-Management im Kommunalen Integrationszentrum',
      'Ziele 2, 3, 5 und der Bearbeitungsstand',
      '☐ Ja',
      'Beratungsstelle Beispielverband e. V.',
      'Ziele 1 bis 6 und der Bearbeitungsstand',
      'Volkshochschule',
      'Anmeldung und Teilnahme (Ziel 2)',
    ])
    expect(text).not.toMatch(/Erteilt am|z2/)
    expect(signers(blocks)).toEqual(['Klientin: Fatoumata Camara'])
  })

  test('it is voluntary and revocable at any time, without effect on the procedure', async () => {
    expectInOrder(await consentText(consent()), [
      'Diese Einwilligung ist freiwillig.',
      'Ein Nein hat keinen Einfluss auf mein aufenthaltsrechtliches Verfahren.',
      'jederzeit widerrufen',
      'Art. 7 Abs. 3 Datenschutz-Grundverordnung',
      'Auch ein Widerruf hat keinen Einfluss auf mein aufenthaltsrechtliches Verfahren.',
    ])
  })

  test('a consent that was given shows its date, one that was not leaves the choice', async () => {
    const [first, ...others] = consent().einwilligungen
    const einwilligungen = [{ ...first, erteilt: '2026-11-26' }, ...others]
    const text = await consentText({ ...consent(), einwilligungen })
    expect(text.match(/Erteilt am 26\.11\.2026/g)).toHaveLength(1)
    expect(text.match(/☐ Ja/g)).toHaveLength(2)
  })

  test('the interpreter and the guardian declare only where they sign', async () => {
    expect(await consentText(consent())).not.toMatch(/Sprachmittlung|gesetzlichen Vertretung/)
    const unterschriften = [
      { id: 'u1', rolle: 'klientin', name: 'Aïssata Camara' },
      { id: 'u2', rolle: 'sorgeberechtigt', name: 'Fatoumata Camara' },
      { id: 'u3', rolle: 'sprachmittlung', name: 'Jean Exemple' },
    ]
    expectInOrder(await consentText({ ...consent(), unterschriften }), [
      'Erklärung der gesetzlichen Vertretung',
      'Erklärung der Sprachmittlung',
    ])
  })

  test('the file itself carries the place to sign and the seal', async () => {
    expectInOrder(await printedText('einwilligung-weitergabe', consent()), [
      'unterschrift_u1 "Unterschrift: Fatoumata Camara, Klientin"',
      'Form empty field seal',
    ])
  })
})
