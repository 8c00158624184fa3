import {
  type Account,
  accountFrom,
  addAccount,
  judge,
  lettersOf,
  openAccount,
  type Verdict,
} from '../../load/collab-account.ts'
import type { Seat } from '../../load/collab-crew.ts'
import { openWritingHouse, type SignedInPerson } from '../../load/collab-house.ts'
import { readRecords } from '../../load/collab-records.ts'
import { htmlOfPages } from '../../load/collab-text.ts'
import { startServer } from '../../load/server-process.ts'
import type { Job, Report } from './crew-process.ts'
import { runCrews } from './crews.ts'
import { openMeter, type Used } from './meter.ts'
import { startPeer } from './peer.ts'
import { type Spread, spreadOf } from './spread.ts'

export interface Crowd {
  readonly engine: Job['engine']
  readonly texts: number
  readonly typistsPerText: number
  readonly pages: number
  readonly seconds: number
  readonly processes: number
  readonly tellsCaret: boolean
  /** So many of the typists, the first ones, have their whole editor on this machine; the others type as from elsewhere. */
  readonly editors: number
}

export interface CrowdFigures {
  readonly crowd: Crowd
  readonly keysPerSecond: number
  /** From a key in an editor to another's text, in milliseconds. */
  readonly latency: Spread
  readonly sentPerKey: number
  /** By each that gets the key. */
  readonly receivedPerKey: number
  readonly account: Verdict
  /** Texts of which not all copies are equal, or not what is stored. */
  readonly diverged: number
  readonly unsettled: number
  /** Null where the engine stores nothing. */
  readonly commitsPerSecond: number | null
  readonly server: Used
  /** Of the busiest process of typists. Near 1 they, and not the server, decide how long a key takes. */
  readonly typistsBusyShare: number
  /** Work of one typist's side for each key that reaches her, in milliseconds. */
  readonly msPerReceivedKey: number
}

/** Each typist has about five keys a second. */
const keysPerSecond = 5

/** No more connections than this may one person have. */
const mostTextsPerPerson = 10

export function measureCrowd(crowd: Crowd): Promise<CrowdFigures> {
  return crowd.engine === 'yjs' ? measurePeer(crowd) : measureOwn(crowd)
}

/** What happens while they type; the function that it resolves to ends it. `strangers` are signed in and sit nowhere. */
export interface Trouble {
  readonly strangers: number
  begin(place: TroubledPlace): Promise<() => Promise<void>>
}

export interface TroubledPlace {
  readonly url: string
  readonly documentId: string
  readonly frozenId: string
  readonly strangers: readonly SignedInPerson[]
}

export async function measureOwn(crowd: Crowd, trouble: Trouble | null = null): Promise<CrowdFigures> {
  const perPerson = Math.min(mostTextsPerPerson, crowd.texts)
  const typists = Math.ceil(crowd.texts / perPerson) * crowd.typistsPerText
  const people = typists + (trouble?.strangers ?? 0)
  const texts = Array.from({ length: crowd.texts }, () => htmlOfPages(crowd.pages))
  const house = await openWritingHouse({ people, texts })
  const server = await startServer(house.file)
  const place = {
    url: server.url,
    documentId: house.documentIds[0] ?? '',
    frozenId: house.frozenId,
    strangers: house.people.slice(typists),
  }
  const begin = () => trouble?.begin(place) ?? null
  const { reports, used } = await measure({ crowd, url: server.url, pid: server.pid, begin }, (text, typist) => ({
    documentId: house.documentIds[text] ?? '',
    cookie: house.people[Math.floor(text / perPerson) * crowd.typistsPerText + typist]?.cookie ?? '',
  }))
  await server.stop()
  const records = await readRecords(house)
  await house.remove()
  const copies = copiesOf(reports)
  const diverged = [...copies].filter(
    ([id, { hashes }]) => hashes.size !== 1 || !hashes.has(records.get(id)?.hash ?? ''),
  )
  const verdicts = [...copies].map(([id, { account }]) =>
    judge(account, records.get(id)?.text ?? '', records.get(id)?.unplaced ?? ''),
  )
  const commits = [...records.values()].reduce((sum, { commits }) => sum + commits.length, 0)
  return figuresOf({ crowd, reports, used, verdicts, diverged: diverged.length, commits })
}

