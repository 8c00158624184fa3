import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Client, createClient, LibsqlError } from '@libsql/client'
import type { Clock } from './clock.ts'
import { databaseFile } from './database.ts'
import { conflict, ok, type Result } from './result.ts'

export interface DatabaseLock {
  release(): Promise<void>
}

interface Place {
  readonly url: string
  readonly clock: Clock
}

/** Makes this process the only one at a database file (the SQLite in @libsql/client may destroy one that two processes
 *  share), or says which process has it. A server's database needs no lock and gets one that does nothing.
 *  The lock is a write transaction that stays open on a small file beside the database: the operating system lets go of
 *  it when the process ends, however it ends, so no lock is ever left behind. */
export async function lockDatabase({ url, clock }: Place): Promise<Result<DatabaseLock>> {
  const file = databaseFile(url)
  if (file === null) return ok({ release: async () => undefined })
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const client = createClient({ url: pathToFileURL(`${file}.lock`).href, concurrency: 1 })
  if (await isTaken(() => noteHolder(client, clock.now()))) return refuse(client, file)
  const held = await unlessTaken(() => client.transaction('write'))
  if (!held) return refuse(client, file)
  return ok({
    async release() {
      held.close()
      client.close()
    },
  })
}

/** Written before the lock is taken for good, because then nobody could write it, but everybody can read it. */
async function noteHolder(client: Client, now: Date): Promise<true> {
  await client.batch(
    [
      'CREATE TABLE IF NOT EXISTS holder (id INTEGER PRIMARY KEY CHECK (id = 1), pid INTEGER NOT NULL, since TEXT NOT NULL)',
      {
        sql: 'INSERT OR REPLACE INTO holder (id, pid, since) VALUES (1, ?, ?)',
        args: [process.pid, now.toISOString()],
      },
    ],
    'write',
  )
  return true
}

async function refuse(client: Client, file: string): Promise<Result<DatabaseLock>> {
  await client.reconnect() // see untilFree in database.ts
  const { rows } = await client.execute('SELECT pid, since FROM holder')
  client.close()
  const [pid, since] = [rows[0]?.pid, new Date(String(rows[0]?.since))]
  const time = since.toLocaleString('de-DE', { timeZone: 'Europe/Berlin', dateStyle: 'medium', timeStyle: 'short' })
  return conflict(
    `Die Datenbank „${file}“ ist schon geöffnet: Prozess ${pid} hat sie seit ${time} Uhr. ` +
      'Nur ein Programm darf sie zugleich benutzen. Beenden Sie das andere zuerst.',
  )
}

const isTaken = async (call: () => Promise<true>): Promise<boolean> => (await unlessTaken(call)) === null

async function unlessTaken<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof LibsqlError && error.code === 'SQLITE_BUSY') return null
    throw error
  }
}
