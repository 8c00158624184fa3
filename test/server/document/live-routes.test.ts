import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { submitDocument } from '../../../server/document/approval-actions.ts'
import { createDocument } from '../../../server/document/document-actions.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { verifyLog } from '../../../server/writing/commit-chain.ts'
import { expectOk } from '../../house.ts'
import { openWeb, type SignedIn, type Web } from '../../web.ts'
import { textIn, typing } from '../writing/writers.ts'
import { fullPaper, houseName } from './documents.ts'
import { type LiveLine, type ServedWeb, serve } from './live-lines.ts'

let web: Web
let served: ServedWeb
let vosskamp: SignedIn
let groth: SignedIn
let id: string

beforeEach(async () => {
  web = await openWeb({ pace: { rights: 300, tend: 20 } })
  expectOk(await registerShipped(web.db))
  served = await serve(web)
  vosskamp = await web.visitor('sitzungsdienst', 'Henning Vosskamp')
  groth = await web.visitor('sitzungsdienst', 'Eva Groth')
  const paper = await createDocument(web.db, vosskamp.actor, { slug: 'sitzungsvorlage-kreis', houseName })
  id = expectOk(paper).id
})

afterEach(async () => {
  await web.writing.close()
  await served.serving.stop()
  await web.close()
})

const place = 'sachdarstellung'
const commit = (name: string, text: string, base = 0) => ({ type: 'commit', ...typing(name, text, { base, place }) })
const ready = (line: LiveLine) => line.until((messages) => messages.some(({ type }) => type === 'ready'))
const commits = (line: LiveLine, count: number) => line.until(() => line.commits().length >= count)
const text = async () => textIn(await web.writing.state(id), place)
const refusals = (line: LiveLine) => line.messages.flatMap((each) => (each.type === 'refused' ? [each.outcome] : []))

test.each(['socket', 'events'] as const)('by %s what one types another reads, and it is stored', async (by) => {
  const [mine, hers] = await Promise.all([served.open(vosskamp, id, { by }), served.open(groth, id, { by })])
  await Promise.all([ready(mine), ready(hers)])
  expect(mine.messages.slice(0, 2)).toMatchObject([
    { type: 'state', version: 0 },
    { type: 'ready', version: 0, mode: 'write', frozen: false },
  ])
  await mine.send(commit('a1', 'Hallo'))
  await commits(hers, 1)
  await hers.send(commit('b1', 'Ja. ', 1))
  await Promise.all([commits(mine, 2), commits(hers, 2)])
  expect(hers.commits()).toEqual(mine.commits())
  expect(mine.commits()).toMatchObject([
    { version: 1, id: 'a1', by: vosskamp.actor.userId },
    { version: 2, id: 'b1', by: groth.actor.userId },
  ])
  expect(await text()).toBe('Ja. Hallo')
  expect(await verifyLog(web.db, id)).toMatchObject({ commits: 2 })
})

test.each(['socket', 'events'] as const)('by %s a page that comes again gets what it missed', async (by) => {
  const first = await served.open(vosskamp, id, { by })
  await ready(first)
  await first.send(commit('a1', 'eins '))
  await commits(first, 1)
  first.close()
  const other = await served.open(groth, id)
  await ready(other)
  await other.send(commit('b1', 'zwei ', 1))
  const again = await served.open(vosskamp, id, { by, version: 1 })
  await commits(again, 1)
  await ready(again)
  expect(again.commits()).toMatchObject([{ version: 2, id: 'b1' }])
  expect(again.messages.some(({ type }) => type === 'state')).toBe(false)
})

test('a WebSocket and events see each other, and who has gone is gone', async () => {
  const [socket, events] = [await served.open(vosskamp, id), await served.open(groth, id, { by: 'events' })]
  const here = (line: LiveLine) => line.messages.findLast((message) => message.type === 'people')?.people.length
  await socket.until(() => here(socket) === 2)
  await events.until(() => here(events) === 2)
  events.close()
  await socket.until(() => here(socket) === 1)
})

test.each([
  ['another site', { Origin: 'https://evil.test', 'Sec-Fetch-Site': 'cross-site' }],
  ['a page that claims our site but has another origin', { Origin: 'https://evil.test' }],
  ['our host without https', { Origin: 'http://vorlagen.test' }],
])('a WebSocket from %s is refused before anything happens', async (_, headers) => {
  const socket = served.socket(`/documents/${id}/live`, { Cookie: vosskamp.cookie, ...headers })
  const [, response] = await once(socket, 'unexpected-response')
  expect(response.statusCode).toBe(403)
  expect(await web.writing.state(id)).toBeNull()
})

