import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { UploadedFile } from '../../server/base/blobs.ts'
import { projectRoot } from '../../server/base/project-root.ts'
import { fileNames } from '../../server/template/locating.ts'
import type { TemplateDraft } from '../../server/template/template-draft.ts'
import {
  createTemplateDraft,
  publishTemplateDraft,
  readTemplateDraft,
  submitTemplateDraft,
} from '../../server/template/template-draft-actions.ts'
import { checkDraft } from '../../server/template/template-draft-check.ts'
import { slugs } from './document-deeds.ts'
import { storyDays } from './documents.ts'
import type { Stage, StoryPlan } from './story.ts'
import { done } from './value.ts'

type Keeper = 'rieken' | 'thiele'

interface NextVersion {
  readonly thing: string
  readonly slug: string
  readonly by: Keeper
  readonly files: () => Promise<UploadedFile[]>
  readonly created: Moment
  readonly submitted: Moment
  /** By a second person; null while it waits for one. */
  readonly published: (Moment & { readonly by: Keeper }) | null
}

interface Moment {
  readonly day: number
  readonly minute: number
}

/** Two templates go on in the last days of the story: a version of the consent is in force, so a draft of the one before
 *  can be moved; one of the agreement waits for a second person. */
const nextVersions = (): readonly NextVersion[] => [
  {
    thing: 'consent version',
    slug: slugs.consent,
    by: 'thiele',
    files: nextConsent,
    created: { day: storyDays - 6, minute: 10 * 60 + 20 },
    submitted: { day: storyDays - 6, minute: 10 * 60 + 35 },
    published: { by: 'rieken', day: storyDays - 5, minute: 15 * 60 + 10 },
  },
  {
    thing: 'template version',
    slug: slugs.agreement,
    by: 'rieken',
    files: nextAgreement,
    created: { day: storyDays - 3, minute: 14 * 60 + 5 },
    submitted: { day: storyDays - 2, minute: 9 * 60 + 40 },
    published: null,
  },
]

export const templatePlan = (days: readonly string[]): StoryPlan[] =>
  nextVersions().flatMap((version) => planOf(version, days))

function planOf({ thing, slug, by, files, ...moments }: NextVersion, days: readonly string[]): StoryPlan[] {
  const { created, submitted, published } = moments
  const later = (
    { day, minute }: Moment,
    keeper: Keeper,
    work: (stage: Stage, draft: TemplateDraft) => Promise<unknown>,
  ): StoryPlan => ({
    ...{ thing, begins: false, day, minute },
    async play(stage, ids) {
      const draft = await readTemplateDraft(stage.db, stage.actor(keeper), ids.get(thing) ?? '')
      if (!draft) return null
      await work(stage, draft)
      return draft.id
    },
  })
  const publish =
    (keeper: Keeper, validFrom: string) =>
    async ({ db, actor }: Stage, draft: TemplateDraft) => {
      const { contentHash } = await checkDraft(db, draft)
      done(await publishTemplateDraft(db, actor(keeper), { id: draft.id, contentHash, validFrom }))
    }
  return [
    {
      ...{ thing, begins: true, ...created },
      play: async ({ db, actor }) => done(await createTemplateDraft(db, actor(by), { slug, files: await files() })).id,
    },
    later(submitted, by, async ({ db, actor }, draft) => done(await submitTemplateDraft(db, actor(by), draft))),
    ...(published ? [later(published, published.by, publish(published.by, days[published.day] ?? ''))] : []),
  ]
}

/** It says that nobody needs to decide at once. */
async function nextConsent(): Promise<UploadedFile[]> {
  const change = await changeable(slugs.consent)
  change(
    'template.hbs',
    /Ich entscheide für jede Stelle einzeln\./,
    'Ich entscheide für jede Stelle einzeln und kann mir Zeit dafür nehmen.',
  )
  return change('template.json', /"supersedes": null/, '"supersedes": 1')
}

/** It asks how the conversation was interpreted, and no longer for the language of a reading version. */
export async function nextAgreement(): Promise<UploadedFile[]> {
  const change = await changeable(slugs.agreement)
  change(
    'template.hbs',
    /\{\{#if lesefassung\}\}[\s\S]*?\{\{\/if\}\}/,
    '<tr><th scope="row">Verständigung</th><td>{{verstaendigung}}{{#if dolmetschung}}, gedolmetscht von {{dolmetschung}}{{/if}}</td></tr>',
  )
  change('template.hbs', /\{\{#if lesefassung\}\}, die Lesefassung[^/]*\{\{\/if\}\}/, '')
  change('fields.json', /\{\s*"name": "lesefassung"[\s\S]*?\},/, newFields)
  change('template.json', /"supersedes": null/, '"supersedes": 1')
  return change(
    'sample.json',
    /"lesefassung": "[^"]*",/,
    '"verstaendigung": "dolmetschung",\n  "dolmetschung": "Dragana Ilić",',
  )
}

/** The first version of a template, to be changed text by text; gives all its files each time. */
async function changeable(slug: string) {
  const texts = new Map<string, string>()
  for (const name of fileNames) {
    texts.set(name, await readFile(join(projectRoot, 'templates', slug, 'v1', name), 'utf8'))
  }
  return (name: string, found: RegExp, put: string): UploadedFile[] => {
    const text = texts.get(name) ?? ''
    if (!found.test(text)) throw new Error(`The demo cannot change ${slug}: ${found} is not in ${name}.`)
    texts.set(name, text.replace(found, put))
    return [...texts].map(([file, content]) => ({ name: file, bytes: new TextEncoder().encode(content) }))
  }
}

const newFields = `{
      "name": "verstaendigung", "label": "Verständigung im Gespräch", "type": "choice", "required": true,
      "choices": [
        { "value": "deutsch", "label": "auf Deutsch" },
        { "value": "dolmetschung", "label": "mit Dolmetschung" }
      ],
      "hint": "Wie sich alle Beteiligten verständigt haben.", "example": "deutsch"
    },
    {
      "name": "dolmetschung", "label": "Wer dolmetscht", "type": "text",
      "requiredIf": { "field": "verstaendigung", "is": ["dolmetschung"] }, "example": "Dragana Ilić"
    },`
