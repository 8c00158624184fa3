import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { transact } from '../../../server/audit/audit.ts'
import type { Db } from '../../../server/base/database.ts'
import { ok } from '../../../server/base/result.ts'
import { lookAtChain } from '../../../server/operations/chain-watch.ts'
import { noon, openNotes } from '../base/places.ts'

const noteSomething = (db: Db) =>
  transact(db, { by: { userId: 'setup' }, event: 'note.added', subject: 'n' }, async () => ok(null))

test('a short trail is walked anew for each look, which waits for it', async () => {
  const { db } = await openNotes()
  await noteSomething(db)
  expect(await lookAtChain(db)).toMatchObject({ last: { verdict: { entries: 1 }, at: noon }, running: null })
  await db.write(async (tx) => {
    await tx.run('DROP TRIGGER audit_payload_never_changes')
    await tx.run(`UPDATE audit_payload SET payload = json_set(payload, '$.userId', 'someone')`)
  })
  expect(await lookAtChain(db)).toMatchObject({ last: { verdict: { brokenAt: 1 } } })
})

test('a long trail is walked beside the look, which says how far, and later what was found up to where', async () => {
  const walk = { isSlow: true }
  const { db } = await openNotes({
    wrapCall: async (call, { sql }) => {
      if (sql?.includes('LEFT JOIN audit_payload') && walk.isSlow) await sleep(150)
      return call()
    },
  })
  await noteSomething(db)
  expect(await lookAtChain(db)).toEqual({ last: null, running: { upTo: 0 } })
  await expect.poll(async () => (await lookAtChain(db)).running).toBeNull()
  await noteSomething(db)
  const began = performance.now()
  expect(await lookAtChain(db)).toMatchObject({ last: { verdict: { entries: 1 } }, running: null })
  expect(performance.now() - began).toBeLessThan(150)
})

test('a walk that cannot be finished is no finding: the next look throws and the one after begins anew', async () => {
  const disk = { isBroken: true }
  const { db } = await openNotes({
    wrapCall: async (call, { sql }) => {
      if (sql?.includes('LEFT JOIN audit_payload') && disk.isBroken) throw new Error('disk failed')
      return call()
    },
  })
  await noteSomething(db)
  await expect(lookAtChain(db)).rejects.toThrow('disk failed')
  disk.isBroken = false
  expect(await lookAtChain(db)).toMatchObject({ last: { verdict: { entries: 1 } } })
})
