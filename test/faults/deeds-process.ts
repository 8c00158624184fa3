// A process that does one deed: `deeds-process.ts <file> <keys> <deed> <scene as JSON> <n> <before|after>` kills itself
// around its n-th call to the driver. Says what it acknowledges, and at the end `done` with the kind of every call.
import { writeSync } from 'node:fs'
import { fixedClock } from '../../server/base/clock.ts'
import { openDatabase, type WrapCall } from '../../server/base/database.ts'
import { openHouseSeal } from '../../server/house-seal.ts'
import { closeExpanders } from '../../server/render/expand.ts'
import { expectOk } from '../house.ts'
import { type Deed, deeds } from './deeds.ts'

const [file = '', keys = '', name = '', scene = '{}', nth, moment] = process.argv.slice(2)
const isDeed = (text: string): text is Deed => Object.hasOwn(deeds, text)
if (!isDeed(name)) throw new Error(`There is no deed called ${name}.`)

const calls: string[] = []
const wrapCall: WrapCall = async (call, { kind }) => {
  const isLast = calls.push(kind) === Number(nth)
  if (isLast && moment === 'before') process.kill(process.pid, 'SIGKILL')
  const value = await call()
  if (isLast && moment === 'after') process.kill(process.pid, 'SIGKILL')
  return value
}

const clock = fixedClock('2026-11-23T09:00:00.000Z')
const config = { seal: null, dataFolder: keys, houseName: 'Kreis Auental' }
const ports = async () => ({ seal: expectOk(await openHouseSeal({ config, clock })).seal, publicHost: 'vorlagen.test' })
const db = await openDatabase({ url: `file:${file}`, clock, wrapCall })
await deeds[name]({ db, ports, ...JSON.parse(scene), say: (line) => writeSync(1, `${line}\n`) })
await db.close()
await closeExpanders()
writeSync(1, `done ${calls.join(' ')}\n`)
