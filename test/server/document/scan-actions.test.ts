import { afterEach, beforeEach, expect, test } from 'vitest'
import { runDueJobs } from '../../../server/base/jobs.ts'
import type { Document } from '../../../server/document/document.ts'
import { readIssue } from '../../../server/document/issue-actions.ts'
import { readSigning, recordPaperSignature } from '../../../server/document/paper-signature-actions.ts'
import {
  confirmScanPages,
  readScanCheck,
  readScanPreview,
  readStoredScan,
  removeScan,
  uploadScans,
} from '../../../server/document/scan-actions.ts'
import { maxScanBytes } from '../../../server/document/scan-file.ts'
import { readScanFile, scanJobs } from '../../../server/document/scan-jobs.ts'
import { tellScan } from '../../../server/document/scan-wording.ts'
import type { ScannedPage } from '../../../server/scan/scan.ts'
import { expectOk } from '../../house.ts'
import { fullAgreement, openOffice, read } from './documents.ts'
import { approved, issue, issuedAgreement } from './issuing.ts'

let office: Awaited<ReturnType<typeof openOffice>>
let agreement: Document
let code: string
let of: number
beforeEach(async () => {
  office = await openOffice()
  agreement = await issuedAgreement(office.house, office.ahlers, office.kortmann)
  const issued = await readIssue(office.house.db, office.ahlers, agreement.id)
  code = issued?.order.code ?? ''
  of = issued?.file?.pages ?? 0
})
afterEach(() => office.house.close())

const pdf = new TextEncoder().encode('%PDF-1.7 gescannt')
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1])

const upload = async (bytes = pdf, name = 'scan.pdf') =>
  expectOk(await uploadScans(office.house.db, office.ahlers, { id: agreement.id, files: [{ name, bytes }] }))
    .scanIds[0] ?? ''

type Shown = number | 'foreign' | 'blank' | 'unreadable'

/** A file that shows these pages, read to its end. */
async function scan(pages: readonly Shown[], { foreignCode = 'AAAA-AAAA-AAAA-A', name = 'scan.pdf' } = {}) {
  const scanId = await upload(pdf, name)
  await readScanFile(office.house.db, scanId, async ({ from, onPage }) => {
    for (const [index, shown] of pages.entries()) {
      if (index + 1 < from) continue
      await onPage({ ...nothing, position: index + 1, of: pages.length, ...seen(shown, foreignCode) })
    }
    return null
  })
  return scanId
}

const nothing = { marks: [], isBlank: false, preview: null }

function seen(shown: Shown, foreignCode: string): Partial<ScannedPage> {
  if (shown === 'blank') return { isBlank: true }
  if (shown === 'unreadable') return { preview: new Uint8Array([0xff, 0xd8, 1]) }
  return { marks: [shown === 'foreign' ? { code: foreignCode, page: 1, of: 1 } : { code, page: shown, of }] }
}

const all = () => Array.from({ length: of }, (_, index) => index + 1)

async function told(actor = office.ahlers) {
  const check = await readScanCheck(office.house.db, actor, agreement.id)
  if (!check) throw new Error('Nothing to tell.')
  return tellScan(check)
}

test('when every signature is noted down and every page is back, the document is signed', async () => {
  const { house, ahlers } = office
  const { id } = agreement
  await scan(all())
  expect((await read(house, ahlers, id)).state).toBe('issued')
  const places = (await readSigning(house.db, ahlers, id))?.places ?? []
  expect(places.length).toBeGreaterThan(1)
  for (const { rowId } of places) {
    expectOk(await recordPaperSignature(house.db, ahlers, { id, rowId, signedOn: '2026-11-23' }))
  }
  expect((await read(house, ahlers, id)).state).toBe('signed')
  expect(await told()).toMatchObject({ standing: 'complete' })
  expect((await house.eventsOf(id)).filter((event) => event.includes('scan'))).toEqual([
    'document.scan_uploaded',
    'document.scan_read',
  ])
})

