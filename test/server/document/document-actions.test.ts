import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { verifyChain } from '../../../server/audit/verify-chain.ts'
import { closeCase } from '../../../server/casefile/casefile-actions.ts'
import { approveDocument } from '../../../server/document/approval-actions.ts'
import {
  createDocument,
  discardDocument,
  listDocuments,
  listRevisions,
  readDocument,
  readRevision,
} from '../../../server/document/document-actions.ts'
import { saveDocument } from '../../../server/document/saving.ts'
import { openNotices } from '../../../server/notice/notice-actions.ts'
import { expectOk } from '../../house.ts'
import { caseOf } from '../casefile/cases.ts'
import {
  agreementInput,
  approvedAgreement,
  emptyAgreement,
  fullAgreement,
  fullPaper,
  houseName,
  openOffice,
  paperInput,
  read,
  save,
  submittedAgreement,
} from './documents.ts'

let office: Awaited<ReturnType<typeof openOffice>>
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.house.close())

describe('creating a document', () => {
  test('an agreement begins with what the case, the user and the house say, and with who is going to sign', async () => {
    const { house, ahlers } = office
    const { id: caseId } = await caseOf(house, ahlers, {
      pfad: '25b',
      person: { vorname: 'Lamin', anrede: 'Herr', anschrift: { ort: 'Auental' } },
      haushalt: [{ id: 'h1', verhaeltnis: 'Tochter', name: 'Awa Ceesay' }],
      aufenthalt: { einreise: '2019-05-14' },
      partner: [{ id: 'p1', rolle: 'Jobcenter', stelle: 'Jobcenter Auental' }],
    })
    const { id } = expectOk(await createDocument(house.db, ahlers, { slug: 'zielvereinbarung-25b', caseId, houseName }))
    const document = await read(house, ahlers, id)
    expect(document).toMatchObject({ kind: 'agreement', caseId, state: 'draft', revision: 1, contentHash: null })
    expect(document.title).toBe('Zielvereinbarung Lamin Ceesay')
    expect(document.values).toEqual({
      aktenzeichen: '32.3-ZV-2026-0163',
      fassung: '1.0',
      fassungsart: 'Erstvereinbarung',
      pfad: '25b',
      person: { anrede: 'Herr', vorname: 'Lamin', nachname: 'Ceesay', anschrift: { ort: 'Auental' } },
      haushalt: [{ id: 'h1', verhaeltnis: 'Tochter', name: 'Awa Ceesay' }],
      behoerde: { name: houseName, einheit: 'Einheit 32.3', lotsin: { name: 'Jutta Ahlers' } },
      beteiligte: [{ id: 'p1', rolle: 'Jobcenter', stelle: 'Jobcenter Auental' }],
      ausgangslage: { einreise: '2019-05-14' },
      unterschriften: [
        { id: 'klient', rolle: 'klient', name: 'Lamin Ceesay' },
        { id: 'lotse', rolle: 'lotsin', name: 'Jutta Ahlers' },
      ],
    })
    expect(await house.trailOf(caseId)).toMatchObject([
      {
        event: 'document.created',
        subject: id,
        userId: ahlers.userId,
        details: { template: 'zielvereinbarung-25b@1' },
      },
      { event: 'case.created' },
    ])
  })

  test.each([
    ['Frau', 'klientin'],
    ['Herr', 'klient'],
    ['Divers', 'klientperson'],
  ])('whoever is addressed as %s signs as %s', async (anrede, rolle) => {
    const { house, ahlers } = office
    const { id: caseId } = await caseOf(house, ahlers, { person: { anrede } })
    const { id } = expectOk(await createDocument(house.db, ahlers, { slug: 'zielvereinbarung-25b', caseId, houseName }))
    expect((await read(house, ahlers, id)).values.unterschriften).toMatchObject([{ rolle }, { rolle: 'lotsin' }])
  })

  test('a paper begins with its unit and its author and belongs to no case', async () => {
    const { house, vosskamp } = office
    const { id } = expectOk(await createDocument(house.db, vosskamp, { slug: 'sitzungsvorlage-kreis', houseName }))
    const document = await read(house, vosskamp, id)
    expect(document).toMatchObject({ kind: 'paper', caseId: null, unitName: 'Einheit 10.2', number: null })
    expect(document.values).toMatchObject({ facheinheit: 'Einheit 10.2', verfasser: 'Henning Vosskamp' })
  })

  test('an agreement needs an open case of her own, and the Sitzungsdienst writes none', async () => {
    const { house, ahlers, deppe, vosskamp } = office
    const wanted = { slug: 'zielvereinbarung-25b', houseName }
    const { id: caseId } = await caseOf(house, ahlers)
    expect(await createDocument(house.db, ahlers, wanted)).toMatchObject({ fields: [{ path: 'caseId' }] })
    expect(await createDocument(house.db, deppe, { ...wanted, caseId })).toMatchObject({ problem: 'not_found' })
    expect(await createDocument(house.db, vosskamp, { ...wanted, caseId })).toMatchObject({ problem: 'forbidden' })
    expect(await createDocument(house.db, ahlers, { ...wanted, slug: 'geheim', caseId })).toMatchObject({
      fields: [{ path: 'slug' }],
    })
    expectOk(await closeCase(house.db, ahlers, { id: caseId }))
    expect(await createDocument(house.db, ahlers, { ...wanted, caseId })).toMatchObject({ problem: 'conflict' })
  })

  test('an agreement that goes on copies the earlier one, bears the next number and takes new facts from the case', async () => {
    const { house, ahlers } = office
    const earlier = await fullAgreement(house, ahlers)
    const { id } = expectOk(await createDocument(house.db, ahlers, { copyOf: earlier.id, houseName }))
    const copy = await read(house, ahlers, id)
    expect(copy).toMatchObject({ copiedFrom: earlier.id, caseId: earlier.caseId, revision: 1 })
    expect(copy.values.ziele).toEqual(earlier.values.ziele)
    const next = `${Number.parseInt(String(earlier.values.fassung), 10) + 1}.0`
    expect(copy.values).toMatchObject({ fassung: next, fassungsart: 'Fortschreibung', person: { nachname: 'Ceesay' } })
  })

  test('no agreement is copied into the case of another person, or by somebody who cannot see it', async () => {
    const { house, ahlers, deppe } = office
    const { id: copyOf } = await fullAgreement(house, ahlers)
    const { id: caseId } = await caseOf(house, ahlers, { aktenzeichen: '32.3-ZV-2026-0200' })
    expect(await createDocument(house.db, ahlers, { copyOf, caseId, houseName })).toMatchObject({
      fields: [{ path: 'copyOf' }],
    })
    expect(await createDocument(house.db, deppe, { copyOf, houseName })).toMatchObject({ problem: 'not_found' })
  })
})

