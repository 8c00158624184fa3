import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { fixedClock } from '../../../server/base/clock.ts'
import { type Db, openDatabase, type WrapCall } from '../../../server/base/database.ts'
import { applyMigrations } from '../../../server/base/migrations.ts'

/** A folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vorlagenwerk-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export const noon = '2026-11-22T11:00:00.000Z'

export interface DatabasePlace {
  readonly file?: string
  readonly wrapCall?: WrapCall
}

/** A database on disk with every migration applied and one table of the test's own, `note`. */
export async function openNotes(place: DatabasePlace = {}) {
  const file = place.file ?? join(temporaryFolder(), 'test.db')
  const clock = fixedClock(noon)
  const db = await openDatabase({ url: `file:${file}`, clock, ...(place.wrapCall ? { wrapCall: place.wrapCall } : {}) })
  onTestFinished(() => db.close())
  await applyMigrations(db)
  await db.write((tx) => tx.run('CREATE TABLE IF NOT EXISTS note (id TEXT PRIMARY KEY, body TEXT, bytes BLOB) STRICT'))
  return { db, file, clock }
}

export const count = async (db: Pick<Db, 'first'>, table = 'note'): Promise<number> =>
  (await db.first(z.object({ n: z.number() }), `SELECT count(*) AS n FROM ${table}`))?.n ?? 0
