import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { createDocument } from '../../../server/document/document-actions.ts'
import { setLegislativeTerm } from '../../../server/document/number-scheme-actions.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { readPage } from '../../form-page.ts'
import { expectOk } from '../../house.ts'
import { openWeb, type SignedIn, type Web } from '../../web.ts'
import { houseName, paperInput, read, save } from './documents.ts'
import { approved, issue } from './issuing.ts'

let web: Web
let clerk: SignedIn
beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  clerk = await web.visitor('sitzungsdienst', 'Henning Vosskamp')
})
afterEach(() => web.close())

const pageOf = async (answer: Response | Promise<Response>) => readPage(await (await answer).text())

type Sitting = readonly [gremium: string, datum: string, status?: 'oeffentlich' | 'nichtoeffentlich']

async function paper(beratungsgegenstand: string, ...sittings: readonly Sitting[]) {
  const { id } = expectOk(await createDocument(web.db, clerk.actor, { slug: 'sitzungsvorlage-kreis', houseName }))
  const beratungsfolge = sittings.map(([gremium, datum, status = 'oeffentlich'], index) => ({
    id: `bf${index}`,
    gremium,
    datum,
    status,
  }))
  return save(web, clerk.actor, { id, baseRevision: 1, input: paperInput({ beratungsgegenstand, beratungsfolge }) })
}

const listed = async (visitor: SignedIn, query = ''): Promise<string[]> => {
  const page = await pageOf(visitor.get(`/papers${query}`))
  expect(page.faults()).toEqual([])
  return page.text.match(/Thema [A-Z]/g) ?? []
}

const threePapers = async () => ({
  a: await paper('Thema A', ['Kreistag', '2026-12-17']),
  b: await paper('Thema B', ['Ausschuss für Bauen', '2026-11-30'], ['Kreistag', '2026-12-17']),
  c: await paper('Thema C', ['Ausschuss für Bauen', '2026-10-01', 'nichtoeffentlich']),
})

test('papers stand in the order of their next sitting, with the body that sits', async () => {
  await threePapers()
  expect(await listed(clerk)).toEqual(['Thema B', 'Thema A', 'Thema C'])
  const page = await pageOf(clerk.get('/papers'))
  expect(page.text).toContain('Mo., 30.11.2026')
  expect(page.text).toContain('und 1 weiteres')
  expect(page.text).toContain('Nichtöffentlich')
})

test('the list is narrowed by body, days, Wahlperiode, state and words', async () => {
  await threePapers()
  expectOk(await setLegislativeTerm(web.db, clerk.actor, { number: '16', begins: '01.11.2026', ends: '31.10.2030' }))
  for (const [query, wanted] of [
    ['?body=Kreistag', 'BA'],
    ['?body=Ausschuss+für+Bauen', 'BC'],
    ['?body=Kreistag&until=30.11.2026', ''],
    ['?from=01.12.2026', 'BA'],
    ['?until=01.10.2026', 'C'],
    ['?term=16', 'BA'],
    ['?term=16&until=30.11.2026', 'B'],
    ['?state=draft', 'BAC'],
    ['?state=issued', ''],
    ['?q=thema+c', 'C'],
    ['?mine=1', 'BAC'],
    ['?sort=saved', 'CBA'],
    ['?sort=quatsch&page=99&term=99&state=x', 'BAC'],
  ] as const) {
    expect([query, (await listed(clerk, query)).map((word) => word.at(-1)).join('')]).toEqual([query, wanted])
  }
})

test('a day that is none is said at its field, and nothing typed is lost', async () => {
  const answer = await clerk.get('/papers?from=31.02.2026&q=Thema')
  expect(answer.status).toBe(422)
  const page = await pageOf(answer)
  expect(page.describedBy('from')).toContain('TT.MM.JJJJ')
  expect(Object.fromEntries(page.entries('/papers'))).toMatchObject({ from: '31.02.2026', q: 'Thema' })
})

test('a station that was changed or taken out is no longer listed', async () => {
  const { a } = await threePapers()
  const input = paperInput({
    beratungsgegenstand: 'Thema A',
    beratungsfolge: [{ id: 'bf0', gremium: 'Kreisausschuss', datum: '2026-12-01', status: 'oeffentlich' }],
  })
  await save(web, clerk.actor, { id: a.id, baseRevision: a.revision, input })
  expect(await listed(clerk, '?body=Kreistag')).toEqual(['Thema B'])
  expect(await listed(clerk, '?body=Kreisausschuss')).toEqual(['Thema A'])
})

test('by number the newest comes first, and papers without one come last', async () => {
  const { a, c } = await threePapers()
  const leads = await web.user('leitung', 'Uwe Siebert')
  for (const draft of [c, a]) {
    const ready = await approved(web, draft, { clerk: clerk.actor, leitung: leads })
    await issue(web, clerk.actor, await read(web, clerk.actor, ready.id))
    web.clock.advanceMinutes(1)
  }
  expect(await listed(clerk, '?sort=number')).toEqual(['Thema A', 'Thema C', 'Thema B'])
  expect((await pageOf(clerk.get('/papers'))).text).toContain('0002/2026/KREIS')
})

test('a Lotsin sees no paper and no body of others', async () => {
  await threePapers()
  const ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  const page = await pageOf(ahlers.get('/papers'))
  expect(page.text).not.toMatch(/Thema|Kreistag|Bauen/)
  expect(page.text).toContain('Noch keine Sitzungsvorlagen')
})

test('where every document stands is kept as its records say', async () => {
  const { a, b, c } = await threePapers()
  const leads = await web.user('leitung', 'Uwe Siebert')
  const ready = await approved(web, a, { clerk: clerk.actor, leitung: leads })
  await issue(web, clerk.actor, ready)
  await approved(web, b, { clerk: clerk.actor, leitung: leads })
  expect(c.state).toBe('draft')
  const row = z.object({
    documentId: z.string(),
    revision: z.number(),
    state: z.string(),
    requestId: z.string().nullable(),
  })
  const columns = 'document_id, revision, state, request_id'
  const kept = await web.db.all(row, `SELECT ${columns} FROM document_standing ORDER BY 1`)
  expect(kept).toEqual(await web.db.all(row, `SELECT ${columns} FROM document_state ORDER BY 1`))
  expect(kept.map(({ state }) => state).toSorted()).toEqual(['approved', 'draft', 'issued'])
})
