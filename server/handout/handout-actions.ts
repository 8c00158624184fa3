import type { Actor } from '../auth/auth.ts'
import { findUnit } from '../auth/user-actions.ts'
import type { Db } from '../base/database.ts'
import { conflict, notFound, type Result } from '../base/result.ts'
import { localDate } from '../calendar/local-time.ts'
import { findCase } from '../casefile/casefile-actions.ts'
import { readConsents } from '../consent/consent-actions.ts'
import { agreementsInForce } from '../document/agreements-in-force.ts'
import type { Printed, PrintSize } from '../render/render.ts'
import { renderSheet } from '../template/sheet.ts'
import { agreementListValues, type HandoutSources, type OverviewPart, overviewValues } from './handout.ts'

interface Handout {
  readonly caseId: string
  readonly size: PrintSize
  readonly houseName: string
}

/** The overview of a case for the client to take along, with what the Lotsin chose. */
export async function printOverview(
  db: Db,
  actor: Actor,
  { parts, size, ...handout }: Handout & { readonly parts: readonly OverviewPart[] },
): Promise<Result<Printed>> {
  const sources = await sourcesOf(db, actor, handout)
  if (!sources) return gone
  return renderSheet(db, { slug: 'falluebersicht', values: overviewValues(sources, parts), at: db.clock.now(), size })
}

/** Goals, steps and next days of all agreements in force. */
export async function printAgreementList(
  db: Db,
  actor: Actor,
  { size, ...handout }: Handout,
): Promise<Result<Printed>> {
  const sources = await sourcesOf(db, actor, handout)
  if (!sources) return gone
  if (sources.agreements.length === 0)
    return conflict('Zu diesem Fall ist noch keine Zielvereinbarung ausgefertigt. Die Liste gibt es danach.')
  return renderSheet(db, { slug: 'vereinbarungen', values: agreementListValues(sources), at: db.clock.now(), size })
}

async function sourcesOf(
  db: Db,
  actor: Actor,
  { caseId, houseName }: Omit<Handout, 'size'>,
): Promise<HandoutSources | null> {
  const caseFile = await findCase(db, actor, caseId)
  const read = await readConsents(db, actor, caseId)
  if (!caseFile || !read) return null
  return {
    caseFile,
    agreements: await agreementsInForce(db, actor, caseId),
    consents: read.consents.filter(({ end }) => end === null),
    unit: await findUnit(db, caseFile.unitId),
    houseName,
    on: localDate(db.clock.now().toISOString()),
  }
}

const gone = notFound('Diesen Fall gibt es nicht, oder er gehört nicht zu Ihren Fällen.')
