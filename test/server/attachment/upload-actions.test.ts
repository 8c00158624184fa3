import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { listAttachments, readAttachment } from '../../../server/attachment/attachment-actions.ts'
import {
  beginUpload,
  discardUpload,
  listUnfinished,
  pieceBytes,
  readUpload,
  receivePiece,
} from '../../../server/attachment/upload-actions.ts'
import { uploadJobs } from '../../../server/attachment/upload-jobs.ts'
import type { Actor } from '../../../server/auth/auth.ts'
import { sha256Hex } from '../../../server/base/canonical-json.ts'
import { runDueJobs } from '../../../server/base/jobs.ts'
import { caseAttachments } from '../../../server/casefile/case-attachments.ts'
import { handOverCase } from '../../../server/casefile/casefile-actions.ts'
import { expectOk } from '../../house.ts'
import { caseOf } from '../casefile/cases.ts'
import { openOffice } from '../document/documents.ts'
import { pdf } from './files.ts'

let office: Awaited<ReturnType<typeof openOffice>>
let id: string
beforeEach(async () => {
  office = await openOffice()
  id = (await caseOf(office.house, office.ahlers)).id
})
afterEach(() => office.house.close())

const maxBytes = 4 * 2 ** 20

/** A PDF of two and a half pieces. */
async function large(): Promise<Uint8Array> {
  const page = await pdf('groß')
  return new Uint8Array(Buffer.concat([page, Buffer.alloc(2.5 * pieceBytes, '%')]))
}

const begin = (actor: Actor, bytes: Uint8Array, sha256 = sha256Hex(bytes), name = 'groß.pdf') =>
  beginUpload(office.house.db, actor, {
    holder: caseAttachments,
    id,
    fileName: name,
    size: bytes.length,
    sha256,
    isPublic: false,
    maxBytes,
  })

const send = (actor: Actor, upload: string, offset: number, bytes: Uint8Array) =>
  receivePiece(office.house.db, actor, { holder: caseAttachments, id, upload, offset, bytes })

const filesOf = async () => listAttachments(office.house.db, id)
const chunks = async () =>
  (await office.house.db.all(z.object({ uploadId: z.string() }), 'SELECT upload_id FROM upload_chunk')).length

test('a file comes in pieces and is an attachment with the last one, byte by byte', async () => {
  const { house, ahlers } = office
  const bytes = await large()
  const { id: upload } = expectOk(await begin(ahlers, bytes))
  const first = expectOk(await send(ahlers, upload, 0, bytes.subarray(0, pieceBytes)))
  expect(first).toMatchObject({ offset: pieceBytes, isDone: false })
  expect(await filesOf()).toEqual([])
  const second = expectOk(await send(ahlers, upload, pieceBytes, bytes.subarray(pieceBytes)))
  expect(second).toMatchObject({ offset: bytes.length, isDone: true })
  const [file] = await filesOf()
  const stored = await readAttachment(house.db, ahlers, { holder: caseAttachments, id, attachment: file?.id ?? '' })
  expect(stored?.bytes).toEqual(bytes)
  expect(await chunks()).toBe(0)
  expect(await house.eventsOf(id)).toEqual(['case.created', 'case.attachment_added'])
})

test('an upload that broke off goes on where it was, also when it is begun again', async () => {
  const { ahlers } = office
  const bytes = await large()
  const { id: upload } = expectOk(await begin(ahlers, bytes))
  expectOk(await send(ahlers, upload, 0, bytes.subarray(0, pieceBytes)))
  const again = expectOk(await begin(ahlers, bytes))
  expect(again).toEqual({ id: upload, offset: pieceBytes, size: bytes.length, isDone: false, attachment: null })
  expect(await listUnfinished(office.house.db, ahlers, id)).toHaveLength(1)
})

test('a piece at the wrong place is refused, and two windows that send the same make one attachment', async () => {
  const { ahlers } = office
  const bytes = await large()
  const { id: upload } = expectOk(await begin(ahlers, bytes))
  for (const offset of [1, pieceBytes, -1]) {
    expect(await send(ahlers, upload, offset, bytes.subarray(0, pieceBytes))).toMatchObject({ problem: 'stale' })
  }
  expectOk(await send(ahlers, upload, 0, bytes.subarray(0, pieceBytes)))
  const rest = bytes.subarray(pieceBytes)
  const both = await Promise.all([send(ahlers, upload, pieceBytes, rest), send(ahlers, upload, pieceBytes, rest)])
  expect(both.some((each) => each.ok)).toBe(true)
  expect(expectOk(await send(ahlers, upload, bytes.length, new Uint8Array()))).toMatchObject({ isDone: true })
  expect(await filesOf()).toHaveLength(1)
})

