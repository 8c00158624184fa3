import { expect, onTestFinished, test } from 'vitest'
import {
  failingJobs,
  type JobHandlers,
  jobsOf,
  queueJob,
  resumeJob,
  runDueJobs,
  startJobLoop,
} from '../../../server/base/jobs.ts'
import { conflict } from '../../../server/base/result.ts'
import { count, openNotes } from './places.ts'

const queue = (subject: string) => (tx: Parameters<typeof queueJob>[0]) => queueJob(tx, { kind: 'note.print', subject })

test('a job runs once after its transaction, outside any, and is then done', async () => {
  const { db } = await openNotes()
  const seen: string[] = []
  const handlers: JobHandlers = {
    'note.print': async (inner, { subject, attempt }) => {
      await inner.write((tx) => tx.run('INSERT INTO note (id) VALUES (?)', [subject]))
      seen.push(`${subject} ${attempt}`)
    },
  }
  await db.write(queue('a'))
  await db.write(queue('b'))
  expect(await runDueJobs(db, handlers)).toBe(2)
  expect(await runDueJobs(db, handlers)).toBe(0)
  expect(seen).toEqual(['a 1', 'b 1'])
  expect(await jobsOf(db, 'a')).toMatchObject([{ attempts: 1, lastError: null, doneAt: db.clock.now().toISOString() }])
})

test('a transaction that rolls back asked for nothing', async () => {
  const { db } = await openNotes()
  await db.write(async (tx) => {
    await queue('a')(tx)
    return conflict('Doch nicht.')
  })
  expect(await count(db, 'job')).toBe(0)
})

test('a failed job waits longer each time, keeps its last error, and is tried until it works', async () => {
  const { db, clock } = await openNotes()
  let runs = 0
  const handlers: JobHandlers = {
    'note.print': async () => {
      runs += 1
      if (runs < 3) throw new Error(`printer ${runs} is on fire`)
    },
  }
  await db.write(queue('a'))
  await runDueJobs(db, handlers)
  expect(await failingJobs(db)).toMatchObject([{ subject: 'a', attempts: 1, lastError: 'printer 1 is on fire' }])
  expect(await runDueJobs(db, handlers)).toBe(0)
  clock.advanceMinutes(5 / 60)
  expect(await runDueJobs(db, handlers)).toBe(1)
  clock.advanceMinutes(5 / 60)
  expect(await runDueJobs(db, handlers)).toBe(0)
  clock.advanceMinutes(5 / 60)
  expect(await runDueJobs(db, handlers)).toBe(1)
  expect(await failingJobs(db)).toEqual([])
})

test('after twelve failures a job is given up for all to see, and can be resumed', async () => {
  const { db, clock } = await openNotes()
  let isBroken = true
  const handlers: JobHandlers = {
    'note.print': async () => {
      if (isBroken) throw new Error('broken')
    },
  }
  const id = await db.write(queue('a'))
  for (let hour = 0; hour < 20; hour += 1) {
    await runDueJobs(db, handlers)
    clock.advanceMinutes(61)
  }
  const [given] = await failingJobs(db)
  expect(given).toMatchObject({ id, attempts: 12, lastError: 'broken' })
  expect(given?.givenUpAt).not.toBeNull()
  isBroken = false
  expect(await db.write((tx) => resumeJob(tx, id))).toBe(true)
  expect(await db.write((tx) => resumeJob(tx, id))).toBe(false)
  expect(await runDueJobs(db, handlers)).toBe(1)
  expect(await jobsOf(db, 'a')).toMatchObject([{ givenUpAt: null, lastError: null, attempts: 1 }])
})

test('a job that waits for its next try can be told to try at once', async () => {
  const { db } = await openNotes()
  let isBroken = true
  const handlers: JobHandlers = {
    'note.print': async () => {
      if (isBroken) throw new Error('broken')
    },
  }
  const id = await db.write(queue('a'))
  expect(await db.write((tx) => resumeJob(tx, id))).toBe(false)
  await runDueJobs(db, handlers)
  isBroken = false
  expect(await runDueJobs(db, handlers)).toBe(0)
  expect(await db.write((tx) => resumeJob(tx, id))).toBe(true)
  expect(await runDueJobs(db, handlers)).toBe(1)
  expect(await db.write((tx) => resumeJob(tx, id))).toBe(false)
})

