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
  /** ISO time; null as long as new documents may take it. */
  readonly withdrawnAt: string | null
}

export type NewVersion = Omit<StoredVersion, 'publishedAt' | 'withdrawnAt'>

const versionRow = z
  .object({
    slug: z.string(),
    version: z.number(),
    hash: z.string(),
    source: z.string(),
    fields: z.string(),
    description: z.string(),
    publishedAt: z.string(),
    withdrawnAt: z.string().nullable(),
  })
  .transform(
    ({ source, fields, description, ...row }): StoredVersion => ({
      ...row,
      files: { source, fields, description },
    }),
  )

const selectVersion = `
  SELECT slug, version, hash, source, fields, description, published_at,
    (SELECT at FROM template_withdrawal AS withdrawal
      WHERE withdrawal.slug = template_version.slug AND withdrawal.version = template_version.version) AS withdrawn_at
  FROM template_version`

export const findVersion = (reader: Reader, slug: string, version: number): Promise<StoredVersion | null> =>
  reader.first(versionRow, `${selectVersion} WHERE slug = ? AND version = ?`, [slug, version])

/** By slug, the newest version of each first. */
export const selectVersions = (reader: Reader): Promise<StoredVersion[]> =>
  reader.all(versionRow, `${selectVersion} ORDER BY slug, version DESC`)

export const selectVersionsOf = (reader: Reader, slug: string): Promise<StoredVersion[]> =>
  reader.all(versionRow, `${selectVersion} WHERE slug = ? ORDER BY version DESC`, [slug])

export async function insertVersion(
  tx: Tx,
  { slug, version, hash, files, publishedAt }: NewVersion & Pick<StoredVersion, 'publishedAt'>,
): Promise<void> {
  await tx.run(
    `INSERT INTO template_version (slug, version, hash, source, fields, description, published_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [slug, version, hash, files.source, files.fields, files.description, publishedAt],
  )
}

/** The sample that a version of the house's own was published with; null for those that came with the program. */
export async function findOwnSample(reader: Reader, slug: string, version: number): Promise<string | null> {
  const sql = 'SELECT sample FROM template_publication WHERE slug = ? AND version = ?'
  return (await reader.first(z.object({ sample: z.string() }), sql, [slug, version]))?.sample ?? null
}

export interface NewWithdrawal {
  readonly slug: string
  readonly version: number
  readonly userId: string
  readonly at: string
  readonly reason: string
}

export async function insertWithdrawal(tx: Tx, { slug, version, userId, at, reason }: NewWithdrawal): Promise<void> {
  await tx.run('INSERT INTO template_withdrawal (slug, version, user_id, at, reason) VALUES (?, ?, ?, ?, ?)', [
    slug,
    version,
    userId,
    at,
    reason,
  ])
}

export interface Withdrawal {
  readonly userName: string
  readonly at: string
  readonly reason: string
}

const withdrawalRow: z.ZodType<Withdrawal> = z.object({ userName: z.string(), at: z.string(), reason: z.string() })

export const findWithdrawal = (reader: Reader, slug: string, version: number): Promise<Withdrawal | null> =>
  reader.first(
    withdrawalRow,
    `SELECT user.name AS user_name, at, reason FROM template_withdrawal JOIN user ON user.id = user_id
     WHERE slug = ? AND version = ?`,
    [slug, version],
  )