async function measurePeer(crowd: Crowd): Promise<CrowdFigures> {
  const peer = await startPeer({ texts: [htmlOfPages(crowd.pages)] })
  const { reports, used } = await measure({ crowd, url: peer.url, pid: peer.pid, begin: () => null }, (text) => ({
    documentId: String(text),
    cookie: '',
  }))
  peer.stop()
  const copies = copiesOf(reports)
  const diverged = [...copies.values()].filter(({ hashes }) => hashes.size !== 1)
  const verdicts = [...copies.values()].map(({ account, text }) => judge(account, text, ''))
  return figuresOf({ crowd, reports, used, verdicts, diverged: diverged.length, commits: null })
}

interface Measuring {
  readonly crowd: Crowd
  readonly url: string
  readonly pid: number
  readonly begin: () => ReturnType<Trouble['begin']> | null
}

async function measure(
  { crowd, url, pid, begin }: Measuring,
  seatOf: (text: number, typist: number) => Pick<Seat, 'documentId' | 'cookie'>,
): Promise<{ reports: Report[]; used: Used }> {
  const { texts, typistsPerText, seconds, engine, tellsCaret } = crowd
  const seats = Array.from({ length: texts }, (_, text) =>
    Array.from({ length: typistsPerText }, (_, typist): Seat => {
      const letters = lettersOf(typist, typistsPerText)
      const isDistant = text * typistsPerText + typist >= crowd.editors
      return { ...seatOf(text, typist), letters, seed: text * 1000 + typist, isDistant }
    }),
  ).flat()
  const job: Job = { seats, seconds, keysPerSecond, everyNthOffline: 0, engine, url, tellsCaret }
  const meter = await openMeter(pid)
  let endTrouble: (() => Promise<void>) | null = null
  const reports = await runCrews(job, {
    processes: crowd.processes,
    async seated() {
      endTrouble = await begin()
      await meter.begin()
    },
    async typed() {
      await meter.end()
      await endTrouble?.()
    },
  })
  return { reports, used: await meter.close() }
}

interface Copies {
  readonly account: Account
  readonly hashes: Set<string>
  text: string
}

function copiesOf(reports: readonly Report[]): Map<string, Copies> {
  const copies = new Map<string, Copies>()
  for (const report of reports.flatMap(({ texts }) => texts)) {
    const known = copies.get(report.documentId) ?? { account: openAccount(), hashes: new Set<string>(), text: '' }
    addAccount(known.account, accountFrom(report.account))
    for (const hash of report.hashes) known.hashes.add(hash)
    known.text = report.text
    copies.set(report.documentId, known)
  }
  return copies
}

interface Measured {
  readonly crowd: Crowd
  readonly reports: readonly Report[]
  readonly used: Used
  readonly verdicts: readonly Verdict[]
  readonly diverged: number
  readonly commits: number | null
}

function figuresOf({ crowd, reports, used, verdicts, diverged, commits }: Measured): CrowdFigures {
  const sum = (value: (report: Report) => number) => reports.reduce((total, report) => total + value(report), 0)
  const presses = sum((report) => report.presses)
  const seconds = Math.max(...reports.map((report) => report.seconds))
  const receivers = Math.max(1, crowd.typistsPerText - 1)
  return {
    crowd,
    keysPerSecond: presses / seconds,
    latency: spreadOf(reports.flatMap(({ latenciesMs }) => latenciesMs)),
    sentPerKey: sum(({ bytes }) => bytes.sent) / presses,
    receivedPerKey: sum(({ bytes }) => bytes.received) / presses / receivers,
    account: sumOf(verdicts),
    diverged,
    unsettled: sum(({ texts }) => texts.reduce((total, { unsettled }) => total + unsettled, 0)),
    commitsPerSecond: commits === null ? null : commits / seconds,
    server: used,
    msPerReceivedKey: (1000 * sum(({ busyShare }) => busyShare) * seconds) / presses / receivers,
    typistsBusyShare: Math.max(...reports.map(({ busyShare }) => busyShare)),
  }
}

function sumOf(verdicts: readonly Verdict[]): Verdict {
  const sum = { typed: 0, inText: 0, unplaced: 0, erased: 0, lost: 0, twice: 0, offeredTwice: 0 }
  for (const verdict of verdicts) {
    sum.typed += verdict.typed
    sum.inText += verdict.inText
    sum.unplaced += verdict.unplaced
    sum.erased += verdict.erased
    sum.lost += verdict.lost
    sum.twice += verdict.twice
    sum.offeredTwice += verdict.offeredTwice
  }
  return sum
}
