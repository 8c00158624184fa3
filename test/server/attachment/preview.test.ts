import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addAttachment } from '../../../server/attachment/attachment-actions.ts'
import { type DrawFirstPage, readPreview } from '../../../server/attachment/preview-actions.ts'
import { caseAttachments } from '../../../server/casefile/case-attachments.ts'
import { drawFirstPage } from '../../../server/scan/first-page-process.ts'
import { expectOk } from '../../house.ts'
import { caseOf } from '../casefile/cases.ts'
import { openOffice } from '../document/documents.ts'
import { docx, pdf, picture } from './files.ts'

let office: Awaited<ReturnType<typeof openOffice>>
let caseId: string
beforeEach(async () => {
  office = await openOffice()
  caseId = (await caseOf(office.house, office.ahlers)).id
})
afterEach(() => office.house.close())

async function add(name: string, bytes: Uint8Array): Promise<string> {
  const place = { holder: caseAttachments, id: caseId, file: { name, bytes } }
  return expectOk(await addAttachment(office.house.db, office.ahlers, { ...place, isPublic: false, maxBytes: 2 ** 22 }))
    .attachment
}

const preview = (attachment: string, draw: DrawFirstPage = drawFirstPage, actor = office.ahlers) =>
  readPreview(office.house.db, actor, { holder: caseAttachments, id: caseId, attachment, draw })

test('the first page of a PDF is drawn once, upright, and kept', async () => {
  const attachment = await add('Bescheid.pdf', await pdf('Bescheid', 'Seite zwei'))
  const drawn = await preview(attachment)
  expect(await sharp(drawn ?? undefined).metadata()).toMatchObject({ format: 'jpeg', height: 900 })
  const { channels } = await sharp(drawn ?? undefined).stats()
  expect(channels[0]?.min).toBeLessThan(80)
  expect(channels[0]?.mean).toBeGreaterThan(240)
  expect(await preview(attachment, refuse)).toEqual(drawn)
})

test('a PDF that cannot be drawn has no picture and is not tried again, unless it only had to wait', async () => {
  const broken = await add('Kaputt.pdf', new TextEncoder().encode('%PDF-1.7 nichts'))
  expect(await preview(broken, async () => 'busy')).toBeNull()
  expect(await preview(broken)).toBeNull()
  expect(await preview(broken, refuse)).toBeNull()
})

const refuse: DrawFirstPage = () => Promise.reject(new Error('It was drawn before.'))

test('a picture is shown small, an Office file not at all, and nothing to whoever does not see the case', async () => {
  const photo = await add('Foto.png', await picture('png', { width: 1200, height: 600 }))
  expect(await sharp((await preview(photo)) ?? undefined).metadata()).toMatchObject({ format: 'jpeg', width: 480 })
  expect(await preview(await add('Brief.docx', docx()))).toBeNull()
  expect(await preview(photo, drawFirstPage, office.deppe)).toBeNull()
})
