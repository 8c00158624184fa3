import { expect, test } from 'vitest'
import { z } from 'zod'
import { bookkeep, readTrail, readWholeTrail, transact } from '../../../server/audit/audit.ts'
import { bookkeepingTables } from '../../../server/audit/bookkeeping-tables.ts'
import { chainHead } from '../../../server/audit/chain.ts'
import { verifyChain } from '../../../server/audit/verify-chain.ts'
import type { Db } from '../../../server/base/database.ts'
import { conflict, ok } from '../../../server/base/result.ts'
import { count, noon, openNotes } from '../base/places.ts'

const by = { userId: 'u1' }

const writeNote = (db: Db, id: string) =>
  transact(db, { by, event: 'note.made', subject: id }, async (tx) =>
    ok(await tx.run('INSERT INTO note (id) VALUES (?)', [id])),
  )

test('a change and its entry are written together', async () => {
  const { db } = await openNotes()
  const made = await transact(
    db,
    {
      by: { userId: 'u1', onBehalfOf: 'u2' },
      event: 'note.made',
      subject: 'n1',
      related: ({ caseId }: { caseId: string }) => caseId,
      details: (value: { caseId: string; pages: number }) => ({ pages: value.pages, urgent: true }),
    },
    async (tx) => {
      await tx.run("INSERT INTO note (id) VALUES ('n1')")
      return ok({ caseId: 'c1', pages: 3 })
    },
  )
  expect(made).toEqual({ ok: true, value: { caseId: 'c1', pages: 3 } })
  const entry = {
    seq: 1,
    at: noon,
    event: 'note.made',
    subject: 'n1',
    related: 'c1',
    userId: 'u1',
    onBehalfOf: 'u2',
    details: { pages: 3, urgent: true },
  }
  expect(await readTrail(db, 'n1')).toEqual([entry])
  expect(await readTrail(db, 'c1')).toEqual([entry])
  expect(await readTrail(db, 'u1')).toEqual([])
})

test('a problem, or an exception, leaves neither change nor entry', async () => {
  const { db } = await openNotes()
  const refused = await transact(db, { by, event: 'note.made', subject: 'n1' }, async (tx) => {
    await tx.run("INSERT INTO note (id) VALUES ('n1')")
    return conflict('Das gibt es schon.')
  })
  expect(refused).toMatchObject({ ok: false, problem: 'conflict', message: 'Das gibt es schon.' })
  const failing = transact(db, { by, event: 'note.made', subject: 'n1' }, async (tx) => {
    await tx.run("INSERT INTO note (id) VALUES ('n1')")
    throw new Error('broken')
  })
  await expect(failing).rejects.toThrow('broken')
  expect([await count(db), await count(db, 'audit_entry')]).toEqual([0, 0])
  expect(await verifyChain(db)).toEqual({ entries: 0, head: '0'.repeat(64), erased: 0 })
})

test('an entry that cannot be written takes its change back', async () => {
  const { db } = await openNotes()
  const entry = { by, event: 'note.made', subject: 'n1', details: () => ({ size: Number.NaN }) } as const
  await expect(
    transact(db, entry, async (tx) => ok(await tx.run("INSERT INTO note (id) VALUES ('n1')"))),
  ).rejects.toThrow()
  expect(await count(db)).toBe(0)
})

test('fifty acts at once make one chain without gaps', async () => {
  const { db } = await openNotes()
  await Promise.all(Array.from({ length: 50 }, (_, index) => writeNote(db, `n${index}`)))
  const head = await chainHead(db)
  expect(head.seq).toBe(50)
  expect(await verifyChain(db, { pageSize: 7 })).toEqual({ entries: 50, head: head.entryHash, erased: 0 })
})

test('an act inside another act throws and leaves nothing', async () => {
  const { db } = await openNotes()
  const nested = transact(db, { by, event: 'note.made', subject: 'n1' }, () => writeNote(db, 'n2'))
  await expect(nested).rejects.toThrow('inside another')
  expect([await count(db), await count(db, 'audit_entry')]).toEqual([0, 0])
})

test('a trail is read newest first, page by page', async () => {
  const { db } = await openNotes()
  for (let n = 0; n < 5; n += 1) {
    await transact(db, { by, event: 'note.read', subject: 'n1', related: n % 2 ? 'c1' : null }, async () => ok(null))
  }
  const seqs = async (subject: string, page = {}) => (await readTrail(db, subject, page)).map(({ seq }) => seq)
  expect(await seqs('n1', { limit: 2 })).toEqual([5, 4])
  expect(await seqs('n1', { limit: 2, before: 4 })).toEqual([3, 2])
  expect(await seqs('c1')).toEqual([4, 2])
  expect((await readWholeTrail(db, { limit: 3, before: 5 })).map(({ seq }) => seq)).toEqual([4, 3, 2])
})

test('what needs no entry stands in a closed list, and every table of it can be kept', async () => {
  expect(bookkeepingTables).toEqual([
    'session',
    'login_attempt',
    'password_link',
    'notice',
    'mail',
    'mail_item',
    'deputy_mail_item',
    'mail_server',
    'mail_wish',
    'user_preference',
    'approval_reading',
    'public_check',
    'calendar_read',
    'device_key',
    'writing_unplaced',
    'comment_anchor',
    'suggestion_anchor',
    'scan_page',
    'first_page',
    'upload',
    'upload_chunk',
  ])
  const { db } = await openNotes()
  const existing = await db.all(z.object({ name: z.string() }), "SELECT name FROM sqlite_schema WHERE type = 'table'")
  for (const table of bookkeepingTables.filter((name) => existing.some((row) => row.name === name))) {
    expect(await bookkeep(db, table, (tx) => tx.run(`DELETE FROM ${table}`))).toBe(0)
  }
  expect(await count(db, 'audit_entry')).toBe(0)
})

test.each([
  "INSERT INTO note (id) VALUES ('a')",
  'DELETE FROM audit_payload',
  'UPDATE job SET attempts = 0',
  'DELETE FROM "user_role"',
])('bookkeeping of sessions refuses %s', async (sql) => {
  const { db } = await openNotes()
  await expect(bookkeep(db, 'session', (tx) => tx.run(sql))).rejects.toThrow('Only the table session')
})
