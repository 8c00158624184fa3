import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../../../server/auth/auth.ts'
import { approveDocument } from '../../../server/document/approval-actions.ts'
import { mentionsIn, readComment, readQuote } from '../../../server/document/comment.ts'
import {
  answerThread,
  changeEntry,
  type NewComment,
  peopleToName,
  readThreads,
  removeEntry,
  resolveThread,
  startThread,
} from '../../../server/document/comment-actions.ts'
import type { Document } from '../../../server/document/document.ts'
import { discardDocument, readDocument } from '../../../server/document/document-actions.ts'
import { inviteParticipant } from '../../../server/document/participant-actions.ts'
import { openNotices } from '../../../server/notice/notice-actions.ts'
import { expectOk } from '../../house.ts'
import { fullAgreement, fullPaper, openOffice, read, submit } from './documents.ts'
import { issue } from './issuing.ts'

let office: Awaited<ReturnType<typeof openOffice>>
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.house.close())

const remark = (id: string, text: string, more: Partial<NewComment> = {}): NewComment => ({
  id,
  place: 'lesefassung',
  passage: null,
  quote: '',
  text,
  ...more,
})

async function begin(actor: Actor, { id }: Document, text: string, more: Partial<NewComment> = {}): Promise<string> {
  return expectOk(await startThread(office.house.db, actor, remark(id, text, more))).threadId
}

async function threadOf(actor: Actor, { id }: Document, threadId: string) {
  const thread = (await readThreads(office.house.db, actor, id)).find((each) => each.id === threadId)
  if (!thread) throw new Error('There is no such thread.')
  return thread
}

const kinds = async ({ userId }: Actor): Promise<string[]> =>
  (await openNotices(office.house.db, userId)).map(({ kind }) => kind)

test('a comment stands at its place, and neither values nor content hash know of it', async () => {
  const { house, ahlers, kortmann } = office
  const agreement = await fullAgreement(house, ahlers)
  const threadId = await begin(kortmann, agreement, 'Bitte auf Arabisch.', { quote: '  Paschtu\n oder Dari ' })
  const thread = await threadOf(ahlers, agreement, threadId)
  expect(thread).toMatchObject({
    place: 'lesefassung',
    label: expect.stringContaining('Lesefassung'),
    quote: 'Paschtu oder Dari',
    passage: null,
    entries: [{ userName: 'Dr. Sabine Kortmann', text: 'Bitte auf Arabisch.', changedAt: null }],
  })
  const now = await read(house, ahlers, agreement.id)
  expect([now.contentHash, now.revision, now.values]).toEqual([
    agreement.contentHash,
    agreement.revision,
    agreement.values,
  ])
  const [entry] = await house.trailOf(agreement.id)
  expect(entry).toMatchObject({ event: 'document.commented', userId: kortmann.userId, details: { thread: threadId } })
  expect(JSON.stringify(entry)).not.toContain('Arabisch')
})

test('a comment can be about a row, a field in a row or the whole document, and about nothing else', async () => {
  const { house, ahlers } = office
  const agreement = await fullAgreement(house, ahlers)
  const [goal] = agreement.values.ziele as readonly { id: string }[]
  const labels = []
  for (const place of ['', 'ziele', `ziele.${goal?.id}`, `ziele.${goal?.id}.titel`]) {
    labels.push((await threadOf(ahlers, agreement, await begin(ahlers, agreement, 'Gut.', { place }))).label)
  }
  expect(labels).toEqual(['Ganzes Dokument', expect.any(String), 'Ziel 1', expect.stringMatching(/^Ziel 1: /)])
  for (const place of ['nichts', 'ziele.gibtesnicht', 'ziele[0]', '__proto__', 'a'.repeat(60_000)]) {
    expect(await startThread(house.db, ahlers, remark(agreement.id, 'Gut.', { place }))).toMatchObject({
      fields: [{ path: 'place' }],
    })
  }
})

