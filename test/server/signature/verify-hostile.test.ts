import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { verifyPdf } from '../../../server/signature/verify.ts'
import { der, integer, nameOf, newParty, oid, sequence } from './crafted-cms.ts'
import { anchors, seal, sealedPaper, signedTwice, whyOf } from './crafted-house.ts'
import { appendRevision, bytesOf, cmsValue, emptyField, paper, paperObjects } from './crafted-pdf.ts'
import { seededRandom } from './random.ts'

const start = bytesOf('%PDF-1.7\n')
const repeat = (count: number, write: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => write(i)).join('')
const fresh = (objects: Readonly<Record<number, string>>) =>
  appendRevision(start, { ...paperObjects(['a']), ...objects }, { prev: null })

function manyFields(count: number, kids: string): Buffer {
  const fields = Object.fromEntries(
    Array.from({ length: count }, (_, i) => [100 + i, `<< /FT /Sig /T (f${i}) ${kids} >>`]),
  )
  const refs = repeat(count, (i) => `${100 + i} 0 R `)
  return fresh({
    ...fields,
    5: `<< /Fields 60 0 R >>`,
    60: `[${refs}]`,
    61: '<< /Type /Sig /ByteRange [0 1 2 3] /Contents <00> >>',
  })
}

function xrefStreamOf(content: Buffer, dictionary: string): Buffer {
  const packed = deflateSync(content).toString('latin1')
  const stream = `1 0 obj\n<< /Type /XRef /Root 1 0 R /W [1 3 1] ${dictionary} /Filter /FlateDecode /Length ${packed.length} >>\nstream\n${packed}\nendstream\nendobj\n`
  return Buffer.concat([start, bytesOf(`${stream}startxref\n${start.length}\n%%EOF\n`)])
}

function emptyRevisions(count: number): Buffer {
  const first = paper('a')
  let prev = Number(/startxref\n(\d+)/.exec(first.toString('latin1'))?.[1])
  let at = first.length
  const states: string[] = []
  for (let i = 0; i < count; i++) {
    const state = `xref\n0 0\ntrailer\n<< /Size 60 /Root 1 0 R /Prev ${prev} >>\nstartxref\n${at}\n%%EOF\n`
    prev = at
    at += state.length
    states.push(state)
  }
  return Buffer.concat([first, bytesOf(states.join(''))])
}

const nested = (depth: number): Buffer => {
  const parts: Buffer[] = []
  for (let i = 0; i < depth; i++) parts.push(Buffer.from([0x30, 0x80]))
  return Buffer.concat([...parts, Buffer.alloc(depth * 2)])
}

const giantKey = (bits: number): Buffer => {
  const modulus = Buffer.alloc(bits / 8, 0xff)
  const key = sequence(der(0x02, Buffer.from([0]), modulus), integer(3))
  return sequence(sequence(oid('1.2.840.113549.1.1.1'), der(0x05)), der(0x03, Buffer.from([0]), key))
}

const selfPacked = (): Buffer => {
  const body = deflateSync(bytesOf('5 0 << >> ')).toString('latin1')
  const stream = `<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length 5 0 R >>\nstream\n${body}\nendstream`
  return appendRevision(
    start,
    { ...paperObjects(['a']), 50: stream },
    { form: 'stream', prev: null, packed: { 5: '17' } },
  )
}

const hostile: readonly (readonly [string, () => Uint8Array])[] = [
  ['50,000 fields with 50,000 kids each', () => manyFields(50_000, '/Kids 60 0 R')],
  [
    'a field that is its own kid, 50,000 times',
    () => fresh({ 10: `<< /FT /Sig /T (a) /Kids [${repeat(50_000, () => '10 0 R ')}] >>` }),
  ],
  ['a cross-reference stream of 200 MiB', () => xrefStreamOf(Buffer.alloc(200 * 1024 * 1024), '/Size 41943040')],
  ['a cross-reference stream that claims a billion entries', () => xrefStreamOf(Buffer.alloc(10), '/Size 1000000000')],
  [
    'a cross-reference stream with endless ranges',
    () => xrefStreamOf(Buffer.alloc(10), `/Size 9 /Index [${repeat(40_000, () => '0 0 ')}]`),
  ],
  [
    'a cross-reference table that claims a billion entries',
    () => bytesOf('%PDF-1.7\nxref\n0 1000000000\ntrailer << >>\nstartxref\n9\n%%EOF'),
  ],
  ['1,500 empty states', () => emptyRevisions(1500)],
  ['5,000 fields on one value', () => manyFields(5000, '/V 61 0 R')],
  ['5,000 fields with a value of their own', () => manyFields(5000, '/V << /Type /Sig >>')],
  [
    'a byte range of a million numbers',
    () => manyFields(1, `/V << /Type /Sig /ByteRange [${repeat(1_000_000, () => '0 ')}] >>`),
  ],

  ['a value of ASN.1 nested 20,000 deep', () => sealedPaper({ value: () => nested(20_000), room: 90_000 })],
  [
    'a value of a million ASN.1 elements',
    () => sealedPaper({ value: () => sequence(Buffer.alloc(1_000_000, Buffer.from([5, 0]))), room: 1_000_100 }),
  ],
  [
    'an RSA key of 200,000 bits',
    () =>
      sealedPaper({
        value: cmsValue({ signer: newParty('Riese', { publicKeyInfo: giantKey(200_000) }) }),
        room: 40_000,
      }),
  ],
  ['arrays nested 100,000 deep', () => fresh({ 5: '['.repeat(100_000) })],
  ['dictionaries nested 100,000 deep', () => fresh({ 5: '<</A'.repeat(100_000) })],
  ['a string that never ends', () => fresh({ 5: `(${'('.repeat(1_000_000)}` })],
  [
    'a comment of 30 MiB before every object',
    () => fresh({ 5: `%${' '.repeat(30 * 1024 * 1024)}\n<< /Fields [10 0 R] >>` }),
  ],
  [
    'states that refer to each other in a circle',
    () => bytesOf('%PDF-1.7\nxref\n0 0\ntrailer << /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF'),
  ],
  ['objects that refer to each other in a circle', () => fresh({ 1: '5 0 R', 5: '1 0 R' })],
  ['an object stream whose length lies in itself', selfPacked],
  ['nothing but startxref', () => bytesOf(`%PDF-1.7\n${'startxref '.repeat(1_000_000)}`)],
  ['nothing but ends', () => bytesOf(`%PDF-1.7\n${'startxref 0 %%EOF '.repeat(1_000_000)}`)],
  ['a file of 65 MiB', () => Buffer.concat([sealedPaper(), Buffer.alloc(65 * 1024 * 1024)])],
  ['a file without a single byte', () => new Uint8Array()],
  ['a picture', () => Buffer.from('89504e470d0a1a0a', 'hex')],
]

