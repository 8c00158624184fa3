import { conflict, invalid, ok, type Problem, type Result } from '../base/result.ts'
import { checkCharacters } from '../fields/characters.ts'
import { type DocumentState, isEditable } from './document.ts'

export const versionKinds = ['submitted', 'returned', 'approved', 'issued', 'named'] as const

export type VersionKind = (typeof versionKinds)[number]

/** A revision that people will look for again, and why. */
export interface DocumentVersion {
  /** Counts the versions of this document. */
  readonly number: number
  readonly revision: number
  readonly kind: VersionKind
  /** Given by whoever named it. */
  readonly name: string | null
  readonly userName: string
  /** For whom she did it; null for herself. */
  readonly onBehalfOfName: string | null
  readonly at: string
}

/** One content of a document, with the versions that have it. */
export interface Stand {
  readonly revision: number
  /** Everybody who wrote in it, enumerated by commas. */
  readonly writerNames: string
  readonly savedAt: string
  /** The newest first. */
  readonly versions: readonly DocumentVersion[]
}

/** A name for a version as it was typed, without what surrounds it. */
export function readVersionName(typed: string): Result<string> {
  const name = typed.trim()
  const wrong = (message: string) => invalid('Die Fassung ist nicht festgehalten.', [{ path: 'name', message }])
  if (name === '') return wrong('Geben Sie der Fassung einen Namen, etwa „vor der Abstimmung mit dem Jobcenter“.')
  if ([...name].length > longestName) return wrong(`Der Name ist zu lang: Möglich sind ${longestName} Zeichen.`)
  const [bad] = name.includes('\n') ? ['enthält einen Zeilenumbruch'] : checkCharacters(name, () => [])
  return bad === undefined ? ok(name) : wrong(`Der Name ${bad}.`)
}

export const longestName = 120

/** What is not written any more has its version already. */
export const refuseNaming = (state: DocumentState): Problem | null =>
  isEditable(state)
    ? null
    : conflict('Festgehalten wird nur, was noch geschrieben wird. Was jetzt gilt, steht schon unter den Fassungen.')
