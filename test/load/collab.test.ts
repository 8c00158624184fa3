import { afterEach, expect, test } from 'vitest'
import { accountFrom, judge, lettersOf } from './collab-account.ts'
import { type CrewReport, letCrewType, type OpenTypist, type Seat } from './collab-crew.ts'
import { beginAttacks, knownAttacks, letGo } from './collab-hostile.ts'
import { openWritingHouse, type WritingHouse } from './collab-house.ts'
import { openOwnTypist } from './collab-own-typist.ts'
import { readRecords } from './collab-records.ts'
import { htmlOfPages } from './collab-text.ts'
import { type ServerProcess, startServer } from './server-process.ts'

let house: WritingHouse | null = null
let server: ServerProcess | null = null

afterEach(async () => {
  await server?.kill()
  await house?.remove()
})

const seconds = 6

test.each(['socket', 'events'] as const)(
  'eight people type in one text, some lose their connection for a while (%s): no letter is lost or doubled, and all copies are what is stored',
  async (transport) => {
    const { seats, open } = await openTexts({ texts: 1, typists: 8, pages: 10, transport })
    const report = await letCrewType({ seats, seconds, keysPerSecond: 6, everyNthOffline: 4 }, open)
    await checkTexts(report)
  },
)

test('two people type in each of ten texts: no letter is lost or doubled, and all copies are what is stored', async () => {
  const { seats, open } = await openTexts({ texts: 10, typists: 2, pages: 2, transport: 'socket' })
  const report = await letCrewType({ seats, seconds, keysPerSecond: 6, everyNthOffline: 5 }, open)
  await checkTexts(report)
})

test('somebody who is signed in does whatever she can think of: those who type in the same text lose nothing', async () => {
  const { seats, open, url, frozenId, person, second } = await openTexts({
    texts: 1,
    typists: 4,
    pages: 10,
    transport: 'socket',
  })
  const target = { url, documentId: seats[0]?.documentId ?? '', frozenId, person, second }
  const end = beginAttacks(target, { zeal: 0.3 })
  const report = await letCrewType({ seats, seconds: 3, keysPerSecond: 6, everyNthOffline: 0 }, open)
  const attacks = await end()
  letGo()
  await checkTexts(report)
  const mustBeRefused = knownAttacks.filter(({ isHarmless }) => !isHarmless).map(({ name }) => name)
  const answered = attacks.filter(({ name }) => mustBeRefused.includes(name))
  expect(answered.map(({ name }) => name)).toEqual(mustBeRefused)
  expect(answered.filter(({ answers }) => !refusals.test(answers))).toEqual([])
})

const refusals = /^(?:\d+ × (?:HTTP 4\d\d|closed \d+|refused: \w+)(?:, |$))+$/

interface Wanted {
  readonly texts: number
  readonly typists: number
  readonly pages: number
  readonly transport: 'socket' | 'events'
}

/** The shipped server with texts, and a seat at each for everybody. */
async function openTexts({ texts, typists, pages, transport }: Wanted) {
  const html = Array.from({ length: texts }, () => htmlOfPages(pages))
  house = await openWritingHouse({ people: typists + 2, texts: html })
  server = await startServer(house.file)
  const { people, documentIds, frozenId } = house
  const { url } = server
  const seats = documentIds.flatMap((documentId, text) =>
    people.slice(0, typists).map(
      ({ cookie }, typist): Seat => ({
        documentId,
        cookie,
        letters: lettersOf(typist, typists),
        seed: text * 100 + typist,
      }),
    ),
  )
  const open: OpenTypist = ({ documentId, cookie, letters }, onRemote) =>
    openOwnTypist({ transport, url, cookie, documentId, letters, onRemote, tellsCaret: true })
  const [person, second] = people.slice(typists)
  if (!person || !second) throw new Error('Nobody is left over.')
  return { seats, open, url, frozenId, person, second }
}

async function checkTexts({ texts }: CrewReport): Promise<void> {
  await server?.stop()
  const records = house ? await readRecords(house) : new Map()
  for (const { documentId, account, hashes, unsettled } of texts) {
    const record = records.get(documentId)
    expect(record?.broken).toBe(null)
    expect(record?.hashOfLog).toBe(record?.hash)
    expect({ hashes, unsettled }).toEqual({ hashes: [record?.hash], unsettled: 0 })
    const verdict = judge(accountFrom(account), record?.text ?? '', record?.unplaced ?? '')
    expect(verdict).toMatchObject({ lost: 0, twice: 0 })
    expect(verdict.typed).toBeGreaterThan(0)
  }
}
