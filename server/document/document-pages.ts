import { type Actor, has } from '../auth/auth.ts'
import type { Reader } from '../base/database.ts'
import type { Block } from '../blocks/blocks.ts'
import { titleOf } from '../casefile/casefile.ts'
import { findCase } from '../casefile/casefile-actions.ts'
import type { Values } from '../fields/fields.ts'
import type { Template } from '../template/library.ts'
import { expandDocument } from '../template/rendering.ts'
import type { Document } from './document.ts'

/** Where a page about a document lies, for the person who opens it. */
export interface DocumentPlace {
  readonly crumbs: readonly { readonly href: string; readonly label: string }[]
  /** The entry of the navigation. */
  readonly current: 'cases' | 'documents' | 'papers'
}

/** Below its case, if she may see that; else below the list. */
export async function placeOf(
  reader: Reader,
  actor: Actor,
  document: Pick<Document, 'caseId'>,
): Promise<DocumentPlace> {
  const found = document.caseId === null ? null : await findCase(reader, actor, document.caseId)
  if (!found) return listPlace(actor)
  return {
    crumbs: [
      { href: '/cases', label: 'Fälle' },
      { href: `/cases/${found.id}`, label: titleOf(found.values) },
    ],
    current: 'cases',
  }
}

/** People who write nothing but papers have a list of their own. */
export function listPlace(actor: Actor): DocumentPlace {
  const hasCases = has(actor, 'lotsin') || has(actor, 'leitung')
  return hasCases
    ? { crumbs: [{ href: '/documents', label: 'Dokumente' }], current: 'documents' }
    : { crumbs: [{ href: '/papers', label: 'Sitzungsvorlagen' }], current: 'papers' }
}

/** A document as it reads on a page. */
export interface Sheet {
  /** Null where the template could make nothing of the values. */
  readonly blocks: readonly Block[] | null
  readonly title: string
  readonly footer: string | null
  readonly note: string | null
}

/** What is missing shows as a gap. Never fails: a page without paper is still a page. */
export async function sheetOf(template: Template, values: Values): Promise<Sheet> {
  const expanded = await expandDocument({ template, values, mode: 'preview' })
  if (!expanded.ok) return { blocks: null, title: template.title, footer: null, note: expanded.message }
  const { blocks, title, footer = null } = expanded.value
  return { blocks, title, footer, note: null }
}
