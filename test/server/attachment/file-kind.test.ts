import { expect, test } from 'vitest'
import { recogniseFile } from '../../../server/attachment/file-kind.ts'
import { docx, ods, officeFile, pdf, picture } from './files.ts'

const ooxml = 'application/vnd.openxmlformats-officedocument'

test.each([
  ['PDF', () => pdf('Bescheid')],
  ['JPEG', () => picture('jpeg')],
  ['PNG', () => picture('png')],
  ['TIFF', () => picture('tiff')],
  ['WebP', () => picture('webp')],
  ['Word', () => docx()],
  ['Excel', () => officeFile(`${ooxml}.spreadsheetml.sheet`)],
  ['PowerPoint', () => officeFile(`${ooxml}.presentationml.presentation`)],
  ['OpenDocument-Tabelle', () => ods()],
])('%s is taken, by its content alone', async (label, make) => {
  expect(await recogniseFile(await make())).toMatchObject({ ok: true, value: { label } })
})

test.each([
  ['a program', Buffer.from('MZ\x90\x00 a program', 'latin1'), 'nimmt Vorlagenwerk nicht an'],
  ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), 'nimmt Vorlagenwerk nicht an'],
  ['a drawing with script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'nimmt Vorlagenwerk nicht an'],
  ['text', Buffer.from('nur Text'), 'nimmt Vorlagenwerk nicht an'],
  ['an archive', Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1'), 'nimmt Vorlagenwerk nicht an'],
  ['an iPhone photo', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'JPEG'],
  ['an encrypted Word file', Buffer.from('d0cf11e0a1b11ae1'.padEnd(1200, '0'), 'hex'), 'verschlüsselt'],
  ['Word with macros', officeFile('application/vnd.ms-word.document.macroEnabled'), 'Makros'],
  ['Word with hidden macros', docx(['word/document.xml', 'word/vbaProject.bin']), 'Makros'],
  ['Word with ActiveX', docx(['word/activeX/activeX1.bin']), 'Makros'],
  ['LibreOffice with macros', ods(['Basic/Standard/Modul1.xml']), 'Makros'],
  ['LibreOffice with a script', ods(['Scripts/python/a.py']), 'Makros'],
])('%s is refused with a sentence that says what to do', async (_, bytes, words) => {
  const refused = await recogniseFile(new Uint8Array(bytes))
  expect(refused).toMatchObject({ ok: false, problem: 'invalid' })
  expect(!refused.ok && refused.message).toContain(words)
})

test('an Office file without a directory of its parts is refused', async () => {
  const cut = docx().subarray(0, -10)
  expect(await recogniseFile(cut)).toMatchObject({ ok: false })
})
