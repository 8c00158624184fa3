import { beforeAll, expect, test } from 'vitest'
import type { VerificationReport } from '../../../server/signature/signature.ts'
import { verifyPdf } from '../../../server/signature/verify.ts'
import { appendRevision } from './crafted-pdf.ts'
import { seededRandom } from './random.ts'
import { emptyPaper, houseSigner, rsaSigner, sealOnce, signAgain } from './sealed-paper.ts'

/** Tampering with papers that the program itself wrote and sealed. */
const papers: Record<'empty' | 'ec' | 'rsa' | 'ecThenRsa' | 'rsaThenEc', Buffer> = {
  empty: Buffer.alloc(0),
  ec: Buffer.alloc(0),
  rsa: Buffer.alloc(0),
  ecThenRsa: Buffer.alloc(0),
  rsaThenEc: Buffer.alloc(0),
}
const anchors: Uint8Array[] = []

beforeAll(async () => {
  const [{ signer: house }, rsa, paper] = await Promise.all([houseSigner(), rsaSigner(), emptyPaper()])
  papers.empty = Buffer.from(paper)
  papers.ec = await sealOnce(paper, house)
  papers.rsa = await sealOnce(paper, rsa)
  papers.ecThenRsa = await signAgain(papers.ec, rsa)
  papers.rsaThenEc = await signAgain(papers.rsa, house)
  anchors.push(...house.chainDer.slice(-1), ...rsa.chainDer.slice(-1))
})

const judge = (pdf: Uint8Array): Promise<VerificationReport> => verifyPdf(pdf, { anchors })

const sealed = ['ec', 'rsa', 'ecThenRsa', 'rsaThenEc'] as const

test.each(sealed)('what the program sealed is intact and trusted: %s', async (which) => {
  const report = await judge(papers[which])
  expect(report).toMatchObject({ readable: true, intact: true, trusted: true })
  expect(report.signatures[0]).toMatchObject({ field: 'seal', certifies: true, intact: true })
  expect(report.signatures.at(-1)).toMatchObject({ covers: 'file', bytesAfter: 0 })
})

/** Where the values of the signatures stand, `<` and `>` excluded. */
const gapsOf = (pdf: Buffer): { start: number; end: number }[] =>
  [...pdf.toString('latin1').matchAll(/(?<=\/Contents )<[0-9a-fA-F]{1000,}>/g)].map(({ index, 0: { length } }) => ({
    start: index + 1,
    end: index + length - 1,
  }))

test.each(sealed)('each of 200 flipped bits outside the values is found: %s', { timeout: 60_000 }, async (which) => {
  const random = seededRandom(200)
  const pdf = papers[which]
  const gaps = gapsOf(pdf)
  for (let round = 0; round < 200; ) {
    const at = random.below(pdf.length)
    if (gaps.some(({ start, end }) => at >= start && at < end)) continue
    round++
    const changed = Buffer.from(pdf)
    changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8))
    expect([at, (await judge(changed)).intact]).toEqual([at, false])
  }
})

test.each(sealed)('each of 100 bits flipped in the padding of a value is found: %s', async (which) => {
  const random = seededRandom(100)
  const pdf = papers[which]
  for (const { end } of gapsOf(pdf)) {
    for (let round = 0; round < 100; round++) {
      const at = end - 1 - random.below(2000)
      const changed = Buffer.from(pdf)
      changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8))
      expect([at, (await judge(changed)).intact]).toEqual([at, false])
    }
  }
})

test.each(sealed)('a file cut anywhere is not intact: %s', async (which) => {
  const random = seededRandom(200)
  const pdf = papers[which]
  for (let round = 0; round < 200; round++) {
    const length = random.below(pdf.length)
    const report = await judge(pdf.subarray(0, length))
    expect([length, report.intact]).toEqual([length, false])
  }
  for (let cut = 1; cut <= 60; cut++) expect((await judge(pdf.subarray(0, -cut))).intact).toBe(false)
})

test('each signature keeps its own verdict: what a flipped byte in the second state breaks, and what in the first', async () => {
  const pdf = papers.ecThenRsa
  const flipped = (at: number) => {
    const changed = Buffer.from(pdf)
    changed[at] = (changed[at] ?? 0) ^ 1
    return changed
  }
  const content = pdf.indexOf('/Title')
  const first = await judge(flipped(content > 0 ? content + 10 : 20))
  expect(first.signatures.map(({ intact }) => intact)).toEqual([false, false])
  const time = pdf.lastIndexOf('(D:2027')
  const second = await judge(flipped(time + 10))
  expect(second.signatures.map(({ reasons }) => reasons[0])).toEqual([
    'Nach dieser Unterschrift wurde die Datei fortgeschrieben, ohne dass eine gültige Unterschrift das abdeckt.',
    'Die Datei wurde nach dem Unterschreiben verändert.',
  ])
})

test('a later state taken from another copy of the paper does not fit', async () => {
  const { ec, rsa, rsaThenEc } = papers
  const report = await judge(Buffer.concat([ec, rsaThenEc.subarray(rsa.length)]))
  expect(report.intact).toBe(false)
})

test('a state inserted between the paper and its seal is found', async () => {
  const { empty, ec } = papers
  const inserted = appendRevision(empty, { 3000: '<< /X true >>' })
  expect((await judge(Buffer.concat([inserted, ec.subarray(empty.length)]))).intact).toBe(false)
})

test('a state without a signature behind the last one is found and named', async () => {
  const pdf = papers.ecThenRsa
  const root = /\/Root (\d+) 0 R/.exec(pdf.toString('latin1'))?.[1]
  const appended = appendRevision(pdf, { 3000: '<< /X true >>' }).toString('latin1')
  const report = await judge(
    Buffer.from(appended.replace('/Size 60 /Root 1 0 R', `/Size 3001 /Root ${root} 0 R`), 'latin1'),
  )
  expect(report.signatures).toHaveLength(2)
  for (const { intact, reasons } of report.signatures) {
    expect(intact).toBe(false)
    expect(reasons[0]).toContain('fortgeschrieben')
  }
})