describe('saving a document', () => {
  test('each save is a revision of its own, and the trail names places, never words', async () => {
    const { house, ahlers } = office
    const empty = await emptyAgreement(house, ahlers)
    const full = await save(house, ahlers, { id: empty.id, baseRevision: 1, input: agreementInput() })
    expect(full).toMatchObject({ revision: 2, editorId: ahlers.userId })
    expect(full.contentHash).toMatch(/^[0-9a-f]{64}$/)
    const revisions = await listRevisions(house.db, ahlers, empty.id)
    expect(revisions.map(({ revision }) => revision)).toEqual([2, 1])
    expect(revisions[1]?.values).toEqual(empty.values)
    const [entry] = await house.trailOf(empty.id)
    expect(entry).toMatchObject({ event: 'document.saved', related: empty.caseId, details: { revision: 2 } })
    expect(String(entry?.details.fields).split(' ')).toContain('gespraech.datum')
    expect(JSON.stringify(entry)).not.toContain('Generalkonsulat')
  })

  test('a save that changes nothing makes no revision and no entry', async () => {
    const { house, ahlers } = office
    const { id, values } = await fullAgreement(house, ahlers)
    const saved = expectOk(await saveDocument(house.db, ahlers, { id, baseRevision: 2, input: values }))
    expect(saved).toEqual({ kind: 'saved', revision: 2, changed: false, merged: [] })
    expect(await house.eventsOf(id)).toEqual(['document.created', 'document.saved'])
  })

  test('what two people change in different places is kept from both', async () => {
    const { house, ahlers, kortmann } = office
    const { id } = await fullAgreement(house, ahlers)
    const mine = agreementInput({ lesefassung: 'Ukrainisch' })
    const theirs = agreementInput({ abschlussgespraech: '2027-10-05' })
    await save(house, kortmann, { id, baseRevision: 2, input: theirs })
    const saved = expectOk(await saveDocument(house.db, ahlers, { id, baseRevision: 2, input: mine }))
    expect(saved).toMatchObject({ kind: 'saved', revision: 4, merged: [{ path: 'abschlussgespraech' }] })
    expect((await read(house, ahlers, id)).values).toMatchObject({
      lesefassung: 'Ukrainisch',
      abschlussgespraech: '2027-10-05',
    })
    expect((await house.trailOf(id))[0]?.details).toEqual({ revision: 4, fields: 'lesefassung', merged: true })
  })

  test('what both change differently comes back with both values, and nothing is stored until it is chosen', async () => {
    const { house, ahlers, kortmann } = office
    const { id } = await fullAgreement(house, ahlers)
    await save(house, kortmann, { id, baseRevision: 2, input: agreementInput({ lesefassung: 'Albanisch' }) })
    const edit = { id, baseRevision: 2, input: agreementInput({ lesefassung: 'Romanes' }) }
    const conflict = expectOk(await saveDocument(house.db, ahlers, edit))
    expect(conflict).toMatchObject({
      kind: 'conflict',
      conflicts: [{ key: 'lesefassung', mine: 'Romanes', theirs: 'Albanisch' }],
      theirs: { revision: 3, byName: 'Dr. Sabine Kortmann' },
      mine: { lesefassung: 'Romanes' },
    })
    expect((await read(house, ahlers, id)).revision).toBe(3)
    const decided = { revision: 3, choices: { lesefassung: 'mine' } } as const
    expectOk(await saveDocument(house.db, ahlers, { ...edit, decided }))
    expect((await read(house, ahlers, id)).values.lesefassung).toBe('Romanes')
    expect((await readRevision(house.db, ahlers, { id, revision: 3 }))?.values.lesefassung).toBe('Albanisch')
  })

  test('a choice that was made about an older revision is asked for again', async () => {
    const { house, ahlers, kortmann } = office
    const { id } = await fullAgreement(house, ahlers)
    await save(house, kortmann, { id, baseRevision: 2, input: agreementInput({ lesefassung: 'Albanisch' }) })
    await save(house, kortmann, { id, baseRevision: 3, input: agreementInput({ lesefassung: 'Griechisch' }) })
    const decided = { revision: 3, choices: { lesefassung: 'mine' } } as const
    const edit = { id, baseRevision: 2, input: agreementInput({ lesefassung: 'Romanes' }), decided }
    expect(expectOk(await saveDocument(house.db, ahlers, edit))).toMatchObject({
      kind: 'conflict',
      theirs: { revision: 4 },
    })
  })

  test('wrong values are said at their fields and nothing is stored', async () => {
    const { house, ahlers } = office
    const { id } = await emptyAgreement(house, ahlers)
    const input = agreementInput({ abschlussgespraech: '31.02.2027', pfad: '99z' })
    const refused = await saveDocument(house.db, ahlers, { id, baseRevision: 1, input })
    expect(refused).toMatchObject({ problem: 'invalid' })
    expect(refused.ok ? [] : refused.fields.map(({ path }) => path)).toEqual(['abschlussgespraech', 'pfad'])
    expect((await read(house, ahlers, id)).revision).toBe(1)
  })

  test('nobody types what only issuing assigns', async () => {
    const { house, vosskamp } = office
    const { id } = await fullPaper(house, vosskamp)
    const input = paperInput({ nummer: '0001/2026/KREIS', beratungsgegenstand: 'Anderes' })
    const saved = await save(house, vosskamp, { id, baseRevision: 2, input })
    expect(saved.values).not.toHaveProperty('nummer')
    expect(saved.subtitle).toBe('Anderes')
  })

  test('a base that never was is refused', async () => {
    const { house, ahlers } = office
    const { id } = await emptyAgreement(house, ahlers)
    const refused = await saveDocument(house.db, ahlers, { id, baseRevision: 7, input: agreementInput() })
    expect(refused).toMatchObject({ problem: 'stale' })
  })

  test('of 20 people who write at once every one finds her words again', async () => {
    const { house, ahlers, kortmann } = office
    const { id } = await fullAgreement(house, ahlers)
    const rows = (number: number) => [{ id: `n${number}`, verhaeltnis: 'Kind', name: `Kind ${number}` }]
    const saves = Array.from({ length: 20 }, (_, number) =>
      saveDocument(house.db, number % 2 ? ahlers : kortmann, {
        id,
        baseRevision: 2,
        input: agreementInput({ haushalt: rows(number) }),
      }),
    )
    const saved = (await Promise.all(saves)).map(expectOk)
    const revisions = saved.map((each) => (each.kind === 'saved' ? each.revision : 0)).sort((a, b) => a - b)
    expect(revisions).toEqual(Array.from({ length: 20 }, (_, index) => index + 3))
    const stored = JSON.stringify((await read(house, ahlers, id)).values.haushalt)
    for (let number = 0; number < 20; number++) expect(stored).toContain(`"Kind ${number}"`)
    const events = (await house.trailOf(id)).filter(({ event }) => event === 'document.saved')
    expect(events).toHaveLength(21)
    expect(await verifyChain(house.db)).toMatchObject({ erased: 0 })
  })

  test('of 20 people who change the same words one is stored, and all others are asked', async () => {
    const { house, ahlers } = office
    const { id } = await fullAgreement(house, ahlers)
    const saves = Array.from({ length: 20 }, (_, number) =>
      saveDocument(house.db, ahlers, {
        id,
        baseRevision: 2,
        input: agreementInput({ lesefassung: `Sprache ${number}` }),
      }),
    )
    const kinds = (await Promise.all(saves)).map((each) => expectOk(each).kind).sort()
    expect(kinds).toEqual([...Array.from({ length: 19 }, () => 'conflict'), 'saved'])
    expect((await read(house, ahlers, id)).revision).toBe(3)
  })

  test('what waits for a decision is not changed before it is recalled', async () => {
    const { house, ahlers } = office
    const { id } = await submittedAgreement(house, ahlers)
    const input = agreementInput({ lesefassung: 'Ukrainisch' })
    for (const voidApproval of [false, true]) {
      const refused = await saveDocument(house.db, ahlers, { id, baseRevision: 2, input, voidApproval })
      expect(refused).toMatchObject({ problem: 'conflict', message: expect.stringContaining('Holen Sie es zurück') })
    }
  })

  test('an approved document is changed only knowingly, which voids the approval and says so to all', async () => {
    const { house, ahlers, kortmann } = office
    const { id } = await approvedAgreement(house, ahlers, kortmann)
    const edit = { id, baseRevision: 2, input: agreementInput({ lesefassung: 'Ukrainisch' }) }
    const refused = await saveDocument(house.db, ahlers, edit)
    expect(refused).toMatchObject({ problem: 'conflict', message: expect.stringContaining('hebt die Freigabe auf') })
    expect((await read(house, ahlers, id)).state).toBe('approved')
    const saved = await save(house, ahlers, { ...edit, voidApproval: true })
    expect(saved).toMatchObject({ state: 'draft', revision: 3 })
    expect((await house.eventsOf(id)).slice(-2)).toEqual(['document.approval_voided', 'document.saved'])
    const notices = await openNotices(house.db, kortmann.userId)
    expect(notices).toMatchObject([{ kind: 'approval_voided', about: id }])
  })

  test('saving an approved document without a change voids nothing', async () => {
    const { house, ahlers, kortmann } = office
    const { id, values } = await approvedAgreement(house, ahlers, kortmann)
    expectOk(await saveDocument(house.db, ahlers, { id, baseRevision: 2, input: values, voidApproval: true }))
    expect((await read(house, ahlers, id)).state).toBe('approved')
  })
})

