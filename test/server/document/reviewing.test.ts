import { afterEach, beforeEach, expect, test } from 'vitest'
import { approveDocument, recallDocument, returnDocument } from '../../../server/document/approval-actions.ts'
import { changesSinceLastDecision, readReview } from '../../../server/document/reviewing.ts'
import { listWaiting } from '../../../server/document/waiting.ts'
import type { Values } from '../../../server/fields/fields.ts'
import { expectOk } from '../../house.ts'
import { agreementInput, fullAgreement, openOffice, save, submit, submittedAgreement } from './documents.ts'

let office: Awaited<ReturnType<typeof openOffice>>
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.house.close())

/** The document given back by one Leitung, changed twice and given to approval again. */
async function changedAfterReturn() {
  const { house, ahlers, kortmann } = office
  const first = await submittedAgreement(house, ahlers)
  expectOk(await returnDocument(house.db, kortmann, { ...first, reason: 'Bitte das Ziel deutlicher nennen.' }))
  const [goal, ...others] = agreementInput().ziele as readonly Values[]
  const ziele = [{ ...goal, titel: 'Neuen Reisepass bekommen' }, ...others]
  await save(house, kortmann, { id: first.id, baseRevision: 2, input: agreementInput({ lesefassung: 'Romanes' }) })
  await save(house, ahlers, { id: first.id, baseRevision: 3, input: agreementInput({ lesefassung: 'Romanes', ziele }) })
  return submit(house, ahlers, first)
}

test('whoever decides again sees what changed since her own decision, and who changed it', async () => {
  const { house, kortmann } = office
  const { id } = await changedAfterReturn()
  const changes = await changesSinceLastDecision(house.db, kortmann, id)
  expect(changes?.since).toMatchObject({ revision: 2, outcome: 'returned', own: true, byName: 'Dr. Sabine Kortmann' })
  expect(changes?.values).toMatchObject([
    { path: 'lesefassung', after: 'Romanes', byName: 'Dr. Sabine Kortmann' },
    { path: 'ziele[0].titel', after: 'Neuen Reisepass bekommen', byName: 'Jutta Ahlers' },
  ])
  const changed = changes?.blocks.filter(({ change }) => change !== 'same') ?? []
  expect(JSON.stringify(changed)).toContain('Reisepass')
  expect(changed.length).toBeLessThan((changes?.blocks.length ?? 0) / 2)
})

test('whoever has not decided yet sees what changed since the decision of somebody else', async () => {
  const { house, siebert } = office
  const { id } = await changedAfterReturn()
  const changes = await changesSinceLastDecision(house.db, siebert, id)
  expect(changes?.since).toMatchObject({ own: false, reason: 'Bitte das Ziel deutlicher nennen.' })
  expect(changes?.values).toHaveLength(2)
})

test('her own decision counts, even when somebody else decided later', async () => {
  const { house, ahlers, kortmann, siebert } = office
  const second = await changedAfterReturn()
  expectOk(await returnDocument(house.db, siebert, { ...second, reason: 'Noch einmal.' }))
  await submit(house, ahlers, second)
  expect((await changesSinceLastDecision(house.db, kortmann, second.id))?.since).toMatchObject({
    revision: 2,
    own: true,
  })
  expect((await changesSinceLastDecision(house.db, ahlers, second.id))?.since).toMatchObject({
    revision: 4,
    own: false,
  })
})

test('before the first decision nothing counts as changed', async () => {
  const { house, ahlers, kortmann } = office
  const { id } = await submittedAgreement(house, ahlers)
  const changes = await changesSinceLastDecision(house.db, kortmann, id)
  expect(changes).toMatchObject({ since: null, values: [] })
  expect(new Set(changes?.blocks.map(({ change }) => change))).toEqual(new Set(['same']))
})

test('each person is offered exactly what she can do', async () => {
  const { house, ahlers, kortmann, siebert } = office
  const actsOf = async (actor: typeof ahlers, id: string) => {
    const acts = (await readReview(house.db, actor, id))?.acts
    return Object.entries(acts ?? {}).flatMap(([name, can]) => (can ? [name] : []))
  }
  const draft = await fullAgreement(house, ahlers)
  expect(await actsOf(ahlers, draft.id)).toEqual(['edit', 'submit', 'discard', 'copy'])
  await save(house, siebert, { id: draft.id, baseRevision: 2, input: agreementInput({ lesefassung: 'Romanes' }) })
  const submitted = await submit(house, ahlers, draft)
  expect(await actsOf(ahlers, draft.id)).toEqual(['recall', 'copy', 'forward'])
  expect(await actsOf(kortmann, draft.id)).toEqual(['recall', 'copy', 'decide', 'forward'])
  expect(await actsOf(siebert, draft.id)).toEqual(['recall', 'copy', 'barred', 'forward'])
  expectOk(await approveDocument(house.db, kortmann, submitted))
  expect(await actsOf(ahlers, draft.id)).toEqual(['edit', 'voidApproval', 'copy'])
})

test('what lies with a Leitung is listed by age, with those that she can only forward', async () => {
  const { house, ahlers, kortmann } = office
  const first = await submit(house, ahlers, await fullAgreement(house, ahlers, '32.3-ZV-2026-0001'))
  house.clock.advanceMinutes(1)
  const edited = await fullAgreement(house, ahlers, '32.3-ZV-2026-0002')
  await save(house, kortmann, { id: edited.id, baseRevision: 2, input: agreementInput({ lesefassung: 'Romanes' }) })
  const second = await submit(house, ahlers, edited)
  const listed = async () => (await listWaiting(house.db, kortmann, { filter: {}, page: 1 })).documents
  expect((await listed()).map(({ documentId, barred }) => [documentId, barred])).toEqual([
    [first.id, null],
    [second.id, 'herself'],
  ])
  expectOk(await recallDocument(house.db, ahlers, first))
  expect(await listed()).toHaveLength(1)
})
