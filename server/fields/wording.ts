import { printNumber } from '../calendar/calendar.ts'
import type { Field } from './fields.ts'

/** What the schema asks for, as the end of "erwartet wird …". */
export function expected(field: Field): string {
  switch (field.type) {
    case 'text':
      return 'eine Zeile Text'
    case 'lines':
      return 'Text'
    case 'rich':
      return 'Text mit Auszeichnung wie „<p>…</p>“'
    case 'date':
      return 'ein Datum wie „2026-11-26“'
    case 'time':
      return 'eine Uhrzeit wie „10:00“'
    case 'number':
      return `eine Zahl${range(field)}`
    case 'boolean':
      return 'true oder false'
    case 'choice':
      return oneOf(field.choices.map(({ value, label }) => (value === label ? `„${value}“` : `„${value}“ (${label})`)))
    case 'frist':
      return 'eine Frist wie {"art": "termin", "datum": "2026-11-26"}'
    case 'dates':
      return 'eine Liste von Daten wie ["2026-11-26"]'
    case 'references':
      return 'eine Liste von Kennungen wie ["z1"]'
    case 'group':
      return 'ein JSON-Objekt'
    case 'rows':
      return `eine Liste von JSON-Objekten (${field.rowLabel})`
  }
}

function range({ min, max }: { readonly min?: number | undefined; readonly max?: number | undefined }): string {
  if (min !== undefined && max !== undefined) return ` von ${printNumber(min)} bis ${printNumber(max)}`
  if (min !== undefined) return ` ab ${printNumber(min)}`
  return max === undefined ? '' : ` bis ${printNumber(max)}`
}

/** Of the wrong type altogether. */
export const mismatch = (input: unknown, wanted: string): string => `ist ${typeName(input)}, erwartet wird ${wanted}`

/** Text, but not one that will do; anything else is of the wrong type. */
export const badString = (input: unknown, wrong: string, wanted: string): string =>
  `${badStart(input, wrong)}, erwartet wird ${wanted}`
export const badStart = (input: unknown, wrong: string): string =>
  typeof input === 'string' ? `${quoted(input)} ${wrong}` : `ist ${typeName(input)}`

function typeName(input: unknown): string {
  if (Array.isArray(input)) return 'eine Liste'
  if (input === null) return 'leer (null)'
  return (
    { string: 'Text', number: 'eine Zahl', boolean: 'true oder false' }[typeof input as string] ?? 'ein JSON-Objekt'
  )
}

export const quoted = (input: unknown): string =>
  typeof input === 'string' ? `„${shortened(input)}“` : typeName(input)

/** Fit for one line of a message: no control characters, not endless. */
export const shortened = (text: string): string =>
  (text.length > 60 ? `${text.slice(0, 60)}…` : text).replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '�')

export const entries = (count: number): string => (count === 1 ? '1 Eintrag' : `${count} Einträge`)

export const oneOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} oder ${names.at(-1)}`
