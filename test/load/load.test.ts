import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../server/base/clock.ts'
import { type Db, openDatabase } from '../../server/base/database.ts'
import { createDocument } from '../../server/document/document-actions.ts'
import { contradictions } from '../faults/consistency.ts'
import { expectOk } from '../house.ts'
import { houseName, openOffice } from '../server/document/documents.ts'
import { type Answer, type Client, signInAt, type Write, writeAt } from './clients.ts'
import { type ServerProcess, startServer } from './server-process.ts'

const sizeOf = (name: string, usual: number): number => Number(process.env[name] ?? usual)

const clientCount = sizeOf('LOAD_CLIENTS', 20)
const documentCount = sizeOf('LOAD_DOCUMENTS', 20)
/** How often each client writes. */
const rounds = sizeOf('LOAD_ROUNDS', 3)

const password = 'ein Passwort nur für Tests'

/** Where the clients write: each in one of these fields, so that some that meet in a document meet in a field. */
const writtenFields = ['facheinheit', 'berichterstattung', 'verfasser', 'aktenzeichen', 'klimarelevanz']

let folder: string
let file: string
let logins: { userId: string; login: string }[]
let documentIds: string[]
let server: ServerProcess

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-'))
  file = join(folder, 'house.db')
  const { house } = await openOffice()
  logins = []
  for (let number = 1; number <= clientCount; number += 1) {
    const login = `dienst${number}`
    const { userId } = await house.user('sitzungsdienst', `Dienst ${number}`, { unit: '10.2', login, password })
    logins.push({ userId, login })
  }
  const author = await house.user('sitzungsdienst', 'Merle Tjarks', { unit: '10.2' })
  documentIds = []
  for (let number = 1; number <= documentCount; number += 1) {
    const { id } = expectOk(await createDocument(house.db, author, { slug: 'sitzungsvorlage-kreis', houseName }))
    documentIds.push(id)
  }
  await house.db.backup(file)
  await house.close()
  server = await startServer(file)
})

afterEach(async () => {
  await server.kill()
  await rm(folder, { recursive: true, force: true })
})

interface Told extends Write {
  readonly answer: Answer
}

test('20 clients write to 20 documents at once: what was acknowledged stands, and nothing else', async () => {
  const clients = await signInAll()
  const before = performance.now()
  const told = (await Promise.all(clients.map((client, index) => writeRounds(client, index)))).flat()
  const seconds = (performance.now() - before) / 1000
  await server.stop()
  const db = await openDatabase({ url: `file:${file}`, clock: systemClock })
  expect(told.filter(({ answer }) => answer === 'unknown')).toEqual([])
  await checkRecords(db, told)
  await db.close()
  report(told, seconds)
}, 300_000)

test('killed while 20 clients write, the server loses nothing it acknowledged, and goes on after the next start', async () => {
  const clients = await signInAll()
  let isOver = false
  const writing = Promise.all(clients.map((client, index) => writeRounds(client, index))).finally(() => {
    isOver = true
  })
  while (acknowledged < clientCount * 0.75 && !isOver) await sleep(5)
  await server.kill()
  const told = (await writing).flat()
  expect(told.some(({ answer }) => answer === 'unknown')).toBe(true)

  server = await startServer(file)
  const again = await Promise.all(
    clients.map((client, index) =>
      write(client, {
        documentId: documentIds[index % documentCount] ?? '',
        field: fieldOf(index),
        value: `Danach ${index}`,
      }),
    ),
  )
  expect(again.every(({ answer }) => answer === 'acknowledged' || answer === 'refused')).toBe(true)
  await server.stop()
  const db = await openDatabase({ url: `file:${file}`, clock: systemClock })
  await checkRecords(db, [...told, ...again])
  await db.close()
}, 300_000)

let acknowledged = 0
beforeEach(() => {
  acknowledged = 0
})

/** One after the other: five at once from one address are taken for guessing. */
async function signInAll(): Promise<Client[]> {
  const clients: Client[] = []
  for (const { userId, login } of logins) {
    clients.push({ userId, cookie: await signInAt(server.url, { login, password }) })
  }
  return clients
}

const fieldOf = (index: number): string => writtenFields[index % writtenFields.length] ?? ''

/** First everybody in a document of her own, then in others, where they meet. */
async function writeRounds(client: Client, index: number): Promise<Told[]> {
  const told: Told[] = []
  for (let round = 0; round < rounds; round += 1) {
    const place = round === 0 ? index : Math.floor(Math.random() * documentCount)
    const documentId = documentIds[place % documentCount] ?? ''
    told.push(await write(client, { documentId, field: fieldOf(index), value: `Runde ${round} von ${index}` }))
  }
  return told
}

async function write({ userId, cookie }: Client, what: Omit<Write, 'userId'>): Promise<Told> {
  const answer = await writeAt(server.url, cookie, { ...what, userId })
  if (answer === 'acknowledged') acknowledged += 1
  return { ...what, userId, answer }
}

const revisionRow = z.object({ documentId: z.string(), editorId: z.string(), valuesJson: z.string() })

/** Each revision after the first is exactly one write: it changed the one field and left all others as they were, so none
 *  took back another. */
async function checkRecords(db: Db, told: readonly Told[]): Promise<void> {
  expect(await contradictions(db)).toEqual([])
  const revisions = await db.all(
    revisionRow,
    'SELECT document_id, editor_id, values_json FROM document_revision ORDER BY document_id, revision',
  )
  const recorded = revisions.flatMap((revision, index) => {
    const before = revisions[index - 1]
    return before?.documentId === revision.documentId ? [writeBetween(before, revision)] : []
  })
  const keys = recorded.map(keyOf)
  expect(new Set(keys).size).toBe(keys.length)
  const keysOf = (answer: Answer) => told.filter((each) => each.answer === answer).map(keyOf)
  expect(keys).toEqual(expect.arrayContaining(keysOf('acknowledged')))
  expect([...keysOf('acknowledged'), ...keysOf('unknown')]).toEqual(expect.arrayContaining(keys))
}

type RevisionRow = z.infer<typeof revisionRow>

function writeBetween(before: RevisionRow, { documentId, editorId: userId, valuesJson }: RevisionRow): Write {
  const [old, now]: Record<string, unknown>[] = [JSON.parse(before.valuesJson), JSON.parse(valuesJson)]
  const names = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])]
  const changed = names.filter((name) => JSON.stringify(old?.[name]) !== JSON.stringify(now?.[name]))
  expect(changed).toHaveLength(1)
  const [field = ''] = changed
  return { documentId, userId, field, value: String(now?.[field]) }
}

const keyOf = ({ documentId, userId, field, value }: Write): string => [documentId, userId, field, value].join(' ')

function report(told: readonly Told[], seconds: number): void {
  if (process.env.LOAD_ROUNDS === undefined) return
  const count = (answer: Answer) => told.filter((each) => each.answer === answer).length
  process.stdout.write(
    `${count('acknowledged')} acknowledged, ${count('refused')} refused in ${seconds.toFixed(1)} s\n`,
  )
}