describe('discarding a document', () => {
  test('a draft leaves the lists and stays to be read', async () => {
    const { house, ahlers } = office
    const { id } = await emptyAgreement(house, ahlers)
    expectOk(await discardDocument(house.db, ahlers, { id }))
    expect((await readDocument(house.db, ahlers, id))?.state).toBe('discarded')
    expect((await listDocuments(house.db, ahlers, { filter: {}, page: 1 })).total).toBe(0)
    expect((await listDocuments(house.db, ahlers, { filter: { state: 'discarded' }, page: 1 })).total).toBe(1)
    expect((await house.eventsOf(id)).at(-1)).toBe('document.discarded')
    expect(await discardDocument(house.db, ahlers, { id })).toMatchObject({ problem: 'conflict' })
    const input = agreementInput()
    expect(await saveDocument(house.db, ahlers, { id, baseRevision: 1, input })).toMatchObject({ problem: 'conflict' })
  })

  test('what waits or is approved is not discarded', async () => {
    const { house, ahlers, kortmann } = office
    const { id, contentHash } = await submittedAgreement(house, ahlers)
    expect(await discardDocument(house.db, ahlers, { id })).toMatchObject({ problem: 'conflict' })
    expectOk(await approveDocument(house.db, kortmann, { id, contentHash }))
    expect(await discardDocument(house.db, ahlers, { id })).toMatchObject({ problem: 'conflict' })
  })
})

