import { parseHtmlSubset } from '../blocks/html-subset.ts'
import { plainText } from '../blocks/plain-text.ts'
import { isCalendarDate, printDate } from '../calendar/calendar.ts'
import type { Field, Value, Values } from './fields.ts'
import { printValue } from './printed.ts'
import { walkValues } from './walk.ts'

/** Everything that values say, in words as people read them, a line for each value. Whether a box is ticked and which row
 *  is meant are no words. What could not be printed, as in a draft that is being written, stands there as it is. */
export function readableText(fields: readonly Field[], values: Values): string {
  const lines: string[] = []
  for (const { field, value } of walkValues(fields, values)) {
    if (value !== undefined) lines.push(wordsOf(field, value, values))
  }
  return lines.filter((line) => line !== '').join('\n')
}

function wordsOf(field: Field, value: Value, all: Values): string {
  switch (field.type) {
    case 'group':
    case 'rows':
    case 'boolean':
    case 'references':
      return ''
    case 'rich':
      return plainText(parseHtmlSubset(String(value), { dialect: 'rich' }).blocks)
    case 'date':
    case 'dates':
    case 'frist':
      return datesIn(value).join(', ')
    default:
      return printValue(field, value, all)
  }
}

/** The parts of a Frist too, but not which kind it is. */
function datesIn(value: Value | undefined): string[] {
  if (typeof value === 'string') return [isCalendarDate(value) ? printDate(value) : value]
  if (typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, part]) => (name === 'art' ? [] : datesIn(part)))
}
