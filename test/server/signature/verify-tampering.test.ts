import { expect, test } from 'vitest'
import { certification, judge, leitung, only, sealedPaper, signedTwice, stranger, whyOf } from './crafted-house.ts'
import {
  appendRevision,
  bytesOf,
  catalog,
  cmsValue,
  contentStream,
  emptyField,
  lastXref,
  paper,
  replaceText,
  signRevision,
  textOf,
} from './crafted-pdf.ts'

/** Each must not pass; the words are from the reason given. */
const refused: readonly (readonly [what: string, write: () => Uint8Array, why: string])[] = [
  // 1: the gap
  [
    'a key slipped into the gap',
    () =>
      sealedPaper({
        contents: (hex) => `${hex} /X (a)`,
        byteRange: ([, start, end, behind]) => `[0 ${start} ${end + 7} ${behind - 7}]`,
      }),
    'lässt mehr als ihren eigenen Wert aus',
  ],
  [
    'a comment between value and end of the gap',
    () => {
      const pdf = sealedPaper()
      const at = pdf.indexOf('00000000>')
      pdf.write('>%abcde\n ', at, 'latin1')
      return pdf
    },
    'lässt mehr als ihren eigenen Wert aus',
  ],
  [
    'a value closed early with a second key behind it',
    () => {
      const pdf = sealedPaper()
      pdf.write('> /Name (Chef)       ', pdf.indexOf('00000000000000000000>'), 'latin1')
      return pdf
    },
    'lässt mehr als ihren eigenen Wert aus',
  ],
  [
    'a gap that begins before the value',
    () => sealedPaper({ byteRange: ([, start, end, behind]) => `[0 ${start - 10} ${end} ${behind}]` }),
    'lässt mehr als ihren eigenen Wert aus',
  ],
  [
    'a gap that ends behind the value',
    () => sealedPaper({ byteRange: ([, start, end, behind]) => `[0 ${start} ${end + 20} ${behind - 20}]` }),
    'lässt mehr als ihren eigenen Wert aus',
  ],
  [
    'white space inside the value',
    () => {
      const pdf = sealedPaper()
      pdf.write('  ', pdf.indexOf('00000000>'), 'latin1')
      return pdf
    },
    'Wert der Unterschrift ist nicht lesbar',
  ],
  // 2: the byte range
  ['a byte range of two numbers', () => sealedPaper({ byteRange: ([, start]) => `[0 ${start}]` }), 'ByteRange'],
  ['a byte range of six numbers', () => sealedPaper({ byteRange: (right) => `[${right.join(' ')} 0 0]` }), 'ByteRange'],
  ['a byte range of fractions', () => sealedPaper({ byteRange: (right) => `[${right.join('.0 ')}.0]` }), 'ByteRange'],
  [
    'a byte range with a negative number',
    () => sealedPaper({ byteRange: ([, a, b, c]) => `[-1 ${a} ${b} ${c}]` }),
    'ByteRange',
  ],
  [
    'a byte range that begins at 1',
    () => sealedPaper({ byteRange: ([, a, b, c]) => `[1 ${a - 1} ${b} ${c}]` }),
    'lässt mehr als',
  ],
  [
    'a byte range beyond the file',
    () => sealedPaper({ byteRange: ([, a, b, c]) => `[0 ${a} ${b} ${c + 1}]` }),
    'kürzer',
  ],
  [
    'a byte range of huge numbers',
    () => sealedPaper({ byteRange: () => '[0 99999999999999999999999 1 2]' }),
    'ByteRange',
  ],
  [
    'a byte range that is another object',
    () => sealedPaper({ byteRange: () => '30 0 R', more: { 30: '[0 1 2 3]' } }),
    'ByteRange',
  ],
  ['a byte range given twice', () => sealedPaper({ dictionary: '/ByteRange [0 1 2 3]' }), 'steht doppelt'],
  ['no byte range', () => replaceText(sealedPaper(), '/ByteRange', '/ByteRangX'), 'ByteRange'],
  // 3: bytes in the padding
  [
    'bytes in the padding behind the CMS',
    () => {
      const pdf = sealedPaper()
      pdf.write('00de', pdf.indexOf('0000>'), 'latin1')
      return pdf
    },
    'fremde Bytes',
  ],
  // 4: ranges that end early, signature wrapping
  [
    'a range that ends before startxref',
    () => {
      const early = (pdf: Uint8Array) => pdf.length - textOf(pdf).lastIndexOf('xref\n0 1')
      const tail = early(sealedPaper())
      return sealedPaper({ byteRange: ([, a, b, c]) => `[0 ${a} ${b} ${c - tail}]` })
    },
    'endet nicht am Ende eines Standes',
  ],
  [
    'a range that ends between startxref and the end',
    () => sealedPaper({ byteRange: ([, a, b, c]) => `[0 ${a} ${b} ${c - 7}]` }),
    'endet nicht am Ende eines Standes',
  ],
  ['a second range moved behind a foreign table', () => wrapped(), 'lässt mehr als ihren eigenen Wert aus'],
  // 5: the dictionary inside its own range
  [
    'a signature dictionary rewritten in a later state',
    () => {
      const pdf = sealedPaper()
      const dictionary = /20 0 obj\n([\s\S]*?)\nendobj/.exec(textOf(pdf))?.[1] ?? ''
      return appendRevision(pdf, { 20: dictionary.replace('D:2026', 'D:2019') })
    },
    'entfernt oder ersetzt',
  ],
  [
    'a signature dictionary rewritten with more rights',
    () => {
      const pdf = sealedPaper({ dictionary: certification })
      const dictionary = /20 0 obj\n([\s\S]*?)\nendobj/.exec(textOf(pdf))?.[1] ?? ''
      return appendRevision(pdf, { 20: dictionary.replace('/P 2', '/P 3') })
    },
    'lässt mehr als ihren eigenen Wert aus',
  ],
  // 6: every field counts
  [
    'a field whose value is a number',
    () => appendRevision(sealedPaper(), { 11: emptyField('feld11').replace(' >>', ' /V 7 >>') }),
    'keine lesbare Unterschrift',
  ],
  [
    'a field whose value refers to nothing',
    () => appendRevision(sealedPaper(), { 11: emptyField('feld11').replace(' >>', ' /V 58 0 R >>') }),
    'keine lesbare Unterschrift',
  ],
  ['a second, unreadable signature', () => signedTwice({ value: () => Buffer.from('3080ff', 'hex') }), 'nicht lesbar'],
  ['a second signature without a byte range', () => signedTwice({ byteRange: () => '[]' }), 'ByteRange'],
  [
    'a signature in an object stream',
    () => {
      const packed = { 20: '<< /Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] /Contents <00> >>' }
      return appendRevision(
        paper('a'),
        { 10: emptyField('a').replace(' >>', ' /V 20 0 R >>') },
        { form: 'stream', packed },
      )
    },
    'gepackten Teil',
  ],
  [
    'one signature in two fields',
    () => {
      const second = emptyField('feld11').replace(' >>', ' /V 20 0 R >>')
      return sealedPaper({ more: { 11: second } })
    },
    'Felder teilen sich',
  ],
  [
    'a certification in no field',
    () => appendRevision(sealedPaper(), { 1: catalog('/Perms << /DocMDP 40 0 R >> '), 40: '<< /Type /Sig >>' }),
    'gehört zu keinem Unterschriftsfeld',
  ],
  [
    'a signature whose field is of another kind',
    () => {
      const text = emptyField('feld10').replace('/Sig', '/Tx ').replace(' >>', ' /V 20 0 R >>')
      return appendRevision(sealedPaper(), { 10: text })
    },
    'entfernt oder ersetzt',
  ],
  // 7, 8: changes in a later state that nobody signed
  [
    'a page with another text',
    () => appendRevision(sealedPaper(), { 4: contentStream('Zuwendung 9.000 Euro') }),
    'fortgeschrieben',
  ],
  [
    'another page in an object stream',
    () => appendRevision(sealedPaper(), {}, { form: 'stream', packed: { 3: '<< /Type /Page /Parent 2 0 R >>' } }),
    'fortgeschrieben',
  ],
  [
    'another page behind XRefStm',
    () => appendRevision(sealedPaper(), {}, { hybrid: true, packed: { 3: '<< /Type /Page /Parent 2 0 R >>' } }),
    'fortgeschrieben',
  ],
  [
    'another root in the trailer',
    () => {
      const pdf = sealedPaper()
      const roots = { 41: catalog(), 42: '<< >>' }
      return bytesOf(
        textOf(appendRevision(pdf, roots)).replace(
          /\/Root 1 0 R (?=\/Prev \d+ >>\s+startxref\s+\d+\s+%%EOF\s*$)/,
          '/Root 41 0 R ',
        ),
      )
    },
    'fortgeschrieben',
  ],
  [
    'an object rolled back by a bare table',
    () => {
      const pdf = appendRevision(sealedPaper(), { 4: contentStream('Zuwendung 9.000 Euro') })
      return appendRevision(pdf, {}, { misplaced: { 4: textOf(pdf).indexOf('4 0 obj') } })
    },
    'fortgeschrieben',
  ],
  [
    'an object that points at another one',
    () => {
      const pdf = sealedPaper()
      return appendRevision(pdf, {}, { misplaced: { 4: textOf(pdf).indexOf('3 0 obj') } })
    },
    'falsche Stellen',
  ],
  ['a freed page content', () => appendRevision(sealedPaper(), {}, { freed: [4] }), 'fortgeschrieben'],
  ['a freed signature dictionary', () => appendRevision(sealedPaper(), {}, { freed: [20] }), 'entfernt oder ersetzt'],
  ['a removed value', () => appendRevision(sealedPaper(), { 10: emptyField('feld10') }), 'entfernt oder ersetzt'],
  ['a removed field', () => appendRevision(sealedPaper(), { 5: '<< /Fields [11 0 R] >>' }), 'entfernt oder ersetzt'],
  [
    'a removed form',
    () => appendRevision(sealedPaper(), { 1: '<< /Type /Catalog /Pages 2 0 R >>' }),
    'entfernt oder ersetzt',
  ],
  [
    'a moved widget',
    () =>
      appendRevision(sealedPaper(), {
        10: emptyField('feld10').replace('[0 0 0 0]', '[0 0 99 99]').replace(' >>', ' /V 20 0 R >>'),
      }),
    'fortgeschrieben',
  ],
  [
    'an added attachment',
    () => appendRevision(sealedPaper(), { 1: catalog('/Names << /EmbeddedFiles 44 0 R >> '), 44: '<< /Names [] >>' }),
    'fortgeschrieben',
  ],
  ['an empty later state', () => appendRevision(sealedPaper(), {}), 'fortgeschrieben'],
  [
    'an unsigned state between two signatures',
    () => {
      const between = appendRevision(sealedPaper(), { 4: contentStream('Zuwendung 9.000 Euro') })
      return signRevision(between, { field: 11, value: cmsValue({ signer: leitung }) })
    },
    'fortgeschrieben',
  ],
  [
    'a hidden state between two signatures',
    () => {
      const hidden = bytesOf(
        textOf(appendRevision(sealedPaper(), { 4: contentStream('x') })).replace(/startxref\s+\d+\s+%%EOF\s*$/, ''),
      )
      return signRevision(hidden, {
        field: 11,
        value: cmsValue({ signer: leitung }),
        prev: textOf(hidden).lastIndexOf('xref\n0 1'),
      })
    },
    'baut nicht auf dem auf',
  ],
  [
    'a signed state that skips the one before',
    () => {
      const pdf = sealedPaper()
      return signRevision(pdf, {
        field: 11,
        value: cmsValue({ signer: stranger }),
        prev: lastXref(paper('feld10', 'feld11')),
      })
    },
    'entfernt oder ersetzt',
  ],
  // 9: certification and locks
  ['a certification that comes second', () => signedTwice({ dictionary: certification }), 'nicht die erste'],
  [
    'a signature after a certification that forbids it',
    () =>
      signRevision(sealedPaper({ dictionary: certification.replace('/P 2', '/P 1') }), {
        field: 11,
        value: cmsValue({ signer: leitung }),
      }),
    'erlaubt keine weiteren',
  ],
  [
    'a certification taken out of the catalog',
    () => {
      const certified = sealedPaper({ dictionary: certification, more: { 1: catalog('/Perms << /DocMDP 20 0 R >> ') } })
      return signRevision(certified, { field: 11, value: cmsValue({ signer: leitung }), more: { 1: catalog() } })
    },
    'aus dem Verzeichnis',
  ],
  [
    'a signature in a field that was locked',
    () => {
      const lock =
        '/Reference [<< /TransformMethod /FieldMDP /TransformParams << /Action /Include /Fields [(feld11)] >> >>]'
      return signRevision(sealedPaper({ dictionary: lock }), { field: 11, value: cmsValue({ signer: leitung }) })
    },
    'gesperrt',
  ],
  // 10: the end of the file
  ['text behind the end', () => Buffer.concat([sealedPaper(), bytesOf('Nachtrag')]), 'steht weiterer Text'],
  ['one byte behind the end', () => Buffer.concat([sealedPaper(), bytesOf('\n')]), 'niemand unterschrieben'],
  [
    'an end that points to an earlier state',
    () => {
      const earlier = lastXref(paper('feld10', 'feld11'))
      return Buffer.concat([sealedPaper(), bytesOf(`startxref\n${earlier}\n%%EOF\n`)])
    },
    'verweist auf einen früheren Stand',
  ],
  [
    'a file cut in its second state',
    () => signedTwice().subarray(0, sealedPaper().length + 500),
    'steht weiterer Text',
  ],
]

