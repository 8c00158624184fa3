import { z } from 'zod'
import { builtFile } from '../base/project-root.ts'
import { invalid, ok, type Result } from '../base/result.ts'
import type { Printed, PrintJob } from './render.ts'
import { createWorkerPool, type WorkerPool } from './worker-pool.ts'

/** Longer than this no sample takes: a paper of a hundred pages needs about a second. */
const milliseconds = 10_000

const printed = z.object({ bytes: z.instanceof(Uint8Array), pages: z.number() })

let pool: WorkerPool | undefined

/** The same as `printPdf` in a worker with little memory and time, so that a template nobody has vouched for yet holds
 *  nobody else up. */
export async function printAside(job: PrintJob): Promise<Result<Printed>> {
  pool ??= createWorkerPool({ file: builtFile('print-worker'), size: 1, milliseconds })
  const outcome = await pool.run(job)
  if (outcome.kind === 'answered') return ok(printed.parse(outcome.answer))
  return outcome.kind === 'late'
    ? invalid('Das ausgefüllte Beispiel zu setzen dauert zu lange und wurde abgebrochen. Kürzen Sie es.')
    : invalid('Das ausgefüllte Beispiel ließ sich nicht setzen: Es braucht zu viel Speicher oder enthält Unlesbares.')
}

/** Ends the waiting worker; the next job starts a new one. */
export async function closePrinter(): Promise<void> {
  const closing = pool
  pool = undefined
  await closing?.close()
}
