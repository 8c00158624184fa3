import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Actor } from '../../../server/auth/auth.ts'
import { fixedClock } from '../../../server/base/clock.ts'
import { runDueJobs } from '../../../server/base/jobs.ts'
import { approveDocument } from '../../../server/document/approval-actions.ts'
import type { Document } from '../../../server/document/document.ts'
import { orderIssue } from '../../../server/document/issue-actions.ts'
import { type IssuePorts, issueJobs } from '../../../server/document/issue-jobs.ts'
import { type HouseSeal, openHouseSeal } from '../../../server/house-seal.ts'
import { expectOk, type House } from '../../house.ts'
import { approvedAgreement, fullPaper, read, submit } from './documents.ts'

let opening: Promise<HouseSeal> | null = null

/** The seal of the house's first start, made once per test file. */
export function houseSeal(): Promise<HouseSeal> {
  opening ??= makeSeal()
  return opening
}

async function makeSeal(): Promise<HouseSeal> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'seal-'))
  const config = { seal: null, dataFolder, houseName: 'Kreis Auental' }
  return expectOk(await openHouseSeal({ config, clock: fixedClock('2026-11-23T08:00:00.000Z') }))
}

export const issuePorts = async (): Promise<IssuePorts> => ({
  seal: (await houseSeal()).seal,
  publicHost: 'vorlagen.test',
})

export async function issue(house: House, actor: Actor, { id }: Pick<Document, 'id'>): Promise<Document> {
  expectOk(await orderIssue(house.db, actor, { id }))
  await runDueJobs(house.db, issueJobs(await issuePorts()))
  return read(house, actor, id)
}

export async function issuedAgreement(house: House, lotsin: Actor, leitung: Actor): Promise<Document> {
  return issue(house, lotsin, await approvedAgreement(house, lotsin, leitung))
}

export const approvedPaper = async (house: House, clerk: Actor, leitung: Actor): Promise<Document> =>
  approved(house, await fullPaper(house, clerk), { clerk, leitung })

export async function approved(
  house: House,
  draft: Document,
  { clerk, leitung }: { readonly clerk: Actor; readonly leitung: Actor },
): Promise<Document> {
  const { id, contentHash } = await submit(house, clerk, draft)
  expectOk(await approveDocument(house.db, leitung, { id, contentHash }))
  return read(house, clerk, id)
}
