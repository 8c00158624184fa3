import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadDemo } from '../../../data/demo/load.ts'
import { demoPeople } from '../../../data/demo/people.ts'
import { beginningOfStory, tellStory } from '../../../data/demo/story.ts'
import { standingOfCases } from '../../../server/agreement/step-actions.ts'
import { readWholeTrail } from '../../../server/audit/audit.ts'
import { verifyChain } from '../../../server/audit/verify-chain.ts'
import { actorOf } from '../../../server/auth/auth.ts'
import { listUsers } from '../../../server/auth/user-actions.ts'
import { invalid } from '../../../server/base/result.ts'
import { localDate, localTime } from '../../../server/calendar/local-time.ts'
import { paths } from '../../../server/casefile/case-fields.ts'
import { listCases } from '../../../server/casefile/casefile-actions.ts'
import { type DocumentState, documentStates } from '../../../server/document/document.ts'
import { listDocuments } from '../../../server/document/document-actions.ts'
import { readIssuedPdf } from '../../../server/document/issue-actions.ts'
import { listWaiting } from '../../../server/document/waiting.ts'
import { openHouseSeal } from '../../../server/house-seal.ts'
import { readMails } from '../../../server/notice/mail-actions.ts'
import { verifyInProcess } from '../../../server/signature/verify-process.ts'
import { expectOk, type House, openHouse } from '../../house.ts'

let house: House
let folder: string
let options: Parameters<typeof loadDemo>[1]

beforeAll(async () => {
  house = await openHouse()
  folder = await mkdtemp(join(tmpdir(), 'story-'))
  const config = { seal: null, dataFolder: folder, houseName: 'Kreis Auental' }
  const { seal } = expectOk(await openHouseSeal({ config, clock: house.clock }))
  options = { folder, houseName: config.houseName, ports: { seal, publicHost: 'localhost:3000' } }
  await loadDemo(house.db, options)
}, 120_000)

afterAll(async () => {
  await house.close()
  await rm(folder, { recursive: true })
})

const mailsOf = async ({ db }: House) => (await readMails(db, { state: null, limit: 500, offset: 0 })).mails

const actorCalled = async (login: string) => {
  const user = (await listUsers(house.db)).find((each) => each.login === login)
  if (!user) throw new Error(`Nobody in the demo has the login ${login}.`)
  return actorOf(user)
}

/** Everything that the Leitung of both units see, with and without the discarded. */
async function everyDocument() {
  const found = []
  for (const login of ['kortmann', 'vosskamp']) {
    const actor = await actorCalled(login)
    for (const state of documentStates) {
      found.push(...(await listDocuments(house.db, actor, { filter: { state }, page: 1 })).documents)
    }
  }
  return found
}

describe('the world of the demo', () => {
  test('has forty cases on every legal path, of people from many countries', async () => {
    const list = await listCases(house.db, await actorCalled('kortmann'), { filter: { state: 'all' }, page: 1 })
    expect(list.total).toBe(40)
    expect(new Set(list.cases.map(({ pfad }) => pfad))).toEqual(new Set(paths.map(({ value }) => value)))
    expect(list.cases.filter(({ closedAt }) => closedAt !== null)).toHaveLength(3)
  })

  test('has thirty documents of all kinds in every state but the one that lasts a moment', async () => {
    const documents = await everyDocument()
    expect(documents).toHaveLength(30)
    const lasting = documentStates.filter((state) => state !== 'issuing')
    expect(new Set(documents.map(({ state }) => state))).toEqual(new Set(lasting))
    expect(new Set(documents.map(({ kind }) => kind))).toEqual(new Set(['agreement', 'paper', 'consent']))
  })

  test('has a trail that proves to be whole, in order of time, on working days and in office hours', async () => {
    const trail = (await readWholeTrail(house.db, { limit: 5000 })).reverse()
    expect(await verifyChain(house.db)).toMatchObject({ entries: trail.length })
    const times = trail.map(({ at }) => at)
    expect(times).toEqual(times.toSorted())
    for (const at of new Set(times)) {
      expect([0, 6]).not.toContain(new Date(`${localDate(at)}T12:00:00Z`).getUTCDay())
      expect(localTime(at) >= '07:30' && localTime(at) < '17:00').toBe(true)
    }
    // The last office day before Monday, 23.11.2026.
    expect(localDate(times.at(-1) ?? '')).toBe('2026-11-20')
  })

  test('has files that the house has sealed at the time the trail says', async () => {
    const actor = await actorCalled('kortmann')
    const { documents } = await listDocuments(house.db, actor, { filter: { state: 'signed' }, page: 1 })
    const { bytes = new Uint8Array() } = (await readIssuedPdf(house.db, actor, documents[0]?.id ?? '')) ?? {}
    const seal = expectOk(
      await openHouseSeal({
        config: { seal: null, dataFolder: folder, houseName: 'Kreis Auental' },
        clock: house.clock,
      }),
    )
    expect(await verifyInProcess(bytes, seal.anchorsDer)).toMatchObject({ intact: true, trusted: true })
  }, 30_000)

  test('has papers numbered one after the other', async () => {
    const { documents } = await listDocuments(house.db, await actorCalled('vosskamp'), {
      filter: { state: 'issued' },
      page: 1,
    })
    const numbers = documents.map(({ number }) => number).toSorted()
    expect(numbers).toEqual(['0001/2026/KREIS', '0002/2026/KREIS', '0003/2026/KREIS'])
  })

  test('leaves something to decide, and something that one Leitung is barred from', async () => {
    const waitingFor = async (login: string) =>
      (await listWaiting(house.db, await actorCalled(login), { filter: {}, page: 1 })).documents
    const kortmann = await waitingFor('kortmann')
    const deppe = await waitingFor('deppe')
    expect(kortmann.length).toBeGreaterThanOrEqual(5)
    expect(kortmann.filter(({ barred }) => barred !== null)).toEqual([])
    expect(deppe.filter(({ barred }) => barred !== null)).toHaveLength(1)
    expect(await waitingFor('lindemann')).toHaveLength(2)
  })

  test('has mails that were written when things happened, or at half past seven for whoever wants it so', async () => {
    const mails = await mailsOf(house)
    const ofTheWeek = mails.filter(({ createdAt }) => createdAt > '2026-11-16')
    expect(ofTheWeek.length).toBeGreaterThan(5)
    expect(mails.map(({ createdAt }) => createdAt).toReversed()).toEqual(mails.map((one) => one.createdAt).toSorted())
    const kortmann = await actorCalled('kortmann')
    for (const { createdAt } of mails.filter(({ toUserId }) => toUserId === kortmann.userId))
      expect(localTime(createdAt)).toBe('07:30')
    for (const { state, text } of mails) expect([state, text]).toEqual(['kept', expect.stringContaining('http://')])
  })

  test('has mails about deadlines, written before people came', async () => {
    const mails = await mailsOf(house)
    const early = mails.filter(({ createdAt }) => localTime(createdAt) === '06:00').map(({ text }) => text)
    expect(early.join()).toMatch(/Eine Wiedervorlage ist fällig/)
    expect(early.join()).toMatch(/Schritt oder Gespräch einer Zielvereinbarung ist fällig/)
  })

  test('has a mail about an approval that is late, and one about a version in force for a draft of the one before', async () => {
    const texts = (await mailsOf(house)).map(({ subject, text }) => `${subject} ${text}`).join()
    expect(texts).toMatch(/Freigabe.*Frist|Frist.*Freigabe/)
    expect(texts).toMatch(/eine neue Fassung der Dokumentvorlage/)
  })

  test('has a goal that is reached', async () => {
    const actor = await actorCalled('oezdemir')
    const { cases } = await listCases(house.db, actor, { filter: { state: 'open' }, page: 1 })
    const standings = await standingOfCases(
      house.db,
      cases.map(({ id }) => id),
    )
    expect([...standings.values()].filter(({ reached }) => reached > 0)).toMatchObject([{ goals: 3, reached: 1 }])
  })

  test('is not told twice', async () => {
    const [before] = await readWholeTrail(house.db, { limit: 1 })
    const mails = await mailsOf(house)
    await loadDemo(house.db, options)
    expect(await tellStory(house.db, options)).toBe(0)
    expect(await readWholeTrail(house.db, { limit: 1 })).toEqual([before])
    expect(await mailsOf(house)).toEqual(mails)
  })
})

