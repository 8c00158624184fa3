import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountFrom, judge, lettersOf } from '../load/collab-account.ts'
import { type CrewReport, letCrewType, type OpenTypist, type Seat } from '../load/collab-crew.ts'
import { openWritingHouse, type WritingHouse } from '../load/collab-house.ts'
import { type Random, randomOf } from '../load/collab-keys.ts'
import { fairWeather, type Network, openNetwork } from '../load/collab-network.ts'
import { openOwnTypist } from '../load/collab-own-typist.ts'
import { readRecords, type TextRecord } from '../load/collab-records.ts'
import { htmlOfPages } from '../load/collab-text.ts'
import { type ServerProcess, startServer } from '../load/server-process.ts'
import { contradictions } from './consistency.ts'

/** `FAULTS=all` kills thirty times, which takes some minutes. */
const kills = process.env.FAULTS === 'all' ? 30 : 3
const seed = Number(process.env.FAULTS_SEED ?? 1)

const typists = 6
const texts = 2

let house: WritingHouse
let server: ServerProcess
let network: Network
let random: Random
/** Ids of commits that somebody was told of, by document. */
let acknowledged: [documentId: string, id: string][]

beforeEach(async () => {
  random = randomOf(seed)
  acknowledged = []
  house = await openWritingHouse({ people: typists, texts: Array.from({ length: texts }, () => htmlOfPages(5)) })
  network = await openNetwork(random)
  await startAgain()
})

afterEach(async () => {
  await server.kill()
  await network.close()
  await house.remove()
})

async function startAgain(): Promise<void> {
  server = await startServer(house.file)
  network.target(server.url)
}

test('killed again and again while people type, the server has everything it acknowledged, once, and all copies come together', async () => {
  let killed = 0
  const report = await typeAll(async (typing) => {
    while (killed < kills && !typing.isOver) {
      await sleep(200 + random() * 1300)
      network.target(null)
      await server.kill()
      killed += 1
      await startAgain()
    }
  })
  await checkRecords(report)
  expect(killed).toBeGreaterThan(0)
  if (kills > 3) process.stdout.write(`${killed} kills, ${acknowledged.length} acknowledged\n`)
}, 900_000)

test('connections that break off, messages that come late or twice: nothing is lost or doubled, and all copies come together', async () => {
  const report = await typeAll(async (typing) => {
    network.weather({ delayMs: 120, duplicated: 20 })
    while (!typing.isOver) {
      await sleep(300 + random() * 1000)
      network.cutAll()
    }
    network.weather(fairWeather)
  })
  await checkRecords(report)
}, 900_000)

interface Typing {
  readonly isOver: boolean
}

/** The trouble begins when everybody sits, and is over before copies are compared. */
function typeAll(trouble: (typing: Typing) => Promise<void>): Promise<CrewReport> {
  const seats = house.documentIds.flatMap((documentId, text) =>
    house.people.map(({ cookie }, typist): Seat => {
      const letters = lettersOf(typist, typists)
      return { documentId, cookie, letters, seed: seed * 1000 + text * 100 + typist }
    }),
  )
  const open: OpenTypist = ({ documentId, cookie, letters }, onRemote) =>
    openOwnTypist({
      transport: 'socket',
      url: network.url,
      cookie,
      documentId,
      letters,
      onRemote,
      tellsCaret: true,
      onAcknowledged: (id) => acknowledged.push([documentId, id]),
    })
  const typing = { isOver: false }
  let troubled = Promise.resolve()
  return letCrewType({ seats, seconds: kills * 2.5, keysPerSecond: 6, everyNthOffline: 0 }, open, async (moment) => {
    if (moment === 'seated') troubled = trouble(typing)
    else {
      typing.isOver = true
      await troubled
    }
  })
}

async function checkRecords(report: CrewReport): Promise<void> {
  await server.stop()
  const records = await readRecords(house)
  expect(acknowledged.length).toBeGreaterThan(0)
  expect(acknowledged.filter(([documentId, id]) => !records.get(documentId)?.commits.includes(id))).toEqual([])
  for (const text of report.texts) checkText(text, records.get(text.documentId))
  const db = await house.open()
  expect(await contradictions(db)).toEqual([])
  await db.close()
}

function checkText({ account, hashes, unsettled }: CrewReport['texts'][number], record?: TextRecord): void {
  expect(record?.broken).toBe(null)
  expect(record?.hashOfLog).toBe(record?.hash)
  expect(new Set(record?.commits).size).toBe(record?.commits.length)
  expect({ hashes, unsettled }).toEqual({ hashes: [record?.hash], unsettled: 0 })
  expect(judge(accountFrom(account), record?.text ?? '', record?.unplaced ?? '')).toMatchObject({ lost: 0, twice: 0 })
}
