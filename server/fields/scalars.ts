import { isCalendarDate, isTimeOfDay, looksLikeDate, printNumber } from '../calendar/calendar.ts'
import { checkCharacters } from './characters.ts'
import type { ScalarField, Value } from './fields.ts'
import { isObject, maxListLength, own, type Reading, refuse, rowId } from './reading.ts'
import { readRich } from './rich-values.ts'
import { badStart, badString, entries, expected, mismatch, oneOf, shortened } from './wording.ts'

const maxTextLength = 2_000
const maxLinesLength = 20_000

/** The stored form of one value, or undefined where there is none or a problem was added to `reading`. */
export function readScalar(field: ScalarField, input: unknown, path: string, reading: Reading): Value | undefined {
  switch (field.type) {
    case 'text':
    case 'lines':
      return readText(input, { path, kind: field.type, maxLength: field.maxLength }, reading)
    case 'rich':
      if (typeof input !== 'string') return refuse(reading, path, mismatch(input, expected(field)))
      return readRich(input, (message) => refuse(reading, path, message), reading.missingCharacters)
    case 'date':
      return readDate(input, path, reading)
    case 'time':
      if (input === '') return undefined
      if (typeof input === 'string' && isTimeOfDay(input)) return input
      return refuse(reading, path, badString(input, 'ist keine Uhrzeit', expected(field)))
    case 'number':
      return readNumber(field, input, path, reading)
    case 'boolean':
      return typeof input === 'boolean' ? input : refuse(reading, path, mismatch(input, expected(field)))
    case 'choice':
      if (input === '') return undefined
      if (field.choices.some((choice) => choice.value === input)) return String(input)
      return refuse(reading, path, badString(input, 'ist kein zulässiger Wert', expected(field)))
    case 'frist':
      return readFrist(input, path, reading)
    case 'dates':
      return readList(input, { path, expected: expected(field) }, reading, readDate)
    case 'references':
      return readList(input, { path, expected: expected(field) }, reading, (id, at) =>
        readReference(field.of, id, at, reading),
      )
  }
}

interface TextPlace {
  readonly path: string
  readonly kind: 'text' | 'lines'
  readonly maxLength: number | undefined
}

function readText(input: unknown, { path, kind, maxLength }: TextPlace, reading: Reading): string | undefined {
  if (typeof input !== 'string')
    return refuse(reading, path, mismatch(input, kind === 'text' ? 'eine Zeile Text' : 'Text'))
  const text = input.replace(/\r\n?/g, '\n').replace(/\t/g, ' ').normalize('NFC').trim()
  if (text === '') return undefined
  const limit = maxLength ?? (kind === 'text' ? maxTextLength : maxLinesLength)
  if (text.length > limit) {
    return refuse(
      reading,
      path,
      `hat ${printNumber(text.length)} Zeichen, erwartet werden höchstens ${printNumber(limit)}`,
    )
  }
  if (kind === 'text' && text.includes('\n'))
    return refuse(reading, path, 'hat mehrere Zeilen, erwartet wird eine Zeile Text')
  const problems = checkCharacters(text, reading.missingCharacters)
  for (const message of problems) refuse(reading, path, message)
  return problems.length > 0 ? undefined : text
}

function readDate(input: unknown, path: string, reading: Reading): string | undefined {
  if (input === '') return undefined
  if (typeof input === 'string' && isCalendarDate(input)) return input
  const wrong = typeof input === 'string' && looksLikeDate(input) ? 'gibt es im Kalender nicht' : 'ist kein Datum'
  return refuse(reading, path, badString(input, wrong, 'ein Datum wie „2026-11-26“'))
}

function readNumber(
  field: ScalarField & { type: 'number' },
  input: unknown,
  path: string,
  reading: Reading,
): number | undefined {
  if (typeof input !== 'number' || !Number.isFinite(input))
    return refuse(reading, path, mismatch(input, expected(field)))
  const limit = Number.MAX_SAFE_INTEGER
  const { min = -limit, max = limit } = field
  if (input >= min && input <= max) return input === 0 ? 0 : input
  const wrong = input < min ? 'ist zu klein' : 'ist zu groß'
  const range =
    field.min !== undefined || field.max !== undefined ? expected(field) : 'eine Zahl mit höchstens 15 Stellen'
  return refuse(reading, path, `${printNumber(input)} ${wrong}, erwartet wird ${range}`)
}

