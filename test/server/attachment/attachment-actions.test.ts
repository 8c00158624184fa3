import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as actions from '../../../server/attachment/attachment-actions.ts'
import type { Actor } from '../../../server/auth/auth.ts'
import { tellTrail } from '../../../server/auth/trail.ts'
import { findBlob } from '../../../server/base/blobs.ts'
import { caseAttachments } from '../../../server/casefile/case-attachments.ts'
import { closeCase } from '../../../server/casefile/casefile-actions.ts'
import { approveDocument, recallDocument, submitDocument } from '../../../server/document/approval-actions.ts'
import { documentAttachments } from '../../../server/document/document-attachments.ts'
import { tellDocument } from '../../../server/document/document-trail.ts'
import { openNotices } from '../../../server/notice/notice-actions.ts'
import { expectOk } from '../../house.ts'
import { caseOf } from '../casefile/cases.ts'
import {
  agreementInput,
  approvedAgreement,
  fullAgreement,
  fullPaper,
  openOffice,
  read,
  save,
  submit,
  submittedAgreement,
} from '../document/documents.ts'
import { issue } from '../document/issuing.ts'
import { docx, pdf, picture } from './files.ts'

let office: Awaited<ReturnType<typeof openOffice>>
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.house.close())

const maxBytes = 2 ** 20
const inDocument = (id: string, voidApproval = false) => ({ holder: documentAttachments, id, voidApproval })

async function attach(actor: Actor, id: string, name = 'Zeugnis.pdf', options: { isPublic?: boolean } = {}) {
  const file = { name, bytes: await pdf(name) }
  const added = { file, isPublic: options.isPublic ?? false, maxBytes }
  return expectOk(await actions.addAttachment(office.house.db, actor, { ...inDocument(id), ...added }))
}

const titlesOf = async (id: string) => (await actions.listAttachments(office.house.db, id)).map(({ title }) => title)

