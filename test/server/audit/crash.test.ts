import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { verifyChain } from '../../../server/audit/verify-chain.ts'
import { projectRoot } from '../../../server/base/project-root.ts'
import { count, openNotes } from '../base/places.ts'

/** Lets a process write into the file until it dies by SIGKILL, and returns the notes it acknowledged. */
function writeUntilKilled(file: string, fault: readonly string[]): Promise<string[]> {
  const program = join(projectRoot, 'test/server/audit/writing-process.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', program, file, ...fault], { cwd: projectRoot })
  let said = ''
  let complaint = ''
  child.stderr.on('data', (text) => {
    complaint += text
  })
  child.stdout.on('data', (text) => {
    said += text
    if (fault.length === 0 && said.length > 300) child.kill('SIGKILL')
  })
  return new Promise((resolve, reject) => {
    child.once('close', (_, signal) => {
      if (signal === 'SIGKILL') resolve(said.split('\n').filter(Boolean))
      else reject(new Error(complaint))
    })
  })
}

test.each([
  ['begin', '5', 'after'],
  ['execute', '23', 'after'],
  ['execute', '25', 'before'],
  ['execute', '26', 'after'],
  ['commit', '7', 'before'],
  ['commit', '7', 'after'],
  [],
])('killed at %s %s %s, no acknowledged write is lost, none is half there, and the chain holds', async (...fault) => {
  const { db: prepared, file } = await openNotes()
  await prepared.close()
  const acknowledged = await writeUntilKilled(file, fault)
  const { db } = await openNotes({ file })
  const notes = await db.all(z.object({ id: z.string() }), 'SELECT id FROM note')
  expect(acknowledged.length).toBeGreaterThan(2)
  expect(notes.map(({ id }) => id)).toEqual(expect.arrayContaining(acknowledged))
  expect(notes.length - acknowledged.length).toBeLessThanOrEqual(1)
  expect(await verifyChain(db)).toMatchObject({ entries: notes.length, erased: 0 })
  expect(await count(db, 'job')).toBe(notes.length)
})
