import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../../../server/base/ids.ts'
import { submitDocument } from '../../../server/document/approval-actions.ts'
import { createDocument, readDocument } from '../../../server/document/document-actions.ts'
import { settleDocument } from '../../../server/document/live.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { listUnplaced } from '../../../server/writing/writing-actions.ts'
import { expectOk } from '../../house.ts'
import { openWeb, type Visitor, type Web } from '../../web.ts'
import { caseOf } from '../casefile/cases.ts'
import { agreementInput, houseName, save } from './documents.ts'

type Person = Awaited<ReturnType<Web['visitor']>>

let web: Web
let ahlers: Person
let kortmann: Person
let id: string
beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  kortmann = await web.visitor('leitung', 'Dr. Sabine Kortmann')
  const { id: caseId } = await caseOf(web, ahlers.actor)
  ;({ id } = expectOk(await createDocument(web.db, ahlers.actor, { slug: 'zielvereinbarung-25b', caseId, houseName })))
  await save(web, ahlers.actor, { id, baseRevision: 1, input: agreementInput() })
})
afterEach(() => web.close())

interface Sent {
  readonly base?: number
  readonly key?: string
  readonly headers?: Record<string, string>
}

const withKey = ({ base, key = newId(), headers = {} }: Sent) => ({
  'Idempotency-Key': key,
  ...(base === undefined ? {} : { 'If-Match': `"${base}"` }),
  ...headers,
})

const put = (who: Visitor, place: string, entries: readonly [string, string][], sent: Sent = { base: 0 }) =>
  who.send(`/documents/${id}/fields/${place}`, {
    method: 'PUT',
    body: new URLSearchParams(entries.map(([name, value]) => [name, value])),
    headers: withKey(sent),
  })

