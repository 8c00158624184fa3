import { transact } from '../audit/audit.ts'
import { type Actor, has } from '../auth/auth.ts'
import type { Db, Reader } from '../base/database.ts'
import { conflict, forbidden, notFound, ok, type Result, stale } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import { localDate } from '../calendar/local-time.ts'
import { listShipped, readTemplate, readTemplateFiles, type ShippedVersion, type Template } from './library.ts'
import { readReason } from './template-draft.ts'
import {
  findOwnSample,
  findVersion,
  findWithdrawal,
  insertVersion,
  insertWithdrawal,
  type NewVersion,
  type StoredVersion,
  selectVersions,
  selectVersionsOf,
  type Withdrawal,
} from './template-store.ts'

export interface PublishedTemplate extends Template {
  /** ISO time. */
  readonly publishedAt: string
  /** ISO time; null as long as new documents may take it. */
  readonly withdrawnAt: string | null
}

/** The name of a version in the trail. */
export const versionSubject = (slug: string, version: number): string => `${slug}@${version}`

/** Takes every shipped version that the database does not know yet into it, so that documents outlive the files. Changes
 *  nothing when called again. Refuses files that differ from what was published under their number: a published version
 *  is changed by publishing the next one. Returns the versions taken, as in `zielvereinbarung-25b@1`. */
export async function registerShipped(db: Db, folder?: string): Promise<Result<string[]>> {
  const shipped: NewVersion[] = []
  for (const version of await listShipped(folder)) {
    const read = await readNew(db, version)
    if (!read.ok) return read
    if (read.value) shipped.push(read.value)
  }
  const taken: string[] = []
  for (const version of shipped.toSorted((a, b) => a.version - b.version)) {
    const registered = await registerVersion(db, version)
    if (registered.ok) taken.push(registered.value)
    else if (registered.problem !== 'stale') return registered
  }
  return ok(taken)
}

/** Null when it is known already, with the same content, or where the house has a version of its own of that number: what
 *  people work with is never replaced by an update of the program. */
async function readNew(reader: Reader, shipped: ShippedVersion): Promise<Result<NewVersion | null>> {
  const { slug, version, folder } = shipped
  const files = await readTemplateFiles(folder)
  const template = readTemplate(shipped, files)
  if (!template.ok) {
    const problems = template.fields.map(({ path, message }) => `${path}: ${message}`)
    return conflict([template.message, ...problems].join('\n'))
  }
  const hash = template.value.templateHash
  const known = await findVersion(reader, slug, version)
  const isOwn = known !== null && (await findOwnSample(reader, slug, version)) !== null
  if (known && known.hash !== hash && !isOwn) return conflict(changedAfterPublishing(shipped, known))
  return ok(known ? null : { slug, version, hash, files })
}

const changedAfterPublishing = ({ slug, version, folder }: ShippedVersion, { publishedAt }: StoredVersion): string =>
  `Die Dokumentvorlage „${slug}“ wurde in Version ${version} geändert, nachdem sie am ${printDate(localDate(publishedAt))} ` +
  `veröffentlicht war (${folder}). Stellen Sie die Dateien wieder her und legen Sie die Änderung als Version ` +
  `${version + 1} daneben.`

/** Stale when another process was quicker. */
async function registerVersion(db: Db, version: NewVersion): Promise<Result<string>> {
  const subject = versionSubject(version.slug, version.version)
  const entry = {
    by: { userId: 'setup' },
    event: 'template.published',
    subject,
    details: { hash: version.hash },
  } as const
  return transact(db, entry, async (tx): Promise<Result<string>> => {
    if (await findVersion(tx, version.slug, version.version)) return stale('Diese Version ist schon veröffentlicht.')
    await insertVersion(tx, { ...version, publishedAt: db.clock.now().toISOString() })
    return ok(subject)
  })
}

/** A published version as it was published. Throws where the stored texts no longer have their hash. */
export async function loadTemplate(reader: Reader, slug: string, version: number): Promise<Result<PublishedTemplate>> {
  const stored = await findVersion(reader, slug, version)
  return stored ? ok(revive(stored)) : notFound('Diese Dokumentvorlage gibt es nicht.')
}

/** The version that new documents take: the newest one that is valid on that calendar day and not withdrawn. */
export async function findLatestPublished(
  reader: Reader,
  slug: string,
  { on }: { readonly on: string },
): Promise<PublishedTemplate | null> {
  const versions = (await selectVersionsOf(reader, slug)).map(revive)
  return versions.find(({ description, withdrawnAt }) => description.validFrom <= on && withdrawnAt === null) ?? null
}

/** Every published version by slug, the newest of each first. */
export async function listPublished(reader: Reader): Promise<PublishedTemplate[]> {
  return (await selectVersions(reader)).map(revive)
}

/** Nobody may choose this version any more. Documents that pin it keep it, and their approvals. */
export async function withdrawVersion(
  db: Db,
  actor: Actor,
  { slug, version, reason: typed }: { readonly slug: string; readonly version: number; readonly reason: string },
): Promise<Result<null>> {
  if (!has(actor, 'vorlagenpflege')) return forbidden(onlyKeepers)
  const reason = readReason(typed, 'Geben Sie an, warum die Version zurückgezogen wird.')
  if (!reason.ok) return reason
  const entry = { by: actor.ref, event: 'template.withdrawn', subject: versionSubject(slug, version) } as const
  return transact(db, entry, async (tx): Promise<Result<null>> => {
    const stored = await findVersion(tx, slug, version)
    if (!stored) return notFound('Diese Dokumentvorlage gibt es nicht.')
    if (stored.withdrawnAt) return conflict('Diese Version ist schon zurückgezogen.')
    const at = db.clock.now().toISOString()
    await insertWithdrawal(tx, { slug, version, userId: actor.userId, at, reason: reason.value })
    return ok(null)
  })
}

export const onlyKeepers = 'Dokumentvorlagen pflegt, wer die Rolle Vorlagenpflege hat.'

/** Who withdrew a version and why; null where nobody did. */
export const readWithdrawal = (reader: Reader, slug: string, version: number): Promise<Withdrawal | null> =>
  findWithdrawal(reader, slug, version)

const revived = new Map<string, Template>()

/** Reading the field schema takes a moment, and a version never changes: each text is read once. */
function revive({ slug, version, hash, files, publishedAt, withdrawnAt }: StoredVersion): PublishedTemplate {
  const key = JSON.stringify([slug, version, hash, files])
  const template = revived.get(key) ?? readStored({ slug, version, hash, files })
  revived.set(key, template)
  return { ...template, publishedAt, withdrawnAt }
}

function readStored({ slug, version, hash, files }: NewVersion): Template {
  const template = readTemplate({ slug, version }, files)
  if (template.ok && template.value.templateHash === hash) return template.value
  throw new Error(
    `Die gespeicherte Dokumentvorlage „${slug}“, Version ${version}, hat nicht mehr ihre Prüfsumme ${hash}. ` +
      'Spielen Sie die Datenbank aus einer Sicherung zurück.',
  )
}
