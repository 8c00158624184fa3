import { invalid, ok, type Result } from '../base/result.ts'

/** Counting begins anew each calendar year in Germany, or each Wahlperiode. */
export type NumberPeriod = 'year' | 'term'

/** How the Sitzungsvorlagen of one body are numbered, or of every body without a circle of its own. */
export interface NumberScheme {
  /** Empty: of the house. */
  readonly body: string
  /** As in `{nr:4}/{jahr}/KREIS`. */
  readonly pattern: string
  readonly period: NumberPeriod
  /** From here the period `startPeriod` goes on; every other one begins with 1. */
  readonly start: number
  readonly startPeriod: number
}

/** As long as nobody has set another one. */
export const houseScheme: NumberScheme = {
  body: '',
  pattern: '{nr:4}/{jahr}/KREIS',
  period: 'year',
  start: 1,
  startPeriod: 0,
}

/** A Wahlperiode: calendar dates, the end null as long as it is open. */
export interface LegislativeTerm {
  readonly number: number
  readonly beginsOn: string
  readonly endsOn: string | null
}

export const termAt = (terms: readonly LegislativeTerm[], date: string): LegislativeTerm | null =>
  terms.find(({ beginsOn, endsOn }) => beginsOn <= date && (endsOn === null || date <= endsOn)) ?? null

export interface NumberParts {
  readonly nr: number
  readonly year: number
  /** Null outside of every Wahlperiode. */
  readonly term: number | null
}

const placeholder = /\{([^{}]*)\}/g
const numberPlaceholder = /^nr(?::([1-8]))?$/

/** `0013/2026/KREIS` */
export const formatNumber = (pattern: string, { nr, year, term }: NumberParts): string =>
  pattern.replace(placeholder, (_, name: string) => {
    if (name === 'jahr') return String(year)
    if (name === 'wp') return String(term ?? '')
    return String(nr).padStart(Number(numberPlaceholder.exec(name)?.[1] ?? 1), '0')
  })

export const usesTerm = ({ pattern, period }: Pick<NumberScheme, 'pattern' | 'period'>): boolean =>
  period === 'term' || pattern.includes('{wp}')

const longestPattern = 60

/** A pattern that gives each number once, or why it would not. */
export function readPattern(typed: string, period: NumberPeriod): Result<string> {
  const pattern = typed.trim()
  const refuse = (message: string) => invalid(message, [{ path: 'pattern', message }])
  const names = [...pattern.matchAll(placeholder)].map(([, name = '']) => name)
  const unknown = names.find((name) => !numberPlaceholder.test(name) && name !== 'jahr' && name !== 'wp')
  if (pattern.length > longestPattern) return refuse(`Kürzen Sie das Muster auf ${longestPattern} Zeichen.`)
  if (unknown !== undefined) {
    return refuse(`Den Platzhalter „{${unknown}}“ gibt es nicht. Es gibt {nr}, {nr:4}, {jahr} und {wp}.`)
  }
  if (!/^[\p{L}\p{N} ./()_-]*$/u.test(pattern.replace(placeholder, ''))) {
    return refuse('Nehmen Sie neben den Platzhaltern nur Buchstaben, Ziffern, Leerzeichen und / . - _ ( ).')
  }
  if (names.filter((name) => numberPlaceholder.test(name)).length !== 1) {
    return refuse('Setzen Sie die laufende Nummer genau einmal in das Muster: {nr} oder, auf vier Stellen, {nr:4}.')
  }
  if (/\}[\d{]|\d\{/.test(pattern)) {
    return refuse('Trennen Sie Platzhalter und Ziffern durch ein Zeichen, zum Beispiel {nr:4}/{jahr}.')
  }
  const wanted = period === 'year' ? 'jahr' : 'wp'
  if (!names.includes(wanted)) {
    const each = period === 'year' ? 'jedes Jahr' : 'jede Wahlperiode'
    return refuse(`Setzen Sie {${wanted}} in das Muster: ${each} beginnt wieder bei 1, sonst gäbe es Nummern zweimal.`)
  }
  return ok(pattern)
}

/** What all numbers of a pattern have in common. Two patterns of different skeletons never make the same number. */
export const skeletonOf = (pattern: string): string =>
  pattern.replace(placeholder, '0').replace(/\d+/g, '#').toLowerCase()
