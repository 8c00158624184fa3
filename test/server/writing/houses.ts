import { afterEach } from 'vitest'
import { z } from 'zod'
import { transact } from '../../../server/audit/audit.ts'
import { ok } from '../../../server/base/result.ts'
import { appendChanges, freeze, readLive, readSettled } from '../../../server/writing/writing-actions.ts'
import { documentId, fields, openWritingHouse, type Page, textIn, typed, type WritingHouse } from './writers.ts'

/** Opens houses that are closed after each test. */
export function openingHouses(): typeof openWritingHouse {
  const opened: WritingHouse[] = []
  afterEach(async () => {
    for (const house of opened.splice(0)) await house.close()
  })
  return async (options) => {
    const house = await openWritingHouse(options)
    opened.push(house)
    return house
  }
}

export const stored = async ({ db }: WritingHouse) => textIn(await readLive(db, documentId, fields))

export const rowsOf = async ({ db }: WritingHouse, table: string) =>
  (await db.first(z.object({ count: z.number() }), `SELECT count(*) AS count FROM ${table}`))?.count

export const until = (page: Page, count: number) => page.until(() => page.commits().length >= count)

/** What another transaction of the product does to the log. */
export const elsewhere = (house: WritingHouse, by: string, text: string) =>
  transact(house.db, { by: { userId: by }, event: 'document.saved', subject: documentId }, async (tx) => {
    const { version = 0 } = (await readSettled(tx, documentId)) ?? {}
    const changes = [typed('x', text).change]
    return ok(await appendChanges(tx, documentId, { version, by, at: house.clock.now().toISOString(), changes }))
  })

export const freezeNow = (house: WritingHouse) =>
  transact(house.db, { by: { userId: 'leitung' }, event: 'document.submitted', subject: documentId }, async (tx) => {
    const { version = 0 } = (await readSettled(tx, documentId)) ?? {}
    return ok(await freeze(tx, documentId, version))
  })
