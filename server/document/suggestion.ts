import { conflict, type Problem } from '../base/result.ts'
import { type Document, isEditable } from './document.ts'

export const suggestionOutcomes = ['accepted', 'rejected', 'withdrawn'] as const

export type SuggestionOutcome = (typeof suggestionOutcomes)[number]

/** A change that somebody proposes for a passage of a text. */
export interface Suggestion {
  readonly id: string
  readonly place: string
  /** What the place was called when it was proposed. */
  readonly label: string
  readonly userId: string
  readonly userName: string
  readonly at: string
  /** What shall stand there, as JSON of a ProseMirror slice. */
  readonly slice: string
  /** The words that shall go, and those that shall come; empty where there are none. */
  readonly quote: string
  readonly inserted: string
  readonly version: number
  /** Where its passage stood in the text of that version; null once all of it is gone. */
  readonly passage: { readonly from: number; readonly to: number } | null
}

export function refuseSuggesting({ state }: Pick<Document, 'state'>): Problem | null {
  if (isEditable(state)) return null
  return conflict('Vorgeschlagen wird nur in einem Entwurf. Schreiben Sie stattdessen einen Kommentar.')
}

/** `1 Vorschlag ist offen.` */
export const openSuggestionsWords = (count: number): string =>
  count === 1 ? '1 Vorschlag ist offen.' : `${count} Vorschläge sind offen.`
