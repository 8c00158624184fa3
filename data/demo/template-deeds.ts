import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { UploadedFile } from '../../server/base/blobs.ts'
import { projectRoot } from '../../server/base/project-root.ts'
import { fileNames } from '../../server/template/locating.ts'
import {
  createTemplateDraft,
  readTemplateDraft,
  submitTemplateDraft,
} from '../../server/template/template-draft-actions.ts'
import { slugs } from './document-deeds.ts'
import { storyDays } from './documents.ts'
import type { StoryPlan } from './story.ts'
import { done } from './value.ts'

const thing = 'template version'

/** The next version of the agreement, made in the last days of the story: it waits for a second person. */
export const templatePlan: readonly StoryPlan[] = [
  {
    thing,
    begins: true,
    day: storyDays - 3,
    minute: 14 * 60 + 5,
    play: async ({ db, actor }) =>
      done(await createTemplateDraft(db, actor('rieken'), { slug: slugs.agreement, files: await nextAgreement() })).id,
  },
  {
    thing,
    begins: false,
    day: storyDays - 2,
    minute: 9 * 60 + 40,
    play: async ({ db, actor }, ids) => {
      const draft = await readTemplateDraft(db, actor('rieken'), ids.get(thing) ?? '')
      if (!draft) return null
      done(await submitTemplateDraft(db, actor('rieken'), draft))
      return draft.id
    },
  },
]

/** It asks how the conversation was interpreted, and no longer for the language of a reading version. */
export async function nextAgreement(): Promise<UploadedFile[]> {
  const texts = new Map<string, string>()
  for (const name of fileNames) {
    texts.set(name, await readFile(join(projectRoot, 'templates', slugs.agreement, 'v1', name), 'utf8'))
  }
  const change = (name: string, found: RegExp, put: string): void => {
    const text = texts.get(name) ?? ''
    if (!found.test(text)) throw new Error(`The agreement of the demo cannot be changed: ${found} is not in ${name}.`)
    texts.set(name, text.replace(found, put))
  }
  change(
    'template.hbs',
    /\{\{#if lesefassung\}\}[\s\S]*?\{\{\/if\}\}/,
    '<tr><th scope="row">Verständigung</th><td>{{verstaendigung}}{{#if dolmetschung}}, gedolmetscht von {{dolmetschung}}{{/if}}</td></tr>',
  )
  change('template.hbs', /\{\{#if lesefassung\}\}, die Lesefassung[^/]*\{\{\/if\}\}/, '')
  change('fields.json', /\{\s*"name": "lesefassung"[\s\S]*?\},/, newFields)
  change('template.json', /"supersedes": null/, '"supersedes": 1')
  change(
    'sample.json',
    /"lesefassung": "[^"]*",/,
    '"verstaendigung": "dolmetschung",\n  "dolmetschung": "Dragana Ilić",',
  )
  return [...texts].map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) }))
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
