import { createClient, type InValue } from '@libsql/client'
import { type Executed, openLocalConnection } from './local-connection.ts'

export type Execute = (sql: string, args: InValue[]) => Promise<Executed>

/** To a file on this machine or to a server. */
export interface Connection {
  readonly closed: boolean
  readonly execute: Execute
  begin(): Promise<Transaction>
  reconnect(): void
  close(): void
}

export interface Transaction {
  readonly execute: Execute
  commit(): Promise<void>
  rollback(): Promise<void>
  close(): void
}

// The driver waits for locks by blocking the whole process, so it gets almost no patience of its own: untilFree waits
// instead.
const driverPatienceMs = 20

export function connectFile(file: string): Connection {
  const connection = openLocalConnection(file, { timeoutMs: driverPatienceMs })
  return {
    get closed() {
      return connection.closed
    },
    execute: async (sql, args) => connection.execute(sql, args),
    async begin() {
      const { execute, commit, rollback, close } = connection.begin()
      return {
        execute: async (sql, args) => execute(sql, args),
        commit: async () => commit(),
        rollback: async () => rollback(),
        close,
      }
    },
    reconnect: connection.reconnect,
    close: connection.close,
  }
}

export function connectServer({ url, authToken }: { readonly url: string; readonly authToken?: string }): Connection {
  const client = createClient(authToken === undefined ? { url } : { url, authToken })
  return {
    get closed() {
      return client.closed
    },
    execute: (sql, args) => client.execute({ sql, args }),
    async begin() {
      const transaction = await client.transaction('write')
      return {
        execute: (sql, args) => transaction.execute({ sql, args }),
        commit: () => transaction.commit(),
        rollback: () => transaction.rollback(),
        close: () => transaction.close(),
      }
    },
    reconnect: () => void client.reconnect(),
    close: () => client.close(),
  }
}
