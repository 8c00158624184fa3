import type { Connection } from './connection.ts'
import { openReadingThreads, type Reads, type TimedExecute } from './reading-threads.ts'

/** So long a statement may hold up everybody: between two keys of people who write together there is more. */
const patienceMs = 8
/** A statement that took too long so many times more than it did not: once may be the machine. */
const patientTimes = 3
/** How far it is remembered. */
const mostTimes = 2 * patientTimes
/** More statements than the product has. */
const mostKnown = 1000

/** Reads of a file. The driver reads while the one thread of the process waits, which is best for almost everything; what
 *  proves to take longer is read in other threads for as long as it does. */
export function openLongReads(reader: Connection, file: string, patience = patienceMs): Reads {
  const threads = openReadingThreads({ file, timeoutMs: 20 })
  const timesLate = new Map<string, number>()

  const here: TimedExecute = async (sql, args) => {
    const began = performance.now()
    const executed = await reader.execute(sql, args)
    return { executed, ms: performance.now() - began }
  }

  return {
    async execute(sql, args) {
      const times = timesLate.get(sql) ?? 0
      const { executed, ms } = await (times >= patientTimes ? threads.execute(sql, args) : here(sql, args))
      const now = (timesLate.get(sql) ?? 0) + (ms > patience ? 1 : -1)
      if (now <= 0) timesLate.delete(sql)
      else if (times > 0 || timesLate.size < mostKnown) timesLate.set(sql, Math.min(now, mostTimes))
      return executed
    },
    close: threads.close,
  }
}