const fristKinds = { termin: 'datum', termine: 'daten', wiederkehrend: 'text', laufend: null, text: 'text' } as const
const isFristKind = (art: unknown): art is keyof typeof fristKinds =>
  typeof art === 'string' && Object.hasOwn(fristKinds, art)

function readFrist(input: unknown, path: string, reading: Reading): Value | undefined {
  if (!isObject(input))
    return refuse(reading, path, mismatch(input, 'eine Frist wie {"art": "termin", "datum": "2026-11-26"}'))
  const art = own(input, 'art')
  if (!isFristKind(art)) {
    const kinds = oneOf(Object.keys(fristKinds).map((kind) => `„${kind}“`))
    const wrong = art === undefined || art === null ? 'fehlt' : badStart(art, 'ist keine Art einer Frist')
    return refuse(reading, `${path}.art`, `${wrong}, erwartet wird ${kinds}`)
  }
  const part = fristKinds[art]
  const allowed = part === null ? ['art'] : ['art', part]
  for (const name of Object.keys(input)) {
    if (allowed.includes(name) || own(input, name) === null) continue
    const hint = `erwartet wird bei „${art}“ nur ${allowed.map((each) => `„${each}“`).join(' und ')}`
    refuse(reading, `${path}.${shortened(name)}`, `dieses Feld gibt es hier nicht, ${hint}`)
  }
  if (part === null) return { art }
  const value = readFristPart(part, own(input, part), `${path}.${part}`, reading)
  return value === undefined ? undefined : { art, [part]: value }
}

function readFristPart(
  part: 'datum' | 'daten' | 'text',
  input: unknown,
  path: string,
  reading: Reading,
): Value | undefined {
  const before = reading.problems.length
  const needed = {
    datum: 'ein Datum wie „2026-11-26“',
    daten: 'eine Liste von Daten wie ["2026-11-26"]',
    text: 'eine Zeile Text',
  }[part]
  const value = input === undefined || input === null ? undefined : readPart()
  if (value === undefined && reading.problems.length === before && reading.purpose === 'issue') {
    refuse(reading, path, `fehlt, erwartet wird ${needed}`)
  }
  return value

  function readPart(): Value | undefined {
    if (part === 'datum') return readDate(input, path, reading)
    if (part === 'text') return readText(input, { path, kind: 'text', maxLength: undefined }, reading)
    return readList(input, { path, expected: needed }, reading, readDate)
  }
}

type ReadItem = (input: unknown, path: string, reading: Reading) => string | undefined
interface ListPlace {
  readonly path: string
  readonly expected: string
}

function readList(input: unknown, place: ListPlace, reading: Reading, readItem: ReadItem): Value | undefined {
  if (!Array.isArray(input)) return refuse(reading, place.path, mismatch(input, place.expected))
  if (input.length > maxListLength) {
    return refuse(reading, place.path, `hat ${entries(input.length)}, erwartet werden höchstens ${maxListLength}`)
  }
  const items = input.flatMap((item: unknown, index) => readItem(item, `${place.path}[${index}]`, reading) ?? [])
  return items.length > 0 ? items : undefined
}

function readReference(of: string | undefined, input: unknown, path: string, reading: Reading): string | undefined {
  if (typeof input !== 'string' || !rowId.test(input)) {
    return refuse(reading, path, badString(input, 'ist keine Kennung', 'die Kennung eines Eintrags wie „z1“'))
  }
  if (of === undefined) return input
  const known = [...(reading.rowIds.get(of) ?? [])]
  if (known.includes(input)) return input
  const choice = known.length > 0 ? oneOf(known.map((id) => `„${id}“`)) : 'keine, weil die Liste leer ist'
  return refuse(reading, path, `einen Eintrag „${input}“ gibt es in „${of}“ nicht, erwartet wird ${choice}`)
}
