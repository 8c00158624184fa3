import { lettersOf } from '../../load/collab-account.ts'
import { openWritingHouse } from '../../load/collab-house.ts'
import { moveTo } from '../../load/collab-keys.ts'
import { type OwnTypist, openOwnTypist } from '../../load/collab-own-typist.ts'
import { readRecords } from '../../load/collab-records.ts'
import { htmlOfPages } from '../../load/collab-text.ts'
import { startServer } from '../../load/server-process.ts'
import { openMeter, type Used } from './meter.ts'
import { type Spread, spreadOf } from './spread.ts'

/** How it goes in a stretch of one document's life. */
export interface Stretch {
  /** Commits that the document had behind it. */
  readonly from: number
  readonly commitsPerSecond: number
  /** From a key to its acknowledgement, in milliseconds. */
  readonly acknowledged: Spread
}

export interface AgeFigures {
  readonly stretches: readonly Stretch[]
  readonly server: Used
  /** To come into the document when it is old: from the connection to the text. */
  readonly joinMs: number
  readonly isWhole: boolean
}

/** As many as a text of this age can have had at once, each well below what one connection may send. */
const writers = 8

/** Writes and erases, so that the log grows and the text does not. */
export async function measureAge(commits: number): Promise<AgeFigures> {
  const house = await openWritingHouse({ people: writers, texts: [htmlOfPages(30)] })
  const server = await startServer(house.file)
  const meter = await openMeter(server.pid)
  const documentId = house.documentIds[0] ?? ''
  const open = (cookie: string) =>
    openOwnTypist({
      transport: 'socket',
      url: server.url,
      cookie,
      documentId,
      letters: '',
      onRemote: () => undefined,
      tellsCaret: false,
    })
  const typists = await Promise.all(house.people.map(({ cookie }) => open(cookie)))
  typists.forEach((typist, index) => {
    moveTo(typist, index / writers)
  })
  await meter.begin()
  const stretches: Stretch[] = []
  for (const { from, to } of stretchesOf(commits)) {
    const began = performance.now()
    const waits = await Promise.all(
      typists.map((typist, index) => writeAndErase(typist, lettersOf(index, writers)[0] ?? '', (to - from) / writers)),
    )
    const seconds = (performance.now() - began) / 1000
    stretches.push({ from, commitsPerSecond: (to - from) / seconds, acknowledged: spreadOf(waits.flat()) })
  }
  await meter.end()
  const before = performance.now()
  const late = await open(house.people[0]?.cookie ?? '')
  const joinMs = performance.now() - before
  for (const typist of [...typists, late]) typist.close()
  const used = await meter.close()
  await server.stop()
  const record = (await readRecords(house)).get(documentId)
  await house.remove()
  const isWhole = record?.broken === null && record.hash === record.hashOfLog
  return { stretches, server: used, joinMs, isWhole }
}

const ends = [1_000, 3_000, 10_000, 30_000, 50_000, 75_000, 100_000, 1_000_000]

function stretchesOf(commits: number): { from: number; to: number }[] {
  const until = [...ends.filter((end) => end < commits), commits]
  return until.map((to, index) => ({ from: until[index - 1] ?? 0, to }))
}

async function writeAndErase(typist: OwnTypist, letter: string, commits: number): Promise<number[]> {
  const waits: number[] = []
  for (let done = 0; done < commits; done += 1) {
    const { tr, selection } = typist.state
    const before = performance.now()
    typist.dispatch(done % 2 === 0 ? tr.insertText(letter) : tr.delete(selection.from - 1, selection.from))
    await typist.whenSettled()
    waits.push(performance.now() - before)
  }
  return waits
}
