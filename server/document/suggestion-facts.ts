import type { Actor } from '../auth/auth.ts'
import { type Document, refuseWriting } from './document.ts'
import { partIn } from './participant.ts'
import { refuseSuggesting, type Suggestion } from './suggestion.ts'
import { openSuggestions, type SuggestionPorts } from './suggestion-actions.ts'

/** A proposal as a page shows it. */
export interface ShownSuggestion extends Omit<Suggestion, 'userId' | 'passage' | 'version'> {
  /** For the script: where its passage stands in the text of this version; null where all of it is gone. */
  readonly passage: { readonly version: number; readonly from: number; readonly to: number } | null
  readonly can: { readonly decide: boolean; readonly withdraw: boolean }
}

export interface ShownSuggestions {
  readonly documentId: string
  readonly suggestions: readonly ShownSuggestion[]
  readonly can: { readonly decide: boolean; readonly suggest: boolean }
}

/** What is proposed for a document and not decided yet. */
export async function suggestionsOf(
  ports: SuggestionPorts,
  { actor, document }: { readonly actor: Actor; readonly document: Document },
): Promise<ShownSuggestions> {
  const isDraft = refuseSuggesting(document) === null
  const decide = isDraft && refuseWriting(actor, document) === null
  const open = isDraft ? await openSuggestions(ports, document.id) : []
  const suggestions = open.map(({ userId, passage, version, ...suggestion }) => ({
    ...suggestion,
    passage: passage && { version, ...passage },
    can: { decide, withdraw: userId === actor.userId },
  }))
  return {
    documentId: document.id,
    suggestions,
    can: { decide, suggest: isDraft && partIn(actor, document) !== 'comment' },
  }
}