test('a refused handshake and an accepted one carry the security headers and stand in the log', async () => {
  const socket = served.socket(`/documents/${id}/live`, { Cookie: vosskamp.cookie })
  const [response] = await once(socket, 'upgrade')
  expect(response.headers['content-security-policy']).toContain("connect-src 'self'")
  expect(response.headers['x-content-type-options']).toBe('nosniff')
  expect(response.headers['strict-transport-security']).toMatch(/^max-age/)
  expect(web.logged).toContainEqual(
    expect.objectContaining({ method: 'GET', route: '/documents/:id/live', status: 101, msg: 'request' }),
  )
  socket.close()
})

test('nobody comes in without a session, into an unknown document, or into one of another unit', async () => {
  const stranger = await served.open({ cookie: '' }, id)
  expect(await stranger.closed).toMatchObject({ code: 4401 })
  const lotsin = await web.visitor('lotsin', 'Jutta Ahlers')
  expect(await (await served.open(lotsin, id)).closed).toMatchObject({ code: 4403 })
  expect(await (await served.open(vosskamp, 'gibt-es-nicht')).closed).toMatchObject({ code: 4403 })
  for (const visitor of [lotsin, await web.visitor('administration', 'Tom Wellmann')]) {
    const events = await served.fetch(`/documents/${id}/live/events?client=x`, { headers: { Cookie: visitor.cookie } })
    expect([403, 404]).toContain(events.status)
    const post = await served.fetch(`/documents/${id}/live/messages?client=x`, {
      method: 'POST',
      headers: { Cookie: visitor.cookie },
      body: JSON.stringify(commit('x', 'x')),
    })
    expect([403, 404]).toContain(post.status)
  }
})

test('nobody posts to the events of somebody else, or without events', async () => {
  const line = await served.open(vosskamp, id, { by: 'events', client: 'mine' })
  await ready(line)
  const post = (cookie: string, client: string) =>
    served.fetch(`/documents/${id}/live/messages?client=${client}`, {
      method: 'POST',
      headers: { Cookie: cookie },
      body: JSON.stringify(commit('x', 'x')),
    })
  expect((await post(groth.cookie, 'mine')).status).toBe(409)
  expect((await post(vosskamp.cookie, 'other')).status).toBe(409)
  expect((await post('', 'mine')).status).toBe(401)
  expect((await post(vosskamp.cookie, 'mine')).status).toBe(204)
  expect(await text()).toBe('x')
})

test('a session that has ended ends the connection within seconds', async () => {
  const [socket, events] = [await served.open(vosskamp, id), await served.open(vosskamp, id, { by: 'events' })]
  await Promise.all([ready(socket), ready(events)])
  expect((await vosskamp.post('/session/ends')).status).toBe(303)
  expect(await socket.closed).toMatchObject({ code: 4401, reason: 'Die Sitzung ist beendet.' })
  await events.closed
})

test('an open page alone keeps no session alive, typing does', async () => {
  const line = await served.open(vosskamp, id)
  await ready(line)
  web.clock.advanceMinutes(40)
  await line.send(commit('a1', 'x'))
  await commits(line, 1)
  const seenAt = async () => {
    const row = z.object({ seenAt: z.string() })
    return (await web.db.first(row, 'SELECT seen_at FROM session WHERE user_id = ?', [vosskamp.actor.userId]))?.seenAt
  }
  await expect.poll(seenAt).toBe('2026-11-23T08:40:00.000Z')
  web.clock.advanceMinutes(40)
  await new Promise((resolve) => setTimeout(resolve, 700))
  expect(await seenAt()).toBe('2026-11-23T08:40:00.000Z')
  web.clock.advanceMinutes(21)
  expect(await line.closed).toMatchObject({ code: 4401 })
})

test('rubbish ends the connection of whoever sent it, with a reason; others type on', async () => {
  const groths = await served.open(groth, id)
  await ready(groths)
  const wrong: [unknown, number][] = [
    ['kein JSON {', 4400],
    [{ type: 'unbekannt' }, 4400],
    [Buffer.from([1, 2, 3]), 4400],
    ['x'.repeat(2 * 2 ** 20), 1009],
  ]
  for (const [message, code] of wrong) {
    const line = await served.open(vosskamp, id)
    await ready(line)
    await line.send(message)
    expect(await line.closed).toMatchObject({ code })
  }
  await groths.send(commit('b1', 'weiter'))
  await commits(groths, 1)
})

test.each([
  ['a version from the future', { base: 99 }],
  ['a negative version', { base: -1, seen: -1 }],
  ['an author of its own', { by: 'somebody-else' }],
  ['no steps', { steps: [] }],
  [
    'steps outside the schema',
    { steps: [{ stepType: 'replace', from: 0, to: 0, slice: { content: [{ type: 'iframe' }] } }] },
  ],
  ['steps of an unknown kind', { steps: [{ stepType: '__proto__' }] }],
  ['a place that is no text', { place: 'betreff' }],
])('a commit with %s is refused by its name, and nothing is stored', async (_, wrong) => {
  const line = await served.open(vosskamp, id)
  await ready(line)
  await line.send({ ...commit('a1', 'x'), ...wrong })
  await line.until(() => refusals(line).length === 1)
  expect(refusals(line)).toMatchObject([{ kind: 'refused', reason: 'invalid' }])
  await line.send(commit('a2', 'gut'))
  await commits(line, 1)
  expect(await text()).toBe('gut')
})

