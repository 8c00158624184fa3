import { HTTPException } from 'hono/http-exception'
import type { Field, Values } from '../fields/fields.ts'
import { type FormInput, readForm } from '../fields/form-input.ts'
import type { Choice } from '../fields/merging.ts'
import { applyAct } from '../fields/row-acts.ts'

export type Entries = readonly (readonly [string, string])[]

export type DraftView = 'form' | 'paper' | 'comments' | 'missing'

/** The form of a draft as it was sent. */
export interface PostedDraft extends FormInput {
  /** 0, which no document ever had, where no form came along. */
  readonly baseRevision: number
  readonly voidApproval: boolean
  /** A Leitung to decide, where nobody of the unit can. */
  readonly forwardTo: string
  /** What shall become of proposals that nobody has decided about; anything else: nothing yet. */
  readonly openSuggestions: string
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
    openSuggestions: entryOf(entries, 'openSuggestions'),
    act: entries.some(([name]) => name === 'act') ? entryOf(entries, 'act') : null,
  }
}

/** The form as a button left it: nothing is saved. */
export interface ActedDraft extends PostedDraft {
  readonly focus?: string
  readonly said?: string
  readonly view?: DraftView
}

/** The form after a button for its rows or tabs; null when it was sent to be saved. */
export function actedOn(fields: readonly Field[], form: PostedDraft): ActedDraft | null {
  const { act, raw } = form
  if (act === null) return null
  const view = act.startsWith('view:') ? act.slice('view:'.length) : undefined
  if (isView(view)) return { ...form, view }
  const done = applyAct(fields, raw, act)
  return done ? { ...form, ...done } : form
}

export const isView = (view: string | undefined): view is DraftView =>
  view === 'form' || view === 'paper' || view === 'comments' || view === 'missing'

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
