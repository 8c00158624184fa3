import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Actor } from '../../../server/auth/auth.ts'
import type { UploadedFile } from '../../../server/base/blobs.ts'
import { projectRoot } from '../../../server/base/project-root.ts'
import { fileNames } from '../../../server/template/locating.ts'
import {
  createTemplateDraft,
  publishTemplateDraft,
  readTemplateDraft,
  submitTemplateDraft,
} from '../../../server/template/template-draft-actions.ts'
import { checkDraft } from '../../../server/template/template-draft-check.ts'
import { expectOk, type House } from '../../house.ts'

const shipped = (slug: string, name: string): string =>
  readFileSync(join(projectRoot, 'templates', slug, 'v1', name), 'utf8')

type Changes = Partial<Record<(typeof fileNames)[number], (text: string) => string>>

/** A clean version 2 of the shipped paper, or of another template, with what the test is about. */
export function secondVersion(changes: Changes = {}, slug = 'sitzungsvorlage-kreis'): UploadedFile[] {
  return fileNames.map((name) => {
    const text = shipped(slug, name)
    const next = name === 'template.json' ? text.replace('"supersedes": null', '"supersedes": 1') : text
    return { name, bytes: new TextEncoder().encode(changes[name]?.(next) ?? next) }
  })
}

export const filesNamed = (files: readonly UploadedFile[], ...names: readonly string[]): UploadedFile[] =>
  files.filter(({ name }) => names.includes(name))

/** Publishes a version by two people of the house, valid from this day. Returns its number. */
export async function publishVersion(
  house: House,
  {
    slug,
    files,
    validFrom,
  }: { readonly slug: string; readonly files: readonly UploadedFile[]; readonly validFrom: string },
): Promise<number> {
  const [one, other] = await keepers(house)
  const { id } = expectOk(await createTemplateDraft(house.db, one, { slug, files }))
  expectOk(await submitTemplateDraft(house.db, one, { id, edit: 1 }))
  const draft = await readTemplateDraft(house.db, one, id)
  if (!draft) throw new Error('The draft is gone.')
  const { contentHash } = await checkDraft(house.db, draft)
  return expectOk(await publishTemplateDraft(house.db, other, { id, contentHash, validFrom })).version
}

const known = new WeakMap<House, Promise<[Actor, Actor]>>()

function keepers(house: House): Promise<[Actor, Actor]> {
  const made = known.get(house) ?? makeKeepers(house)
  known.set(house, made)
  return made
}

const makeKeepers = async (house: House): Promise<[Actor, Actor]> => [
  await house.user('vorlagenpflege', 'Edda Rieken'),
  await house.user('vorlagenpflege', 'Arne Thiele'),
]
