import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  approveDocument,
  barringOf,
  recallDocument,
  returnDocument,
  submitDocument,
} from '../../../server/document/approval-actions.ts'
import { contentHashOf } from '../../../server/document/content-hash.ts'
import { discardDocument, listRevisions } from '../../../server/document/document-actions.ts'
import { printableDraft } from '../../../server/document/drafting.ts'
import { modeOf, openLive } from '../../../server/document/live.ts'
import { templateOf } from '../../../server/document/pinned-template.ts'
import { readReview } from '../../../server/document/reviewing.ts'
import { restoreRevision, saveDocument } from '../../../server/document/saving.ts'
import { renderDocument } from '../../../server/template/rendering.ts'
import { readSettled } from '../../../server/writing/writing-actions.ts'
import { expectOk } from '../../house.ts'
import {
  approvedAgreement,
  emptyAgreement,
  fullAgreement,
  fullPaper,
  read,
  submit,
  submittedAgreement,
} from './documents.ts'
import { openWritingOffice, set, type } from './writing-office.ts'

let office: Awaited<ReturnType<typeof openWritingOffice>>
beforeEach(async () => {
  office = await openWritingOffice()
})
afterEach(() => office.close())

const headOf = (id: string) => readSettled(office.house.db, id)

describe('opening a document', () => {
  test('begins its log with the newest revision, once, however many open it at the same time', async () => {
    const { house, ahlers, kortmann, open } = office
    const { id, values } = await fullAgreement(house, ahlers)
    expect(await headOf(id)).toBeNull()
    const opened = await Promise.all([ahlers, kortmann, ahlers, kortmann].map((actor) => open(actor, id)))
    for (const live of opened) expect(live).toEqual({ mode: 'write', frozen: false, version: 0 })
    expect(await headOf(id)).toMatchObject({ version: 0, settledVersion: 0, settledRevision: 2, frozen: false })
    expect(await office.liveValues(id)).toEqual(values)
    expect(await house.eventsOf(id)).toEqual(['document.created', 'document.saved'])
  })

  test('lets nobody in who may not see it, and others only read', async () => {
    const { house, ahlers, deppe, kortmann, open } = office
    const { id } = await fullAgreement(house, ahlers)
    expect(await openLive(house.db, deppe, id)).toMatchObject({ problem: 'not_found' })
    expect(await openLive(house.db, ahlers, 'unbekannt')).toMatchObject({ problem: 'not_found' })
    expect(modeOf(deppe, await read(house, ahlers, id))).toBe('comment')
    await submit(house, ahlers, await read(house, ahlers, id))
    expect(await open(kortmann, id)).toMatchObject({ mode: 'comment', frozen: true })
  })

  test('that is approved already is closed from the beginning, and one that is discarded gets no log', async () => {
    const { house, ahlers, kortmann, open } = office
    const approved = await approvedAgreement(house, ahlers, kortmann)
    expect(await open(ahlers, approved.id)).toEqual({ mode: 'comment', frozen: true, version: 0 })
    expect(await office.write(ahlers, approved.id, set('lesefassung', 'x'))).toMatchObject({ reason: 'frozen' })
    const { id } = await emptyAgreement(house, ahlers, '32.3-ZV-2026-0200')
    expectOk(await discardDocument(house.db, ahlers, { id }))
    expect(await open(ahlers, id)).toEqual({ mode: 'none', frozen: true, version: 0 })
    expect(await headOf(id)).toBeNull()
  })
})

