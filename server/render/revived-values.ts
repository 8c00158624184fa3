import Handlebars from 'handlebars'
import type { Field, ScalarField, Value, Values } from '../fields/fields.ts'
import { printValue } from '../fields/printed.ts'
import { asGroup, asList, asRows, isDemanded } from '../fields/walk.ts'
import type { ExpansionMode, NamedGap } from './expansion.ts'

const factsKey = Symbol('facts')

/** What helpers may know of a value; templates cannot name it. */
export interface Facts {
  readonly field: Field | null
  readonly path: string
  readonly value: Value | undefined
  /** A required value is missing, and the preview shows it. */
  readonly gap: NamedGap | null
  /** What `#each` goes through. */
  readonly items: readonly Revived[]
}

/** A value that knows how it prints. A group carries its fields by name instead of printing. */
export interface Revived {
  readonly [factsKey]: Facts
}

/** One run of one template: the gaps that it prints are numbered as they come. */
export interface Revival {
  readonly mode: ExpansionMode
  readonly all: Values
  readonly gaps: NamedGap[]
}

/** The values as a template sees them: every field of the schema is there, so that strict mode catches only true
 *  mistakes; a missing one prints as nothing, or in a preview as a gap where it is required. */
export function reviveValues(fields: readonly Field[], revival: Revival): Revived {
  return reviveGroup(fields, { values: revival.all, path: '', missing: false, gap: null }, revival)
}

interface Group {
  readonly values: Values
  readonly path: string
  /** Nothing in it is demanded. */
  readonly missing: boolean
  readonly gap: NamedGap | null
}

function reviveGroup(fields: readonly Field[], { values, path, missing, gap }: Group, revival: Revival): Revived {
  const members = fields.map((field) => {
    const fieldPath = path === '' ? field.name : `${path}.${field.name}`
    const demanded = !missing && isDemanded(field, values)
    return [field.name, reviveField(field, values[field.name], { path: fieldPath, demanded }, revival)] as const
  })
  const value = missing || Object.keys(values).length === 0 ? undefined : values
  return { ...Object.fromEntries(members), [factsKey]: { field: null, path, value, gap, items: [] } }
}

interface Place {
  readonly path: string
  readonly demanded: boolean
}

function reviveField(field: Field, value: Value | undefined, { path, demanded }: Place, revival: Revival): Revived {
  const gap = demanded && value === undefined && revival.mode === 'preview' ? { label: field.label, path } : null
  if (field.type === 'group') {
    const missing = value === undefined && !demanded
    return reviveGroup(field.fields, { values: asGroup(value), path, missing, gap }, revival)
  }
  if (field.type === 'rows') {
    const rows = asRows(value).map((row, index) =>
      reviveGroup(field.fields, { values: row, path: `${path}[${index}]`, missing: false, gap: null }, revival),
    )
    return revived({ field, path, value, gap, items: rows }, revival, '')
  }
  const items = isList(field)
    ? asList(value).map((item, index) => reviveItem(field, item, `${path}[${index}]`, revival))
    : []
  const text = value === undefined || field.type === 'rich' ? '' : printValue(field, value, revival.all)
  return revived({ field, path, value, gap, items }, revival, text)
}

const isList = (field: ScalarField): boolean => field.type === 'dates' || field.type === 'references'

function reviveItem(field: ScalarField, item: Value, path: string, revival: Revival): Revived {
  const text = field.type === 'rich' ? '' : printValue(field, [item], revival.all)
  return revived({ field, path, value: item, gap: null, items: [] }, revival, text)
}

/** Handlebars asks `toHTML` where text is escaped, `toString` elsewhere. */
interface Printable extends Revived {
  toHTML(): string
  toString(): string
}

function revived(facts: Facts, revival: Revival, text: string): Printable {
  return {
    [factsKey]: facts,
    toHTML: () => (facts.gap ? gapHtml(facts.gap, revival) : escapeText(text)),
    toString: () => (facts.gap ? `[${facts.gap.label}]` : text),
  }
}

/** The same value with other words, as in a date's long form; a gap stays a gap. */
export const reprinted = (facts: Facts, revival: Revival, text: string): Revived => revived(facts, revival, text)

export const htmlOf = (value: Revived | undefined): string => (isPrintable(value) ? value.toHTML() : '')
export const textOf = (value: Revived | undefined): string => (isPrintable(value) ? value.toString() : '')

const isPrintable = (value: unknown): value is Printable => isRevived(value) && Object.hasOwn(value, 'toHTML')

export function gapHtml(gap: NamedGap, { gaps }: Revival): string {
  gaps.push(gap)
  return `<vw-gap n="${gaps.length - 1}"></vw-gap>`
}

export const escapeText = (text: string): string => Handlebars.Utils.escapeExpression(text).replaceAll('\n', '<br>')

/** Undefined for what is no value: the answer of a condition, `@index`. */
export function factsOf(value: unknown): Facts | undefined {
  return isRevived(value) ? value[factsKey] : undefined
}

const isRevived = (value: unknown): value is Revived => typeof value === 'object' && value !== null && factsKey in value

/** A missing value, an empty list and "nein" are false. */
export function isTrue(value: unknown): boolean {
  const facts = factsOf(value)
  return facts ? facts.value !== undefined && facts.value !== false : Boolean(value)
}

/** What `is` compares: the code of a choice, the kind of a Frist, a text as it is. */
export function codeOf(value: unknown): string | undefined {
  const facts = factsOf(value)
  if (facts?.field?.type === 'frist') return String(asGroup(facts.value).art)
  return typeof facts?.value === 'string' ? facts.value : undefined
}

/** A field of a group or row. */
export function memberOf(group: Revived, name: string): Revived | undefined {
  const member: unknown = Object.hasOwn(group, name) ? Reflect.get(group, name) : undefined
  return isRevived(member) ? member : undefined
}
