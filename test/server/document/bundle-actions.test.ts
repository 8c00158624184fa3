import { PDFDocument } from 'pdf-lib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addAttachment, describeAttachment } from '../../../server/attachment/attachment-actions.ts'
import type { Actor } from '../../../server/auth/auth.ts'
import { approveDocument } from '../../../server/document/approval-actions.ts'
import { type BundleKind, makeBundle } from '../../../server/document/bundle-actions.ts'
import { documentAttachments } from '../../../server/document/document-attachments.ts'
import { orderIssue, readIssuedPdf } from '../../../server/document/issue-actions.ts'
import { asRows } from '../../../server/fields/walk.ts'
import { printTagTree, readTagTree } from '../../../server/pdf/tag-tree.ts'
import { expectOk } from '../../house.ts'
import { docx, pdf, picture } from '../attachment/files.ts'
import { unfolded } from '../pdf/unfolded.ts'
import { approvedAgreement, fullPaper, openOffice, paperInput, read, save, submit } from './documents.ts'
import { issue } from './issuing.ts'

let office: Awaited<ReturnType<typeof openOffice>>
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.house.close())

async function attach(
  actor: Actor,
  id: string,
  { name, bytes, isPublic }: { readonly name: string; readonly bytes: Uint8Array; readonly isPublic: boolean },
) {
  const place = { holder: documentAttachments, id }
  const file = { name, bytes }
  const { attachment } = expectOk(
    await addAttachment(office.house.db, actor, { ...place, file, isPublic, maxBytes: 2 ** 22 }),
  )
  const title = name.replace(/\..*$/, '')
  const about = { title, dated: '2026-11-12', isPublic }
  expectOk(await describeAttachment(office.house.db, actor, { ...place, attachment, ...about }))
}

/** An approved paper with public files and others that hold secrets in every place a file has. */
async function approvedPaper(status = 'oeffentlich'): Promise<string> {
  const beratungsfolge = asRows(paperInput().beratungsfolge).map((station) => ({ ...station, status }))
  const { house, vosskamp } = office
  const { id } = await fullPaper(house, vosskamp)
  const anlagen = [
    { titel: 'Offene Übersicht', oeffentlich: true },
    { titel: 'Geheimvertrag', oeffentlich: false },
    { titel: 'Geheimes ohne Angabe' },
  ]
  await save(house, vosskamp, { id, baseRevision: 2, input: paperInput({ anlagen, beratungsfolge }) })
  const secret = await PDFDocument.load(await pdf('Geheimtext Innenliegend'))
  secret.setTitle('Geheimtitel')
  secret.setKeywords(['Geheimwort'])
  await secret.attach(new TextEncoder().encode('Geheimbeilage'), 'Geheimdatei.txt')
  await attach(vosskamp, id, { name: 'Offener Bescheid.pdf', bytes: await pdf('Offenes'), isPublic: true })
  await attach(vosskamp, id, { name: 'Geheimname.pdf', bytes: await secret.save(), isPublic: false })
  const photo = await picture('jpeg', { note: 'Geheimort' })
  await attach(vosskamp, id, { name: 'Geheimbild.jpg', bytes: photo, isPublic: false })
  await attach(vosskamp, id, { name: 'Geheimtabelle.docx', bytes: docx(), isPublic: false })
  await attach(vosskamp, id, { name: 'Lageplan.jpg', bytes: photo, isPublic: true })
  await attach(vosskamp, id, { name: 'Rechnung.docx', bytes: docx(), isPublic: true })
  const leader = await house.user('leitung', 'Nora Falk', { unit: '10.2' })
  const { contentHash } = await submit(house, vosskamp, await read(house, vosskamp, id))
  expectOk(await approveDocument(house.db, leader, { id, contentHash }))
  return id
}

const bundle = async (actor: Actor, id: string, kind: BundleKind) =>
  expectOk(await makeBundle(office.house.db, actor, { id, kind }))