test.each(hostile)('%s: a verdict within seconds', async (_, write) => {
  const bytes = write()
  const begun = performance.now()
  const report = await verifyPdf(bytes, { anchors })
  expect(performance.now() - begun).toBeLessThan(5000)
  expect(report.intact).toBe(false)
  expect(whyOf(report)).toMatch(/\p{L}.*\.$/u)
})

test('a giant key is refused before anything is computed with it', async () => {
  const pdf = sealedPaper({
    value: cmsValue({ signer: newParty('Riese', { publicKeyInfo: giantKey(65_536) }) }),
    room: 40_000,
  })
  expect(whyOf(await verifyPdf(pdf, { anchors }))).toContain('von keiner anerkannten Art')
})

test('bytes changed, cut, doubled and moved anywhere never throw and never pass', { timeout: 60_000 }, async () => {
  const random = seededRandom(20261122)
  const originals = [
    sealedPaper(),
    signedTwice(),
    sealedPaper({ form: 'stream', packed: { 30: '<< /A 1 >>', 31: '[1 2 3]' } }),
    sealedPaper({ hybrid: true, packed: { 30: '<< /A 1 >>' } }),
  ]
  for (let round = 0; round < 1500; round++) {
    const original = originals[round % originals.length] ?? sealedPaper()
    const changed = mutate(original, random)
    if (changed.equals(original)) continue
    const report = await verifyPdf(changed, { anchors })
    const gap = [...original.toString('latin1').matchAll(/\/Contents <[0-9a-f]+>/g)]
    if (gap.some((match) => onlyInside(original, changed, match.index, match.index + match[0].length))) continue
    expect([round, report.intact]).toEqual([round, false])
  }
})

/** Whether the two differ in the value of a signature alone, which no signature covers. */
function onlyInside(one: Buffer, other: Buffer, from: number, to: number): boolean {
  return (
    one.length === other.length &&
    one.subarray(0, from).equals(other.subarray(0, from)) &&
    one.subarray(to).equals(other.subarray(to))
  )
}

const words = [
  '<<',
  '>>',
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  '%',
  '/V',
  '/Kids',
  '/Prev 9',
  ' 0 R',
  '-1',
  '99999999999',
  'endobj',
  'stream',
  'xref',
  'trailer',
  '/ByteRange',
  '%%EOF',
  'startxref',
]

function mutate(original: Buffer, random: { below(limit: number): number }): Buffer {
  const at = random.below(original.length)
  const length = 1 + random.below(60)
  const kind = random.below(6)
  if (kind === 0) return original.subarray(0, at)
  if (kind === 1) return Buffer.concat([original.subarray(0, at), original.subarray(at + length)])
  if (kind === 2) return Buffer.concat([original.subarray(0, at + length), original.subarray(at)])
  if (kind === 3) return Buffer.concat([original, original.subarray(at)])
  const changed = Buffer.from(original)
  if (kind === 4) changed[at] = random.below(256)
  else changed.write(words[random.below(words.length)] ?? '', at, 'latin1')
  return changed
}

test('rubbish that begins like a PDF never throws', { timeout: 60_000 }, async () => {
  const random = seededRandom(7)
  const parts = [
    ...words,
    'obj',
    '1 0 obj',
    '/Root 1 0 R',
    '/AcroForm',
    '/Fields',
    '\n',
    ' ',
    '0 1',
    'n',
    'f',
    '/W [1 2 1]',
    '/Index',
  ]
  for (let round = 0; round < 1500; round++) {
    const body = Array.from({ length: random.below(80) }, () => parts[random.below(parts.length)]).join(' ')
    const report = await verifyPdf(bytesOf(`%PDF-1.7\n${body}\nstartxref\n${random.below(60)}\n%%EOF`), { anchors })
    expect(report.intact).toBe(false)
  }
})

test('a field name of raw control bytes still gives JSON', async () => {
  const raw = String.fromCharCode(...Array.from({ length: 31 }, (_, i) => i + 1)).replace(/[()\\]/g, '')
  const report = await verifyPdf(fresh({ 10: emptyField(`${raw}\x7f\x9b`) }), { anchors })
  expect(report.readable).toBe(true)
  expect(JSON.stringify(report)).not.toMatch(/\\u00[01]/)
})

test('the name of a signer cannot smuggle control characters', async () => {
  const signer = newParty('Chef\u0007\u202eliŕu', { issuer: { ...seal, name: 'Prüf\nwurzel' } })
  const [signature] = (await verifyPdf(sealedPaper({ value: cmsValue({ signer }) }), { anchors })).signatures
  expect(signature?.signer).toBe('Chef\ufffd\ufffdliŕu')
  expect(nameOf('x').length).toBeGreaterThan(0)
})
