import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import type { TemplateFiles } from './library.ts'

/** A published version as it is stored: the three texts that make it, and what they were hashed to. */
export interface StoredVersion {
  readonly slug: string
  readonly version: number
  readonly hash: string
  readonly files: TemplateFiles
  /** ISO time. */
  readonly publishedAt: string
}

const versionRow = z
  .object({
    slug: z.string(),
    version: z.number(),
    hash: z.string(),
    source: z.string(),
    fields: z.string(),
    description: z.string(),
    publishedAt: z.string(),
  })
  .transform(
    ({ source, fields, description, ...row }): StoredVersion => ({
      ...row,
      files: { source, fields, description },
    }),
  )

const selectVersion = 'SELECT slug, version, hash, source, fields, description, published_at FROM template_version'

export const findVersion = (reader: Reader, slug: string, version: number): Promise<StoredVersion | null> =>
  reader.first(versionRow, `${selectVersion} WHERE slug = ? AND version = ?`, [slug, version])

/** By slug, the newest version of each first. */
export const selectVersions = (reader: Reader): Promise<StoredVersion[]> =>
  reader.all(versionRow, `${selectVersion} ORDER BY slug, version DESC`)

export const selectVersionsOf = (reader: Reader, slug: string): Promise<StoredVersion[]> =>
  reader.all(versionRow, `${selectVersion} WHERE slug = ? ORDER BY version DESC`, [slug])

export async function insertVersion(tx: Tx, { slug, version, hash, files, publishedAt }: StoredVersion): Promise<void> {
  await tx.run(
    `INSERT INTO template_version (slug, version, hash, source, fields, description, published_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [slug, version, hash, files.source, files.fields, files.description, publishedAt],
  )
}
