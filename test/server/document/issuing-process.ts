// A process that orders the issue of a document and runs the job: `issuing-process.ts <file> <keys> <lotsin> <document>
// <n> <before|after>` kills itself around its n-th call to the driver. Says `done` when it got to the end.
import { writeSync } from 'node:fs'
import { actorOf } from '../../../server/auth/auth.ts'
import { findUser } from '../../../server/auth/user-actions.ts'
import { fixedClock } from '../../../server/base/clock.ts'
import { openDatabase, type WrapCall } from '../../../server/base/database.ts'
import { orderIssue } from '../../../server/document/issue-actions.ts'
import { runIssue } from '../../../server/document/issue-jobs.ts'
import { reduceWriting } from '../../../server/document/writing-reduction.ts'
import { openHouseSeal } from '../../../server/house-seal.ts'
import { closeExpanders } from '../../../server/render/expand.ts'

const [file = '', keys = '', userId = '', id = '', nth, moment] = process.argv.slice(2)

let calls = 0
const wrapCall: WrapCall = async (call) => {
  const isLast = ++calls === Number(nth)
  if (isLast && moment === 'before') process.kill(process.pid, 'SIGKILL')
  const value = await call()
  if (isLast && moment === 'after') process.kill(process.pid, 'SIGKILL')
  return value
}

const clock = fixedClock('2026-11-23T09:00:00.000Z')
const seal = await openHouseSeal({ config: { seal: null, dataFolder: keys, houseName: 'Kreis Auental' }, clock })
if (!seal.ok) throw new Error(seal.message)
const db = await openDatabase({ url: `file:${file}`, clock, wrapCall })
const user = await findUser(db, userId)
if (!user) throw new Error('Nobody is there.')
const ordered = await orderIssue(db, actorOf(user), { id })
if (ordered.ok) writeSync(1, `ordered ${ordered.value.number} ${ordered.value.code}\n`)
const issued = await runIssue(db, id, { seal: seal.value.seal, publicHost: 'vorlagen.test' })
if (!issued.ok) throw new Error(issued.message)
writeSync(1, `issued ${issued.value.fileHash}\n`)
await reduceWriting(db, id)
writeSync(1, `done ${calls}\n`)
await db.close()
await closeExpanders()
