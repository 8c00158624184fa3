import { bookkeep } from '../audit/audit.ts'
import type { Db, Reader } from '../base/database.ts'
import { defaultPreference, type Preference } from './preference.ts'
import * as store from './preference-store.ts'

export const readPreference = async (reader: Reader, userId: string): Promise<Preference> =>
  (await store.findPreference(reader, userId)) ?? defaultPreference

/** Changes what is named and leaves the rest. */
export async function changePreference(db: Db, userId: string, change: Partial<Preference>): Promise<void> {
  await bookkeep(db, 'user_preference', async (tx) =>
    store.savePreference(tx, userId, { ...(await readPreference(tx, userId)), ...change }),
  )
}
