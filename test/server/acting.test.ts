import { afterAll, beforeAll, expect, test } from 'vitest'
import { endVertretung, enterVertretung } from '../../server/auth/vertretung-actions.ts'
import { expectOk } from '../house.ts'
import { openTwoUnits, routesOf, seenBy, type Thing, type TwoUnits } from '../two-units.ts'
import { readText, type SignedIn } from '../web.ts'

let world: TwoUnits
let ozdemir: SignedIn
beforeAll(async () => {
  world = await openTwoUnits()
  ozdemir = await world.visitor('lotsin', 'Kerem Ozdemir')
}, 120_000)
afterAll(() => world.close())

/** Today and tomorrow; returns its id. */
async function deputise(): Promise<string> {
  const { actor } = world.visitors.leitung
  const form = { userId: actor.userId, deputyId: ozdemir.actor.userId, from: '23.11.2026', until: '24.11.2026' }
  return expectOk(await enterVertretung(world.db, actor, { ...form, absent: '1' })).id
}

/** Every page about one case or document. */
const pages = () =>
  routesOf(world)
    .filter((route) => /^GET \/(cases|documents)\/:id/.test(route) && !/:(?!id)/.test(route))
    .map((route) => route.slice('GET '.length))

const addressOf = (path: string, thing: Thing): string | null => {
  if (path.startsWith('/cases/')) return thing.caseId && path.replace(':id', thing.caseId)
  return path.replace(':id', /approvals/.test(path) ? thing.documents.submitted : thing.documents.issued)
}

/** How each page about a thing answers; what stands in it that this person may not read. */
async function answers(visitor: SignedIn, hidden: readonly string[]) {
  const found = new Map<string, number>()
  for (const [name, thing] of Object.entries(world.things)) {
    for (const path of pages()) {
      const address = addressOf(path, thing)
      if (address === null) continue
      const answer = await visitor.get(address)
      const body = new TextDecoder('latin1').decode(await answer.arrayBuffer())
      expect(hidden.filter((secret) => body.includes(secret))).toEqual([])
      found.set(`${name} ${path}`, answer.status)
    }
  }
  return found
}

const secrets = (names: readonly string[]) =>
  Object.entries(world.things).flatMap(([name, { owner }]) => (names.includes(name) ? [] : [owner.secret]))

test('a deputy gets exactly the pages of whom she stands in for: not before, not after, and none of anybody else', async () => {
  const { leitung } = world.visitors
  const seen = seenBy.leitung
  const before = await answers(ozdemir, secrets([]))
  const id = await deputise()
  const during = await answers(ozdemir, secrets(seen))
  const theirs = await answers(leitung as SignedIn, secrets(seen))
  expectOk(await endVertretung(world.db, leitung.actor, { id }))
  const after = await answers(ozdemir, secrets([]))
  expect([...during].filter(([page, status]) => status !== theirs.get(page))).toEqual([])
  expect([...during.values()].filter((status) => status === 200).length).toBeGreaterThan(30)
  expect(after).toEqual(before)
  expect([...before.values()].filter((status) => status === 200)).toEqual([])
  expect([...during].filter(([page, status]) => page.startsWith('foreign') && status === 200)).toEqual([])
}, 120_000)

test('each page about a thing says for whom she acts there, and lists and trail do so too', async () => {
  await deputise()
  const { mine } = world.things
  const sentence = 'Sie handeln hier in Vertretung für Dr. Sabine Kortmann, bis 24.11.2026.'
  for (const path of [`/cases/${mine.caseId}`, `/documents/${mine.documents.issued}`])
    expect(await readText(await ozdemir.get(path))).toContain(sentence)
  expect(await readText(await ozdemir.get('/cases'))).not.toContain('Sie handeln hier')
  const list = await readText(await ozdemir.get('/approvals'))
  expect(list).toContain('in Vertretung für Dr. Sabine Kortmann, bis 24.11.2026')
  expect(list).toMatch(/Freigaben ?\d offen/)
  expect(await readText(await world.visitors.leitung.get('/approvals'))).toContain(
    'Dr. Sabine Kortmann ist bis zum 24.11.2026 abwesend. Kerem Ozdemir vertritt.',
  )
})

test('from the list nobody decides what she has not opened; after it was opened she does, in Vertretung', async () => {
  const id = await world.makeDocument(world.things.colleague.owner, 'submitted')
  const address = `/documents/${id}/approvals`
  const contentHash = await hashOf(id)
  const blind = await ozdemir.post(address, { contentHash, reason: '' })
  expect(blind.status).toBe(409)
  expect(await readText(blind)).toContain('Diesen Inhalt haben Sie noch nicht geöffnet.')
  expect(await world.eventsOf(id)).not.toContain('document.approved')
  expect((await ozdemir.get(address)).status).toBe(200)
  expect((await ozdemir.post(address, { contentHash })).status).toBe(303)
  expect((await world.trailOf(id))[0]).toMatchObject({
    event: 'document.approved',
    userId: ozdemir.actor.userId,
    onBehalfOf: world.visitors.leitung.actor.userId,
  })
  expect(await readText(await ozdemir.get(`/documents/${id}/trail`))).toContain(
    'Kerem Ozdemir hat in Vertretung für Dr. Sabine Kortmann das Dokument freigegeben.',
  )
})

async function hashOf(id: string): Promise<string> {
  const { leitung } = world.visitors
  const html = await (await leitung.get(`/documents/${id}/approvals`)).text()
  return /name="contentHash" value="([0-9a-f]{64})"/.exec(html)?.[1] ?? ''
}
