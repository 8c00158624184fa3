import type { Field, RowsField } from '../../server/fields/fields.ts'
import type { FormProblem } from '../../server/fields/form-problems.ts'
import type { RawForm, RawValue } from '../../server/fields/raw-form.ts'

/** What every part of one form needs to know of the whole. */
export interface FormView {
  readonly fields: readonly Field[]
  readonly values: RawForm
  readonly problems: readonly FormProblem[]
  /** The ids of the rows that stand open. */
  readonly open: ReadonlySet<string>
  /** Path of a field or row, or a row act: where the focus belongs after one. */
  readonly focus: string | null
  /** Where the form posts to. */
  readonly action: string
}

/** The id of the one form of a page; row acts exchange it as a whole. */
export const formId = 'angaben'

export const textOf = (value: RawValue | undefined): string => (typeof value === 'string' ? value : '')
export const groupOf = (value: RawValue | undefined): RawForm =>
  typeof value === 'object' && !Array.isArray(value) ? (value as RawForm) : {}
export const rowsOf = (value: RawValue | undefined): readonly RawForm[] =>
  Array.isArray(value) ? value.filter((row) => typeof row === 'object') : []
export const idsOf = (value: RawValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((id) => typeof id === 'string') : []

export const errorAt = ({ problems }: FormView, path: string): string | undefined =>
  problems.find((problem) => problem.path === path)?.message

export const problemsWithin = ({ problems }: FormView, path: string): number =>
  problems.filter((problem) => problem.path === path || problem.path.startsWith(`${path}.`)).length

export const isFocused = (view: FormView, place: string): { autofocus?: true } =>
  view.focus === place ? { autofocus: true } : {}

/** Nobody must fill it in, whatever stands beside it. */
export const isOptional = ({ required, requiredIf }: Field): boolean => required !== true && requiredIf === undefined

/** What the form asks for; assigned values come from elsewhere. */
export const asked = (fields: readonly Field[]): readonly Field[] => fields.filter(({ kind }) => kind !== 'assigned')

/** The hint with the norm that asks for the value. */
export function hintOf({ hint, legalBasis }: Field): string | undefined {
  if (legalBasis === undefined) return hint
  return hint === undefined ? `Grundlage: ${legalBasis}` : `${hint} (${legalBasis})`
}

/** A row as people recognise it: its words first, then whatever it has. */
export function rowName({ fields }: RowsField, row: RawForm): string {
  const worded = fields.filter(({ type }) => type === 'text' || type === 'lines')
  const chosen = fields.filter(({ type }) => type === 'choice' || type === 'date')
  for (const field of [...worded, ...chosen]) {
    const text = textOf(row[field.name]).trim().split('\n')[0] ?? ''
    const label = field.type === 'choice' ? field.choices.find(({ value }) => value === text)?.label : undefined
    if (text !== '') return label ?? (text.length > 80 ? `${text.slice(0, 80)}…` : text)
  }
  return ''
}

/** A text with the number of a row (`#`), and the pattern by which the browser numbers it anew when rows move. */
export const numbered = (pattern: string, index: number) => ({
  text: pattern.replace('#', String(index + 1)),
  pattern: { 'data-numbered': pattern },
})

export interface RowChoice {
  readonly id: string
  readonly label: string
}

/** The rows that references may name, with `of` as in `ziele.schritte`. */
export function referableRows({ fields, values }: FormView, of: string): RowChoice[] {
  const found: RowChoice[] = []
  collect(fields, values, of.split('.'), '')
  return found

  function collect(inside: readonly Field[], raw: RawForm, [name, ...rest]: readonly string[], around: string): void {
    const field = inside.find((each) => each.name === name)
    if (field?.type === 'group') collect(field.fields, groupOf(raw[field.name]), rest, around)
    if (field?.type !== 'rows') return
    for (const [index, row] of rowsOf(raw[field.name]).entries()) {
      const label = `${around}${field.rowLabel} ${index + 1}`
      const words = rowName(field, row)
      if (rest.length > 0) collect(field.fields, row, rest, `${label}, `)
      else found.push({ id: textOf(row.id), label: words ? `${label}: ${words}` : label })
    }
  }
}
