import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Actor } from '../../../server/auth/auth.ts'
import { projectRoot } from '../../../server/base/project-root.ts'
import { approveDocument, submitDocument } from '../../../server/document/approval-actions.ts'
import type { Document } from '../../../server/document/document.ts'
import { createDocument, readDocument } from '../../../server/document/document-actions.ts'
import { type DocumentEdit, saveDocument } from '../../../server/document/saving.ts'
import type { Values } from '../../../server/fields/fields.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { expectOk, type House, openHouse } from '../../house.ts'
import { caseOf } from '../casefile/cases.ts'

/** An office with published templates, its Lotsin and Lotse, two of the Leitung, and another unit. */
export async function openOffice() {
  const house = await openHouse()
  expectOk(await registerShipped(house.db))
  return {
    house,
    ahlers: await house.user('lotsin', 'Jutta Ahlers'),
    deppe: await house.user('lotsin', 'Malte Deppe'),
    kortmann: await house.user('leitung', 'Dr. Sabine Kortmann'),
    siebert: await house.user('leitung', 'Uwe Siebert'),
    brandt: await house.user('leitung', 'Ina Brandt', { unit: '50.1' }),
    yildiz: await house.user('lotsin', 'Emre Yıldız', { unit: '50.1' }),
    vosskamp: await house.user('sitzungsdienst', 'Henning Vosskamp', { unit: '10.2' }),
  }
}

export const houseName = 'Kreis Auental – Der Landrat –'

const sampleOf = (slug: string): Values =>
  JSON.parse(readFileSync(join(projectRoot, 'templates', slug, 'v1', 'sample.json'), 'utf8'))

/** Everything that an agreement must have, and what the test is about. */
export const agreementInput = (overrides: Values = {}): Values => ({
  ...sampleOf('zielvereinbarung-25b'),
  ...overrides,
})

/** Everything that a paper must have, without what only issuing assigns. */
export const paperInput = (overrides: Values = {}): Values => {
  const { nummer: _assigned, ergebnis: _later, ...sample } = sampleOf('sitzungsvorlage-kreis')
  return { ...sample, ...overrides }
}

export async function emptyAgreement(house: House, lotsin: Actor, aktenzeichen = '32.3-ZV-2026-0163') {
  const { id: caseId } = await caseOf(house, lotsin, { aktenzeichen })
  const { id } = expectOk(await createDocument(house.db, lotsin, { slug: 'zielvereinbarung-25b', caseId, houseName }))
  return read(house, lotsin, id)
}

/** A draft that could be issued. */
export async function fullAgreement(house: House, lotsin: Actor, aktenzeichen?: string): Promise<Document> {
  const { id } = await emptyAgreement(house, lotsin, aktenzeichen)
  return save(house, lotsin, { id, baseRevision: 1, input: agreementInput() })
}

export async function fullPaper(house: House, clerk: Actor): Promise<Document> {
  const { id } = expectOk(await createDocument(house.db, clerk, { slug: 'sitzungsvorlage-kreis', houseName }))
  return save(house, clerk, { id, baseRevision: 1, input: paperInput() })
}

export async function submittedAgreement(
  house: House,
  lotsin: Actor,
  aktenzeichen?: string,
): Promise<SubmittedDocument> {
  return submit(house, lotsin, await fullAgreement(house, lotsin, aktenzeichen))
}

export type SubmittedDocument = Document & { readonly contentHash: string }

export async function submit(house: House, actor: Actor, { id }: Document): Promise<SubmittedDocument> {
  expectOk(await submitDocument(house.db, actor, { id }))
  const document = await read(house, actor, id)
  if (document.contentHash === null) throw new Error('A submitted document has a content hash.')
  return { ...document, contentHash: document.contentHash }
}

export async function approvedAgreement(house: House, lotsin: Actor, leitung: Actor): Promise<Document> {
  const { id, contentHash } = await submittedAgreement(house, lotsin)
  expectOk(await approveDocument(house.db, leitung, { id, contentHash }))
  return read(house, lotsin, id)
}

/** Saves what must be saved, and reads it again. */
export async function save(house: House, actor: Actor, edit: DocumentEdit): Promise<Document> {
  const saved = expectOk(await saveDocument(house.db, actor, edit))
  if (saved.kind !== 'saved') throw new Error('Somebody else changed the same.')
  return read(house, actor, edit.id)
}

export async function read(house: House, actor: Actor, id: string): Promise<Document> {
  const document = await readDocument(house.db, actor, id)
  if (!document) throw new Error(`${actor.name} does not see the document ${id}.`)
  return document
}
