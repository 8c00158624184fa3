import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import type { Db } from '../base/database.ts'
import { invalid } from '../base/result.ts'
import { backUp } from './backup.ts'
import { readHead } from './chain-report.ts'
import { verifyTrail } from './trail-verdict.ts'

/** The door for the operator's programs: HTTP on a Unix socket that only the server's own user may open. They ask the
 *  running server, because a second process must not open the database file. */
export interface Control {
  close(): Promise<void>
}

export interface ControlOptions {
  readonly db: Db
  readonly dataFolder: string
}

const longestSocketPath = 100 // the system's limit is 104 or 108 bytes

/** Where the socket lies: in the data folder, or in the temporary folder when that path is too long for a socket. */
export function controlSocket(dataFolder: string): string {
  const folder = resolve(dataFolder)
  const path = join(folder, 'control.sock')
  if (Buffer.byteLength(path) <= longestSocketPath) return path
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  return join(tmpdir(), `vorlagenwerk-${name}`, 'control.sock')
}

/** Begins to listen. The caller holds the lock on the database, so a socket found here belongs to a dead process. */
export async function startControl({ db, dataFolder }: ControlOptions): Promise<Control> {
  const path = controlSocket(dataFolder)
  await prepareFolder(dirname(path))
  await rm(path, { force: true })
  const server = createServer(async (incoming, outgoing) => {
    const { status, body } = await answer(db, incoming).catch(failure)
    outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((done, failed) => server.once('error', failed).listen(path, done))
  await chmod(path, 0o600)
  return {
    async close() {
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
    },
  }
}

async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (dirname(folder) !== tmpdir()) return
  // In the temporary folder somebody else could have been first.
  const found = await lstat(folder)
  if (found.isDirectory() && found.uid === process.getuid?.()) return
  throw new Error(
    `Der Ordner „${folder}“ gehört einer anderen Person. Löschen Sie ihn oder kürzen Sie den Pfad der Daten.`,
  )
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

async function answer(db: Db, incoming: IncomingMessage): Promise<Answer> {
  const url = new URL(incoming.url ?? '/', 'http://control')
  if (incoming.method === 'GET' && url.pathname === '/audit') {
    const head = readHead(url.searchParams.get('head'))
    if (!head.ok) return { status: 422, body: head }
    return { status: 200, body: await verifyTrail(db, { against: head.value }) }
  }
  if (incoming.method === 'POST' && url.pathname === '/backup') {
    const order = backupOrder.safeParse(JSON.parse(await textOf(incoming)))
    if (!order.success) return { status: 422, body: invalid('Es fehlt der Name der Datei.') }
    return { status: 200, body: await backUp(db, order.data.file) }
  }
  return { status: 404, body: null }
}

function failure(error: unknown): Answer {
  const why = error instanceof Error ? error.message : String(error)
  return { status: 500, body: invalid(`Das hat nicht geklappt: ${why}`) }
}

const backupOrder = z.object({ file: z.string().min(1) })

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
