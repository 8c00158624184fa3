import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { indexCases, saveCase } from '../../server/casefile/casefile-actions.ts'
import { discardDocument } from '../../server/document/document-actions.ts'
import { indexDocuments } from '../../server/document/document-search.ts'
import { registerShipped } from '../../server/template/template-actions.ts'
import { expectOk } from '../house.ts'
import { openWeb, type SignedIn, type Web } from '../web.ts'
import { caseInput, caseOf } from './casefile/cases.ts'
import { agreementInput, emptyAgreement, fullPaper, paperInput, save } from './document/documents.ts'
import { approvedPaper, issue } from './document/issuing.ts'

let web: Web
let ahlers: SignedIn
beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
})
afterEach(() => web.close())

const search = async (visitor: SignedIn, q: string, further = ''): Promise<string> => {
  const answer = await visitor.get(`/search?q=${encodeURIComponent(q)}${further}`)
  expect(answer.status).toBe(200)
  return answer.text()
}
const said = (page: string): string => /role="status">([^<]*)</.exec(page)?.[1] ?? ''
const linksOf = (page: string): string[] =>
  [...page.matchAll(/href="(\/(?:cases|documents|templates)\/[^"?]+)"/g)].map(([, href = '']) => href)

test('a case is found by name, Aktenzeichen and what is noted in it, as soon as it is saved and as long as it stands there', async () => {
  const found = await caseOf(web, ahlers.actor, {
    aktenzeichen: '32.3-ZV-2026-0777',
    person: { nachname: 'Câmara-Größe', vorname: 'Jürgen' },
  })
  for (const words of ['Camara', 'groesse', 'jurgen camara', '32.3-ZV-2026-0777', '0777', '323ZV20260777']) {
    expect([words, linksOf(await search(ahlers, words))]).toEqual([words, [`/cases/${found.id}`]])
  }
  const input = caseInput({ aktenzeichen: '32.3-ZV-2026-0777', person: { nachname: 'Öztürk' } })
  expectOk(await saveCase(web.db, ahlers.actor, { id: found.id, baseVersion: 1, input }))
  expect(linksOf(await search(ahlers, 'oeztuerk'))).toEqual([`/cases/${found.id}`])
  expect(said(await search(ahlers, 'Camara'))).toBe('0 Treffer')
})

test('a document is found by words of its text, which are shown and marked', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  const input = agreementInput({ person: { nachname: 'Özgür', vorname: 'Ayşe' } })
  await save(web, ahlers.actor, { id, baseRevision: 1, input })
  const page = await search(ahlers, 'ozgur ayse')
  expect(linksOf(page)).toContain(`/documents/${id}`)
  expect(page).toContain('<mark>Özgür</mark>')
  const word = /\p{Lu}\p{Ll}{8,}/u.exec(JSON.stringify(input.ziele))?.[0] ?? ''
  expect(word).not.toBe('')
  const passage = await search(ahlers, word)
  expect(linksOf(passage)).toContain(`/documents/${id}`)
  expect(passage).toContain(`<mark>${word}`)
  expectOk(await discardDocument(web.db, ahlers.actor, { id }))
  expect(linksOf(await search(ahlers, 'ozgur ayse'))).not.toContain(`/documents/${id}`)
})

test('a paper is found by the number that it was given', async () => {
  const clerk = await web.visitor('sitzungsdienst', 'Henning Vosskamp')
  const siebert = await web.user('leitung', 'Uwe Siebert')
  const paper = await approvedPaper(web, clerk.actor, siebert)
  expect(said(await search(clerk, '0001/2026/KREIS'))).toBe('0 Treffer')
  await issue(web, clerk.actor, paper)
  for (const words of ['0001/2026/KREIS', '0001 2026 kreis', '0001/2026', '00012026KREIS']) {
    expect([words, linksOf(await search(clerk, words))]).toEqual([words, [`/documents/${paper.id}`]])
  }
})

test('templates are found by their title and by what they ask for', async () => {
  expect(linksOf(await search(ahlers, 'Berichterstatter'))).toEqual(['/templates/sitzungsvorlage-kreis/versions/1'])
})

test.each([
  '"',
  'NEAR(a b)',
  'title:*',
  'Ceesay"',
  'Ceesay OR',
  'Ceesay*',
  '- Ceesay',
  '^Ceesay',
  '{title} : Ceesay',
  "Ceesay' --",
  '%Ceesay_',
  '\\Ceesay',
  'Ceesay\u0000',
  'ﬁ Ceesay 𝔸',
  'x'.repeat(5000),
])('what somebody types is text, whatever it means elsewhere: %s', async (typed) => {
  await caseOf(web, ahlers.actor)
  await search(ahlers, typed)
})

test('operators are words that must stand there too', async () => {
  const { id } = await caseOf(web, ahlers.actor)
  expect(linksOf(await search(ahlers, '"Ceesay*"'))).toEqual([`/cases/${id}`])
  expect(said(await search(ahlers, 'Ceesay OR Niemand'))).toBe('0 Treffer')
})

test('too little typed says so, nothing typed teaches, nothing found says what to do', async () => {
  expect(await search(ahlers, '')).toContain('So finden Sie etwas wieder')
  expect(said(await search(ahlers, 'a'))).toContain('mindestens zwei')
  expect(await search(ahlers, 'gibtesnicht')).toContain('Suchen Sie mit weniger Wörtern')
})

test('groups show the first ones and how many there are; one kind has pages', async () => {
  for (let number = 1; number <= 23; number++) {
    await caseOf(web, ahlers.actor, {
      aktenzeichen: `Z-${number}`,
      person: { nachname: 'Muster', vorname: `V${number}` },
    })
  }
  const all = await search(ahlers, 'muster')
  expect(said(all)).toBe('23 Treffer')
  expect(linksOf(all)).toHaveLength(5)
  expect(all).toContain('Alle 23 Fälle zeigen')
  expect(linksOf(await search(ahlers, 'muster', '&kind=cases'))).toHaveLength(20)
  expect(linksOf(await search(ahlers, 'muster', '&kind=cases&page=2'))).toHaveLength(3)
  expect(linksOf(await search(ahlers, 'muster', '&kind=cases&page=99'))).toHaveLength(3)
  expect(said(await search(ahlers, 'muster', '&kind=quatsch'))).toBe('23 Treffer')
})

test('guessed words of other people and units find nothing, count nothing and move nothing', async () => {
  const deppe = await web.visitor('lotsin', 'Malte Deppe')
  const brandt = await web.visitor('leitung', 'Ina Brandt')
  const elsewhere = await web.user('lotsin', 'Emre Yildiz', { unit: '50.1' })
  await caseOf(web, elsewhere, { person: { nachname: 'Geheimnis', vorname: 'Fremd' } })
  const hidden = await emptyAgreement(web, elsewhere, '50.1-ZV-1')
  await save(web, elsewhere, {
    id: hidden.id,
    baseRevision: 1,
    input: agreementInput({ person: { nachname: 'Geheimnis' } }),
  })
  for (const visitor of [ahlers, deppe, brandt]) {
    const page = await search(visitor, 'Geheimnis')
    expect(said(page)).toBe('0 Treffer')
    expect(page.replaceAll('value="Geheimnis"', '').replaceAll('q=Geheimnis', '')).not.toContain('Geheimnis')
  }
  // The order of her own hits is the same whatever others have written.
  for (const vorname of ['Anna', 'Berta', 'Cleo'])
    await caseOf(web, ahlers.actor, { aktenzeichen: `A-${vorname}`, person: { nachname: 'Gleich', vorname } })
  const before = linksOf(await search(ahlers, 'gleich'))
  for (let number = 0; number < 5; number++)
    await caseOf(web, elsewhere, {
      aktenzeichen: `E-${number}`,
      person: { nachname: 'Gleich', vorname: 'Cleo Cleo Cleo' },
    })
  expect(linksOf(await search(ahlers, 'gleich'))).toEqual(before)
  expect(said(await search(ahlers, 'gleich'))).toBe('3 Treffer')
})

test('a Leitung finds what her unit has, the Sitzungsdienst papers and no case', async () => {
  const kortmann = await web.visitor('leitung', 'Dr. Sabine Kortmann')
  const clerk = await web.visitor('sitzungsdienst', 'Henning Vosskamp')
  const { id } = await caseOf(web, ahlers.actor)
  const paper = await fullPaper(web, clerk.actor)
  await save(web, clerk.actor, {
    id: paper.id,
    baseRevision: paper.revision,
    input: paperInput({ beratungsgegenstand: 'Bericht über Ceesay-Straße' }),
  })
  expect(linksOf(await search(kortmann, 'ceesay'))).toContain(`/cases/${id}`)
  expect(linksOf(await search(clerk, 'ceesay'))).toEqual([`/documents/${paper.id}`])
  expect(linksOf(await search(clerk, 'ceesay', '&kind=cases'))).toEqual([`/documents/${paper.id}`])
})

test('what is older than the search is found after the next start, and the trail says that it was taken up', async () => {
  const { id } = await caseOf(web, ahlers.actor)
  const document = await emptyAgreement(web, ahlers.actor, '32.3-ZV-2026-0002')
  await web.db.write(async (tx) => {
    await tx.run('DELETE FROM search_entry')
    await tx.run('DELETE FROM search_index')
  })
  expect(said(await search(ahlers, 'ceesay'))).toBe('0 Treffer')
  expect(await indexCases(web.db)).toBe(2)
  expect(await indexDocuments(web.db)).toBe(1)
  expect(await indexCases(web.db)).toBe(0)
  expect(linksOf(await search(ahlers, 'ceesay'))).toEqual(
    expect.arrayContaining([`/cases/${id}`, `/documents/${document.id}`]),
  )
  expect(await web.eventsOf('search')).toEqual(['search.indexed', 'search.indexed'])
  const twice = z.object({ count: z.number() })
  expect(await web.db.first(twice, 'SELECT count(*) AS count FROM search_index')).toEqual({ count: 3 })
})
