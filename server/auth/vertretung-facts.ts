import { printDate } from '../calendar/calendar.ts'
import type { Represented } from './auth.ts'
import type { Vertretung } from './vertretung.ts'
import type { Absence } from './vertretung-actions.ts'

export interface AbsenceSentence {
  readonly text: string
  /** Nobody stands in: somebody has to see to it. */
  readonly isGap: boolean
}

/** `Dr. Sabine Kortmann ist bis zum 04.12.2026 abwesend. Malte Deppe vertritt.` */
export function absenceSentence({ name, until, deputy, absentDeputy }: Absence): AbsenceSentence {
  const away = `${name} ist bis zum ${printDate(until)} abwesend.`
  if (deputy !== null) return { text: `${away} ${deputy} vertritt.`, isGap: false }
  return absentDeputy === null
    ? { text: `${away} Niemand vertritt.`, isGap: true }
    : { text: `${away} ${absentDeputy} sollte vertreten und ist selbst abwesend.`, isGap: true }
}

/** `bis 04.12.2026 abwesend, Vertretung: Malte Deppe` */
export const absenceNote = ({ until, deputy }: Absence): string =>
  `bis ${printDate(until)} abwesend, Vertretung: ${deputy ?? 'niemand'}`

/** `in Vertretung für Dr. Sabine Kortmann, bis 04.12.2026` */
export const inVertretung = ({ name, until }: Pick<Represented, 'name' | 'until'>): string =>
  `in Vertretung für ${name}, bis ${printDate(until)}`

/** `30.11.2026 bis 04.12.2026`, or the one day. */
export const printSpan = ({ from, until }: Pick<Vertretung, 'from' | 'until'>): string =>
  from === until ? printDate(from) : `${printDate(from)} bis ${printDate(until)}`