/** Signature wrapping: the value is closed early, a second byte range points to the moved rest, and a foreign table stands
 *  where the old `startxref` points. The digest stays good. */
function wrapped(): Buffer {
  const pdf = sealedPaper()
  const text = textOf(pdf)
  const [, start = 0, gapEnd = 0, behind = 0] = (/ByteRange \[(.*?)\]/.exec(text)?.[1] ?? '').split(' ').map(Number)
  const value = text.slice(start, gapEnd).replace(/(00)+>$/, '>')
  const table = lastXref(pdf) ?? 0
  const numbers = [1, 2, 3, 5, 10, 11, 20]
  const offset = (number: number) => text.lastIndexOf(`\n${number} 0 obj`) + 1
  for (const number of numbers) expect(text.slice(offset(number), gapEnd)).toMatch(/^\d+ 0 obj/)
  const moved = text.length + 1000
  const before = `${text.slice(0, start)}${value} /ByteRange [0 ${start} ${moved} ${behind}] >>\nendobj\n`
  const page = `4 0 obj\n${contentStream('Zuwendung 9.000 Euro')}\nendobj\n`
  const rows = [...numbers.map((number) => [number, offset(number)] as const), [4, before.length] as const]
  const entries = rows.map(([number, at]) => `${number} 1\n${String(at).padStart(10, '0')} 00000 n \n`).join('')
  const foreign = `xref\n${entries}trailer\n<< /Size 60 /Root 1 0 R >>\n%`
  const front = `${(before + page).padEnd(table)}${foreign}`.padEnd(moved)
  const forged = bytesOf(front + text.slice(gapEnd))
  expect(forged.subarray(0, start).equals(pdf.subarray(0, start))).toBe(true)
  expect(forged.subarray(moved, moved + behind).equals(pdf.subarray(gapEnd))).toBe(true)
  return forged
}

test('the wrapped signature keeps a good digest, so only the gap gives it away', async () => {
  const report = await judge(wrapped())
  expect(report.readable).toBe(true)
  expect(only(report).reasons).toEqual(['Die Unterschrift lässt mehr als ihren eigenen Wert aus.'])
})

test.each(refused)('%s does not pass', async (_, write, why) => {
  const report = await judge(write())
  expect(report.intact).toBe(false)
  expect(whyOf(report)).toContain(why)
})