test('an incomplete scan is kept, and completed by another file', async () => {
  const { house, ahlers } = office
  await scan(all().slice(0, -1))
  expect(await told()).toMatchObject({ standing: 'incomplete', summary: `Seite ${of} fehlt` })
  expect((await told()).sentences[0]?.text).toBe(
    `Seite ${of} fehlt. Scannen Sie Seite ${of} und laden Sie die Datei hier hoch; was schon da ist, bleibt.`,
  )
  expect((await readSigning(house.db, ahlers, agreement.id))?.scans).toEqual([])
  await scan([of], { name: 'foto.jpg' })
  expect(await told()).toMatchObject({ standing: 'complete' })
  expect((await readSigning(house.db, ahlers, agreement.id))?.scans.map(({ fileName }) => fileName)).toEqual([
    'scan.pdf',
    'foto.jpg',
  ])
})

test('a page of another document is named only to whoever may see that document, and keeps the paper from being complete', async () => {
  const { house, ahlers, deppe, kortmann } = office
  const draft = await fullAgreement(house, deppe, '32.3-ZV-2026-0999')
  const other = await issue(house, deppe, await approved(house, draft, { clerk: deppe, leitung: kortmann }))
  const foreignCode = (await readIssue(house.db, deppe, other.id))?.order.code ?? ''
  const scanId = await scan([...all(), 'foreign'], { foreignCode })
  const words = `„scan.pdf“, Blatt ${of + 1}, gehört zu einem anderen Dokument.`
  const [mine] = (await told()).sentences
  expect(mine?.text).toContain(words)
  expect(mine?.link).toBeUndefined()
  const [hers] = (await told(kortmann)).sentences
  expect(hers?.link).toEqual({ href: `/documents/${other.id}`, title: other.title })
  expectOk(await removeScan(house.db, ahlers, { id: agreement.id, scanId }))
  expect(await told()).toMatchObject({ standing: 'nothing' })
  expect(await readStoredScan(house.db, ahlers, { id: agreement.id, scanId })).toBeNull()
})

test('a sheet that cannot be read is shown, and assigned by hand; who did it stands in the trail', async () => {
  const { house, ahlers, deppe } = office
  const { id } = agreement
  const scanId = await scan([...all().slice(0, -1), 'unreadable', 'blank'])
  expect((await told()).sentences.map(({ text }) => text).join(' ')).toContain(
    `„scan.pdf“, Blatt ${of}, ist nicht lesbar.`,
  )
  expect(await readScanPreview(house.db, ahlers, { id, scanId, position: of })).toEqual(new Uint8Array([0xff, 0xd8, 1]))
  expect(await readScanPreview(house.db, deppe, { id, scanId, position: of })).toBeNull()
  const seen = [{ position: of, page: of }]
  expect(await confirmScanPages(house.db, deppe, { id, scanId, seen })).toMatchObject({ problem: 'not_found' })
  const beyond = [{ position: of, page: of + 1 }]
  expect(await confirmScanPages(house.db, ahlers, { id, scanId, seen: beyond })).toMatchObject({ problem: 'not_found' })
  expect(await confirmScanPages(house.db, ahlers, { id, scanId, seen: [] })).toMatchObject({ problem: 'invalid' })
  expectOk(await confirmScanPages(house.db, ahlers, { id, scanId, seen }))
  expect(await told()).toMatchObject({ standing: 'complete' })
  const [newest] = await house.trailOf(id)
  expect(newest).toMatchObject({ event: 'document.scan_page_confirmed', userId: ahlers.userId })
  expect(await confirmScanPages(house.db, ahlers, { id, scanId, seen })).toMatchObject({ problem: 'conflict' })
  expect(await removeScan(house.db, ahlers, { id, scanId })).toMatchObject({ problem: 'conflict' })
})

test('a doubled page is named and does no harm', async () => {
  await scan([...all(), 1])
  expect((await told()).sentences.map(({ text }) => text)[1]).toContain('Seite 1 liegt mehr als einmal vor.')
  expect(await told()).toMatchObject({ standing: 'complete' })
})