test('with a seal that was not valid yet, documents wait to be issued today, and everything else is there', async () => {
  const other = await openHouse()
  const elsewhere = { ...options, folder: await mkdtemp(join(tmpdir(), 'story-')) }
  const seal = async () => invalid('Das Zertifikat gilt erst ab heute.')
  await loadDemo(other.db, { ...elsewhere, ports: { ...options.ports, seal } })
  const kortmann = (await listUsers(other.db)).find(({ login }) => login === 'kortmann')
  if (!kortmann) throw new Error('The demo has no Leitung.')
  const list = (state: DocumentState) =>
    listDocuments(other.db, actorOf(kortmann), { filter: { state }, page: 1 }).then(({ total }) => total)
  expect(await list('issuing')).toBeGreaterThan(5)
  expect(await list('issued')).toBe(0)
  expect(await list('in_approval')).toBe(5)
  expect(await loadDemo(other.db, { ...elsewhere, ports: { ...options.ports, seal } })).toHaveLength(demoPeople.length)
  await other.close()
  await rm(elsewhere.folder, { recursive: true })
}, 60_000)

test('a story that was interrupted again and again is told to its end, once', async () => {
  let callsLeft = Number.POSITIVE_INFINITY
  const other = await openHouse({
    wrapCall: (call) => {
      callsLeft -= 1
      if (callsLeft < 0) throw new Error('The power went out.')
      return call()
    },
  })
  const elsewhere = { ...options, folder: await mkdtemp(join(tmpdir(), 'story-')) }
  for (const calls of [30, 90, 300, 400, 500, 600]) {
    callsLeft = calls
    await expect(loadDemo(other.db, elsewhere)).rejects.toThrow('The power went out.')
  }
  callsLeft = Number.POSITIVE_INFINITY
  expect(await loadDemo(other.db, elsewhere)).toHaveLength(demoPeople.length)
  // A password link that nobody had time to use is made once more.
  const happened = async (db: House['db']) =>
    (await readWholeTrail(db, { limit: 5000 }))
      .reverse()
      .flatMap(({ at, event }) => (event === 'password.link_issued' ? [] : [`${at} ${event}`]))
  expect(await happened(other.db)).toEqual(await happened(house.db))
  expect(await verifyChain(other.db)).toHaveProperty('entries')
  await other.close()
  await rm(elsewhere.folder, { recursive: true })
}, 180_000)

test('a database in which something else happened has no story, neither before nor after it', async () => {
  const other = await openHouse()
  await other.user('lotsin', 'Jutta Ahlers')
  expect(await beginningOfStory(other.db)).toBeNull()
  expect(await tellStory(other.db, options)).toBe(0)
  await other.close()
  expect(await beginningOfStory(house.db)).not.toBeNull()
  await house.user('lotsin', 'Petra Beispiel', { unit: '50.1' })
  expect(await tellStory(house.db, options)).toBe(0)
})
