import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type InValue, LibsqlError } from '@libsql/client'
import type { z } from 'zod'
import type { Clock } from './clock.ts'
import { type Connection, connectFile, connectServer, type Execute, type Transaction } from './connection.ts'
import { openLongReads } from './long-reads.ts'
import { countParameters, splitStatements } from './sql-text.ts'

export type SqlValue = string | number | bigint | null | Uint8Array

/** One row as it comes out: column names in camelCase, blobs as Uint8Array. */
export type Row = Readonly<Record<string, unknown>>

export interface Reader {
  /** Every row, each parsed by the schema `row`, which sees camelCase names. */
  all<T>(row: z.ZodType<T>, sql: string, args?: readonly SqlValue[]): Promise<T[]>
  /** The first row, or null when there is none. */
  first<T>(row: z.ZodType<T>, sql: string, args?: readonly SqlValue[]): Promise<T | null>
}

export interface Tx extends Reader {
  readonly kind: 'tx'
  /** Runs one statement and returns how many rows it changed. */
  run(sql: string, args?: readonly SqlValue[]): Promise<number>
}

export interface Db extends Reader {
  readonly kind: 'db'
  readonly clock: Clock
  /** A file that this process has to itself; false for a server that others use too. */
  readonly isFile: boolean
  /** Runs `work` in one write transaction. It commits when `work` returns, and rolls back when it throws or returns a
   *  Problem. Transactions of one process wait for each other; a locked database makes `work` run again from its start,
   *  so it must have no effect outside the database. Throws at once when called inside another `write`.
   *  Only `transact` and `bookkeep` of server/audit, the migrations and the job leases may call it. */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Writes a complete copy to a new file, readable by its owner alone. Throws when the file exists. */
  backup(file: string): Promise<void>
  /** Waits for running transactions, then lets go of the database. */
  close(): Promise<void>
}

export interface DriverCall {
  readonly kind: 'begin' | 'execute' | 'commit' | 'rollback'
  readonly sql?: string
}

/** Stands around every call to the driver. The product passes none; tests end the process or fail the disk with it. */
export type WrapCall = <T>(call: () => Promise<T>, what: DriverCall) => Promise<T>

export interface DatabaseOptions {
  /** `file:…` for a file on this machine, `libsql:` or `http(s):` for a libSQL server. */
  readonly url: string
  readonly authToken?: string
  readonly clock: Clock
  readonly wrapCall?: WrapCall
}

const busyPatienceMs = 10_000
const insideWrite = new AsyncLocalStorage<{ open: boolean }>()

/** Opens the database, a file in WAL mode. A file and its folder are created when missing, for their owner alone. */
export async function openDatabase(options: DatabaseOptions): Promise<Db> {
  const file = databaseFile(options.url)
  if (file) await createPrivateFile(file)
  const wrap: WrapCall = options.wrapCall ?? ((call) => call())
  const isFile = file !== null
  // One for reading and one for writing: what is not committed is read by nobody.
  const [writer, reader] = file ? [connectFile(file), connectFile(file)] : [connectServer(options), null]
  if (isFile) await wrap(() => writer.execute('PRAGMA journal_mode = WAL', []), { kind: 'execute' })

  let queue: Promise<unknown> = Promise.resolve()
  const longReads = file && reader ? openLongReads(reader, file) : null
  const execute = longReads?.execute ?? writer.execute
  const read: Execute = (sql, args) => untilFree(reader, () => wrap(() => execute(sql, args), { kind: 'execute', sql }))

  return {
    kind: 'db',
    clock: options.clock,
    isFile,
    ...readerOf(read),
    async write(work) {
      if (insideWrite.getStore()?.open) throw new Error('A write was begun inside another one. Pass the tx on instead.')
      const turn = () => untilFree(isFile ? writer : null, () => writeOnce(writer, wrap, work))
      if (!isFile) return turn()
      const done = queue.then(turn)
      queue = done.catch(() => undefined)
      return done
    },
    async backup(target) {
      if (!isFile)
        throw new Error('Ein libSQL-Server wird dort gesichert, wo er läuft (GET /dump), nicht von hier aus.')
      await writeNewFile(target, (draft) => read('VACUUM INTO ?', [draft]))
    },
    async close() {
      await queue
      await longReads?.close()
      // The driver lets go of the file only when it is collected as garbage: until then the newest writes would stand in
      // the log beside it.
      if (isFile) await writer.execute('PRAGMA wal_checkpoint(TRUNCATE)', []).catch(() => undefined)
      writer.close()
      reader?.close()
    },
  }
}

/** Opens a database file for reading only, without changing it: a backup. Throws when it is no database. */
export async function openReader(file: string): Promise<Reader & { close(): Promise<void> }> {
  if (!existsSync(file)) throw new Error(`Die Datei „${file}“ gibt es nicht.`)
  const connection = connectFile(file)
  return { ...readerOf(connection.execute), close: async () => connection.close() }
}