test('an answer tells those who spoke before, a mention whoever is named and sees the document', async () => {
  const { house, ahlers, kortmann, siebert, deppe, yildiz } = office
  const agreement = await fullAgreement(house, ahlers)
  const threadId = await begin(ahlers, agreement, 'Reicht das? @Dr. Sabine Kortmann und @Malte Deppe')
  expect(await kinds(kortmann)).toEqual(['comment_mentioned'])
  expect(await kinds(deppe)).toEqual([])
  const text = 'Ja, sagt auch @Uwe Siebert.'
  expectOk(await answerThread(house.db, kortmann, { id: agreement.id, threadId, text }))
  expect([await kinds(ahlers), await kinds(siebert), await kinds(kortmann)]).toEqual([
    ['comment_answered'],
    ['comment_mentioned'],
    ['comment_mentioned'],
  ])
  expect((await threadOf(ahlers, agreement, threadId)).entries[1]).toMatchObject({ mentions: [siebert.userId] })
  expect((await peopleToName(house.db, agreement.id)).map(({ id }) => id).sort()).toEqual(
    [ahlers, kortmann, siebert].map(({ userId }) => userId).sort(),
  )
  expectOk(await inviteParticipant(house.db, ahlers, { id: agreement.id, userId: yildiz.userId, mode: 'comment' }))
  expect((await peopleToName(house.db, agreement.id)).map(({ id }) => id)).toContain(yildiz.userId)
})

test('one changes what one said until somebody answers, and removes it at any time', async () => {
  const { house, ahlers, kortmann } = office
  const agreement = await fullAgreement(house, ahlers)
  const { db } = house
  const threadId = await begin(kortmann, agreement, 'Ort fehlt.')
  const [first] = (await threadOf(kortmann, agreement, threadId)).entries
  const act = { id: agreement.id, threadId, entryId: first?.id ?? '' }
  expect(await changeEntry(db, ahlers, { ...act, text: 'Nein' })).toMatchObject({ problem: 'forbidden' })
  expectOk(await changeEntry(db, kortmann, { ...act, text: 'Ort fehlt, @Jutta Ahlers.' }))
  expect(await kinds(ahlers)).toEqual(['comment_mentioned'])
  expectOk(await changeEntry(db, kortmann, { ...act, text: 'Raum fehlt, @Jutta Ahlers.' }))
  expect(await kinds(ahlers)).toHaveLength(1)
  expectOk(await answerThread(db, ahlers, { id: agreement.id, threadId, text: 'Kommt.' }))
  expect(await changeEntry(db, kortmann, { ...act, text: 'Anders' })).toMatchObject({ problem: 'conflict' })
  expect(await removeEntry(db, ahlers, act)).toMatchObject({ problem: 'forbidden' })
  expectOk(await removeEntry(db, kortmann, act))
  expect(await removeEntry(db, kortmann, act)).toMatchObject({ problem: 'conflict' })
  const { entries } = await threadOf(ahlers, agreement, threadId)
  expect(entries).toMatchObject([{ text: null, mentions: [], userName: 'Dr. Sabine Kortmann' }, { text: 'Kommt.' }])
  expect((await house.eventsOf(agreement.id)).slice(-5)).toEqual([
    'document.commented',
    'document.comment_changed',
    'document.comment_changed',
    'document.comment_answered',
    'document.comment_removed',
  ])
})

test('a comment is done and can be opened again, and both say by whom', async () => {
  const { house, ahlers, kortmann } = office
  const agreement = await fullAgreement(house, ahlers)
  const threadId = await begin(kortmann, agreement, 'Ort fehlt.')
  const act = { id: agreement.id, threadId }
  expectOk(await resolveThread(house.db, ahlers, { ...act, kind: 'resolved' }))
  expect(await resolveThread(house.db, kortmann, { ...act, kind: 'resolved' })).toMatchObject({ problem: 'conflict' })
  expect(await answerThread(house.db, kortmann, { ...act, text: 'Doch' })).toMatchObject({ problem: 'conflict' })
  expect((await threadOf(ahlers, agreement, threadId)).resolution).toMatchObject({
    kind: 'resolved',
    userName: 'Jutta Ahlers',
  })
  expectOk(await resolveThread(house.db, kortmann, { ...act, kind: 'reopened' }))
  expect((await threadOf(ahlers, agreement, threadId)).resolution).toMatchObject({ kind: 'reopened' })
  expectOk(await answerThread(house.db, kortmann, { ...act, text: 'Doch' }))
})

