import { spawn } from 'node:child_process'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { verifyChain } from '../../../server/audit/verify-chain.ts'
import { type Db, openDatabase } from '../../../server/base/database.ts'
import { runDueJobs } from '../../../server/base/jobs.ts'
import { projectRoot } from '../../../server/base/project-root.ts'
import { issueJobs } from '../../../server/document/issue-jobs.ts'
import { fullPaper, openOffice } from './documents.ts'
import { approved, issuePorts } from './issuing.ts'
import { writeLive } from './live-writing.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'issuing-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** What the process said before it was killed or came to its end. */
function issueUntilKilled(file: string, args: readonly string[]): Promise<{ said: string[]; killed: boolean }> {
  const program = join(projectRoot, 'test/server/document/issuing-process.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', program, file, join(folder, 'keys'), ...args], {
    cwd: projectRoot,
  })
  let [said, complaint] = ['', '']
  child.stdout.on('data', (text) => {
    said += text
  })
  child.stderr.on('data', (text) => {
    complaint += text
  })
  return new Promise((resolve, reject) => {
    child.once('close', (code, signal) => {
      const lines = said.split('\n').filter(Boolean)
      if (signal === 'SIGKILL' || code === 0) resolve({ said: lines, killed: signal === 'SIGKILL' })
      else reject(new Error(complaint))
    })
  })
}

const facts = z.object({
  orders: z.number(),
  files: z.number(),
  last: z.number().nullable(),
  issued: z.number(),
  commits: z.number(),
  reduced: z.number(),
})

const readFacts = (db: Db) =>
  db.first(
    facts,
    `SELECT (SELECT count(*) FROM issue_order) AS orders, (SELECT count(*) FROM issued_file) AS files,
       (SELECT last FROM number_circle) AS last,
       (SELECT count(*) FROM audit_payload WHERE event = 'document.issued') AS issued,
       (SELECT count(*) FROM writing_commit) AS commits,
       (SELECT count(*) FROM audit_payload WHERE event = 'document.writing_reduced') AS reduced`,
  )

/** One backup for all: each process gets a copy of the same house, with one approved paper in it. */
async function prepare(): Promise<{ backup: string; args: [string, string]; db: Db; close: () => Promise<void> }> {
  const office = await openOffice()
  const { house, vosskamp } = office
  const landrat = await house.user('leitung', 'Dr. Elisabeth Schwenzow', { unit: '10.2' })
  const draft = await fullPaper(house, vosskamp)
  await writeLive(house, vosskamp, draft, { verfasser: 'Vosskamp, H.', aktenzeichen: '10.2-KT-1' })
  const paper = await approved(house, draft, { clerk: vosskamp, leitung: landrat })
  const backup = join(folder, 'backup.db')
  await house.db.backup(backup)
  return { backup, args: [vosskamp.userId, paper.id], db: house.db, close: () => house.close() }
}

/** Every n-th call only: all of them, and both moments, take minutes (`FAULTS=all`). */
const step = process.env.FAULTS === 'all' ? 1 : 17

test('killed around any call to the database, the order stands or was never given, and running again issues exactly once', async () => {
  const { backup, args, db, close } = await prepare()
  const seen = { unordered: 0, ordered: 0, issued: 0 }
  let isThrough = false
  for (let nth = 1; !isThrough; nth += step) {
    for (const moment of ['before', 'after']) {
      const file = join(folder, `${nth}-${moment}.db`)
      await copyFile(backup, file)
      const { said, killed } = await issueUntilKilled(file, [...args, String(nth), moment])
      const again = await openDatabase({ url: `file:${file}`, clock: db.clock })
      expect(await verifyChain(again)).not.toHaveProperty('brokenAt')
      const found = await readFacts(again)
      if (said.some((line) => line.startsWith('ordered'))) expect(found?.orders).toBe(1)
      if (said.some((line) => line.startsWith('issued'))) expect(found?.files).toBe(1)
      expect(found?.files).toBe(found?.issued)
      expect(found?.commits).toBe(found?.reduced === 1 ? 0 : 2)
      expect(found?.last ?? 0).toBe(found?.orders)
      seen[found?.files ? 'issued' : found?.orders ? 'ordered' : 'unordered'] += 1

      await runDueJobs(again, issueJobs(await issuePorts()))
      const done = await readFacts(again)
      const expected = found?.orders === 1 ? 1 : 0
      expect(done).toMatchObject({ orders: expected, files: expected, issued: expected, reduced: expected })
      expect(done?.commits).toBe(expected === 1 ? 0 : 2)
      expect(await verifyChain(again)).not.toHaveProperty('brokenAt')
      await again.close()
      isThrough ||= !killed
    }
  }
  expect(Math.min(seen.unordered, seen.ordered, seen.issued)).toBeGreaterThan(0)
  await close()
}, 900_000)
