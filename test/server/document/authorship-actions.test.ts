import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { readAuthorship } from '../../../server/document/authorship-actions.ts'
import { verifyLog } from '../../../server/writing/commit-chain.ts'
import { agreementInput, fullAgreement, fullPaper, openOffice, save } from './documents.ts'
import { approved, issue } from './issuing.ts'
import { writeLive } from './live-writing.ts'

let office: Awaited<ReturnType<typeof openOffice>>
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.house.close())

test('each passage of a text is its writer’s, and each value is whose hand was last on it', async () => {
  const { house, vosskamp } = office
  const groth = await house.user('sitzungsdienst', 'Anke Groth', { unit: '10.2' })
  const paper = await fullPaper(house, vosskamp)
  await writeLive(house, groth, paper, {
    beschlussvorschlag: '<p>Der Ausschuss nimmt den Bericht erfreut zur Kenntnis.</p>',
    verfasser: 'Groth, Anke',
  })
  const authorship = await readAuthorship(house.db, vosskamp, paper.id)
  const text = authorship?.texts.find(({ label }) => label === 'Beschlussvorschlag')
  const passages = text?.lines.flatMap((line) => line.passages) ?? []
  expect(new Set(passages.map(({ by }) => by))).toEqual(new Set([vosskamp.userId, groth.userId]))
  const values = new Map(authorship?.values.map(({ label, by }) => [label, by]))
  expect(values.get('Verfasser/-in')).toBe(groth.userId)
  expect(values.get('Beratungsgegenstand')).toBe(vosskamp.userId)
  expect(authorship?.shares.reduce((sum, { percent }) => sum + percent, 0)).toBeGreaterThan(97)
})

test('what nobody wrote live is whoever’s saved it last', async () => {
  const { house, ahlers, kortmann } = office
  const { id } = await fullAgreement(house, ahlers)
  await save(house, kortmann, { id, baseRevision: 2, input: agreementInput({ lesefassung: 'Romanes' }) })
  const authorship = await readAuthorship(house.db, ahlers, id)
  const changed = authorship?.values.filter(({ by }) => by === kortmann.userId) ?? []
  expect(changed.map(({ value }) => value)).toEqual(['Romanes'])
  expect(authorship?.values.length).toBeGreaterThan(10)
  expect(authorship?.shares).toEqual([])
})

test('nobody learns who wrote what she may not read', async () => {
  const { house, ahlers, yildiz } = office
  const { id } = await fullAgreement(house, ahlers)
  expect(await readAuthorship(house.db, yildiz, id)).toBeNull()
})

test('after issuing it is still known who wrote which passage, and nothing any more of what was deleted on the way', async () => {
  const { house, vosskamp } = office
  const { db } = house
  const landrat = await house.user('leitung', 'Dr. Elisabeth Schwenzow', { unit: '10.2' })
  const groth = await house.user('sitzungsdienst', 'Anke Groth', { unit: '10.2' })
  const paper = await fullPaper(house, vosskamp)
  await writeLive(house, groth, paper, { beschlussvorschlag: '<p>Der Entwurf taugt nichts.</p>' })
  await writeLive(house, groth, paper, { beschlussvorschlag: '<p>Der Kreistag beschließt.</p>' })
  const approvedPaper = await approved(house, paper, { clerk: vosskamp, leitung: landrat })
  const before = await readAuthorship(db, vosskamp, paper.id)
  await issue(house, vosskamp, approvedPaper)
  const after = await readAuthorship(db, vosskamp, paper.id)
  expect(after?.texts).toEqual(before?.texts)
  expect(after?.shares).toEqual(before?.shares)
  expect(after?.values).toEqual(before?.values)
  const [entry] = await house.trailOf(paper.id)
  expect(entry).toMatchObject({ event: 'document.writing_reduced', userId: 'system' })
  const log = await db.all(z.object({ state: z.string() }), 'SELECT state FROM writing_snapshot')
  expect(JSON.stringify(log)).toContain('Kreistag')
  expect(JSON.stringify(log)).not.toContain('taugt')
  expect(await verifyLog(db, paper.id)).toMatchObject({ commits: 0 })
})
