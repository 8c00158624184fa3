import { setLegislativeTerm, setNumberScheme } from '../../server/document/number-scheme-actions.ts'
import type { Stage } from './story.ts'
import { done } from './value.ts'

/** What the Sitzungsdienst has set about numbers: the Wahlperiode that runs (they begin in November, every fifth year),
 *  and a circle of its own for one body. */
export const numberDeeds = (firstDay: string) => [
  {
    minute: 8 * 60 + 20,
    async play(stage: Stage): Promise<string> {
      const year = Number(firstDay.slice(0, 4)) - (firstDay.slice(5) < '11-01' ? 1 : 0)
      const begins = year - (year % 5)
      done(
        await setLegislativeTerm(stage.db, stage.actor('vosskamp'), {
          number: String(16 + (begins - 2025) / 5),
          begins: `01.11.${begins}`,
          ends: `31.10.${begins + 5}`,
        }),
      )
      return 'numbers'
    },
  },
  {
    minute: 8 * 60 + 31,
    async play(stage: Stage): Promise<string> {
      const scheme = { body: 'Jugendhilfeausschuss', pattern: '{nr:3}/{jahr}/JHA', period: 'year', next: '' } as const
      done(await setNumberScheme(stage.db, stage.actor('vosskamp'), scheme))
      return 'numbers'
    },
  },
]
