import { setTimeout as sleep } from 'node:timers/promises'
import { addAccount, arrivedBetween, openAccount, type PlainAccount, plainOf } from './collab-account.ts'
import { keysOf, moveTo, type Random, randomOf } from './collab-keys.ts'
import { hashOfText } from './collab-text.ts'
import type { OnRemote, Typist } from './collab-typist.ts'

/** Where one typist sits. */
export interface Seat {
  readonly documentId: string
  readonly cookie: string
  /** Nobody else in this text types them. */
  readonly letters: string
  readonly seed: number
  /** Her editor runs elsewhere: she types letters, and nobody measures how soon they arrive with her. */
  readonly isDistant?: boolean
}

export interface CrewJob {
  readonly seats: readonly Seat[]
  readonly seconds: number
  /** Of each typist, on average; a good typist has about five. */
  readonly keysPerSecond: number
  /** Each that many of them loses her connection for a while in the middle; 0: nobody. */
  readonly everyNthOffline: number
}

export interface CrewReport {
  readonly presses: number
  readonly seconds: number
  /** From a key to another's text. */
  readonly latenciesMs: readonly number[]
  readonly bytes: { readonly sent: number; readonly received: number }
  readonly texts: readonly TextReport[]
}

/** What the crew knows of one text at the end. */
export interface TextReport {
  readonly documentId: string
  readonly account: PlainAccount
  /** What its typists were told. */
  readonly unplaced: string
  /** SHA-256 of each copy as JSON: one, unless copies differ. */
  readonly hashes: readonly string[]
  readonly text: string
  readonly unsettled: number
}

export type OpenTypist = (seat: Seat, onRemote: OnRemote) => Promise<Typist>

interface Sitting {
  readonly seat: Seat
  readonly typist: Typist
  readonly random: Random
  /** When letters were typed that the watcher has not seen yet. */
  readonly underway: Map<string, number>
}

/** Where crews of several processes wait for each other. */
export type Meet = (moment: 'seated' | 'typed') => Promise<void>

/** Lets everybody type at once and waits until all copies have come together. */
export async function letCrewType(job: CrewJob, open: OpenTypist, meet: Meet = async () => {}): Promise<CrewReport> {
  const latenciesMs: number[] = []
  const sittings = await sitDown(job.seats, open, latenciesMs)
  await meet('seated')
  const bytesBefore = bytesOf(sittings)
  const began = performance.now()
  const presses = await Promise.all(sittings.map((sitting, index) => type(sitting, job, index)))
  const seconds = (performance.now() - began) / 1000
  const bytes = bytesOf(sittings)
  await meet('typed')
  const texts = [...byText(sittings)]
  await Promise.all(texts.map(([, typists]) => comeTogether(typists)))
  const report = {
    presses: presses.reduce((sum, each) => sum + each, 0),
    seconds,
    latenciesMs,
    bytes: { sent: bytes.sent - bytesBefore.sent, received: bytes.received - bytesBefore.received },
    texts: texts.map(([documentId, typists]) => reportOf(documentId, typists)),
  }
  for (const { typist } of sittings) typist.close()
  return report
}

const atOnce = 20

/** Each is watched by whoever sits down next at the same text, the last by the first. */
async function sitDown(seats: readonly Seat[], open: OpenTypist, latenciesMs: number[]): Promise<Sitting[]> {
  const underway = seats.map(() => new Map<string, number>())
  const watched = seats.map((seat, index) => {
    const same = seats.flatMap(({ documentId, isDistant }, other) =>
      documentId === seat.documentId && isDistant === seat.isDistant ? [other] : [],
    )
    const before = same[(same.indexOf(index) + same.length - 1) % same.length] ?? index
    return before === index ? undefined : underway[before]
  })
  const sittings: Sitting[] = []
  for (let first = 0; first < seats.length; first += atOnce) {
    const some = seats.slice(first, first + atOnce).map(async (seat, offset): Promise<Sitting> => {
      const index = first + offset
      const typist = await open(seat, watch(watched[index], latenciesMs))
      return { seat, typist, random: randomOf(seat.seed), underway: underway[index] ?? new Map() }
    })
    sittings.push(...(await Promise.all(some)))
  }
  return sittings
}

const watch =
  (underway: Map<string, number> | undefined, latenciesMs: number[]): OnRemote =>
  (before, after) => {
    if (!underway || underway.size === 0) return
    for (const letter of arrivedBetween(before, after).keys()) {
      const since = underway.get(letter)
      if (since === undefined) continue
      underway.delete(letter)
      latenciesMs.push(performance.now() - since)
    }
  }

async function type({ typist, seat, random, underway }: Sitting, job: CrewJob, index: number): Promise<number> {
  const keys = typist.keys ?? keysOf({ random, letters: seat.letters })
  if (!typist.keys) moveTo(typist, random())
  const end = performance.now() + job.seconds * 1000
  const breaksOff = job.everyNthOffline > 0 && index % job.everyNthOffline === 0
  const offline = breaksOff ? leaveForAWhile(typist, job.seconds, random) : null
  let presses = 0
  while (performance.now() < end) {
    await sleep((1000 / job.keysPerSecond) * (0.5 + random()))
    const pressed = performance.now()
    const letter = keys.press(typist)
    if (letter !== null && !breaksOff && !seat.isDistant && !underway.has(letter)) underway.set(letter, pressed)
    presses += 1
  }
  await offline
  return presses
}

async function leaveForAWhile(typist: Typist, seconds: number, random: Random): Promise<void> {
  await sleep(seconds * 1000 * (0.1 + 0.4 * random()))
  typist.goOffline()
  await sleep(seconds * 1000 * 0.3 * random())
  typist.goOnline()
}

const patienceMs = 60_000

/** Until everything that was typed in one text is acknowledged, all copies are equal and none has changed for a while. */
export async function comeTogether(typists: readonly Typist[]): Promise<void> {
  const end = performance.now() + patienceMs
  let calm = 0
  let last: readonly unknown[] = []
  while (calm < 5 && performance.now() < end) {
    await sleep(100)
    const docs = typists.map(({ state }) => state.doc)
    const isCalm = typists.every((typist) => typist.isSettled()) && docs.every((doc, index) => doc === last[index])
    calm = isCalm && docs.every((doc) => docs[0]?.eq(doc)) ? calm + 1 : 0
    last = docs
  }
}

function bytesOf(sittings: readonly Sitting[]): CrewReport['bytes'] {
  const sum = { sent: 0, received: 0 }
  for (const { typist } of sittings) {
    sum.sent += typist.bytes.sent
    sum.received += typist.bytes.received
  }
  return sum
}

function byText(sittings: readonly Sitting[]): Map<string, Typist[]> {
  const texts = new Map<string, Typist[]>()
  for (const { seat, typist } of sittings) texts.set(seat.documentId, [...(texts.get(seat.documentId) ?? []), typist])
  return texts
}

function reportOf(documentId: string, typists: readonly Typist[]): TextReport {
  const account = openAccount()
  for (const typist of typists) addAccount(account, typist.account)
  return {
    documentId,
    account: plainOf(account),
    unplaced: typists.map((typist) => typist.unplaced()).join(' '),
    hashes: [...new Set(typists.map(({ state }) => hashOfText(state.doc)))],
    text: typists[0]?.state.doc.textContent ?? '',
    unsettled: typists.filter((typist) => !typist.isSettled()).length,
  }
}