describe('settling', () => {
  test('makes one revision of everything since the last, by whoever wrote last, and names all writers', async () => {
    const { house, ahlers, kortmann, open, write, settle } = office
    const { id, caseId } = await fullAgreement(house, ahlers)
    await open(ahlers, id)
    await write(kortmann, id, set('lesefassung', 'Romanes'))
    await write(ahlers, id, set('gespraech.datum', '2026-11-20'))
    await write(ahlers, id, { kind: 'row-added', place: 'haushalt', id: 'neu', after: null })
    await settle(id)
    const document = await read(house, ahlers, id)
    expect(document).toMatchObject({ revision: 3, editorId: ahlers.userId })
    expect(document.values).toEqual(await office.liveValues(id))
    expect(document.values).toMatchObject({ lesefassung: 'Romanes', gespraech: { datum: '2026-11-20' } })
    expect((await house.trailOf(id)).find(({ event }) => event === 'document.saved')).toMatchObject({
      userId: ahlers.userId,
      related: caseId,
      details: { revision: 3, version: 3, writers: 2 },
    })
    expect((await barringOf(house.db, document)).writers.toSorted()).toEqual(
      [ahlers.userId, kortmann.userId].toSorted(),
    )
    await Promise.all([settle(id), settle(id)])
    expect((await read(house, ahlers, id)).revision).toBe(3)
  })

  test('makes none of what was typed and taken back', async () => {
    const { house, ahlers, open, write, settle } = office
    const { id, values } = await fullAgreement(house, ahlers)
    await open(ahlers, id)
    await write(ahlers, id, set('lesefassung', 'Romanes'))
    await write(ahlers, id, set('lesefassung', String(values.lesefassung)))
    await settle(id)
    expect((await read(house, ahlers, id)).revision).toBe(2)
    expect(await headOf(id)).toMatchObject({ version: 2, settledVersion: 2, settledRevision: 2 })
  })

  test('of several at once while people go on writing loses nothing', async () => {
    const { house, ahlers, kortmann, open, write, settle } = office
    const { id } = await fullAgreement(house, ahlers)
    await open(ahlers, id)
    const typing = Array.from({ length: 30 }, (_, index) =>
      write(
        index % 2 ? ahlers : kortmann,
        id,
        { kind: 'row-added', place: 'haushalt', id: `n${index}`, after: null },
        0,
      ),
    )
    await Promise.all([...typing, settle(id), settle(id), settle(id)])
    await settle(id)
    const { values, revision } = await read(house, ahlers, id)
    expect(values).toEqual(await office.liveValues(id))
    for (let index = 0; index < 30; index++) expect(JSON.stringify(values.haushalt)).toContain(`"n${index}"`)
    expect(await headOf(id)).toMatchObject({ version: 30, settledVersion: 30, settledRevision: revision })
  })

  test('keeps a text with signs that cannot be printed as it is, and only the submission refuses it', async () => {
    const { house, vosskamp, open, write, settle } = office
    const { id } = await fullPaper(house, vosskamp)
    await open(vosskamp, id)
    await write(vosskamp, id, type('sachdarstellung', 'Erledigt 漢 '))
    await write(vosskamp, id, set('beratungsgegenstand', 'Neu gefasst'))
    await settle(id)
    const document = await read(house, vosskamp, id)
    expect(document).toMatchObject({ revision: 3, contentHash: null, subtitle: 'Neu gefasst' })
    expect(document.values.sachdarstellung).toContain('Erledigt 漢')
    const template = await templateOf(house.db, document)
    const values = printableDraft(template, document.values)
    expect(values.sachdarstellung).toContain('Erledigt \ufffd')
    const at = house.clock.now()
    expect(await renderDocument({ template, values, mode: 'preview', at, draft: true })).toMatchObject({ ok: true })
    expect(await submitDocument(house.db, vosskamp, { id })).toMatchObject({
      problem: 'invalid',
      fields: [{ path: 'sachdarstellung', message: expect.stringContaining('U+6F22') }],
    })
    expect(await headOf(id)).toMatchObject({ frozen: false })
  })
})