describe('in a document', () => {
  test('an attachment makes a new revision with a content hash of its own, and removing it brings the old one back', async () => {
    const { house, ahlers } = office
    const before = await fullAgreement(house, ahlers)
    const { attachment } = await attach(ahlers, before.id)
    const after = await read(house, ahlers, before.id)
    expect(after.revision).toBe(before.revision + 1)
    expect(after.contentHash).not.toBe(before.contentHash)
    expect(await house.eventsOf(before.id)).toContain('document.attachment_added')

    expectOk(await actions.removeAttachment(house.db, ahlers, { ...inDocument(before.id), attachment }))
    expect((await read(house, ahlers, before.id)).contentHash).toBe(before.contentHash)
    expectOk(await actions.restoreAttachment(house.db, ahlers, { ...inDocument(before.id), attachment }))
    expect((await read(house, ahlers, before.id)).contentHash).toBe(after.contentHash)
  })

  test('title, date, who may read it and the order are part of what is approved', async () => {
    const { house, vosskamp } = office
    const { id } = await fullPaper(house, vosskamp)
    const { attachment } = await attach(vosskamp, id, 'Erste.pdf')
    await attach(vosskamp, id, 'Zweite.pdf')
    const hashes = new Set([(await read(house, vosskamp, id)).contentHash])
    const place = { ...inDocument(id), attachment }
    const described = { title: 'Erste', dated: '', isPublic: false }
    for (const change of [
      () => actions.describeAttachment(house.db, vosskamp, { ...place, ...described, title: 'Gutachten' }),
      () => actions.describeAttachment(house.db, vosskamp, { ...place, ...described, dated: '2026-11-12' }),
      () => actions.moveAttachment(house.db, vosskamp, { ...place, direction: 'down' }),
      () => actions.describeAttachment(house.db, vosskamp, { ...place, ...described, isPublic: true }),
    ]) {
      expectOk(await change())
      hashes.add((await read(house, vosskamp, id)).contentHash)
    }
    expect(hashes.size).toBe(5)
    expect(hashes).not.toContain(null)
  })

  test('an agreement with attachments is approved and issued, and what is written later keeps them in its hash', async () => {
    const { house, ahlers, kortmann } = office
    const draft = await fullAgreement(house, ahlers)
    await attach(ahlers, draft.id)
    const withFile = await read(house, ahlers, draft.id)
    const input = agreementInput({ aktenzeichen: '32.3-ZV-2026-0999' })
    const changed = await save(house, ahlers, { id: draft.id, baseRevision: withFile.revision, input })
    const { contentHash } = await submit(house, ahlers, changed)
    expectOk(await approveDocument(house.db, kortmann, { id: draft.id, contentHash }))
    expect((await issue(house, ahlers, draft)).state).toBe('issued')
  })

  test('what waits for a decision or is issued takes none, and loses none', async () => {
    const { house, ahlers, kortmann } = office
    const { id } = await fullAgreement(house, ahlers)
    const { attachment } = await attach(ahlers, id)
    const { contentHash } = await submit(house, ahlers, await read(house, ahlers, id))
    const file = { name: 'Nachzügler.pdf', bytes: await pdf('spät') }
    const late = () =>
      actions.addAttachment(house.db, ahlers, { ...inDocument(id, true), file, isPublic: false, maxBytes })
    const gone = () => actions.removeAttachment(house.db, ahlers, { ...inDocument(id, true), attachment })
    expect(await late()).toMatchObject({ ok: false, problem: 'conflict' })
    expect(await gone()).toMatchObject({ ok: false, problem: 'conflict' })
    expectOk(await approveDocument(house.db, kortmann, { id, contentHash }))
    await issue(house, ahlers, { id })
    expect(await late()).toMatchObject({ ok: false, problem: 'conflict' })
    expect(await gone()).toMatchObject({ ok: false, problem: 'conflict' })
    expect(await titlesOf(id)).toEqual(['Zeugnis'])
  })

  test('in an approved document it ends the approval, if that is confirmed, and those who relied on it are told', async () => {
    const { house, ahlers, kortmann } = office
    const { id } = await approvedAgreement(house, ahlers, kortmann)
    const file = { name: 'Neu.pdf', bytes: await pdf('neu') }
    const add = (voidApproval: boolean) =>
      actions.addAttachment(house.db, ahlers, { ...inDocument(id, voidApproval), file, isPublic: false, maxBytes })
    expect(await add(false)).toMatchObject({ ok: false, problem: 'conflict' })
    expect((await read(house, ahlers, id)).state).toBe('approved')
    expectOk(await add(true))
    expect((await read(house, ahlers, id)).state).toBe('draft')
    expect(await house.eventsOf(id)).toContain('document.approval_voided')
    expect((await openNotices(house.db, kortmann.userId)).map(({ kind }) => kind)).toContain('approval_voided')
  })

  test('whoever added the last attachment cannot approve the document', async () => {
    const { house, ahlers, kortmann } = office
    const { id } = await fullAgreement(house, ahlers)
    await attach(kortmann, id)
    expectOk(await submitDocument(house.db, ahlers, { id }))
    const { contentHash } = await read(house, ahlers, id)
    const approved = await approveDocument(house.db, kortmann, { id, contentHash: contentHash ?? '' })
    expect(approved).toMatchObject({ ok: false, problem: 'forbidden' })
  })

  test('people of another unit neither see nor change it', async () => {
    const { house, ahlers, yildiz } = office
    const { id } = await fullAgreement(house, ahlers)
    const { attachment } = await attach(ahlers, id)
    const place = { ...inDocument(id), attachment }
    expect(await actions.readAttachment(house.db, yildiz, place)).toBeNull()
    expect(await actions.removeAttachment(house.db, yildiz, place)).toMatchObject({ problem: 'not_found' })
    const { id: other } = await fullAgreement(house, yildiz, '50.1-1')
    expect(await actions.readAttachment(house.db, yildiz, { ...inDocument(other), attachment })).toBeNull()
  })

  test('the trail tells each act in a sentence', async () => {
    const { house, ahlers } = office
    const { id } = await fullAgreement(house, ahlers)
    const { attachment } = await attach(ahlers, id)
    expectOk(await actions.removeAttachment(house.db, ahlers, { ...inDocument(id), attachment }))
    const { lines } = await tellTrail(house.db, id, { limit: 2, tellers: [tellDocument] })
    expect(lines.map(({ sentence }) => sentence)).toEqual([
      'Jutta Ahlers hat eine Anlage entfernt.',
      'Jutta Ahlers hat eine Anlage hinzugefügt.',
    ])
  })

  test('after a recall it takes attachments again', async () => {
    const { house, ahlers } = office
    const { id } = await submittedAgreement(house, ahlers)
    expectOk(await recallDocument(house.db, ahlers, { id }))
    await attach(ahlers, id)
    expect(await titlesOf(id)).toEqual(['Zeugnis'])
  })
})

