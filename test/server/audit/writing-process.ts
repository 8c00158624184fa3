// A process that writes notes through transact until it is killed: `writing-process.ts <file> <kind> <n> <before|after>`
// kills itself around the n-th call of that kind to the driver; without a kind it waits for somebody else to do it.
import { writeSync } from 'node:fs'
import { transact } from '../../../server/audit/audit.ts'
import { systemClock } from '../../../server/base/clock.ts'
import { openDatabase, type WrapCall } from '../../../server/base/database.ts'
import { queueJob } from '../../../server/base/jobs.ts'
import { ok } from '../../../server/base/result.ts'

const [file, kind, nth, moment] = process.argv.slice(2)

let calls = 0
const wrapCall: WrapCall = async (call, what) => {
  const isLast = what.kind === kind && ++calls === Number(nth)
  if (isLast && moment === 'before') process.kill(process.pid, 'SIGKILL')
  const value = await call()
  if (isLast && moment === 'after') process.kill(process.pid, 'SIGKILL')
  return value
}

const db = await openDatabase({ url: `file:${file}`, clock: systemClock, wrapCall })

async function writeNote(id: string): Promise<void> {
  const written = await transact(db, { by: { userId: 'system' }, event: 'note.made', subject: id }, async (tx) => {
    await tx.run('INSERT INTO note (id) VALUES (?)', [id])
    return ok(await queueJob(tx, { kind: 'note.print', subject: id }))
  })
  if (written.ok) writeSync(1, `${id}\n`)
}

for (let round = 0; ; round += 1) await Promise.all(['a', 'b', 'c'].map((id) => writeNote(`${round}${id}`)))
