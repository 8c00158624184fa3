import { expect, test } from 'vitest'
import { printTagTree, readTagTree } from '../../../server/pdf/tag-tree.ts'
import { dinTexts } from './din-91379.ts'
import { a4, line, newWriter, samplePdf, textAt } from './sample.ts'

test('a document reads back as it was tagged, with broken lines and words joined', async () => {
  expect(printTagTree(await readTagTree(await samplePdf()))).toBe(`Document
  H1 Sitzungsvorlage Nr. 0303/2021/KREIS
  P Der Kreistag beschließt die {Span: Eingliederungs- und AV-Pauschale} in Höhe von 1.234,56\u00a0€ je m2 und Jahr, sofern x ≤ 5.
  P Siehe {Link https://beispiel.de/%C3%9Cbersicht_(1): Beteiligung (Übersicht)}.
  L numbering=Decimal
    LI
      Lbl 1.
      LBody
        P Sachverhalt
    LI
      Lbl 2.
      LBody
        P Beschlussvorschlag
  Table
    THead
      TR
        TH scope=Column colspan=2 Zeitraum
        TH scope=Column Betrag
    TBody
      TR
        TH scope=Row 2021
        TD
        TD 89,00\u00a0€
  P Ayşe Öztürk
  Form alt="Unterschrift: Klientin, Ayşe Öztürk" empty field unterschrift_u1 "Unterschrift: Klientin, Ayşe Öztürk"
  Form empty field seal "Elektronisches Siegel"
`)
})

test('every character and sequence of DIN 91379 reads back as it was written, in every face', async () => {
  const printable = dinTexts.filter((text) => text.trim() !== '' && text !== '\u00ad')
  for (const face of ['regular', 'bold', 'italic', 'boldItalic'] as const) {
    const writer = newWriter()
    const page = writer.addPage(a4)
    for (const text of printable) line(page, writer.element(writer.root, 'P'), `a${text}b`, 700, { face, sizePt: 9 })
    const tree = await readTagTree(await writer.save())
    expect(tree.content.map((node) => (typeof node === 'string' ? node : node.content.join('')))).toEqual(
      printable.map((text) => `a${text}b`.normalize('NFC')),
    )
  }
})

test('letters that fonts would join to one glyph stay letters', async () => {
  expect(await readBack('Schifffahrt, Pfiffigkeit, fl')).toEqual(['Schifffahrt, Pfiffigkeit, fl'])
})

test('a no-break space stays one, and a soft hyphen stays where no line ends', async () => {
  expect(await readBack('§\u00a025b Auf\u00adenthG')).toEqual(['§\u00a025b Auf\u00adenthG'])
})

test('decomposed input reads back composed', async () => {
  expect(await readBack('O\u0308ztu\u0308rk')).toEqual(['Öztürk'])
})

test('words set apart read back with a space between them, lines without one too', async () => {
  const writer = newWriter()
  const page = writer.addPage(a4)
  const paragraph = writer.element(writer.root, 'P')
  page.tagged(paragraph, () => {
    textAt(page, 'weit', 700)
    textAt(page, 'weg', 700, undefined, 200)
    textAt(page, 'neue Zeile', 685)
  })
  expect(textsOf(await readTagTree(await writer.save()))).toEqual(['weit weg neue Zeile'])
})

const readBack = async (text: string): Promise<string[]> => {
  const writer = newWriter()
  line(writer.addPage(a4), writer.element(writer.root, 'P'), text, 700)
  return textsOf(await readTagTree(await writer.save()))
}

const textsOf = (tree: Awaited<ReturnType<typeof readTagTree>>): string[] =>
  tree.content.map((node) => (typeof node === 'string' ? node : node.content.join('')))
