import { parentPort, workerData } from 'node:worker_threads'
import { LibsqlError } from '@libsql/client'
import { openLocalConnection } from './local-connection.ts'
import type { ReadingAnswer, ReadingJob, ReadingWork } from './reading-threads.ts'

/** Runs what is asked on a connection of its own, one statement after the other (reading-threads.ts). */

const { file, timeoutMs }: ReadingWork = workerData
const connection = openLocalConnection(file, { timeoutMs })

parentPort?.on('message', (job: ReadingJob | 'close') => {
  if (job !== 'close') return parentPort?.postMessage(answer(job))
  connection.close()
  parentPort?.close()
})

function answer({ id, sql, args }: ReadingJob): ReadingAnswer {
  try {
    const bound = args.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value))
    const began = performance.now()
    const executed = connection.execute(sql, bound)
    return { id, executed, ms: performance.now() - began }
  } catch (error) {
    if (!(error instanceof LibsqlError)) throw error
    // Whatever it was, the next statement begins with nothing of it.
    connection.reconnect()
    return { id, refusal: { message: error.message, code: error.code } }
  }
}
