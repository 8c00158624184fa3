import { LibsqlError } from '@libsql/client'
import Database from 'libsql'

/** What came out: the values of each row in the order of the columns. */
export interface Executed {
  readonly columns: readonly string[]
  readonly rows: readonly ArrayLike<unknown>[]
  /** By a statement that gives no rows back. */
  readonly rowsAffected: number
}

export interface LocalConnection {
  readonly closed: boolean
  /** Runs one statement to its end at once; nothing of it stays open, so the next one sees whatever is committed by then. */
  execute(sql: string, args: readonly unknown[]): Executed
  /** Begins to write. One at a time. */
  begin(): LocalTransaction
  /** Drops the connection; the next statement opens another one. */
  reconnect(): void
  close(): void
}

export interface LocalTransaction {
  /** Throws once the transaction has ended, also when the database has ended it: with a full disk it does. */
  execute(sql: string, args: readonly unknown[]): Executed
  commit(): void
  rollback(): void
  /** Rolls back what has not ended. */
  close(): void
}

interface Prepared {
  /** Empty where nothing is given back. */
  readonly columns: readonly string[]
  readonly statement: Database.Statement
}

/** More than the product has, so that those of every page stay; few enough for those made up of parts to go again. */
const mostPrepared = 1000

const mappedBytes = 2 ** 30

/** A connection of its own to a database file. It keeps its prepared statements, because preparing one and asking for its
 *  columns takes ten times as long as running it, on the one thread that answers everybody.
 *  `@libsql/client` prepares each time; this takes the driver below it. Columns are those of the first run: name them. */
export function openLocalConnection(file: string, { timeoutMs }: { readonly timeoutMs: number }): LocalConnection {
  const open = () => {
    const opened = new Database(file, { timeout: timeoutMs })
    // Each commit of the writer empties the cache of this connection. Mapped, the file is read where the system has it in
    // memory anyway, which is five times as fast; what lies behind the end of the map is read as before.
    opened.prepare(`PRAGMA mmap_size = ${mappedBytes}`).all()
    return opened
  }
  let connection: Database.Database | null = open()
  let isClosed = false
  const prepared = new Map<string, Prepared>()

  function preparedFor(sql: string): Prepared {
    const known = prepared.get(sql)
    if (known) return known
    if (prepared.size >= mostPrepared) prepared.clear()
    connection ??= open()
    const made = prepare(connection, sql)
    prepared.set(sql, made)
    return made
  }

  function reconnect(): void {
    prepared.clear()
    connection?.close()
    connection = null
  }

  function execute(sql: string, args: readonly unknown[]): Executed {
    if (isClosed) throw new LibsqlError('The client is closed', 'CLIENT_CLOSED')
    try {
      return run(preparedFor(sql), args)
    } catch (error) {
      // Whatever failed half-way must hold no lock and no old state of the database.
      prepared.delete(sql)
      throw asLibsqlError(error)
    }
  }

  function begin(): LocalTransaction {
    execute('BEGIN IMMEDIATE', [])
    const began = connection
    // A closed connection must not be asked: the driver would end the process.
    const isOpen = () => connection !== null && connection === began && connection.inTransaction
    const inside = (sql: string, args: readonly unknown[]): Executed => {
      if (!isOpen()) throw new LibsqlError('The transaction is closed', 'TRANSACTION_CLOSED')
      return execute(sql, args)
    }
    return {
      execute: inside,
      commit: () => void inside('COMMIT', []),
      rollback: () => void inside('ROLLBACK', []),
      close: () => void (isOpen() && execute('ROLLBACK', [])),
    }
  }

  return {
    get closed() {
      return isClosed
    },
    execute,
    begin,
    reconnect,
    close() {
      isClosed = true
      reconnect()
    },
  }
}

function prepare(connection: Database.Database, sql: string): Prepared {
  const statement = connection.prepare(sql)
  // The driver tells only by refusing: raw() throws where nothing is given back.
  try {
    statement.raw(true)
  } catch {
    return { columns: [], statement }
  }
  return { columns: statement.columns().map(({ name }) => name), statement: statement.safeIntegers(true) }
}

function run({ columns, statement }: Prepared, args: readonly unknown[]): Executed {
  if (columns.length > 0) return { columns, rows: statement.all(args) as ArrayLike<unknown>[], rowsAffected: 0 }
  return { columns, rows: [], rowsAffected: statement.run(args).changes }
}

/** The same errors as those of the client, by the name without its extension: `SQLITE_BUSY_SNAPSHOT` is `SQLITE_BUSY`. */
function asLibsqlError(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const code = /^SQLITE_[A-Z]+/.exec(error.code)?.[0] ?? error.code
  return new LibsqlError(error.message, code, error.code, error.rawCode, error)
}
