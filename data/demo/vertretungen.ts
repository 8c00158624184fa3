import { enterVertretung } from '../../server/auth/vertretung-actions.ts'
import { addDays, officeDayFrom } from './office-days.ts'
import type { Stage } from './story.ts'
import { done } from './value.ts'

/** Who is away and who stands in: days are counted from the last day of the story, which is the office day before the demo
 *  is loaded. */
export interface DemoVertretung {
  readonly person: string
  readonly deputy: string
  /** Whoever enters it. */
  readonly by: string
  /** The office day of the story on which it is entered, and the minute of that day. */
  readonly day: number
  readonly minute: number
  readonly from: number
  readonly until: number
}

export const demoVertretungen: readonly DemoVertretung[] = [
  // Runs: what waits for Lindemann waits for Kortmann too.
  { person: 'lindemann', deputy: 'kortmann', by: 'lindemann', day: 47, minute: 16 * 60 + 40, from: 0, until: 11 },
  // Comes: entered by the Leitung.
  { person: 'ahlers', deputy: 'oezdemir', by: 'kortmann', day: 47, minute: 16 * 60 + 45, from: 14, until: 25 },
]

/** Returns whose it is. */
export async function playVertretung(
  { db, actor }: Stage,
  { person, deputy, by, from, until }: DemoVertretung,
  lastDay: string,
): Promise<string> {
  const userId = actor(person).userId
  const first = officeDayFrom(addDays(lastDay, from))
  const last = addDays(lastDay, until)
  const form = { userId, deputyId: actor(deputy).userId, from: german(first), until: german(last), absent: '1' }
  done(await enterVertretung(db, actor(by), form))
  return userId
}

const german = (date: string): string => date.split('-').reverse().join('.')
