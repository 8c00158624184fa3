import { setTimeout as sleep } from 'node:timers/promises'

/** Connections of one person: every open page is one. */
export const mostPerPerson = 20
export const mostPerHouse = 2000
/** Messages of one connection; more are taken, but not as fast. */
export const messagesPerSecond = 200
/** Of one connection at a time; from here on it has to wait before it may send more. */
export const mostQueued = 32
/** Of one message, in bytes. */
export const largestMessageBytes = 2 ** 20
/** When so many characters wait in this process for a connection that takes them slowly, it is closed. */
export const mostWaiting = 4 * 2 ** 20
/** From here on a connection counts as having taken what was sent. */
export const littleWaiting = 2 ** 20

/** Counts who is here. */
export interface Admission {
  isFull(userId: string): boolean
  /** Lets one more connection in and returns how to let it out; null when it is one too many. */
  enter(userId: string): (() => void) | null
}

export function openAdmission(): Admission {
  const perPerson = new Map<string, number>()
  let all = 0

  function count(userId: string, difference: 1 | -1): void {
    const left = (perPerson.get(userId) ?? 0) + difference
    if (left > 0) perPerson.set(userId, left)
    else perPerson.delete(userId)
    all += difference
  }

  const isFull = (userId: string): boolean => all >= mostPerHouse || (perPerson.get(userId) ?? 0) >= mostPerPerson

  return {
    isFull,
    enter(userId) {
      if (isFull(userId)) return null
      count(userId, 1)
      let isIn = true
      return () => {
        if (isIn) count(userId, -1)
        isIn = false
      }
    },
  }
}

/** Takes messages in their order, each when the one before is dealt with, and no more of them in a second than may be. */
export interface Intake {
  /** How many wait. */
  waiting(): number
  /** Resolves when the message is dealt with. */
  take(text: string): Promise<void>
}

export function openIntake(receive: (message: unknown) => Promise<void>): Intake {
  let waiting = 0
  let turn: Promise<void> = Promise.resolve()
  let allowance = messagesPerSecond
  let allowedAt = performance.now()

  async function allowed(): Promise<void> {
    const now = performance.now()
    allowance = Math.min(messagesPerSecond, allowance + ((now - allowedAt) / 1000) * messagesPerSecond) - 1
    allowedAt = now
    if (allowance < 0) await sleep((-allowance / messagesPerSecond) * 1000)
  }

  return {
    waiting: () => waiting,
    take(text) {
      waiting += 1
      turn = turn
        .then(allowed)
        .then(() => receive(readJson(text)))
        .finally(() => {
          waiting -= 1
        })
      return turn
    },
  }
}

/** Nothing that any message could be where it is no JSON. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
