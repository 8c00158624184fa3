import { expect, test } from 'vitest'
import { readThreads, startThread } from '../../../server/document/comment-actions.ts'
import { openDocumentWriting } from '../../../server/document/document-writing.ts'
import { openLive } from '../../../server/document/live.ts'
import { templateOf } from '../../../server/document/pinned-template.ts'
import { reduceWriting } from '../../../server/document/writing-reduction.ts'
import { readLive } from '../../../server/writing/writing-actions.ts'
import { expectOk } from '../../house.ts'
import { fullAgreement, fullPaper, openOffice } from './documents.ts'
import { approved, issue, issuedAgreement } from './issuing.ts'
import { writeLive } from './live-writing.ts'

const onError = (error: unknown) => {
  throw error
}

test('comments keep their passages, also where text was written before them later', async () => {
  const { house, vosskamp } = await openOffice()
  const { db } = house
  const landrat = await house.user('leitung', 'Dr. Elisabeth Schwenzow', { unit: '10.2' })
  const paper = await fullPaper(house, vosskamp)
  const { fields } = await templateOf(db, paper)
  const place = 'beschlussvorschlag'
  await writeLive(house, vosskamp, paper, { [place]: '<p>Der Kreistag beschließt.</p>' })
  const version = (await readLive(db, paper.id, fields))?.version ?? 0
  const comment = { id: paper.id, place, quote: 'Kreistag', text: 'Oder der Ausschuss?' }
  const at = { from: 5, to: 13 }
  expectOk(await startThread(db, vosskamp, { ...comment, passage: { version, at } }))
  expectOk(await startThread(db, vosskamp, { ...comment, passage: { version, at: { from: 14, to: 24 } } }))
  await writeLive(house, vosskamp, paper, { [place]: '<p>Heute: Der Kreistag beschließt.</p>' })
  await writeLive(house, vosskamp, paper, { [place]: '<p>Heute: Der Kreistag.</p>' })

  await issue(house, vosskamp, await approved(house, paper, { clerk: vosskamp, leitung: landrat }))

  const state = await readLive(db, paper.id, fields)
  const [kept, gone] = await readThreads(db, vosskamp, paper.id)
  expect(kept?.passage?.version).toBe(state?.version)
  const { from = 0, to = 0 } = kept?.passage?.at ?? {}
  expect(state?.texts.get(place)?.doc.textBetween(from, to)).toBe('Kreistag')
  expect(gone?.passage).toEqual({ version: state?.version, at: null })
  await house.close()
})

test('what nobody wrote live has nothing to reduce, and doing it again changes nothing', async () => {
  const { house, ahlers, kortmann } = await openOffice()
  const { id } = await issuedAgreement(house, ahlers, kortmann)
  await reduceWriting(house.db, id)
  await reduceWriting(house.db, 'gibt es nicht')
  expect(await house.eventsOf(id)).not.toContain('document.writing_reduced')

  const written = await fullAgreement(house, ahlers, '32.3-ZV-2026-0999')
  await writeLive(house, ahlers, written, { lesefassung: 'Romanes' })
  await issue(house, ahlers, await approved(house, written, { clerk: ahlers, leitung: kortmann }))
  const events = await house.eventsOf(written.id)
  expect(events.slice(-2)).toEqual(['document.issued', 'document.writing_reduced'])
  await reduceWriting(house.db, written.id)
  expect(await house.eventsOf(written.id)).toEqual(events)
  await house.close()
})

test('whoever has it open still cannot write in it, and is shown what stands there', async () => {
  const { house, ahlers, kortmann } = await openOffice()
  const draft = await fullAgreement(house, ahlers)
  expectOk(await openLive(house.db, ahlers, draft.id))
  const writing = openDocumentWriting(house.db, { onError })
  const write = (id: string, base: number) => {
    const change = { kind: 'value', place: 'lesefassung', value: 'Romanes' } as const
    return writing.commit(draft.id, ahlers.ref, { id, base, seen: base, change })
  }
  expect(await write('c1', 0)).toMatchObject({ kind: 'done', commit: { version: 1 } })
  const approvedDraft = await approved(house, draft, { clerk: ahlers, leitung: kortmann })
  await writing.refresh(draft.id)
  await issue(house, ahlers, approvedDraft)
  expect(await write('c2', 1)).toMatchObject({ kind: 'refused', reason: 'frozen' })
  expect((await writing.state(draft.id))?.values.lesefassung).toBe('Romanes')
  await writing.close()
  const reopened = openDocumentWriting(house.db, { onError })
  expect((await reopened.state(draft.id))?.values.lesefassung).toBe('Romanes')
  expect((await reopened.state(draft.id))?.version).toBe(1)
  await reopened.close()
  await house.close()
})
