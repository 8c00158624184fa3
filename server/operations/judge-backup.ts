import { constants, existsSync } from 'node:fs'
import { access, open, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { ChainCheck } from '../audit/verify-chain.ts'
import { systemClock } from '../base/clock.ts'
import { openReader } from '../base/database.ts'
import { lockDatabase } from '../base/lock.ts'
import { invalid, ok, type Problem, type Result } from '../base/result.ts'
import { type TrailVerdict, verifyTrail } from './trail-verdict.ts'

/** Whether a file is a whole database of this product, and what its trail is worth. Refuses one that a program uses. */
export async function judgeBackup(file: string, check: ChainCheck = {}): Promise<Result<TrailVerdict>> {
  return whileUnused(file, async () => {
    try {
      return await judge(file, check)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return invalid(`Die Sicherung lässt sich nicht lesen: ${why}`)
    }
  })
}

/** A database file has a lock beside it, a backup has none. */
export async function whileUnused<T>(file: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
  if (!existsSync(`${file}.lock`)) return work()
  const lock = await lockDatabase({ url: pathToFileURL(resolve(file)).href, clock: systemClock })
  if (!lock.ok) return lock
  try {
    return await work()
  } finally {
    await lock.value.release()
  }
}

async function judge(file: string, check: ChainCheck): Promise<Result<TrailVerdict>> {
  const unreadable = await refuseUnreadable(file)
  if (unreadable) return unreadable
  if (!(await isDatabase(file))) return invalid('Diese Datei ist keine Sicherung von Vorlagenwerk.')
  const reader = await openReader(file)
  try {
    const found = await reader.first(z.object({ integrityCheck: z.string() }), 'PRAGMA integrity_check(1)')
    if (found?.integrityCheck !== 'ok') return invalid('Die Sicherung ist beschädigt. Nehmen Sie eine andere.')
    return ok(await verifyTrail(reader, check))
  } finally {
    await reader.close()
  }
}

/** Why a file cannot be read at all, or nothing. */
export async function refuseUnreadable(file: string): Promise<Problem | null> {
  if (!existsSync(file)) return invalid(`Die Datei „${file}“ gibt es nicht.`)
  if (!(await stat(file)).isFile()) return invalid(`„${file}“ ist keine Datei.`)
  const isReadable = await access(file, constants.R_OK).then(
    () => true,
    () => false,
  )
  return isReadable ? null : invalid(`Die Datei „${file}“ darf nicht gelesen werden.`)
}

async function isDatabase(file: string): Promise<boolean> {
  const handle = await open(file, 'r')
  try {
    const { buffer } = await handle.read(Buffer.alloc(16), 0, 16, 0)
    return buffer.toString('latin1') === 'SQLite format 3\0'
  } finally {
    await handle.close()
  }
}