describe('saving the whole form while others write live', () => {
  test('keeps what they wrote, and they see what was saved', async () => {
    const { house, ahlers, kortmann, open, write } = office
    const { id, values } = await fullAgreement(house, ahlers)
    await open(ahlers, id)
    await write(kortmann, id, set('lesefassung', 'Romanes'))
    const input = { ...values, abschlussgespraech: '2027-10-05' }
    const saved = expectOk(await saveDocument(house.db, ahlers, { id, baseRevision: 2, input }))
    expect(saved).toMatchObject({ kind: 'saved', revision: 4, merged: [{ path: 'lesefassung' }] })
    const document = await read(house, ahlers, id)
    expect(document.values).toMatchObject({ lesefassung: 'Romanes', abschlussgespraech: '2027-10-05' })
    await office.writing.refresh(id)
    expect(await office.liveValues(id)).toEqual(document.values)
    expect(await headOf(id)).toMatchObject({ version: 2, settledVersion: 2, settledRevision: 4 })
    expect((await listRevisions(house.db, ahlers, id)).map(({ editorId }) => editorId).slice(0, 2)).toEqual([
      ahlers.userId,
      kortmann.userId,
    ])
  })

  test('asks where both changed the same, and stores nothing of it before that is decided', async () => {
    const { house, ahlers, kortmann, open, write } = office
    const { id, values } = await fullAgreement(house, ahlers)
    await open(ahlers, id)
    await write(kortmann, id, set('lesefassung', 'Romanes'))
    const edit = { id, baseRevision: 2, input: { ...values, lesefassung: 'Albanisch' } }
    const conflict = expectOk(await saveDocument(house.db, ahlers, edit))
    expect(conflict).toMatchObject({ kind: 'conflict', theirs: { revision: 3, byName: 'Dr. Sabine Kortmann' } })
    const decided = { revision: 3, choices: { lesefassung: 'mine' } } as const
    expectOk(await saveDocument(house.db, ahlers, { ...edit, decided }))
    await office.writing.refresh(id)
    expect(await office.liveValues(id)).toMatchObject({ lesefassung: 'Albanisch' })
  })

  test('of a text that others type in changes only what is different, and their words stay', async () => {
    const { house, vosskamp, kortmann, open, write } = office
    const { id, values } = await fullPaper(house, vosskamp)
    await open(vosskamp, id)
    await write(kortmann, id, type('sachdarstellung', 'Davor. '))
    const input = { ...values, beschlussvorschlag: `${values.beschlussvorschlag}\n<p>Danach.</p>` }
    expectOk(await saveDocument(house.db, vosskamp, { id, baseRevision: 2, input }))
    await write(kortmann, id, type('beschlussvorschlag', 'Zuerst. '))
    const live = await office.liveValues(id)
    expect(live.sachdarstellung).toContain('Davor. ')
    expect(live.beschlussvorschlag).toContain('Zuerst. ')
    expect(live.beschlussvorschlag).toContain('<p>Danach.</p>')
    expect((await office.stateOf(id)).texts.get('beschlussvorschlag')?.authors).toHaveLength(3)
  })

  test('by ten people at once with ten who write live loses no row and no word', async () => {
    const { house, ahlers, kortmann, open, write } = office
    const { id, values } = await fullAgreement(house, ahlers)
    await open(ahlers, id)
    const row = (name: string) => ({ id: name, verhaeltnis: 'Kind', name })
    const saves = Array.from({ length: 10 }, (_, index) => {
      const haushalt = [...[values.haushalt].flat(), row(`s${index}`)]
      return saveDocument(house.db, ahlers, { id, baseRevision: 2, input: { ...values, haushalt } })
    })
    const typed = Array.from({ length: 10 }, async (_, index) => {
      await write(kortmann, id, { kind: 'row-added', place: 'haushalt', id: `l${index}`, after: null }, 0)
      return write(kortmann, id, set(`haushalt.l${index}.name`, `l${index}`))
    })
    for (const saved of await Promise.all(saves)) expect(expectOk(saved).kind).toBe('saved')
    for (const outcome of await Promise.all(typed)) expect(outcome.kind).toBe('done')
    await office.settle(id)
    const document = await read(house, ahlers, id)
    const names = [document.values.haushalt]
      .flat()
      .map((each) => (typeof each === 'object' && 'name' in each ? each.name : ''))
    for (let index = 0; index < 10; index++) {
      expect(names.filter((name) => name === `s${index}`)).toHaveLength(1)
      expect(names.filter((name) => name === `l${index}`)).toHaveLength(1)
    }
    await office.writing.refresh(id)
    expect(await office.liveValues(id)).toEqual(document.values)
  })
})

