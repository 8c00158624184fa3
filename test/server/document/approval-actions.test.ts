import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { transact } from '../../../server/audit/audit.ts'
import { type Actor, setupActor } from '../../../server/auth/auth.ts'
import { deactivateUser } from '../../../server/auth/user-actions.ts'
import {
  approveDocument,
  forwardDocument,
  recallDocument,
  returnDocument,
  submitDocument,
} from '../../../server/document/approval-actions.ts'
import { contentHashOf } from '../../../server/document/content-hash.ts'
import { readDocument } from '../../../server/document/document-actions.ts'
import { templateOf } from '../../../server/document/pinned-template.ts'
import { listWaiting } from '../../../server/document/waiting.ts'
import { openNotices } from '../../../server/notice/notice-actions.ts'
import { expectOk, type House } from '../../house.ts'
import {
  agreementInput,
  approvedAgreement,
  emptyAgreement,
  fullAgreement,
  fullPaper,
  openOffice,
  read,
  save,
  submit,
  submittedAgreement,
} from './documents.ts'

let office: Awaited<ReturnType<typeof openOffice>>
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.house.close())

const noticesOf = async (house: House, actor: Actor) =>
  (await openNotices(house.db, actor.userId)).map(({ kind }) => kind)

const waitingFor = async (house: House, actor: Actor) =>
  (await listWaiting(house.db, actor, { filter: {}, page: 1 })).documents

describe('giving a document to approval', () => {
  test('each Leitung of the unit is told, and nobody else', async () => {
    const { house, ahlers, kortmann, siebert, brandt } = office
    const { id, contentHash } = await submittedAgreement(house, ahlers)
    expect((await read(house, ahlers, id)).state).toBe('in_approval')
    for (const leitung of [kortmann, siebert]) {
      expect(await noticesOf(house, leitung)).toEqual(['approval_requested'])
      expect(await waitingFor(house, leitung)).toMatchObject([
        { documentId: id, request: { contentHash }, barred: null },
      ])
    }
    expect(await noticesOf(house, brandt)).toEqual([])
    expect(await waitingFor(house, brandt)).toEqual([])
    expect((await house.trailOf(id))[0]).toMatchObject({
      event: 'document.submitted',
      details: { revision: 2, contentHash },
    })
  })

  test('every missing place is named, and nothing is asked of anybody', async () => {
    const { house, ahlers, kortmann } = office
    const { id } = await emptyAgreement(house, ahlers)
    const refused = await submitDocument(house.db, ahlers, { id })
    expect(refused).toMatchObject({ problem: 'invalid' })
    const paths = refused.ok ? [] : refused.fields.map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['gespraech.datum', 'person.vorname', 'ziele', 'rechtsnatur']))
    expect(await noticesOf(house, kortmann)).toEqual([])
    expect((await read(house, ahlers, id)).state).toBe('draft')
  })

  test('a revision that is no longer the newest is not given away', async () => {
    const { house, ahlers } = office
    const { id } = await fullAgreement(house, ahlers)
    expect(await submitDocument(house.db, ahlers, { id, revision: 1 })).toMatchObject({ problem: 'stale' })
    expectOk(await submitDocument(house.db, ahlers, { id, revision: 2 }))
    expect(await submitDocument(house.db, ahlers, { id })).toMatchObject({ problem: 'conflict' })
  })

  test('of ten clicks one is a submission', async () => {
    const { house, ahlers } = office
    const { id } = await fullAgreement(house, ahlers)
    const clicks = await Promise.all(Array.from({ length: 10 }, () => submitDocument(house.db, ahlers, { id })))
    expect(clicks.filter(({ ok }) => ok)).toHaveLength(1)
    expect((await house.eventsOf(id)).filter((event) => event === 'document.submitted')).toHaveLength(1)
  })

  test('where nobody of the unit can decide this is said, and another Leitung can be chosen', async () => {
    const { house, brandt, kortmann } = office
    const paper = await fullPaper(house, brandt)
    const refused = await submitDocument(house.db, brandt, { id: paper.id })
    expect(refused).toMatchObject({ fields: [{ path: 'forwardTo', message: expect.stringContaining('niemand') }] })
    const toHerself = await submitDocument(house.db, brandt, { id: paper.id, forwardTo: brandt.userId })
    expect(toHerself).toMatchObject({ problem: 'invalid', fields: [{ path: 'forwardTo' }] })
    expect(await readDocument(house.db, kortmann, paper.id)).toBeNull()
    expectOk(await submitDocument(house.db, brandt, { id: paper.id, forwardTo: kortmann.userId }))
    const { contentHash } = await read(house, kortmann, paper.id)
    expectOk(await approveDocument(house.db, kortmann, { id: paper.id, contentHash: contentHash ?? '' }))
    expect((await read(house, brandt, paper.id)).state).toBe('approved')
  })

  test('a Leitung whose account is closed counts as nobody', async () => {
    const { house, yildiz, brandt } = office
    const at = house.clock.now()
    expectOk(
      await transact(house.db, { by: setupActor.ref, event: 'user.deactivated', subject: brandt.userId }, (tx) =>
        deactivateUser(tx, setupActor, { id: brandt.userId, at }),
      ),
    )
    const { id } = await fullAgreement(house, yildiz)
    expect(await submitDocument(house.db, yildiz, { id })).toMatchObject({ fields: [{ path: 'forwardTo' }] })
  })
})