const rows = (who: Visitor, method: string, path: string, body: unknown = undefined, sent: Sent = {}) =>
  who.send(`/documents/${id}/rows/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { 'Content-Type': 'application/json', ...withKey(sent) },
  })

async function values() {
  await settleDocument(web.db, id)
  const document = await readDocument(web.db, ahlers.actor, id)
  if (!document) throw new Error('The document is gone.')
  return document.values
}

describe('a field', () => {
  test('is stored at once, in its stored form, with its version as the answer', async () => {
    const answer = await put(ahlers, 'gespraech.datum', [['datum', '20. 11. 2026']])
    expect([answer.status, answer.headers.get('ETag'), await answer.text()]).toEqual([204, '"1"', ''])
    expect((await put(ahlers, 'lesefassung', [['lesefassung', '  Romanes ']])).status).toBe(204)
    expect(
      (
        await put(ahlers, 'ziele.z1.schritte.z1s1.frist', [
          ['frist.art', 'termin'],
          ['frist.datum', '31.01.2027'],
        ])
      ).status,
    ).toBe(204)
    expect(await values()).toMatchObject({ gespraech: { datum: '2026-11-20' }, lesefassung: 'Romanes' })
    expect(JSON.stringify((await values()).ziele)).toContain('{"art":"termin","datum":"2027-01-31"}')
    await put(ahlers, 'lesefassung', [['lesefassung', '']], { base: 3 })
    expect(await values()).not.toHaveProperty('lesefassung')
  })

  test('sent again under the same key is stored once and answered the same', async () => {
    const first = await put(ahlers, 'lesefassung', [['lesefassung', 'Romanes']], { base: 0, key: 'gleich' })
    await put(ahlers, 'lesefassung', [['lesefassung', 'Albanisch']], { base: 1 })
    const again = await put(ahlers, 'lesefassung', [['lesefassung', 'Romanes']], { base: 0, key: 'gleich' })
    expect([again.status, again.headers.get('ETag')]).toEqual([204, first.headers.get('ETag')])
    expect((await values()).lesefassung).toBe('Albanisch')
  })

  test('that somebody else changed meanwhile is answered with both, and taken by whoever insists', async () => {
    await put(kortmann, 'lesefassung', [['lesefassung', 'Romanes']])
    const answer = await put(ahlers, 'lesefassung', [['lesefassung', 'Albanisch']])
    expect(answer.status).toBe(409)
    const conflict: { version: number } = await answer.json()
    expect(conflict).toEqual({
      reason: 'conflict',
      place: 'lesefassung',
      base: 'Serbisch',
      mine: 'Albanisch',
      theirs: 'Romanes',
      by: 'Dr. Sabine Kortmann',
      at: expect.stringMatching(/^2026-11-23T08:00/),
      version: 1,
    })
    const insists = await put(ahlers, 'lesefassung', [['lesefassung', 'Albanisch']], { base: conflict.version })
    expect(insists.status).toBe(204)
    expect((await values()).lesefassung).toBe('Albanisch')
  })

  test('of two people at once one is stored and the other is asked', async () => {
    const answers = await Promise.all([
      put(ahlers, 'lesefassung', [['lesefassung', 'Albanisch']]),
      put(kortmann, 'lesefassung', [['lesefassung', 'Romanes']]),
      put(ahlers, 'abschlussgespraech', [['abschlussgespraech', '05.10.2027']]),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 204, 409])
    expect((await values()).abschlussgespraech).toBe('2027-10-05')
  })

  test.each([
    ['abschlussgespraech', '31.02.2027', 'Den Tag 31.02.2027 gibt es im Kalender nicht. Geben Sie einen anderen an.'],
    ['pfad', '99z', 'Wählen Sie eine der Möglichkeiten.'],
    ['lesefassung', 'x'.repeat(5000), 'Der Text hat 5.000 Zeichen, erwartet werden höchstens 2.000.'],
    ['lesefassung', 'a\u0007b', expect.stringContaining('Steuerzeichen')],
  ])('that cannot be read is refused with a sentence, and nothing is stored: %s', async (place, typed, message) => {
    const before = await values()
    const answer = await put(ahlers, place, [[place, typed]])
    expect([answer.status, await answer.json()]).toEqual([422, { message }])
    expect(await values()).toEqual(before)
  })

  test('in a row that is gone is kept for whoever typed it', async () => {
    expect((await rows(kortmann, 'DELETE', 'ziele/z1')).status).toBe(204)
    const answer = await put(ahlers, 'ziele.z1.titel', [['titel', 'Neuer Pass']])
    expect([answer.status, await answer.json()]).toEqual([
      410,
      {
        reason: 'gone',
        message:
          'Diesen Eintrag hat inzwischen jemand entfernt. Was Sie eingegeben haben, steht unter „Nicht übernommene Eingaben“.',
      },
    ])
    const kept = await listUnplaced(web.db, { documentId: id, userId: ahlers.actor.userId })
    expect(kept).toMatchObject([{ place: 'ziele.z1.titel', content: 'Neuer Pass', kind: 'value' }])
  })

  test('needs to say what its author had read, and a key', async () => {
    const entries: [string, string][] = [['lesefassung', 'Romanes']]
    expect((await put(ahlers, 'lesefassung', entries, {})).status).toBe(428)
    for (const wrong of ['1', '"x"', 'W/"1"', '*', '"-1"'])
      expect((await put(ahlers, 'lesefassung', entries, { headers: { 'If-Match': wrong } })).status).toBe(428)
    expect((await put(ahlers, 'lesefassung', entries, { base: 0, key: '' })).status).toBe(428)
    expect((await put(ahlers, 'lesefassung', entries, { base: 99 })).status).toBe(422)
    expect((await values()).lesefassung).toBe('Serbisch')
  })

  test('goes out only in the name of whoever typed it', async () => {
    const headers = { Writer: kortmann.actor.userId }
    expect((await put(ahlers, 'lesefassung', [['lesefassung', 'Romanes']], { base: 0, headers })).status).toBe(401)
    expect((await put(kortmann, 'lesefassung', [['lesefassung', 'Romanes']], { base: 0, headers })).status).toBe(204)
  })

  test.each([
    'unbekannt',
    'ziele',
    'ziele.z1',
    'person',
    'unterschriften',
    '__proto__',
    'ziele.%00.titel',
    'a'.repeat(600),
  ])('cannot be set at %s', async (place) => {
    const before = await values()
    expect([404, 422]).toContain((await put(ahlers, place, [[place, 'x']])).status)
    expect(await values()).toEqual(before)
  })
})

describe('rows', () => {
  const order = async () =>
    [(await values()).ziele].flat().map((row) => (typeof row === 'object' && 'id' in row ? row.id : ''))

  test('are added, moved, removed and brought back by their ids', async () => {
    const added = await rows(ahlers, 'POST', 'ziele', { id: 'neu', after: 'z1' })
    expect([added.status, added.headers.get('ETag')]).toEqual([204, '"1"'])
    await put(ahlers, 'ziele.neu.titel', [['titel', 'Neuer Pass']], { base: 1 })
    const before = await values()
    expect(await order()).toEqual(['z1', 'neu', 'z2', 'z3'])
    expect((await rows(kortmann, 'DELETE', 'ziele/neu')).status).toBe(204)
    expect(await order()).not.toContain('neu')
    expect((await rows(kortmann, 'POST', 'ziele/neu/restorations')).status).toBe(204)
    expect(await values()).toEqual(before)
    expect((await rows(kortmann, 'POST', 'ziele/neu/restorations')).status).toBe(204)
    expect(await values()).toEqual(before)
    expect((await rows(ahlers, 'PATCH', 'ziele/neu', { after: null })).status).toBe(204)
    expect(await order()).toEqual(['neu', 'z1', 'z2', 'z3'])
  })

  test('of two people at once are all kept', async () => {
    const adding = Array.from({ length: 12 }, (_, index) =>
      rows(index % 2 ? ahlers : kortmann, 'POST', 'haushalt', { id: `neu${index}`, after: null }, { base: 0 }),
    )
    for (const answer of await Promise.all(adding)) expect(answer.status).toBe(204)
    const stored = JSON.stringify((await values()).haushalt)
    for (let index = 0; index < 12; index++) expect(stored.split(`"neu${index}"`)).toHaveLength(2)
  })

  test('that are removed by somebody who had not read what was typed in them leave it to its author', async () => {
    await put(ahlers, 'ziele.z1.titel', [['titel', 'Neuer Pass']])
    expect((await rows(kortmann, 'DELETE', 'ziele/z1', undefined, { base: 0 })).status).toBe(204)
    const kept = await listUnplaced(web.db, { documentId: id, userId: ahlers.actor.userId })
    expect(kept).toMatchObject([{ place: 'ziele.z1.titel', content: 'Neuer Pass' }])
  })

  test('that nobody can read are refused', async () => {
    for (const body of [undefined, {}, { id: 'a b', after: null }, { id: 'x' }, { id: 'x', after: 3 }, [], 'x', null])
      expect((await rows(ahlers, 'POST', 'ziele', body)).status).toBe(422)
    expect((await rows(ahlers, 'POST', 'unbekannt', { id: 'x', after: null })).status).toBe(422)
    expect((await rows(ahlers, 'PATCH', 'ziele/weg', { after: null })).status).toBe(410)
    expect((await rows(ahlers, 'POST', 'ziele/weg/restorations')).status).toBe(404)
    expect((await rows(ahlers, 'DELETE', 'ziele/weg')).status).toBe(204)
    expect((await rows(ahlers, 'POST', 'ziele', { id: 'x', after: null }, { key: 'a b' })).status).toBe(428)
  })
})

test('nobody writes who may only read, who is not signed in, or from a foreign page', async () => {
  const deppe = await web.visitor('lotsin', 'Malte Deppe')
  const vosskamp = await web.visitor('sitzungsdienst', 'Henning Vosskamp')
  const entries: [string, string][] = [['lesefassung', 'Romanes']]
  expect((await put(deppe, 'lesefassung', entries)).status).toBe(404)
  expect((await put(vosskamp, 'lesefassung', entries)).status).toBe(404)
  expect((await put(web.stranger, 'lesefassung', entries)).status).toBe(401)
  expect((await rows(web.stranger, 'DELETE', 'ziele/z1')).status).toBe(401)
  const foreign = { Origin: 'https://anderswo.test', 'Sec-Fetch-Site': 'cross-site' }
  expect((await put(ahlers, 'lesefassung', entries, { base: 0, headers: foreign })).status).toBe(403)
  expect((await values()).lesefassung).toBe('Serbisch')
})

test('what lies for approval takes nothing any more', async () => {
  await put(ahlers, 'lesefassung', [['lesefassung', 'Romanes']])
  expectOk(await submitDocument(web.db, ahlers.actor, { id }))
  const answer = await put(ahlers, 'lesefassung', [['lesefassung', 'Albanisch']], { base: 1 })
  expect([answer.status, await answer.json()]).toMatchObject([409, { reason: 'frozen', message: expect.any(String) }])
  expect((await rows(ahlers, 'DELETE', 'ziele/z1')).status).toBe(409)
  expect((await values()).lesefassung).toBe('Romanes')
})