test('a job that is being worked on is not taken by a second worker until the lease runs out', async () => {
  const { db, clock } = await openNotes()
  await db.write(queue('a'))
  let letGo = () => {}
  const slow = runDueJobs(db, { 'note.print': () => new Promise<void>((done) => (letGo = done)) })
  await expect.poll(() => jobsOf(db, 'a')).toMatchObject([{ attempts: 1 }])
  expect(await runDueJobs(db, { 'note.print': async () => {} })).toBe(0)
  clock.advanceMinutes(2)
  expect(await runDueJobs(db, { 'note.print': async () => {} })).toBe(1)
  letGo()
  await slow
  expect(await jobsOf(db, 'a')).toMatchObject([{ attempts: 2, lastError: null }])
})

test('kinds without a handler here are left to whoever has one', async () => {
  const { db } = await openNotes()
  await db.write(queue('a'))
  expect(await runDueJobs(db, { 'other.kind': async () => {} })).toBe(0)
  expect(await runDueJobs(db, {})).toBe(0)
})

test('the loop wakes at once for a job of this process, and stops after the running one', async () => {
  const { db } = await openNotes()
  const done: string[] = []
  const loop = startJobLoop(
    db,
    { 'note.print': async (_, { subject }) => void done.push(subject) },
    { intervalMs: 3_600_000 },
  )
  onTestFinished(() => loop.stop())
  await new Promise((resolve) => setTimeout(resolve, 30))
  await db.write(async (tx) => {
    await queue('a')(tx)
    await new Promise((resolve) => setTimeout(resolve, 30))
    return queue('b')(tx)
  })
  await expect.poll(() => done).toEqual(['a', 'b'])
  await loop.stop()
  await db.write(queue('c'))
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(done).toEqual(['a', 'b'])
})

test('a job that failed while the clock was a day ahead is tried as soon as the clock is right again', async () => {
  const { db, clock } = await openNotes()
  let isBroken = true
  const handlers: JobHandlers = {
    'note.print': async () => {
      if (isBroken) throw new Error('no paper')
    },
  }
  clock.advanceMinutes(24 * 60)
  await db.write(queue('a'))
  await runDueJobs(db, handlers)
  isBroken = false
  clock.advanceMinutes(-24 * 60)
  expect(await runDueJobs(db, handlers)).toBe(1)
  await db.write((tx) => queueJob(tx, { kind: 'note.print', subject: 'b', runAfter: new Date('2027-01-01') }))
  expect(await runDueJobs(db, handlers)).toBe(0)
})

test('a job whose process died is taken up at once by the next process', async () => {
  const { db } = await openNotes()
  await db.write(queue('a'))
  await db.write((tx) => tx.run("UPDATE job SET leased_until = '2999-01-01T00:00:00.000Z', attempts = 1"))
  const attempts: number[] = []
  const loop = startJobLoop(
    db,
    { 'note.print': async (_, { attempt }) => void attempts.push(attempt) },
    { intervalMs: 10 },
  )
  onTestFinished(() => loop.stop())
  await expect.poll(() => attempts).toEqual([2])
})

test('the loop outlives a database that fails for a while', async () => {
  let isDown = false
  const { db } = await openNotes({
    wrapCall: async (call, { kind }) => {
      if (isDown && kind === 'begin') throw new Error('down')
      return call()
    },
  })
  await db.write(queue('a'))
  isDown = true
  const errors: unknown[] = []
  const done: string[] = []
  const loop = startJobLoop(
    db,
    { 'note.print': async (_, { subject }) => void done.push(subject) },
    { intervalMs: 5, onError: (error) => errors.push(error) },
  )
  onTestFinished(() => loop.stop())
  await expect.poll(() => errors.length).toBeGreaterThan(1)
  isDown = false
  await expect.poll(() => done).toEqual(['a'])
})
