import { Worker } from 'node:worker_threads'
import { LibsqlError } from '@libsql/client'
import type { Execute } from './connection.ts'
import type { Executed } from './local-connection.ts'
import { builtFile } from './project-root.ts'

/** What a thread begins with. */
export interface ReadingWork {
  readonly file: string
  readonly timeoutMs: number
}

export interface ReadingJob {
  readonly id: number
  readonly sql: string
  readonly args: readonly unknown[]
}

export type ReadingAnswer =
  | (Timed & { readonly id: number })
  | { readonly id: number; readonly refusal: Pick<LibsqlError, 'message' | 'code'> }

/** `ms` without waiting for its turn. */
export interface Timed {
  readonly executed: Executed
  readonly ms: number
}

export type TimedExecute = (...statement: Parameters<Execute>) => Promise<Timed>

export interface Reads<E = Execute> {
  readonly execute: E
  /** Waits for what runs; after it nothing is read. */
  close(): Promise<void>
}

/** Two, so that what takes moments waits for nothing that takes longer; the process has other work for further cores. */
const threadCount = 2

/** Connections for reading, each in a thread of its own: what takes long there holds up nobody here. */
export function openReadingThreads(work: ReadingWork): Reads<TimedExecute> {
  const threads = Array.from({ length: threadCount }, () => openThread(work))
  return {
    execute(sql, args) {
      const [idlest] = threads.toSorted((a, b) => a.waiting() - b.waiting())
      if (!idlest) throw new Error('There is no thread to read in.')
      return idlest.execute(sql, args)
    },
    close: async () => void (await Promise.all(threads.map((thread) => thread.close()))),
  }
}

interface ReadingThread extends Reads<TimedExecute> {
  /** How many statements have not been answered. */
  waiting(): number
}

interface Asked {
  resolve(timed: Timed): void
  reject(error: unknown): void
}

/** It begins with its first statement, and never keeps the process alive by itself. */
function openThread(work: ReadingWork): ReadingThread {
  const asked = new Map<number, Asked>()
  let worker: Worker | null = null
  let isClosed = false
  let next = 0

  function start(): Worker {
    const started = new Worker(builtFile('reading-worker'), { workerData: work, env: {}, execArgv: [] })
    started.on('message', (answer: ReadingAnswer) => {
      const waiting = asked.get(answer.id)
      asked.delete(answer.id)
      if (asked.size === 0) started.unref()
      if ('executed' in answer) waiting?.resolve(answer)
      else waiting?.reject(errorFrom(answer.refusal))
    })
    started.on('error', (error) => ended(started, error))
    started.on('exit', () => ended(started, new Error('A thread that reads has ended.')))
    return started
  }

  /** The next statement begins another one. */
  function ended(one: Worker, why: unknown): void {
    if (worker !== one) return
    worker = null
    const waiting = [...asked.values()]
    asked.clear()
    for (const { reject } of waiting) reject(why)
  }

  return {
    waiting: () => asked.size,
    execute: (sql, args) =>
      new Promise((resolve, reject) => {
        if (isClosed) throw new LibsqlError('The client is closed', 'CLIENT_CLOSED')
        worker ??= start()
        next += 1
        asked.set(next, { resolve, reject })
        worker.ref()
        worker.postMessage({ id: next, sql, args } satisfies ReadingJob)
      }),
    async close() {
      isClosed = true
      const ending = worker
      if (!ending) return
      const isEnded = new Promise((resolve) => ending.once('exit', resolve))
      ending.ref()
      ending.postMessage('close')
      await isEnded
    },
  }
}

/** The client puts the code before each message. */
const errorFrom = ({ message, code }: Pick<LibsqlError, 'message' | 'code'>): LibsqlError =>
  new LibsqlError(message.slice(`${code}: `.length), code)