describe('four eyes', () => {
  test('a Leitung cannot approve or return what she edited last, but she can forward it', async () => {
    const { house, ahlers, kortmann, brandt } = office
    const draft = await fullAgreement(house, ahlers)
    await save(house, kortmann, { id: draft.id, baseRevision: 2, input: agreementInput({ lesefassung: 'Romanes' }) })
    const { id, contentHash } = await submit(house, ahlers, draft)
    expect(await noticesOf(house, kortmann)).toEqual([])
    expect(await waitingFor(house, kortmann)).toMatchObject([{ barred: 'herself' }])
    expect(await approveDocument(house.db, kortmann, { id, contentHash })).toMatchObject({ problem: 'forbidden' })
    const returned = await returnDocument(house.db, kortmann, { id, contentHash, reason: 'Frist fehlt' })
    expect(returned).toMatchObject({ problem: 'forbidden' })
    expect(await house.eventsOf(id)).not.toContain('document.approved')
    expectOk(await forwardDocument(house.db, kortmann, { id, to: brandt.userId }))
    expect(await noticesOf(house, brandt)).toEqual(['approval_requested'])
    expectOk(await approveDocument(house.db, brandt, { id, contentHash }))
  })

  test('a Leitung who edited earlier, but not last, may decide', async () => {
    const { house, ahlers, kortmann } = office
    const draft = await fullAgreement(house, ahlers)
    await save(house, kortmann, { id: draft.id, baseRevision: 2, input: agreementInput({ lesefassung: 'Romanes' }) })
    await save(house, ahlers, { id: draft.id, baseRevision: 3, input: agreementInput({ lesefassung: 'Arabisch' }) })
    expectOk(await approveDocument(house.db, kortmann, await submit(house, ahlers, draft)))
  })

  test('a Leitung who wrote it does not decide, even when somebody else edited it last', async () => {
    const { house, ahlers, kortmann, siebert } = office
    const draft = await fullPaper(house, kortmann)
    const edited = await save(house, siebert, {
      id: draft.id,
      baseRevision: 2,
      input: { ...draft.values, beratungsgegenstand: 'Anderer Gegenstand' },
    })
    const refusedFor = await submitDocument(house.db, siebert, { id: edited.id })
    expect(refusedFor).toMatchObject({ fields: [{ path: 'forwardTo' }] })
    expect(await readDocument(house.db, ahlers, edited.id)).toBeNull()
  })

  test('nobody decides as the deputy of somebody who is barred', async () => {
    const { house, ahlers, kortmann, siebert } = office
    const draft = await fullAgreement(house, ahlers)
    await save(house, kortmann, { id: draft.id, baseRevision: 2, input: agreementInput({ lesefassung: 'Romanes' }) })
    const submitted = await submit(house, ahlers, draft)
    const deputy = { ...siebert, ref: { userId: siebert.userId, onBehalfOf: kortmann.userId } }
    expect(await approveDocument(house.db, deputy, submitted)).toMatchObject({ problem: 'forbidden' })
    expectOk(await approveDocument(house.db, siebert, submitted))
  })

  test('the database refuses a decision of the author, whatever the program says', async () => {
    const { house, ahlers } = office
    const { requestId, contentHash } = await submittedAgreement(house, ahlers)
    const insert = house.db.write((tx) =>
      tx.run(
        `INSERT INTO approval_decision (request_id, outcome, content_hash, user_id, decided_at)
         VALUES (?, 'approved', ?, ?, '2026-11-23T08:00:00.000Z')`,
        [requestId, contentHash, ahlers.userId],
      ),
    )
    await expect(insert).rejects.toThrow('author or last editor')
  })

  test('who is no Leitung of the unit decides nothing', async () => {
    const { house, ahlers, deppe, brandt, vosskamp } = office
    const submitted = await submittedAgreement(house, ahlers)
    expect(await approveDocument(house.db, ahlers, submitted)).toMatchObject({ problem: 'forbidden' })
    for (const other of [deppe, brandt, vosskamp]) {
      expect(await approveDocument(house.db, other, submitted)).toMatchObject({ problem: 'not_found' })
    }
  })
})