test('reading goes on with the page that it had come to', async () => {
  const { house } = office
  const scanId = await upload()
  const pages = all()
  const died = readScanFile(house.db, scanId, async ({ onPage }) => {
    for (const page of pages.slice(0, 2)) await onPage({ ...nothing, position: page, of, marks: [{ code, page, of }] })
    throw new Error('killed')
  })
  await expect(died).rejects.toThrow('killed')
  expect(await told()).toMatchObject({
    standing: 'reading',
    sentences: [{ text: `„scan.pdf“: Seite 3 von ${of} wird gelesen.` }],
  })
  let began = 0
  await readScanFile(house.db, scanId, async ({ from, onPage }) => {
    began = from
    for (const page of pages.slice(from - 1))
      await onPage({ ...nothing, position: page, of, marks: [{ code, page, of }] })
    return null
  })
  expect(began).toBe(3)
  expect(await told()).toMatchObject({ standing: 'complete' })
  // The job itself comes too late and does nothing.
  await runDueJobs(house.db, scanJobs())
  expect((await house.eventsOf(agreement.id)).filter((event) => event === 'document.scan_read')).toHaveLength(1)
})

test('a file that is no PDF but says so is read in another process, and named', async () => {
  const { house } = office
  await upload()
  await runDueJobs(house.db, scanJobs())
  expect((await told()).sentences.at(-1)?.text).toContain('„scan.pdf“ lässt sich nicht öffnen.')
})

test('whoever does not see the document brings no scan and reads none', async () => {
  const { house, ahlers, deppe, brandt, vosskamp } = office
  const { id } = agreement
  const scanId = await upload(png, 'a.png')
  for (const stranger of [deppe, brandt, vosskamp]) {
    const files = [{ name: 'a.png', bytes: png }]
    expect(await uploadScans(house.db, stranger, { id, files })).toMatchObject({ problem: 'not_found' })
    expect(await removeScan(house.db, stranger, { id, scanId })).toMatchObject({ problem: 'not_found' })
    expect(await readStoredScan(house.db, stranger, { id, scanId })).toBeNull()
    expect(await readScanCheck(house.db, stranger, id)).toBeNull()
  }
  expect(await readStoredScan(house.db, ahlers, { id, scanId })).toMatchObject({ mediaType: 'image/png', bytes: png })
  expect(await readStoredScan(house.db, ahlers, { id, scanId: 'anders' })).toBeNull()
})

test('of several files one that is no scan keeps all of them out, and is named', async () => {
  const { house, ahlers } = office
  const files = [
    { name: 'a.pdf', bytes: pdf },
    { name: 'b.docx', bytes: new TextEncoder().encode('PK') },
  ]
  const refused = await uploadScans(house.db, ahlers, { id: agreement.id, files })
  expect(refused).toHaveProperty('message', expect.stringContaining('„b.docx“: Diese Datei ist kein PDF'))
  expect(await told()).toMatchObject({ standing: 'nothing' })
})

test.each([
  ['nothing', new Uint8Array(), 'Wählen Sie'],
  ['a text', new TextEncoder().encode('Hallo'), 'kein PDF'],
  ['a page that calls itself a picture', new TextEncoder().encode('<html><script>'), 'kein PDF'],
  ['a picture of another kind', new TextEncoder().encode('GIF89a'), 'kein PDF'],
  ['a PDF that begins late', new TextEncoder().encode('<html>%PDF-1.7'), 'kein PDF'],
  ['more than 25 MiB', new Uint8Array(maxScanBytes + 1).fill(0x25), 'größer als 25 MiB'],
])('%s is no scan', async (_, bytes, words) => {
  const { house, ahlers } = office
  const files = [{ name: 'scan.png', bytes }]
  const refused = await uploadScans(house.db, ahlers, { id: agreement.id, files })
  expect(refused).toMatchObject({ problem: 'invalid', fields: [{ path: 'scan' }] })
  expect(refused).toHaveProperty('message', expect.stringContaining(words))
  expect((await readScanCheck(house.db, ahlers, agreement.id))?.files).toEqual([])
})

test('the name of a scan loses its path and what does not print', async () => {
  const { house, ahlers } = office
  const file = { name: 'C:\\Users\\x\\Unterschrift\u202E\u0000fdp.pdf', bytes: pdf }
  expectOk(await uploadScans(house.db, ahlers, { id: agreement.id, files: [file] }))
  expect((await readScanCheck(house.db, ahlers, agreement.id))?.files).toMatchObject([
    { fileName: 'Unterschriftfdp.pdf' },
  ])
})
