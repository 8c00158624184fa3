import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import { type Preference, themes } from './preference.ts'

const preferenceRow = z
  .object({ theme: z.enum(themes), letterKeys: z.number() })
  .transform(({ theme, letterKeys }): Preference => ({ theme, letterKeys: letterKeys === 1 }))

export const findPreference = (reader: Reader, userId: string): Promise<Preference | null> =>
  reader.first(preferenceRow, 'SELECT theme, letter_keys FROM user_preference WHERE user_id = ?', [userId])

export async function savePreference(tx: Tx, userId: string, { theme, letterKeys }: Preference): Promise<void> {
  await tx.run(
    `INSERT INTO user_preference (user_id, theme, letter_keys) VALUES (?, ?, ?)
     ON CONFLICT (user_id) DO UPDATE SET theme = excluded.theme, letter_keys = excluded.letter_keys`,
    [userId, theme, letterKeys ? 1 : 0],
  )
}
