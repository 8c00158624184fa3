import { expect, test } from 'vitest'
import {
  type Attempts,
  countAttempt as count,
  forgiveAttempt,
  freeFailures,
  waitingUntil,
} from '../../../server/auth/sign-in-limits.ts'

const free = freeFailures.login
const countAttempt = (before: Attempts | null, now: Date) => count(before, now, free)
const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23, 8, minutes))
const failing = (times: number, minutes = 0): Attempts => {
  let attempts = countAttempt(null, at(minutes))
  for (let i = 1; i < times; i++) attempts = countAttempt(attempts, at(minutes))
  return attempts
}

test('four failures cost nothing, the fifth a minute, then the wait doubles up to an hour', () => {
  const waits = [4, 5, 6, 7, 8, 11, 12, 30].map((times) => {
    const until = waitingUntil(failing(times), at(0))
    return until === null ? 0 : (Date.parse(until) - at(0).getTime()) / 60_000
  })
  expect(waits).toEqual([0, 1, 2, 4, 8, 60, 60, 60])
})

test('a quarter of an hour without a failure forgets them', () => {
  expect(countAttempt(failing(4), at(14)).failures).toBe(5)
  expect(countAttempt(failing(4), at(15)).failures).toBe(1)
})

test('after a wait the quarter of an hour begins at its end', () => {
  expect(countAttempt(failing(9), at(30)).failures).toBe(10)
  expect(countAttempt(failing(9), at(31)).failures).toBe(1)
})

test('an attempt taken back counts no more', () => {
  expect(forgiveAttempt(failing(1), free)).toBeNull()
  expect(forgiveAttempt(failing(5), free)).toEqual(failing(4))
})
