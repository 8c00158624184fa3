import { printSize } from '../attachment/attachment.ts'
import type { Actor } from '../auth/auth.ts'
import type { Reader } from '../base/database.ts'
import { readJson } from '../template/json-text.ts'
import type { LocatedProblem } from '../template/locating.ts'
import { isEditable, refusePublishing, type TemplateDraft } from '../template/template-draft.ts'
import { readPublishedVersion } from '../template/template-draft-actions.ts'
import { checkDraft, type DraftCheck, readFiles } from '../template/template-draft-check.ts'

export interface DraftProblemLine {
  readonly file: string | null
  /** `Zeile 12, Spalte 5`; empty where the whole file is meant. */
  readonly place: string
  readonly href: string | null
  /** As the file names it: `ziele[].titel`; may be empty. */
  readonly path: string
  readonly message: string
}

export interface DraftFileLine {
  readonly name: string
  readonly href: string
  readonly size: string
  readonly userName: string
  readonly at: string
  readonly problems: number
}

/** Everything that the page of a draft says of it. */
export interface TemplateDraftFacts {
  readonly id: string
  readonly title: string
  readonly slug: string
  readonly version: number
  readonly edit: number
  readonly status: (typeof statuses)[TemplateDraft['state']]
  readonly files: readonly DraftFileLine[]
  /** Null where the check found nothing. */
  readonly problems: readonly DraftProblemLine[] | null
  /** Pages of the sample as it was set; null where there is none. */
  readonly pages: number | null
  /** What the last person said who gave it back. */
  readonly returned: { readonly byName: string; readonly at: string; readonly reason: string } | null
  /** Where it can be read once it is published. */
  readonly published: string | null
  readonly can: {
    readonly edit: boolean
    readonly submit: boolean
    readonly recall: boolean
    readonly publish: boolean
  }
  /** Why this person does not publish; null where that is not asked. */
  readonly why: string | null
}

export async function draftFacts(reader: Reader, actor: Actor, draft: TemplateDraft): Promise<TemplateDraftFacts> {
  const publishedAs = draft.state === 'published' ? await readPublishedVersion(reader, draft.id) : null
  const check = publishedAs === null ? await checkDraft(reader, draft) : null
  const refused = draft.state === 'submitted' ? refusePublishing(actor, draft) : null
  return {
    id: draft.id,
    title: check ? titleIn(check.texts.description, draft.slug) : await titleOfDraft(reader, draft),
    slug: draft.slug,
    version: publishedAs ?? check?.version ?? 0,
    edit: draft.edit,
    status: statusOf(draft),
    files: draft.files.map(({ name, size, userName, at }) => ({
      ...{ name, userName, at },
      href: `/template-drafts/${draft.id}/files/${name}`,
      size: printSize(size),
      problems: problemsIn(check).filter(({ file }) => file === name).length,
    })),
    problems: check?.outcome.ok === false ? problemLines(draft.id, check.outcome.problems) : null,
    pages: check?.outcome.ok ? check.outcome.sample.pages : null,
    returned: returnOf(draft),
    published: publishedAs === null ? null : `/templates/${draft.slug}/versions/${publishedAs}`,
    can: {
      edit: isEditable(draft),
      submit: check?.outcome.ok === true,
      recall: draft.state === 'submitted' && refused !== null,
      publish: draft.state === 'submitted' && refused === null,
    },
    why: refused?.message ?? null,
  }
}

const problemsIn = (check: DraftCheck | null): readonly LocatedProblem[] =>
  check?.outcome.ok === false ? check.outcome.problems : []

export const problemLines = (id: string, problems: readonly LocatedProblem[]): DraftProblemLine[] =>
  problems.map(({ file, line, column, path, message }) => ({
    file,
    place: line === null ? '' : `Zeile ${line}, Spalte ${column}`,
    href: file && `/template-drafts/${id}/files/${file}${line === null ? '' : `#zeile-${line}`}`,
    path,
    message,
  }))

/** What the template calls itself, where that can be read already. */
export async function titleOfDraft(reader: Reader, draft: TemplateDraft): Promise<string> {
  return titleIn((await readFiles(reader, draft)).get('template.json')?.text ?? '', draft.slug)
}

function titleIn(description: string, slug: string): string {
  const json = readJson(description)
  const title = json.ok && typeof json.value === 'object' && json.value !== null ? Object(json.value).title : undefined
  return typeof title === 'string' && title !== '' ? title.slice(0, 120) : slug
}

const statuses = {
  editing: { word: 'Entwurf', text: 'In Arbeit' },
  returned: { word: 'Zurückgegeben', text: 'Zurückgegeben' },
  submitted: { word: 'In Freigabe', text: 'Liegt zur Veröffentlichung vor' },
  published: { word: 'Freigegeben', text: 'Veröffentlicht' },
  discarded: { word: 'Verworfen', text: 'Verworfen' },
} as const

export const statusOf = ({ state }: Pick<TemplateDraft, 'state'>) => statuses[state]

function returnOf({ state, submission }: TemplateDraft): TemplateDraftFacts['returned'] {
  const end = state === 'returned' ? submission?.end : null
  return end ? { byName: end.userName, at: end.at, reason: end.reason ?? '' } : null
}
