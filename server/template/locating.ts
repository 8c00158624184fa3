import type { TemplateProblem, VersionTexts } from './check.ts'
import { jsonPlaces } from './json-places.ts'
import { readJson } from './json-text.ts'

export const fileNames = ['template.hbs', 'fields.json', 'template.json', 'sample.json'] as const
export type FileName = (typeof fileNames)[number]

export const isFileName = (name: string): name is FileName => fileNames.some((known) => known === name)

/** A problem at its place in one of the files, counted from 1. */
export interface LocatedProblem {
  /** Null where it is about the version as a whole. */
  readonly file: FileName | null
  readonly line: number | null
  readonly column: number | null
  /** What it is about, where that is no place of the template: `ziele[].titel`. */
  readonly path: string
  readonly message: string
}

/** Finds the line and column of what the check says by the name of a field or a member. */
export function locate({ place, message }: TemplateProblem, texts: VersionTexts): LocatedProblem {
  const [, name = '', rest = ''] =
    /^(template\.hbs|fields\.json|template\.json|sample\.json)[: ]?(.*)$/.exec(place) ?? []
  if (!isFileName(name)) return { file: null, line: null, column: null, path: place, message }
  const file = { file: name, message }
  const counted = /^(\d+):(\d+)$/.exec(rest)
  if (counted) return { ...file, line: Number(counted[1]), column: Number(counted[2]), path: '' }
  const told = /^(?:ungültiges JSON in|Zeile) (?:Zeile )?(\d+), Spalte (\d+): (.*)$/s.exec(message)
  if (told && rest === '') {
    return { file: name, line: Number(told[1]), column: Number(told[2]), path: '', message: told[3] ?? message }
  }
  if (name === 'template.hbs' || rest === '') return { ...file, line: null, column: null, path: rest }
  const text = textOf(texts, name)
  const [, path = rest, column] = /^(\w+):(\d+)$/.exec(rest) ?? []
  const at = offsetOf(text, name, path)
  if (at === null) return { ...file, line: null, column: null, path }
  const before = text.slice(0, at).split(/\r\n|\n|\r/)
  const shift = column === undefined ? 0 : insideText(text.slice(at)) + Number(column) - 1
  return { ...file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 + shift, path }
}

const textOf = (texts: VersionTexts, name: FileName): string =>
  ({
    'template.hbs': texts.source,
    'fields.json': texts.fields,
    'template.json': texts.description,
    'sample.json': texts.sample,
  })[name]

/** From the name of a member to the first letter of its text. */
const insideText = (member: string): number => /^"[^"]*"\s*:\s*"/.exec(member)?.[0].length ?? 0

/** Of a member that is missing: the place of what it is missing in. */
function offsetOf(text: string, name: FileName, path: string): number | null {
  const json = readJson(text)
  if (!json.ok) return null
  const places = jsonPlaces(text)
  const isField = name === 'fields.json' && !/^fields(\.\d|$)/.test(path)
  const parts = isField ? fieldPath(json.value, path) : path.split(/[.[\]]+/).filter((part) => part !== '')
  for (let count = parts.length; count >= 0; count--) {
    const at = places.get(parts.slice(0, count).join('.'))
    if (at !== undefined) return at
  }
  return null
}

/** `ziele[].titel` as `fields.3.fields.0`; of two fields of the same name the second. */
function fieldPath(json: unknown, path: string): string[] {
  const parts: string[] = []
  let around: unknown = json
  for (const name of path.replaceAll('[]', '').split('.')) {
    const fields = member(around, 'fields')
    if (!Array.isArray(fields)) break
    const index = fields.findLastIndex((field: unknown) => member(field, 'name') === name)
    if (index < 0) break
    parts.push('fields', String(index))
    around = fields[index]
  }
  return parts
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined
