import { afterEach, beforeEach, expect, test } from 'vitest'
import { recordWriting, transact } from '../../../server/audit/audit.ts'
import { type FindTeller, tellTrail } from '../../../server/auth/trail.ts'
import { ok } from '../../../server/base/result.ts'
import { tellDocument, tellDocumentsOfCase } from '../../../server/document/document-trail.ts'
import { liveStateOf } from '../../../server/writing/live-values.ts'
import { beginWriting } from '../../../server/writing/writing-actions.ts'
import { expectOk } from '../../house.ts'
import { fullAgreement, fullPaper, openOffice } from './documents.ts'

let office: Awaited<ReturnType<typeof openOffice>>
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.house.close())

const told = async (subject: string, teller: FindTeller = tellDocument) =>
  (await tellTrail(office.house.db, subject, { limit: 50, tellers: [teller] })).lines.map(({ sentence }) => sentence)

interface Written {
  readonly from: string
  readonly to: string
  readonly places: string
}

const wrote = (userId: string, subject: string, { from, to, places }: Written, related: string | null = null) =>
  recordWriting(office.house.db, async () => {
    const details = { sitting: 's1', from, to, versions: 120, places }
    return { value: null, entries: [{ by: { userId }, event: 'document.written', subject, related, details }] }
  })

test('a sitting is told with its times and the places in words, never with what was written', async () => {
  const { house, vosskamp } = office
  const { id } = await fullPaper(house, vosskamp)
  const places = 'sachdarstellung beratungsfolge[].gremium'
  await wrote(vosskamp.userId, id, { from: '2026-11-23T07:12Z', to: '2026-11-23T07:48Z', places })
  const [newest] = await told(id)
  expect(newest).toBe(
    'Henning Vosskamp hat von 08:12 bis 08:48 Uhr geschrieben: „Sachdarstellung“ und „Beratungsfolge: Gremium“.',
  )
})

test.each([
  ['2026-11-23T07:12Z', '2026-11-23T07:12Z', 'um 08:12 Uhr geschrieben'],
  ['2026-11-20T07:12Z', '2026-11-20T07:30Z', 'am 20.11.2026 von 08:12 bis 08:30 Uhr geschrieben'],
  ['2026-11-22T22:50Z', '2026-11-22T23:10Z', 'vom 22.11.2026, 23:50 Uhr, bis zum 23.11.2026, 00:10 Uhr, geschrieben'],
])('from %s to %s reads: %s', async (from, to, words) => {
  const { house, vosskamp } = office
  const { id } = await fullPaper(house, vosskamp)
  await wrote(vosskamp.userId, id, { from, to, places: 'sachdarstellung' })
  expect((await told(id))[0]).toBe(`Henning Vosskamp hat ${words}: „Sachdarstellung“.`)
})

test('places that the template does not know are left out', async () => {
  const { house, vosskamp } = office
  const { id } = await fullPaper(house, vosskamp)
  await wrote(vosskamp.userId, id, { from: '2026-11-23T07:12Z', to: '2026-11-23T07:48Z', places: 'gibtEsNicht' })
  expect((await told(id))[0]).toBe('Henning Vosskamp hat von 08:12 bis 08:48 Uhr geschrieben.')
})

test('that somebody began is told only until she has ended', async () => {
  const { house, ahlers } = office
  const { id } = await fullAgreement(house, ahlers)
  const { userId } = ahlers
  const open = `INSERT INTO writing_sitting (id, document_id, user_id, began_at, last_at, commits, places)
    VALUES ('s1', ?, ?, '', '', 1, '[]')`
  await recordWriting(house.db, async (tx) => {
    await beginWriting(tx, id, liveStateOf([], {}, userId), { revision: 2 })
    await tx.run(open, [id, userId])
    const details = { sitting: 's1' }
    const began = { by: ahlers.ref, event: 'document.writing_began', subject: id, related: null, details } as const
    return { value: null, entries: [began] }
  })
  expect((await told(id))[0]).toBe('Jutta Ahlers hat zu schreiben begonnen.')
  await recordWriting(house.db, async (tx) => ({ value: await tx.run('UPDATE writing_sitting SET ended = 1') }))
  await wrote(userId, id, { from: '2026-11-23T07:12Z', to: '2026-11-23T07:48Z', places: 'fassung' })
  const sentences = await told(id)
  expect(sentences[0]).toMatch(/^Jutta Ahlers hat von 08:12 bis 08:48 Uhr geschrieben/)
  expect(sentences.join()).not.toContain('begonnen')
})

test('revisions that were made while people wrote together are not told one by one', async () => {
  const { house, ahlers } = office
  const { id } = await fullAgreement(house, ahlers)
  const entry = { by: ahlers.ref, event: 'document.saved', subject: id } as const
  const before = await told(id)
  for (let version = 1; version <= 3; version++) {
    const details = { revision: version + 2, fields: 'fassung', version, writers: 1 }
    expectOk(await transact(house.db, { ...entry, details }, async () => ok(null)))
  }
  expect(await told(id)).toEqual(before)
})

test('in the trail of its case a document is called by its title', async () => {
  const { house, ahlers } = office
  const { id, caseId, title } = await fullAgreement(house, ahlers)
  await wrote(ahlers.userId, id, { from: '2026-11-23T07:12Z', to: '2026-11-23T07:48Z', places: 'fassung' }, caseId)
  const [written, saved, created] = await told(caseId ?? '', tellDocumentsOfCase)
  expect(written).toMatch(`Jutta Ahlers hat im Dokument „${title}“ von 08:12 bis 08:48 Uhr geschrieben`)
  expect(saved).toMatch(`Jutta Ahlers hat im Dokument „${title}“ `)
  expect(created).toBe(`Jutta Ahlers hat das Dokument „${title}“ angelegt.`)
})
