import { randomBytes } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { chmod, copyFile, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Clock } from '../base/clock.ts'
import { databaseFile } from '../base/database.ts'
import { lockDatabase } from '../base/lock.ts'
import { conflict, invalid, ok, type Result } from '../base/result.ts'
import { judgeBackup, refuseUnreadable, whileUnused } from './judge-backup.ts'
import type { TrailVerdict } from './trail-verdict.ts'

interface Restoration {
  readonly file: string
  readonly url: string
  readonly clock: Clock
}

/** Puts a backup in the place of the database. Refuses when a program uses that place, when a database is there, and when
 *  the backup is damaged or its trail broken; the checks are made on the copy that is then put in place. */
export async function restore({ file, url, clock }: Restoration): Promise<Result<TrailVerdict>> {
  const target = databaseFile(url)
  if (target === null)
    return invalid('Die Datenbank liegt auf einem libSQL-Server. Spielen Sie die Sicherung dort ein.')
  const unreadable = await refuseUnreadable(file)
  if (unreadable) return unreadable
  const lock = await lockDatabase({ url, clock })
  if (!lock.ok) return lock
  try {
    // A write-ahead log left behind would be played into the restored file and destroy it.
    const inTheWay = existsSync(target) ? target : logOf(target)
    if (inTheWay) {
      return conflict(
        `„${inTheWay}“ gibt es schon und wird nicht überschrieben. Verschieben Sie die alte Datenbank zuerst.`,
      )
    }
    return await whileUnused(file, () => putInPlace(file, target))
  } finally {
    await lock.value.release()
  }
}

async function putInPlace(file: string, target: string): Promise<Result<TrailVerdict>> {
  if (logOf(file))
    return invalid(`„${file}“ ist eine Datenbank in Gebrauch, keine Sicherung. Machen Sie erst eine Sicherung.`)
  const draft = `${target}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await copyFile(file, draft)
    await chmod(draft, 0o600)
    const judged = await judgeBackup(draft)
    if (!judged.ok) return judged
    const chain = judged.value
    if ('brokenAt' in chain) return invalid(`Die Prüfkette der Sicherung ist gebrochen. ${chain.why}`)
    await syncToDisk(draft)
    await rename(draft, target)
    await syncToDisk(dirname(target))
    return ok(chain)
  } finally {
    for (const end of ['', '-wal', '-shm']) await rm(draft + end, { force: true })
  }
}

/** The log beside a database file that holds writes the file itself does not have yet. */
const logOf = (file: string): string | undefined =>
  [`${file}-wal`, `${file}-journal`].find((log) => existsSync(log) && statSync(log).size > 0)

async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