test('the public set holds nothing of what is not public: no object, title, name or metadata', async () => {
  const { house, vosskamp } = office
  const id = await approvedPaper()
  for (const stage of ['approved', 'issued'] as const) {
    if (stage === 'issued') await issue(house, vosskamp, { id })
    const text = await unfolded(await bundle(vosskamp, id, 'public'))
    expect(text).not.toMatch(/geheim|Nichtöffentliche Anlage \d/i)
    expect(text).toContain('Anlage 1: Offener Bescheid vom 12.11.2026')
    for (const words of ['Offene Übersicht (öffentlich)', 'Anlage (nichtöffentlich)']) expect(text).toContain(words)
    const internal = await unfolded(await bundle(vosskamp, id, 'internal'))
    expect(internal).toContain('Nichtöffentliche Anlage 1: Geheimname')
    expect(internal.replace(/\s+/g, ' ')).toContain('2. Geheimvertrag; 3. Geheimes ohne Angabe')
    expect(internal).not.toMatch(/Geheimort|Geheimtitel|Geheimwort|Geheimbeilage|Offener Bescheid/)
  }
})

test('the sealed paper names no attachment that is not public, and says that there is one', async () => {
  const { house, vosskamp } = office
  const id = await approvedPaper()
  await issue(house, vosskamp, { id })
  const issued = await readIssuedPdf(house.db, vosskamp, id)
  expect(await unfolded(issued?.bytes ?? new Uint8Array())).not.toMatch(/geheim/i)
  const tree = printTagTree(await readTagTree(issued?.bytes ?? new Uint8Array()))
  expect(tree).toMatch(/Lbl 2\.\s+LBody\s+P Anlage \(nichtöffentlich\)/)
  expect(tree).not.toMatch(/geheim/i)
})

test('of a paper that was sealed when its words were others there is no public set', async () => {
  const { house, vosskamp } = office
  const id = await approvedPaper()
  await issue(house, vosskamp, { id })
  await house.db.write(async (tx) => {
    await tx.run('DROP TRIGGER issue_order_stands')
    await tx.run('UPDATE issue_order SET content_hash = ? WHERE document_id = ?', [otherWords, id])
  })
  expect(await makeBundle(house.db, vosskamp, { id, kind: 'public' })).toMatchObject({ problem: 'conflict' })
  expectOk(await makeBundle(house.db, vosskamp, { id, kind: 'internal' }))
})

test('what was approved when its words were others is asked for again, and no number is used up', async () => {
  const { house, vosskamp } = office
  const id = await approvedPaper()
  await house.db.write(async (tx) => {
    await tx.run('DROP TRIGGER document_revision_never_changes')
    await tx.run('UPDATE document_revision SET content_hash = ? WHERE document_id = ?', [otherWords, id])
  })
  expect(await orderIssue(house.db, vosskamp, { id })).toMatchObject({ problem: 'conflict' })
  expect(await read(house, vosskamp, id)).toMatchObject({ state: 'approved', number: null })
})

const otherWords = 'a'.repeat(64)

test('the issued file itself stays as it is, byte by byte', async () => {
  const { house, vosskamp } = office
  const id = await approvedPaper()
  await issue(house, vosskamp, { id })
  const before = await readIssuedPdf(house.db, vosskamp, id)
  const bytes = await bundle(vosskamp, id, 'public')
  expect(await readIssuedPdf(house.db, vosskamp, id)).toEqual(before)
  expect(await unfolded(bytes)).not.toContain('/ByteRange')
})

test('there is none of drafts, of agreements, and for people who do not see the paper', async () => {
  const { house, ahlers, kortmann, vosskamp, brandt } = office
  const { id: draft } = await fullPaper(house, vosskamp)
  expect(await makeBundle(house.db, vosskamp, { id: draft, kind: 'public' })).toMatchObject({ problem: 'conflict' })
  const { id: agreement } = await approvedAgreement(house, ahlers, kortmann)
  expect(await makeBundle(house.db, ahlers, { id: agreement, kind: 'public' })).toMatchObject({ problem: 'conflict' })
  const id = await approvedPaper()
  expect(await makeBundle(house.db, brandt, { id, kind: 'internal' })).toMatchObject({ problem: 'not_found' })
})

test('of a paper that a committee deliberates on behind closed doors there is no public set', async () => {
  const { house, vosskamp } = office
  const id = await approvedPaper('nichtoeffentlich')
  const refused = await makeBundle(house.db, vosskamp, { id, kind: 'public' })
  expect(refused).toMatchObject({ problem: 'conflict', message: expect.stringContaining('nichtöffentlich beraten') })
  expect(await makeBundle(house.db, vosskamp, { id, kind: 'internal' })).toMatchObject({ ok: true })
})
