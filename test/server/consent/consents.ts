import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { progressOfSteps } from '../../../server/agreement/step-progress.ts'
import type { Actor } from '../../../server/auth/auth.ts'
import { projectRoot } from '../../../server/base/project-root.ts'
import { recordConsent } from '../../../server/consent/consent-actions.ts'
import { approveDocument } from '../../../server/document/approval-actions.ts'
import { createDocument } from '../../../server/document/document-actions.ts'
import { readSigning, recordPaperSignature } from '../../../server/document/paper-signature-actions.ts'
import type { Values } from '../../../server/fields/fields.ts'
import { asGroup } from '../../../server/fields/walk.ts'
import { expectOk, type House } from '../../house.ts'
import { caseOf } from '../casefile/cases.ts'
import { houseName, openOffice, read, save, submit } from '../document/documents.ts'
import { issue } from '../document/issuing.ts'

const inputOf = (file: string): Values =>
  JSON.parse(readFileSync(join(projectRoot, 'test/cases', `${file}.json`), 'utf8'))

export const agreementCase = inputOf('zielvereinbarung-25b')
const consentCase = inputOf('einwilligung-weitergabe')

/** An office in which Ahlers guides a case with an issued agreement of six goals. */
export async function openConsentOffice() {
  const office = await openOffice()
  const { house, ahlers, kortmann } = office
  const person = asGroup(agreementCase.person)
  const { id: caseId } = await caseOf(house, ahlers, {
    person,
    partner: [{ rolle: 'Kurs', stelle: 'Volkshochschule' }],
  })
  const agreementId = await issuedOf(
    house,
    { author: ahlers, leitung: kortmann },
    { caseId, slug: 'zielvereinbarung-25b', input: agreementCase },
  )
  return { ...office, caseId, agreementId }
}

interface Writers {
  readonly author: Actor
  readonly leitung: Actor
}

/** The consent document of the same case, issued. */
export const issuedConsent = (house: House, writers: Writers, caseId: string): Promise<string> =>
  issuedOf(house, writers, { caseId, slug: 'einwilligung-weitergabe', input: consentCase })

async function issuedOf(
  house: House,
  { author, leitung }: Writers,
  { caseId, slug, input }: { caseId: string; slug: string; input: Values },
) {
  const { id } = expectOk(await createDocument(house.db, author, { slug, caseId, houseName }))
  const { revision } = await read(house, author, id)
  const { contentHash } = await submit(house, author, await save(house, author, { id, baseRevision: revision, input }))
  expectOk(await approveDocument(house.db, leitung, { id, contentHash }))
  await issue(house, author, { id })
  return id
}

export async function signAll(house: House, actor: Actor, id: string): Promise<void> {
  for (const { rowId } of (await readSigning(house.db, actor, id))?.places ?? [])
    expectOk(await recordPaperSignature(house.db, actor, { id, rowId, signedOn: '2026-11-23' }))
}

/** Recorded by hand, with what the test is about. */
export async function consentOf(
  house: House,
  actor: Actor,
  caseId: string,
  more: Partial<Parameters<typeof recordConsent>[2]> = {},
) {
  return expectOk(await recordConsent(house.db, actor, { ...consentInput(caseId), ...more })).id
}

export const consentInput = (caseId: string) => ({
  caseId,
  recipient: 'Volkshochschule',
  words: 'Anmeldung und Teilnahme (Ziel 2)',
  goalIds: ['z2'],
  topics: ['participation'],
  grantedOn: '2026-11-20',
  evidence: 'Schreiben vom 20.11.2026',
})

export const disclosureInput = (caseId: string, consentId: string, agreementId = '') => ({
  caseId,
  consentId,
  agreementId,
  goalIds: ['z2'],
  topics: [] as string[],
  words: agreementId === '' ? 'am Telefon gesagt, dass der Kurs begonnen hat' : '',
  way: 'handed',
  handedOn: '2026-11-23',
  houseName,
  readProgress: progressOfSteps,
})