describe('the list of documents', () => {
  test('is filtered by kind, state, case, author and words of the title or subject', async () => {
    const { house, ahlers, kortmann } = office
    const agreement = await submittedAgreement(house, ahlers)
    const paper = await fullPaper(house, kortmann)
    const found = async (filter: Parameters<typeof listDocuments>[2]['filter']) =>
      (await listDocuments(house.db, kortmann, { filter, page: 1 })).documents.map(({ id }) => id)
    expect(await found({})).toEqual(expect.arrayContaining([agreement.id, paper.id]))
    expect(await found({ kind: 'paper' })).toEqual([paper.id])
    expect(await found({ state: 'in_approval' })).toEqual([agreement.id])
    expect(await found({ caseId: agreement.caseId ?? '' })).toEqual([agreement.id])
    expect(await found({ authorId: kortmann.userId })).toEqual([paper.id])
    expect(await found({ text: agreement.title.split(' ').at(-1) })).toEqual([agreement.id])
    expect(await found({ text: 'zielvereinb' })).toEqual([agreement.id])
    expect(await found({ text: 'gibtesnicht' })).toEqual([])
  })
})

test('the database refuses what must not be: changed revisions, gaps and two first ones', async () => {
  const { house, ahlers } = office
  const { id } = await fullAgreement(house, ahlers)
  const run = (sql: string) => house.db.write((tx) => tx.run(sql))
  await expect(run("UPDATE document_revision SET title = 'x'")).rejects.toThrow('never changes')
  await expect(run('DELETE FROM document_revision')).rejects.toThrow('never goes')
  await expect(run("UPDATE document SET kind = 'paper'")).rejects.toThrow('never changes')
  await expect(
    run(`INSERT OR REPLACE INTO document_revision SELECT document_id, 1, values_json, title, numbered_title, subtitle,
      search_text, editor_id, saved_at, content_hash, writers FROM document_revision WHERE revision = 2`),
  ).rejects.toThrow('not the next revision')
  const count = z.object({ count: z.number() })
  expect(
    await house.db.first(count, 'SELECT count(*) AS count FROM document_revision WHERE document_id = ?', [id]),
  ).toEqual({
    count: 2,
  })
})
