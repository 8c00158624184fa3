// A process that takes the lock on a database file, says so, and keeps it until it is killed.
import { systemClock } from '../../../server/base/clock.ts'
import { lockDatabase } from '../../../server/base/lock.ts'

const lock = await lockDatabase({ url: `file:${process.argv[2]}`, clock: systemClock })
console.log(lock.ok ? 'held' : lock.message)
setInterval(() => lock, 1000)