test('the twenty-first page of one person is sent away, those of others are not', async () => {
  const lines: LiveLine[] = []
  for (let wave = 0; wave < 4; wave += 1) {
    lines.push(...(await Promise.all(Array.from({ length: 50 }, () => served.open(vosskamp, id)))))
  }
  const ends = lines.map(({ closed }) => Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 3000))]))
  const hers = await served.open(groth, id)
  await ready(hers)
  await hers.send(commit('b1', 'ungestört'))
  await commits(hers, 1)
  const codes = (await Promise.all(ends)).map((end) => z.object({ code: z.number() }).safeParse(end).data?.code)
  expect(codes.filter((code) => code === 1013)).toHaveLength(180)
  expect(codes.filter((code) => code === undefined)).toHaveLength(20)
  for (const line of lines) line.close()
})

test('whoever sends too fast is slowed down, and loses nothing', async () => {
  const line = await served.open(vosskamp, id)
  await ready(line)
  const before = performance.now()
  for (let n = 0; n < 450; n += 1) await line.send({ type: 'caret', at: { place } })
  await line.send(commit('last', 'x'))
  await commits(line, 1)
  expect(performance.now() - before).toBeGreaterThan(1000)
})

test('whoever takes nothing any more is dropped before memory runs full, and others type on', async () => {
  const slow = served.socket(`/documents/${id}/live`, { Cookie: groth.cookie })
  await once(slow, 'open')
  slow.send(JSON.stringify({ type: 'hello', client: 'slow', version: null }))
  await once(slow, 'message')
  slow.pause()
  const line = await served.open(vosskamp, id)
  await ready(line)
  const here = () => line.messages.findLast((message) => message.type === 'people')?.people.length
  await line.until(() => here() === 2)
  const long = 'x'.repeat(400_000)
  for (let version = 0; here() !== 1 && version < 100; version += 2) {
    await line.send(commit(`in-${version}`, long, version))
    const steps = [{ stepType: 'replace', from: 1, to: 1 + long.length }]
    await line.send({ type: 'commit', id: `out-${version}`, base: version + 1, seen: version + 1, place, steps })
    await commits(line, version + 2)
  }
  await line.until(() => here() === 1)
  slow.terminate()
})

test('a commit after the document was submitted is refused, and everybody is told that it is closed', async () => {
  await web.user('leitung', 'Dr. Sabine Kortmann')
  const paper = await fullPaper(web, vosskamp.actor)
  const [mine, hers] = [await served.open(vosskamp, paper.id), await served.open(groth, paper.id)]
  await Promise.all([ready(mine), ready(hers)])
  await mine.send(commit('a1', 'Noch etwas. '))
  await commits(hers, 1)
  const answer = await vosskamp.post(`/documents/${paper.id}/submissions`)
  expect(answer.status).toBe(303)
  await hers.until((messages) => messages.some(({ type }) => type === 'frozen'))
  await hers.send(commit('b1', 'zu spät', 1))
  await hers.until(() => refusals(hers).length === 1)
  expect(refusals(hers)).toMatchObject([{ kind: 'refused', reason: 'frozen' }])
  expect(await web.eventsOf(paper.id)).toEqual(expect.arrayContaining(['document.written', 'document.submitted']))
  expect(await submitDocument(web.db, vosskamp.actor, { id: paper.id })).toMatchObject({ ok: false })
})

test('when the server stops, pages are told to come again', async () => {
  const [socket, events] = [await served.open(vosskamp, id), await served.open(groth, id, { by: 'events' })]
  await Promise.all([ready(socket), ready(events)])
  await web.writing.close()
  expect(await socket.closed).toMatchObject({ code: 1012 })
  await events.closed
  const before = performance.now()
  await served.serving.stop()
  expect(performance.now() - before).toBeLessThan(1500)
})

test('without an upgrade the address of the WebSocket says what it is for', async () => {
  const answer = await vosskamp.get(`/documents/${id}/live`)
  expect([answer.status, answer.headers.get('Upgrade')]).toEqual([426, 'websocket'])
  expect((await vosskamp.get(`/documents/${id}/live/events`)).status).toBe(400)
})

test('each person has one key for her devices, kept by no cache', async () => {
  const ask = async (who: SignedIn) =>
    z.object({ key: z.string() }).parse(await (await who.get('/device-key')).json()).key
  const [mine, again, hers] = [await ask(vosskamp), await ask(vosskamp), await ask(groth)]
  expect(mine).toMatch(/^[0-9a-f]{64}$/)
  expect(again).toBe(mine)
  expect(hers).not.toBe(mine)
  expect((await vosskamp.get('/device-key')).headers.get('Cache-Control')).toBe('no-store')
  expect((await web.stranger.get('/device-key')).status).toBe(303)
})