describe('acts close and open the log', () => {
  test('what is given to approval holds everything that was acknowledged, and nothing comes in any more', async () => {
    const { house, ahlers, kortmann, siebert, open, write } = office
    const { id } = await fullAgreement(house, ahlers)
    await open(ahlers, id)
    await write(ahlers, id, set('lesefassung', 'Romanes'))
    const { contentHash, revision } = await submit(house, ahlers, await read(house, ahlers, id))
    expect(revision).toBe(3)
    expect(await write(ahlers, id, set('lesefassung', 'Albanisch'))).toMatchObject({
      kind: 'refused',
      reason: 'frozen',
    })
    const document = await read(house, ahlers, id)
    expect(document.values.lesefassung).toBe('Romanes')
    expect(expectOk(await contentHashOf(await templateOf(house.db, document), await office.liveValues(id), []))).toBe(
      contentHash,
    )
    expectOk(await approveDocument(house.db, siebert, { id, contentHash }))
    expect(await headOf(id)).toMatchObject({ frozen: true })
    expect(await write(kortmann, id, set('lesefassung', 'Albanisch'))).toMatchObject({ reason: 'frozen' })
  })

  test('while several type, what is given to approval is exactly what was acknowledged before', async () => {
    const { house, vosskamp, kortmann, brandt, open, write } = office
    const { id } = await fullPaper(house, vosskamp)
    await open(vosskamp, id)
    let isDone = false
    const acknowledged: string[] = []
    const typing = [vosskamp, kortmann].map(async (actor, who) => {
      for (let index = 0; !isDone; index++) {
        const word = `wort${who}x${index}`
        const outcome = await write(actor, id, type('sachdarstellung', `${word} `))
        if (outcome.kind === 'done') acknowledged.push(word)
        else expect(outcome).toMatchObject({ reason: 'frozen' })
        await sleep(60)
      }
    })
    await sleep(200)
    expectOk(await submitDocument(house.db, vosskamp, { id, forwardTo: brandt.userId }))
    isDone = true
    await Promise.all(typing)
    const { values } = await read(house, vosskamp, id)
    expect(acknowledged.length).toBeGreaterThan(2)
    for (const word of acknowledged) expect(values.sachdarstellung).toContain(`${word} `)
    expect(String(values.sachdarstellung).match(/wort/g)).toHaveLength(acknowledged.length)
    expect(values).toEqual(await office.liveValues(id))
  })

  test.each(['recall', 'return', 'void'] as const)('a %s lets people write again', async (act) => {
    const { house, ahlers, kortmann, siebert, open, write } = office
    const { id, values } = await fullAgreement(house, ahlers)
    await open(ahlers, id)
    const read2 = await submit(house, ahlers, await read(house, ahlers, id))
    if (act === 'recall') expectOk(await recallDocument(house.db, ahlers, { id }))
    if (act === 'return') expectOk(await returnDocument(house.db, kortmann, { ...read2, reason: 'Bitte ergänzen.' }))
    if (act === 'void') {
      expectOk(await approveDocument(house.db, siebert, read2))
      const input = { ...values, lesefassung: 'Albanisch' }
      expectOk(await saveDocument(house.db, ahlers, { id, baseRevision: 2, input, voidApproval: true }))
    }
    await office.writing.refresh(id)
    expect(await write(ahlers, id, set('lesefassung', 'Romanes'))).toMatchObject({ kind: 'done' })
    expect(await open(ahlers, id)).toMatchObject({ mode: 'write', frozen: false })
    expect((await read(house, ahlers, id)).values.lesefassung).toBe('Romanes')
  })

  test('a refused submission leaves the log open', async () => {
    const { house, ahlers, open, write } = office
    const { id } = await fullAgreement(house, ahlers)
    await open(ahlers, id)
    await write(ahlers, id, set('gespraech.datum', null))
    expect(await submitDocument(house.db, ahlers, { id })).toMatchObject({ problem: 'invalid' })
    expect(await submitDocument(house.db, ahlers, { id, revision: 2 })).toMatchObject({ problem: 'stale' })
    expect(await write(ahlers, id, set('gespraech.datum', '2026-11-20'))).toMatchObject({ kind: 'done' })
  })

  test('a discarded draft holds what was written last, and takes nothing more', async () => {
    const { house, ahlers, open, write } = office
    const { id } = await fullAgreement(house, ahlers)
    await open(ahlers, id)
    await write(ahlers, id, set('lesefassung', 'Romanes'))
    expectOk(await discardDocument(house.db, ahlers, { id }))
    expect((await read(house, ahlers, id)).values.lesefassung).toBe('Romanes')
    expect(await write(ahlers, id, set('lesefassung', 'Albanisch'))).toMatchObject({ reason: 'frozen' })
  })
})