describe('in a case', () => {
  const inCase = (id: string) => ({ holder: caseAttachments, id })

  test('files are kept under their name, refused when they are none of ours, and closed cases take none', async () => {
    const { house, ahlers } = office
    const { id } = await caseOf(house, ahlers)
    const add = (name: string, bytes: Uint8Array) =>
      actions.addAttachment(house.db, ahlers, { ...inCase(id), file: { name, bytes }, isPublic: false, maxBytes })
    expectOk(await add('C:\\Scans\\Mein_Zeugnis.docx', docx()))
    expect(await titlesOf(id)).toEqual(['Mein Zeugnis'])
    for (const [name, bytes] of [
      ['virus.pdf', new TextEncoder().encode('MZ')],
      ['leer.pdf', new Uint8Array()],
      ['groß.pdf', new Uint8Array(maxBytes + 1)],
    ] as const) {
      expect(await add(name, bytes)).toMatchObject({ ok: false, problem: 'invalid', fields: [{ path: 'file' }] })
    }
    expectOk(await closeCase(house.db, ahlers, { id }))
    expect(await add('spät.docx', docx())).toMatchObject({ ok: false, problem: 'conflict' })
    expect(await house.eventsOf(id)).toEqual(['case.created', 'case.attachment_added', 'case.closed'])
  })

  test('a picture is turned and reduced; what came is kept until it is discarded', async () => {
    const { house, ahlers } = office
    const { db } = house
    const { id } = await caseOf(house, ahlers)
    const noisy = randomBytes(2400 * 1200 * 3)
    const bytes = await sharp(noisy, { raw: { width: 2400, height: 1200, channels: 3 } })
      .png()
      .toBuffer()
    const file = { name: 'foto.png', bytes: new Uint8Array(bytes) }
    const added = await actions.addAttachment(db, ahlers, { ...inCase(id), file, isPublic: false, maxBytes: 2 ** 25 })
    const place = { ...inCase(id), attachment: expectOk(added).attachment }
    const original = (await actions.findAttachment(db, ahlers, place))?.blobId ?? ''

    expectOk(await actions.turnAttachment(db, ahlers, { ...place, degrees: 90 }))
    const turned = await actions.readAttachment(db, ahlers, place)
    expect(await sharp(turned?.bytes).metadata()).toMatchObject({ width: 1200, height: 2400 })
    expect(turned?.attachment.originalBlobId).toBe(original)

    expectOk(await actions.reduceAttachment(db, ahlers, place))
    const reduced = await actions.readAttachment(db, ahlers, place)
    expect(await sharp(reduced?.bytes).metadata()).toMatchObject({ width: 1000, height: 2000 })
    expect(await findBlob(db, turned?.attachment.blobId ?? '')).toBeNull()

    expectOk(await actions.restoreOriginal(db, ahlers, place))
    expect((await actions.findAttachment(db, ahlers, place))?.blobId).toBe(original)
    expectOk(await actions.turnAttachment(db, ahlers, { ...place, degrees: 270 }))
    expectOk(await actions.discardOriginal(db, ahlers, place))
    expect(await findBlob(db, original)).toBeNull()
    expect((await actions.findAttachment(db, ahlers, place))?.originalBlobId).toBeNull()
  })

  test('the original of one case stays as long as another case has the same file', async () => {
    const { house, ahlers } = office
    const { db } = house
    const file = { name: 'foto.png', bytes: await picture() }
    const places = []
    for (const aktenzeichen of ['A-1', 'A-2']) {
      const { id } = await caseOf(house, ahlers, { aktenzeichen })
      const added = await actions.addAttachment(db, ahlers, { ...inCase(id), file, isPublic: false, maxBytes })
      places.push({ ...inCase(id), attachment: expectOk(added).attachment })
    }
    const [one, other] = places
    if (!one || !other) throw new Error('Two cases were made.')
    expectOk(await actions.turnAttachment(db, ahlers, { ...one, degrees: 180 }))
    expectOk(await actions.discardOriginal(db, ahlers, one))
    expect((await actions.readAttachment(db, ahlers, other))?.bytes).toEqual(file.bytes)
  })
})
