import type { FieldProblem, Problem } from '../base/result.ts'
import { looksLikeDate, printDate, printNumber } from '../calendar/calendar.ts'
import { fieldAt, placeLabel } from './field-places.ts'
import type { Field, ScalarField } from './fields.ts'
import { partsOf } from './form-tree.ts'
import { isObject, own } from './reading.ts'

/** A problem as a form shows it: the sentence at the field, and what the summary calls the field. */
export interface FormProblem extends FieldProblem {
  readonly label: string
}

/** What `readValues` found, in the words of a form: what to do instead of what was expected. A problem of one entry of a
 *  list stands at the list, one sentence for each control. `input` is what was read. */
export function formProblems(fields: readonly Field[], input: unknown, problem: Problem): FormProblem[] {
  const told = problem.fields.map(({ path, message }): FormProblem => {
    const place = fieldAt(fields, path)
    if (!place) return { path, label: '', message: sentence(message) }
    const control = controlPath(place.field, path)
    return { path: control, label: placeLabel(place.names), message: say(place.field, path, input, message) }
  })
  return told.filter((one, index) => told.findIndex(({ path }) => path === one.path) === index)
}

/** Entries of `dates`, `daten` and references have no control of their own. */
const controlPath = (field: Field, path: string): string =>
  field.type === 'rows' || field.type === 'group' ? path : path.replace(/\[\d+\]$/, '')

function say(field: Field, path: string, input: unknown, message: string): string {
  const isMissing = message.startsWith('fehlt')
  if (field.type === 'group') return sentence(message)
  if (field.type === 'rows') return sayOfRows(field, message)
  if (isMissing) return sayMissing(field, path)
  const typed = valueAt(input, path)
  switch (field.type) {
    case 'date':
    case 'dates':
      return sayDate(typed)
    case 'frist':
      return path.endsWith('.art')
        ? 'Wählen Sie, welche Art von Frist gilt.'
        : path.endsWith('.text')
          ? ofText(message)
          : sayDate(typed)
    case 'time':
      return 'Geben Sie eine Uhrzeit wie 10:00 an.'
    case 'number':
      return `Geben Sie eine Zahl${range(field)} an, zum Beispiel ${printNumber(field.min ?? 1)}.`
    case 'boolean':
    case 'choice':
      return 'Wählen Sie eine der Möglichkeiten.'
    case 'references':
      return 'Wählen Sie Einträge, die es noch gibt.'
    case 'text':
    case 'lines':
      return ofText(message)
    case 'rich':
      return sentence(message)
  }
}

function sayMissing(field: ScalarField, path: string): string {
  if (path.endsWith('.datum')) return 'Geben Sie den Tag an, zum Beispiel 26.11.2026.'
  if (path.endsWith('.daten')) return 'Geben Sie die Tage an, zum Beispiel 26.11.2026, 03.12.2026.'
  switch (field.type) {
    case 'date':
      return `Geben Sie „${field.label}“ an, zum Beispiel 26.11.2026.`
    case 'boolean':
    case 'choice':
    case 'references':
      return `Wählen Sie „${field.label}“ aus.`
    case 'frist':
      return path.endsWith('.text') ? 'Beschreiben Sie die Frist in Worten.' : `Geben Sie „${field.label}“ an.`
    default:
      return `Geben Sie „${field.label}“ an.`
  }
}

function sayDate(typed: unknown): string {
  const text = typeof typed === 'string' ? typed : ''
  const dayMonthYear = /^\d{1,2}\. ?\d{1,2}\.( ?\d{4})?$/.test(text)
  if (dayMonthYear || looksLikeDate(text))
    return `Den Tag ${text} gibt es im Kalender nicht. Geben Sie einen anderen an.`
  return `Geben Sie Tag, Monat und Jahr an, zum Beispiel ${printDate('2026-11-26')}.`
}

function sayOfRows(field: Field & { type: 'rows' }, message: string): string {
  if (message.startsWith('fehlt')) return `Fügen Sie unter „${field.label}“ etwas ein (${field.rowLabel}).`
  if (message.includes('höchstens'))
    return `Mehr als ${field.maxRows ?? 500} Einträge sind nicht möglich. Entfernen Sie die übrigen.`
  if (message.includes('mindestens')) return `Fügen Sie mindestens ${field.minRows} Einträge ein (${field.rowLabel}).`
  return sentence(message)
}

function range({ min, max }: ScalarField & { type: 'number' }): string {
  if (min !== undefined && max !== undefined) return ` von ${printNumber(min)} bis ${printNumber(max)}`
  if (min !== undefined) return ` ab ${printNumber(min)}`
  return max === undefined ? '' : ` bis ${printNumber(max)}`
}

const ofText = (message: string): string => `Der Text ${message}.`

const sentence = (message: string): string =>
  `${message.charAt(0).toUpperCase()}${message.slice(1)}${message.endsWith('.') ? '' : '.'}`

function valueAt(input: unknown, path: string): unknown {
  let value = input
  for (const part of partsOf(path)) {
    if (Array.isArray(value)) value = value[Number(part)]
    else value = isObject(value) ? own(value, part) : undefined
  }
  return value
}
