import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { verifyPdf } from '../../../server/signature/verify.ts'
import { verifyInProcess } from '../../../server/signature/verify-process.ts'
import { anchors, sealedPaper } from './crafted-house.ts'
import { bytesOf } from './crafted-pdf.ts'

test('the child process gives the same report as the check itself', async () => {
  const pdf = sealedPaper()
  expect(await verifyInProcess(pdf, anchors)).toEqual(await verifyPdf(pdf, { anchors }))
  expect(await verifyInProcess(pdf)).toEqual(await verifyPdf(pdf, { anchors: [] }))
})

test('twelve files at once are all judged, two at a time', async () => {
  const pdf = sealedPaper()
  const reports = await Promise.all(Array.from({ length: 12 }, () => verifyInProcess(pdf, anchors)))
  expect(reports.every(({ intact }) => intact)).toBe(true)
})

test('whoever comes when the queue is full is told to come back', async () => {
  const reports = await Promise.all(Array.from({ length: 24 }, () => verifyInProcess(bytesOf('hello'))))
  const refused = reports.filter(({ reasons }) => reasons.join().includes('zu viele Dateien'))
  expect(refused).toHaveLength(2)
  expect(await verifyInProcess(bytesOf('hello'))).toMatchObject({ reasons: ['Die Datei ist kein PDF.'] })
})

test('a file that costs the limits still gets a verdict within ten seconds', async () => {
  const bomb = deflateSync(Buffer.alloc(200 * 1024 * 1024)).toString('latin1')
  const stream = `1 0 obj\n<< /Type /XRef /Root 1 0 R /Size 9 /W [1 3 1] /Filter /FlateDecode /Length ${bomb.length} >>\nstream\n${bomb}\nendstream\nendobj\n`
  const states = Array.from({ length: 200 }, () => 'startxref\n9\n%%EOF\n').join('')
  const begun = performance.now()
  const report = await verifyInProcess(bytesOf(`%PDF-1.7\n${stream}${states}`))
  expect(performance.now() - begun).toBeLessThan(10_500)
  expect(report).toMatchObject({ readable: false, intact: false, signatures: [] })
})

test('a file over the limit is refused before a process is started', async () => {
  expect(await verifyInProcess(Buffer.alloc(65 * 1024 * 1024))).toMatchObject({
    readable: false,
    reasons: [expect.stringContaining('größer als 64 MiB')],
  })
})

test('a child that is killed leaves the verdict that the file could not be read, and the next one is judged', async () => {
  const killed = await verifyInProcess(sealedPaper(), anchors, { killAfterMs: 1 })
  expect(killed).toMatchObject({ readable: false, intact: false, trusted: null, signatures: [] })
  expect(killed.reasons).toEqual(['Die Datei überfordert die Prüfung und gilt als nicht lesbar.'])
  expect(await verifyInProcess(sealedPaper(), anchors)).toMatchObject({ intact: true, trusted: true })
})
