import { z } from 'zod'
import type { Tx } from '../base/database.ts'
import { localDate } from '../calendar/local-time.ts'

/** The next number of the Sitzungsvorlagen, as in `0001/2026/KREIS`; it counts anew each year, by the calendar in Germany.
 *  A step of the transaction that orders the paper: if that rolls back, the number was never given, so there are no gaps,
 *  and because transactions wait for each other no number is given twice. */
export async function nextPaperNumber(tx: Tx, at: Date): Promise<string> {
  const year = Number(localDate(at.toISOString()).slice(0, 4))
  const last = await count(tx, paperCircle, year)
  return `${String(last).padStart(4, '0')}/${year}/${paperCircle}`
}

const paperCircle = 'KREIS'
const lastRow = z.object({ last: z.number() })

async function count(tx: Tx, name: string, year: number): Promise<number> {
  await tx.run(
    'INSERT INTO number_circle (name, year, last) VALUES (?, ?, 1) ON CONFLICT (name, year) DO UPDATE SET last = last + 1',
    [name, year],
  )
  const row = await tx.first(lastRow, 'SELECT last FROM number_circle WHERE name = ? AND year = ?', [name, year])
  if (!row) throw new Error(`The number circle ${name} ${year} was not stored.`)
  return row.last
}
