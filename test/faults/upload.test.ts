import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { sha256Hex } from '../../server/base/canonical-json.ts'
import { type ServerProcess, startServer } from '../load/server-process.ts'
import { pdf } from '../server/attachment/files.ts'
import { caseOf } from '../server/casefile/cases.ts'
import { openOffice } from '../server/document/documents.ts'

const password = 'ein Passwort nur für Tests'
const piece = 2 ** 20
const stateSchema = z.object({ id: z.string(), offset: z.number(), isDone: z.boolean() })

let folder: string
let here: string
let server: ServerProcess
let cookie: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upload-'))
  const { house } = await openOffice()
  const lotsin = await house.user('lotsin', 'Gesa Lohmann', { password })
  here = `/cases/${(await caseOf(house, lotsin)).id}/attachments`
  await house.db.backup(join(folder, 'vw.db'))
  await house.close()
  server = await startServer(join(folder, 'vw.db'))
  const form = new URLSearchParams({ login: 'lohmann', password })
  const entered = await ask('POST', '/sessions', { body: form })
  cookie = entered.headers.get('Set-Cookie')?.split(';')[0] ?? ''
})
afterAll(async () => {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

const ask = (method: string, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${server.url}${path}`, {
    ...init,
    method,
    redirect: 'manual',
    headers: { Origin: server.url, ...(cookie ? { Cookie: cookie } : {}), ...init.headers },
  })

const send = (id: string, offset: number, bytes: Uint8Array) =>
  ask('PATCH', `${here}/uploads/${id}`, {
    body: new Uint8Array(bytes),
    headers: { 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' },
  })

const stateOf = async (answer: Promise<Response>) => stateSchema.parse(await (await answer).json())

/** Sends the head of a piece and half of it, and then the cable is pulled. */
function breakOff(id: string, offset: number, bytes: Uint8Array): Promise<void> {
  const { hostname, port, host } = new URL(server.url)
  return new Promise((done, failed) => {
    const socket = connect(Number(port), hostname, () => {
      const head = [
        `PATCH ${here}/uploads/${id} HTTP/1.1`,
        `Host: ${host}`,
        `Origin: ${server.url}`,
        `Cookie: ${cookie}`,
        `Upload-Offset: ${offset}`,
        'Content-Type: application/offset+octet-stream',
        `Content-Length: ${bytes.length}`,
      ]
      socket.write(`${head.join('\r\n')}\r\n\r\n`)
      socket.write(bytes.subarray(0, bytes.length / 2), () => setTimeout(() => socket.destroy(), 100))
    })
    socket.once('error', failed)
    socket.once('close', () => done())
  })
}

test('an upload whose connection breaks at half and whose server is killed goes on where it was, and nothing is there twice', async () => {
  const bytes = new Uint8Array(Buffer.concat([await pdf('groß'), Buffer.alloc(3 * piece, '%')]))
  const begin = new URLSearchParams({
    name: 'groß.pdf',
    size: String(bytes.length),
    sha256: sha256Hex(bytes),
    public: 'no',
  })
  const { id } = await stateOf(ask('POST', `${here}/uploads`, { body: begin }))
  expect(await stateOf(send(id, 0, bytes.subarray(0, piece)))).toMatchObject({ offset: piece, isDone: false })

  await breakOff(id, piece, bytes.subarray(piece, 2 * piece))
  const told = await ask('HEAD', `${here}/uploads/${id}`)
  expect(told.headers.get('Upload-Offset')).toBe(String(piece))
  expect((await send(id, 0, bytes.subarray(0, piece))).status).toBe(409)
  expect(await stateOf(send(id, piece, bytes.subarray(piece, 2 * piece)))).toMatchObject({ offset: 2 * piece })

  const broken = send(id, 2 * piece, bytes.subarray(2 * piece, 3 * piece)).catch(() => null)
  await server.kill()
  await broken
  server = await startServer(join(folder, 'vw.db'))
  const after = await stateOf(ask('GET', `${here}/uploads/${id}`))
  expect([2 * piece, 3 * piece]).toContain(after.offset)
  for (let { offset } = after; offset < bytes.length; ) {
    offset = (await stateOf(send(id, offset, bytes.subarray(offset, offset + piece)))).offset
  }
  expect(await stateOf(send(id, bytes.length, new Uint8Array()))).toMatchObject({ isDone: true })

  const page = await (await ask('GET', here)).text()
  expect(page.match(/Anlage \d/g)).toEqual(['Anlage 1'])
  const address = new RegExp(`${here}/([0-9a-z]{26})"`).exec(page)?.[1]
  const file = await ask('GET', `${here}/${address}/file`)
  expect(file.headers.get('Content-Security-Policy')).toContain('sandbox')
  expect(sha256Hex(new Uint8Array(await file.arrayBuffer()))).toBe(sha256Hex(bytes))
})

test('whoever is not signed in, or comes from another page, sends no piece', async () => {
  const answer = await fetch(`${server.url}${here}/uploads`, {
    method: 'POST',
    headers: { Origin: server.url },
    body: '',
  })
  expect(answer.status).toBe(401)
  const foreign = await ask('PATCH', `${here}/uploads/x`, { body: 'x', headers: { Origin: 'https://boese.example' } })
  expect(foreign.status).toBe(403)
})