test('crumbs, too much and more than was said are refused', async () => {
  const { ahlers } = office
  const bytes = await large()
  const { id: upload } = expectOk(await begin(ahlers, bytes))
  for (const piece of [new Uint8Array(1), new Uint8Array(), new Uint8Array(bytes.length + 1)]) {
    expect(await send(ahlers, upload, 0, piece)).toMatchObject({ problem: 'invalid' })
  }
})

test('a file that arrives with other bytes, or is none of ours, is gone at once', async () => {
  const { ahlers } = office
  const bytes = await large()
  const { id: wrong } = expectOk(await begin(ahlers, bytes, '0'.repeat(64)))
  const refused = await send(ahlers, wrong, 0, bytes)
  expect(refused).toMatchObject({ problem: 'invalid' })
  expect(!refused.ok && refused.message).toContain('beschädigt')
  const text = new TextEncoder().encode('<html>')
  const { id: page } = expectOk(await begin(ahlers, text))
  expect(await send(ahlers, page, 0, text)).toMatchObject({ problem: 'invalid' })
  expect(await readUpload(office.house.db, ahlers, { holder: caseAttachments, id, upload: page })).toMatchObject({
    problem: 'not_found',
  })
  expect(await chunks()).toBe(0)
  expect(await filesOf()).toEqual([])
})

test('nobody else goes on with it, nor she herself once the case is not hers any more', async () => {
  const { house, ahlers, deppe, kortmann } = office
  const bytes = await large()
  const { id: upload } = expectOk(await begin(ahlers, bytes))
  expect(await send(kortmann, upload, 0, bytes)).toMatchObject({ problem: 'not_found' })
  expect(await send(deppe, upload, 0, bytes)).toMatchObject({ problem: 'not_found' })
  expectOk(await handOverCase(house.db, ahlers, { id, to: deppe.userId }))
  expect(await send(ahlers, upload, 0, bytes)).toMatchObject({ problem: 'not_found' })
  expect(await begin(ahlers, bytes)).toMatchObject({ problem: 'not_found' })
})

test('halves of one person are limited in number and bytes', async () => {
  const { ahlers, kortmann } = office
  const file = (size: number) => new Uint8Array(size)
  for (let made = 0; made < 4; made++) expectOk(await begin(ahlers, file(maxBytes), '', `${made}.pdf`))
  expect(await begin(ahlers, file(1), '', 'mehr.pdf')).toMatchObject({ problem: 'conflict' })
  expectOk(await begin(kortmann, file(1), '', 'ihre.pdf'))
  const [one] = await listUnfinished(office.house.db, ahlers, id)
  expectOk(await discardUpload(office.house.db, ahlers, { holder: caseAttachments, id, upload: one?.id ?? '' }))
  expectOk(await begin(ahlers, file(1), '', 'mehr.pdf'))
  expect(await begin(ahlers, file(maxBytes + 1))).toMatchObject({ problem: 'invalid' })
})

test('after a day what did not arrive is gone, and what did stays', async () => {
  const { house, ahlers } = office
  const bytes = await large()
  const { id: half } = expectOk(await begin(ahlers, bytes))
  expectOk(await send(ahlers, half, 0, bytes.subarray(0, pieceBytes)))
  const small = await pdf('klein')
  const { id: whole } = expectOk(await begin(ahlers, small))
  expectOk(await send(ahlers, whole, 0, small))
  house.clock.advanceMinutes(24 * 60 - 1)
  await runDueJobs(house.db, uploadJobs)
  expect(await chunks()).toBe(1)
  house.clock.advanceMinutes(2)
  await runDueJobs(house.db, uploadJobs)
  expect(await chunks()).toBe(0)
  expect(await listUnfinished(house.db, ahlers, id)).toEqual([])
  expect(await filesOf()).toHaveLength(1)
})
