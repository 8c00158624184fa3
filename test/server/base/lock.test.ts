import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { fixedClock } from '../../../server/base/clock.ts'
import { lockDatabase } from '../../../server/base/lock.ts'
import { projectRoot } from '../../../server/base/project-root.ts'
import { noon, temporaryFolder } from './places.ts'

const take = (file: string) => lockDatabase({ url: `file:${file}`, clock: fixedClock(noon) })

async function lockingProcess(file: string) {
  const program = join(projectRoot, 'test/server/base/locking-process.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', program, file], { cwd: projectRoot })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [said] = await once(child.stdout, 'data')
  return { said: String(said).trim(), child }
}

test('only one program has a database file; the other reads who has it, since when, and what to do', async () => {
  const file = join(temporaryFolder(), 'test.db')
  const first = await take(file)
  const second = await take(file)
  expect(second).toMatchObject({ ok: false, problem: 'conflict' })
  expect(second.ok ? '' : second.message).toBe(
    `Die Datenbank „${file}“ ist schon geöffnet: Prozess ${process.pid} hat sie seit 22.11.2026, 12:00 Uhr. ` +
      'Nur ein Programm darf sie zugleich benutzen. Beenden Sie das andere zuerst.',
  )
  if (first.ok) await first.value.release()
  const third = await take(file)
  expect(third.ok).toBe(true)
  if (third.ok) await third.value.release()
  expect(readdirSync(join(file, '..'))).toEqual(['test.db.lock'])
})

test('a lock is let go of when its process is killed', async () => {
  const file = join(temporaryFolder(), 'test.db')
  const { said, child } = await lockingProcess(file)
  expect(said).toBe('held')
  const refused = await take(file)
  expect(refused.ok ? '' : refused.message).toContain(`Prozess ${child.pid} `)
  expect((await lockingProcess(file)).said).toContain(`Prozess ${child.pid} `)
  child.kill('SIGKILL')
  await once(child, 'close')
  const taken = await take(file)
  expect(taken.ok).toBe(true)
  if (taken.ok) await taken.value.release()
})

test('of several programs that start at once exactly one gets the file', async () => {
  const file = join(temporaryFolder(), 'test.db')
  const locks = await Promise.all(Array.from({ length: 8 }, () => take(file)))
  expect(locks.filter((lock) => lock.ok)).toHaveLength(1)
  for (const lock of locks) if (lock.ok) await lock.value.release()
})

test('a database on a server needs no lock', async () => {
  const locks = [1, 2].map(() => lockDatabase({ url: 'http://127.0.0.1:1', clock: fixedClock(noon) }))
  for (const lock of await Promise.all(locks)) {
    expect(lock.ok).toBe(true)
    if (lock.ok) await lock.value.release()
  }
})
