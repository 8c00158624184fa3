import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { transact } from '../../../server/audit/audit.ts'
import type { Db } from '../../../server/base/database.ts'
import { ok } from '../../../server/base/result.ts'
import { startControl } from '../../../server/operations/control.ts'
import { openNotes, temporaryFolder } from '../base/places.ts'

/** A data folder with a database of five entries. */
export async function houseFolder() {
  const dataFolder = temporaryFolder()
  const file = join(dataFolder, 'vorlagenwerk.db')
  const { db } = await openNotes({ file })
  for (let n = 1; n <= 5; n += 1) await writeNote(db, `n${n}`)
  return { db, dataFolder, file, url: `file:${file}` }
}

export const writeNote = (db: Db, id: string) =>
  transact(db, { by: { userId: 'u1' }, event: 'note.made', subject: id }, async (tx) =>
    ok(await tx.run('INSERT INTO note (id) VALUES (?)', [id])),
  )

/** The same with its control socket open, as a running server has it. */
export async function runningHouse() {
  const house = await houseFolder()
  const control = await startControl(house)
  onTestFinished(() => control.close())
  return { ...house, control }
}