test('reviewers comment while it lies for approval; after it is issued nobody does any more', async () => {
  const { house, ahlers, kortmann } = office
  const { id, contentHash } = await submit(house, ahlers, await fullAgreement(house, ahlers))
  const threadId = expectOk(await startThread(house.db, kortmann, remark(id, 'Stimmt das Datum?'))).threadId
  expectOk(await approveDocument(house.db, kortmann, { id, contentHash }))
  expectOk(await answerThread(house.db, ahlers, { id, threadId, text: 'Ja.' }))
  await issue(house, ahlers, await read(house, ahlers, id))
  for (const refused of [
    await startThread(house.db, ahlers, remark(id, 'Zu spät')),
    await answerThread(house.db, ahlers, { id, threadId, text: 'Zu spät' }),
    await resolveThread(house.db, ahlers, { id, threadId, kind: 'resolved' }),
  ]) {
    expect(refused).toMatchObject({ problem: 'conflict' })
  }
  expect(await readThreads(house.db, ahlers, id)).toHaveLength(1)
})

test('nobody comments on what she cannot see, and learns nothing of what was said', async () => {
  const { house, ahlers, yildiz } = office
  const agreement = await fullAgreement(house, ahlers)
  const threadId = await begin(ahlers, agreement, 'Unter uns.')
  const { id } = agreement
  const other = await fullAgreement(house, yildiz, '50.1-ZV-2026-0001')
  expect(await readDocument(house.db, yildiz, id)).toBeNull()
  expect(await readThreads(house.db, yildiz, id)).toEqual([])
  for (const refused of [
    await startThread(house.db, yildiz, remark(id, 'Ich auch')),
    await answerThread(house.db, yildiz, { id, threadId, text: 'Ich auch' }),
    // A thread of one document is none of another that she does see.
    await answerThread(house.db, yildiz, { id: other.id, threadId, text: 'Ich auch' }),
    await resolveThread(house.db, yildiz, { id: other.id, threadId, kind: 'resolved' }),
  ]) {
    expect(refused).toMatchObject({ problem: 'not_found' })
  }
})

test('what is discarded is not commented on', async () => {
  const { house, siebert } = office
  const paper = await fullPaper(house, siebert)
  expectOk(await discardDocument(house.db, siebert, { id: paper.id }))
  const refused = await startThread(house.db, siebert, remark(paper.id, 'Schade', { place: '' }))
  expect(refused).toMatchObject({ problem: 'conflict' })
})

test('a comment is text of some length without control characters', () => {
  expect(readComment('  Gut.\r\nSo.\t ')).toMatchObject({ value: 'Gut.\nSo.' })
  for (const wrong of ['', ' \n ', 'ä'.repeat(4001), 'a\u0000b', 'a\u202eb']) {
    expect(readComment(wrong)).toMatchObject({ fields: [{ path: 'text' }] })
  }
  expect(readQuote(' \n')).toBeNull()
  expect(readQuote('🙂'.repeat(400))?.length).toBeLessThanOrEqual(500)
})

test('a mention is @ and the whole name; of two names that fit, the longer one is meant', () => {
  const people = ['Malte Deppe', 'Malte Deppe-Schulz', 'Anna Li'].map((name) => ({ id: name, name }))
  const named = (text: string) => mentionsIn(text, people).map(({ name }) => name)
  expect(named('Frag @Malte Deppe, bitte.')).toEqual(['Malte Deppe'])
  expect(named('Frag @Malte Deppe-Schulz und @Anna Li')).toEqual(['Malte Deppe-Schulz', 'Anna Li'])
  expect(named('@Anna Link und anna@Anna.example, Malte Deppe')).toEqual([])
  expect(named('@Anna Li @Anna Li')).toEqual(['Anna Li'])
})