describe('four eyes', () => {
  test('whoever wrote live since the last request does not decide, also where another wrote last', async () => {
    const { house, ahlers, kortmann, siebert, open, write, settle } = office
    const { id } = await fullAgreement(house, ahlers)
    await open(ahlers, id)
    await write(kortmann, id, set('lesefassung', 'Romanes'))
    await settle(id)
    await write(ahlers, id, set('abschlussgespraech', '2027-10-05'))
    const submitted = await submit(house, ahlers, await read(house, ahlers, id))
    expect(submitted.editorId).toBe(ahlers.userId)
    expect(await approveDocument(house.db, kortmann, submitted)).toMatchObject({
      problem: 'forbidden',
      message: expect.stringContaining('geschrieben'),
    })
    expect((await readReview(house.db, kortmann, id))?.acts).toMatchObject({ decide: false, barred: true })
    const insert = house.db.write((tx) =>
      tx.run(
        `INSERT INTO approval_decision (request_id, outcome, content_hash, user_id, on_behalf_of, decided_at)
         VALUES (?, 'approved', ?, ?, ?, '2026-11-23T08:00:00.000Z')`,
        [String(submitted.requestId), submitted.contentHash, siebert.userId, kortmann.userId],
      ),
    )
    await expect(insert).rejects.toThrow('decided by a writer')
    expectOk(await approveDocument(house.db, siebert, submitted))
  })

  test('where the whole Leitung of a unit wrote, somebody else is asked', async () => {
    const { house, ahlers, kortmann, siebert, brandt, open, write } = office
    const { id } = await fullAgreement(house, ahlers)
    await open(ahlers, id)
    for (const leitung of [kortmann, siebert]) await write(leitung, id, set('lesefassung', leitung.name))
    await write(ahlers, id, set('lesefassung', 'Romanes'))
    expect(await submitDocument(house.db, ahlers, { id })).toMatchObject({ fields: [{ path: 'forwardTo' }] })
    expect(await headOf(id)).toMatchObject({ frozen: false })
    expect(await submitDocument(house.db, ahlers, { id, forwardTo: kortmann.userId })).toMatchObject({
      problem: 'invalid',
    })
    expectOk(await submitDocument(house.db, ahlers, { id, forwardTo: brandt.userId }))
  })
})

describe('bringing an earlier version back', () => {
  test('is a change like every other: people who write live see it, and what was there stays', async () => {
    const { house, ahlers, kortmann, open, write } = office
    const { id, values } = await fullAgreement(house, ahlers)
    await open(ahlers, id)
    await write(kortmann, id, set('lesefassung', 'Romanes'))
    await write(kortmann, id, { kind: 'row-removed', place: 'ziele', id: 'z1' })
    expect(expectOk(await restoreRevision(house.db, ahlers, { id, revision: 2 }))).toEqual({ revision: 4 })
    expect((await read(house, ahlers, id)).values).toEqual(values)
    await office.writing.refresh(id)
    expect(await office.liveValues(id)).toEqual(values)
    expect((await house.trailOf(id)).find(({ event }) => event === 'document.restored')).toMatchObject({
      userId: ahlers.userId,
      details: { revision: 4, restored: 2 },
    })
    expect(await restoreRevision(house.db, ahlers, { id, revision: 2 })).toMatchObject({ problem: 'conflict' })
    expectOk(await restoreRevision(house.db, ahlers, { id, revision: 3 }))
    expect((await read(house, ahlers, id)).values.lesefassung).toBe('Romanes')
  })

  test('is only for those who write, only in a draft, and only of what there was', async () => {
    const { house, ahlers, deppe, kortmann } = office
    const document = await submittedAgreement(house, ahlers)
    const { id } = document
    expect(await restoreRevision(house.db, ahlers, { id, revision: 1 })).toMatchObject({ problem: 'conflict' })
    expect(await restoreRevision(house.db, deppe, { id, revision: 1 })).toMatchObject({ problem: 'not_found' })
    expectOk(await returnDocument(house.db, kortmann, { ...document, reason: 'Bitte ergänzen.' }))
    expect(await restoreRevision(house.db, ahlers, { id, revision: 9 })).toMatchObject({ problem: 'not_found' })
    expectOk(await restoreRevision(house.db, ahlers, { id, revision: 1 }))
  })
})