/** The absolute path of a `file:` URL, or null for a server. */
export function databaseFile(url: string): string | null {
  if (!url.startsWith('file:')) return null
  return url.startsWith('file://') ? fileURLToPath(url) : resolve(decodeURIComponent(url.slice('file:'.length)))
}

async function writeOnce<T>(connection: Connection, wrap: WrapCall, work: (tx: Tx) => Promise<T>): Promise<T> {
  const transaction = await wrap(() => connection.begin(), { kind: 'begin' })
  const state = { open: true }
  try {
    const value = await insideWrite.run(state, () => work(txOf(transaction, wrap)))
    if (isProblem(value)) await wrap(() => transaction.rollback(), { kind: 'rollback' })
    else await wrap(() => transaction.commit(), { kind: 'commit' })
    return value
  } finally {
    state.open = false
    transaction.close()
  }
}

function txOf(transaction: Transaction, wrap: WrapCall): Tx {
  const execute = (sql: string, args: InValue[]) => wrap(() => transaction.execute(sql, args), { kind: 'execute', sql })
  return {
    kind: 'tx',
    ...readerOf(execute),
    run: async (sql, args = []) => (await execute(sql, checkedArgs(sql, args))).rowsAffected,
  }
}

function readerOf(execute: Execute): Reader {
  const all: Reader['all'] = async (row, sql, args = []) => {
    const { columns, rows } = await execute(sql, checkedArgs(sql, args))
    const names = columns.map(camelCase)
    return rows.map((values) => row.parse(namedRow(names, values)))
  }
  return { all, first: async (row, sql, args) => (await all(row, sql, args))[0] ?? null }
}

/** Runs a call again while another process holds the lock. After one BUSY the driver's connection acknowledges writes
 *  that it never commits (libsql-client-ts #352): it must be thrown away each time. */
async function untilFree<T>(local: Connection | null, call: () => Promise<T>): Promise<T> {
  const end = performance.now() + busyPatienceMs
  for (let pauseMs = 5; ; pauseMs = Math.min(2 * pauseMs, 200)) {
    try {
      return await call()
    } catch (error) {
      if (!isBusy(error)) throw error
      if (local && !local.closed) local.reconnect()
      if (performance.now() > end) throw error
    }
    await sleep(pauseMs * (0.5 + Math.random()))
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof LibsqlError && ['SQLITE_BUSY', 'SQLITE_LOCKED', 'TRANSACTION_TIMEOUT'].includes(error.code)

/** Whether something could not be written because the disk is full: nothing of it was, and the next write that finds room
 *  goes through. */
export const isDiskFull = (error: unknown): boolean => error instanceof LibsqlError && error.code === 'SQLITE_FULL'

const isProblem = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'ok' in value && value.ok === false

const parameterCounts = new Map<string, number>()

/** The driver runs only the first of several statements and takes NULL for a missing value, both in silence. */
function checkedArgs(sql: string, args: readonly SqlValue[]): InValue[] {
  const wanted = parameterCounts.get(sql) ?? countOneStatement(sql)
  if (args.length !== wanted) throw new Error(`${args.length} values were given, ${wanted} are wanted: ${sql}`)
  return args.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value))
}

function countOneStatement(sql: string): number {
  if (splitStatements(sql).length !== 1) throw new Error(`Not exactly one statement: ${sql}`)
  const count = countParameters(sql)
  if (parameterCounts.size > 2000) parameterCounts.clear()
  parameterCounts.set(sql, count)
  return count
}

function namedRow(names: readonly string[], values: ArrayLike<unknown>): Row {
  const row: Record<string, unknown> = {}
  names.forEach((name, index) => {
    row[name] = fromDriver(values[index])
  })
  return row
}

const camelNames = new Map<string, string>()

/** Asked for each column of each query. */
function camelCase(column: string): string {
  const known = camelNames.get(column)
  if (known !== undefined) return known
  const name = column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  if (camelNames.size > 2000) camelNames.clear()
  camelNames.set(column, name)
  return name
}

function fromDriver(value: unknown): unknown {
  if (typeof value === 'bigint') return safeNumber(value)
  // A Buffer of the driver stands in memory of its own.
  if (value instanceof Buffer) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  return value instanceof ArrayBuffer ? new Uint8Array(value) : value
}

function safeNumber(value: bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError(`An integer that no number of JavaScript holds: ${value}`)
  return number
}

async function createPrivateFile(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  // An existing file is never opened here: closing it again would drop every lock this process has on it.
  if (!existsSync(file)) await (await open(file, 'wx', 0o600)).close()
}

/** A crash leaves either no file or the whole one under its name. */
async function writeNewFile(target: string, fill: (draft: string) => Promise<unknown>): Promise<void> {
  if (existsSync(target)) throw new Error(`Die Datei „${target}“ gibt es schon. Sie wird nicht überschrieben.`)
  const draft = `${resolve(target)}.${randomBytes(6).toString('hex')}.tmp`
  await (await open(draft, 'wx', 0o600)).close()
  try {
    await fill(draft)
    await syncToDisk(draft)
    await rename(draft, target)
    await syncToDisk(dirname(resolve(target)))
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