describe('deciding', () => {
  test('an approval approves the content that was read, and its writer is told', async () => {
    const { house, ahlers, kortmann, siebert } = office
    const submitted = await submittedAgreement(house, ahlers)
    expectOk(await approveDocument(house.db, kortmann, submitted))
    expect((await read(house, ahlers, submitted.id)).state).toBe('approved')
    expect(await noticesOf(house, ahlers)).toEqual(['approved'])
    expect(await noticesOf(house, siebert)).toEqual([])
    expect((await house.trailOf(submitted.id))[0]).toMatchObject({
      event: 'document.approved',
      userId: kortmann.userId,
      related: submitted.caseId,
      details: { contentHash: submitted.contentHash },
    })
    const second = await approveDocument(house.db, siebert, submitted)
    expect(second).toMatchObject({ problem: 'conflict' })
  })

  test('whoever read an older version is asked to read the new one', async () => {
    const { house, ahlers, kortmann } = office
    const old = await submittedAgreement(house, ahlers)
    expectOk(await recallDocument(house.db, ahlers, old))
    await save(house, ahlers, { id: old.id, baseRevision: 2, input: agreementInput({ lesefassung: 'Arabisch' }) })
    const current = await submit(house, ahlers, old)
    expect(current.contentHash).not.toBe(old.contentHash)
    expect(await approveDocument(house.db, kortmann, old)).toMatchObject({ problem: 'stale' })
    const reason = 'Bitte ergänzen.'
    expect(await returnDocument(house.db, kortmann, { ...old, reason })).toMatchObject({ problem: 'stale' })
    expectOk(await approveDocument(house.db, kortmann, current))
  })

  test('of two who decide at once one decides', async () => {
    const { house, ahlers, kortmann, siebert } = office
    const submitted = await submittedAgreement(house, ahlers)
    const both = await Promise.all([
      approveDocument(house.db, kortmann, submitted),
      returnDocument(house.db, siebert, { ...submitted, reason: 'Bitte ergänzen.' }),
    ])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
  })

  test('a return needs a reason, and the document can be changed and given again', async () => {
    const { house, ahlers, kortmann } = office
    const submitted = await submittedAgreement(house, ahlers)
    expect(await returnDocument(house.db, kortmann, { ...submitted, reason: '  ' })).toMatchObject({
      problem: 'invalid',
      fields: [{ path: 'reason' }],
    })
    expectOk(await returnDocument(house.db, kortmann, { ...submitted, reason: 'Frist in Ziel 2 fehlt.' }))
    expect((await read(house, ahlers, submitted.id)).state).toBe('returned')
    expect(await noticesOf(house, ahlers)).toEqual(['returned'])
    expect(JSON.stringify(await house.trailOf(submitted.id))).not.toContain('Frist in Ziel')
    const edit = { id: submitted.id, baseRevision: 2, input: agreementInput({ lesefassung: 'Arabisch' }) }
    expect((await save(house, ahlers, edit)).state).toBe('returned')
    expectOk(await approveDocument(house.db, kortmann, await submit(house, ahlers, submitted)))
  })

  test('a recall ends the request before it is decided, and only then', async () => {
    const { house, ahlers, deppe, kortmann } = office
    const submitted = await submittedAgreement(house, ahlers)
    expect(await recallDocument(house.db, deppe, submitted)).toMatchObject({ problem: 'not_found' })
    expectOk(await recallDocument(house.db, ahlers, submitted))
    expect((await read(house, ahlers, submitted.id)).state).toBe('draft')
    expect(await waitingFor(house, kortmann)).toEqual([])
    expect(await noticesOf(house, kortmann)).toEqual([])
    expect(await approveDocument(house.db, kortmann, submitted)).toMatchObject({ problem: 'conflict' })
    expectOk(await approveDocument(house.db, kortmann, await submit(house, ahlers, submitted)))
    expect(await recallDocument(house.db, ahlers, submitted)).toMatchObject({ problem: 'conflict' })
  })

  test('who gets it forwarded must be of a Leitung and not have it already', async () => {
    const { house, ahlers, deppe, kortmann, brandt } = office
    const { id } = await submittedAgreement(house, ahlers)
    for (const to of ['', 'unbekannt', deppe.userId, kortmann.userId]) {
      expect(await forwardDocument(house.db, kortmann, { id, to })).toMatchObject({ fields: [{ path: 'to' }] })
    }
    expectOk(await forwardDocument(house.db, kortmann, { id, to: brandt.userId }))
    expect(await forwardDocument(house.db, kortmann, { id, to: brandt.userId })).toMatchObject({ problem: 'invalid' })
    expect(await forwardDocument(house.db, deppe, { id, to: brandt.userId })).toMatchObject({ problem: 'not_found' })
  })
})

describe('the content hash', () => {
  test('is the same when it is computed again, so an upgrade that changes no word voids nothing', async () => {
    const { house, ahlers, kortmann } = office
    const document = await approvedAgreement(house, ahlers, kortmann)
    const template = await templateOf(house.db, document)
    expect(expectOk(await contentHashOf(template, document.values, []))).toBe(document.contentHash)
    // A stored form in another order of names says the same.
    const reversed = Object.fromEntries(Object.entries(document.values).reverse())
    expect(expectOk(await contentHashOf(template, reversed, []))).toBe(document.contentHash)
    expect((await read(house, ahlers, document.id)).state).toBe('approved')
  })

  test('does not know the number that issuing assigns, but every word', async () => {
    const { house, vosskamp } = office
    const { values, contentHash, ...document } = await fullPaper(house, vosskamp)
    const template = await templateOf(house.db, document)
    const hash = async (others: object) => expectOk(await contentHashOf(template, { ...values, ...others }, []))
    expect(await hash({ nummer: '0001/2026/KREIS' })).toBe(contentHash)
    expect(await hash({ beratungsgegenstand: 'Ein anderer' })).not.toBe(contentHash)
  })
})
