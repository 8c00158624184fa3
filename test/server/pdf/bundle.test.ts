import { PDFDict, PDFDocument, PDFHexString, PDFName, PDFString } from 'pdf-lib'
import { expect, test } from 'vitest'
import { bundlePdf } from '../../../server/pdf/bundle.ts'
import { packBundle, unpackBundle } from '../../../server/pdf/bundle-message.ts'
import { readPageText } from '../../../server/pdf/page-text.ts'
import { asJpeg } from '../../../server/picture/picture.ts'
import { pdf, picture } from '../attachment/files.ts'
import { unfolded } from './unfolded.ts'

const at = new Date('2026-11-23T08:00:00Z')

/** The lines of each page, as far as our own font wrote them. */
async function pagesOf(bytes: Uint8Array): Promise<string[][]> {
  const read = await PDFDocument.load(bytes)
  return read.getPages().map(({ node }) => {
    const marked = [...readPageText(read.context, node).values()]
    return marked.map((pieces) => pieces.map(({ text }) => text).join(''))
  })
}

async function jpeg(): Promise<Uint8Array> {
  const made = await asJpeg(await picture('png', { width: 800, height: 300 }), { longestEdge: 2000 })
  if (!made.ok) throw new Error(made.message)
  return made.value.bytes
}

const bundle = async (parts: Parameters<typeof bundlePdf>[0]['parts']) =>
  bundlePdf({ title: 'Vorlage 0303/2021/KREIS', lines: ['Arbeitskopie'], at, parts })

test('the sheet in front names each part with its page, and a bookmark leads there', async () => {
  const bytes = await bundle([
    { label: 'Sitzungsvorlage', content: { pdf: await pdf('Vorlage Seite eins', 'Vorlage Seite zwei') } },
    { label: 'Anlage 1: Förderbescheid', content: { pdf: await pdf('Bescheid') } },
    { label: 'Anlage 2: Kalkulation', content: null },
    { label: 'Anlage 3: Lageplan', content: { jpegs: [await jpeg()] } },
  ])
  const [cover, , , notice] = await pagesOf(bytes)
  expect(cover?.slice(-4)).toEqual([
    'SitzungsvorlageSeite 2',
    'Anlage 1: FörderbescheidSeite 4',
    'Anlage 2: Kalkulation (eigene Datei)',
    'Anlage 3: LageplanSeite 5',
  ])
  expect(notice).toEqual(['Bescheid'])
  const read = await PDFDocument.load(bytes)
  expect(read.getPageCount()).toBe(5)
  const outline = read.catalog.lookup(PDFName.of('Outlines'), PDFDict)
  const titles: string[] = []
  for (let item = outline.lookupMaybe(PDFName.of('First'), PDFDict); item; ) {
    titles.push(item.lookup(PDFName.of('Title'), PDFHexString).decodeText())
    item = item.lookupMaybe(PDFName.of('Next'), PDFDict)
  }
  expect(titles).toEqual(['Anlagen', 'Sitzungsvorlage', 'Anlage 1: Förderbescheid', 'Anlage 3: Lageplan'])
})

test('what is no PDF, cut off or encrypted is named and left out', async () => {
  const whole = await pdf('ganz')
  const locked = await PDFDocument.create()
  locked.addPage()
  locked.encrypt({ userPassword: 'geheim', ownerPassword: 'geheim' })
  const bytes = await bundle([
    { label: 'Vorlage', content: { pdf: whole } },
    { label: 'Anlage 1', content: { pdf: await locked.save() } },
    { label: 'Anlage 2', content: { pdf: new TextEncoder().encode('%PDF-1.7 nichts') } },
    { label: 'Anlage 3', content: { pdf: whole.subarray(0, 400) } },
  ])
  const [cover] = await pagesOf(bytes)
  expect(cover).toContain('Anlage 1 (eigene Datei, das PDF ist verschlüsselt)')
  expect(cover).toContain('Anlage 2 (eigene Datei, das PDF ist nicht lesbar)')
  expect(cover).toContain('Anlage 3 (eigene Datei, das PDF ist nicht lesbar)')
  expect((await PDFDocument.load(bytes)).getPageCount()).toBe(2)
})

test('scripts, files, links and metadata of a part stay behind', async () => {
  const active = await PDFDocument.create()
  const page = active.addPage()
  active.setTitle('VERSTECKT Titel')
  active.setKeywords(['VERSTECKT'])
  active.addJavaScript('start', 'app.alert("VERSTECKT")')
  await active.attach(new TextEncoder().encode('VERSTECKT'), 'VERSTECKT.txt')
  const text = (words: string) => PDFString.of(words)
  page.node.set(PDFName.of('AA'), active.context.obj({ O: { S: 'JavaScript', JS: text('VERSTECKT()') } }))
  page.node.set(
    PDFName.of('Annots'),
    active.context.obj([
      { Type: 'Annot', Subtype: 'Link', Rect: [0, 0, 9, 9], A: { S: 'URI', URI: text('https://VERSTECKT') } },
    ]),
  )
  const bytes = await bundle([{ label: 'Anlage 1', content: { pdf: await active.save() } }])
  expect(await unfolded(bytes)).not.toContain('VERSTECKT')
})

test('the same input gives the same bytes', async () => {
  const parts = [
    { label: 'Vorlage', content: { pdf: await pdf('eins', 'zwei') } },
    { label: 'Anlage 1', content: { jpegs: [await jpeg(), await jpeg()] } },
  ]
  const bytes = await bundle(parts)
  expect(await bundle(parts)).toEqual(bytes)
})

test('many long titles go on to a second sheet and push the pages', async () => {
  const one = await pdf('x')
  const parts = Array.from({ length: 50 }, (_, index) => ({
    label: `Anlage ${index + 1}: ${'Gutachten über die Lage '.repeat(6)}`,
    content: { pdf: one },
  }))
  const bytes = await bundle(parts)
  const [first] = await pagesOf(bytes)
  const covers = (await PDFDocument.load(bytes)).getPageCount() - 50
  expect(covers).toBeGreaterThan(1)
  expect(first?.join()).toContain(`Seite ${covers + 1}`)
})

test('a bundle arrives in the other process as it was sent', async () => {
  const input = {
    title: 'Ä',
    lines: ['eine\nZeile'],
    at,
    parts: [
      { label: 'a', content: { pdf: new Uint8Array([10, 1, 10]) } },
      { label: 'b', content: { jpegs: [new Uint8Array([2]), new Uint8Array([3, 4])] } },
      { label: 'c', content: null },
    ],
  }
  expect(unpackBundle(new Uint8Array(Buffer.concat(packBundle(input))))).toEqual(input)
})
