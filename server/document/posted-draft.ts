import { HTTPException } from 'hono/http-exception'
import type { Field, Values } from '../fields/fields.ts'
import { type FormInput, readForm } from '../fields/form-input.ts'
import { type FormProblem, formProblems } from '../fields/form-problems.ts'
import type { Choice } from '../fields/merging.ts'
import { applyAct } from '../fields/row-acts.ts'
import { readValues } from '../fields/values.ts'
import { missingCharacters } from '../pdf/fonts.ts'

export type Entries = readonly (readonly [string, string])[]

export type DraftView = 'form' | 'paper' | 'missing'

/** The form of a draft as it was sent. */
export interface PostedDraft extends FormInput {
  /** 0, which no document ever had, where no form came along. */
  readonly baseRevision: number
  readonly voidApproval: boolean
  /** A Leitung to decide, where nobody of the unit can. */
  readonly forwardTo: string
  /** The value of the button that was pressed; null for saving. */
  readonly act: string | null
}

interface DraftReading {
  readonly fields: readonly Field[]
  /** What is stored: values that no form holds are kept from it. */
  readonly stored: Values
  /** Calendar date, for dates without a year. */
  readonly today: string
}

export function readPosted(entries: Entries, { fields, stored, today }: DraftReading): PostedDraft {
  return {
    ...readForm(fields, entries, { today, stored }),
    baseRevision: numberIn(entries, 'revision'),
    voidApproval: entryOf(entries, 'voidApproval') === 'true',
    forwardTo: entryOf(entries, 'forwardTo'),
    act: entries.some(([name]) => name === 'act') ? entryOf(entries, 'act') : null,
  }
}

/** The form as a button left it: nothing is saved. */
export interface ActedDraft extends PostedDraft {
  readonly focus?: string
  readonly said?: string
  readonly view?: DraftView
  readonly problem?: { readonly title: string; readonly message: string; readonly fields: readonly FormProblem[] }
}

/** The form after one of its buttons; null when it was sent to be saved. */
export function actedOn(fields: readonly Field[], form: PostedDraft): ActedDraft | null {
  const { act, raw, input } = form
  if (act === null) return null
  const view = act.startsWith('view:') ? act.slice('view:'.length) : undefined
  if (isView(view)) return { ...form, view }
  if (act === 'missing') {
    const read = readValues(fields, input, { purpose: 'issue', missingCharacters })
    if (read.ok) return form
    const missing = formProblems(fields, input, read)
    const title = missing.length === 1 ? '1 Angabe fehlt' : `${missing.length} Angaben fehlen`
    return { ...form, problem: { title, message: '', fields: missing } }
  }
  const done = applyAct(fields, raw, act)
  return done ? { ...form, ...done } : form
}

export const isView = (view: string | undefined): view is DraftView =>
  view === 'form' || view === 'paper' || view === 'missing'

export const entryOf = (entries: Entries, wanted: string): string =>
  entries.find(([name]) => name === wanted)?.[1] ?? ''

/** 0, which no revision ever had, for anything that is no number. */
export function numberIn(entries: Entries, name: string): number {
  const digits = entryOf(entries, name)
  return /^\d{1,9}$/.test(digits) ? Number(digits) : 0
}

export function choicesOf(entries: Entries): Record<string, Choice> {
  const chosen = entries.flatMap(([name, value]): [string, Choice][] =>
    name.startsWith('choice:') && (value === 'mine' || value === 'theirs')
      ? [[name.slice('choice:'.length), value]]
      : [],
  )
  return Object.fromEntries(chosen)
}

/** What travels through a form as JSON; a 400 (thrown) for anything else. */
export function readJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new HTTPException(400)
  }
}
