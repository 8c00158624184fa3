import type { Values } from '../fields/fields.ts'
import { asGroup, asList, asRows } from '../fields/walk.ts'

/** A goal of an agreement: a row of `ziele`. Its id stays when an agreement goes on. */
export interface AgreementGoal {
  readonly id: string
  readonly nr: number
  readonly title: string
  readonly steps: readonly AgreementStep[]
}

export interface AgreementStep {
  readonly id: string
  readonly who: string
  readonly what: string
  /** As stored, a Frist of the field schema. */
  readonly frist: Values
  readonly evidence: string | null
}

/** In the document's order; none where a document has no such rows. */
export const goalsOf = (values: Values): AgreementGoal[] =>
  asRows(values.ziele).map((row, index) => ({
    id: String(row.id),
    nr: typeof row.nr === 'number' ? row.nr : index + 1,
    title: String(row.titel ?? ''),
    steps: asRows(row.schritte).map((step) => ({
      id: String(step.id),
      who: String(step.wer ?? ''),
      what: String(step.was ?? ''),
      frist: asGroup(step.frist),
      evidence: step.nachweis === undefined ? null : String(step.nachweis),
    })),
  }))

export interface AgreementDay {
  /** Calendar date. */
  readonly day: string
  readonly what: string
}

/** Every day that an agreement names, deadlines and talks, from `from` on, the nearest first. */
export function daysOf(values: Values, from: string): AgreementDay[] {
  const steps = goalsOf(values).flatMap(({ steps: all }) =>
    all.flatMap(({ who, what, frist }) => fristDays(frist).map((day) => ({ day, what: `${who}: ${what}` }))),
  )
  const talks = [values.naechstesStandortgespraech, ...asList(values.standortgespraeche)].filter(isText)
  const last = [values.abschlussgespraech].filter(isText)
  const days = [
    ...steps,
    ...[...new Set(talks)].map((day) => ({ day, what: 'Gespräch über den Stand der Ziele' })),
    ...last.map((day) => ({ day, what: 'Abschlussgespräch' })),
  ]
  return days.filter(({ day }) => day >= from).toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
}

const fristDays = ({ art, datum, daten }: Values): string[] =>
  art === 'termin' ? [datum].filter(isText) : art === 'termine' ? asList(daten).filter(isText) : []

const isText = (value: unknown): value is string => typeof value === 'string'
