import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadDemo } from '../../../data/demo/load.ts'
import { beginningOfStory, tellStory } from '../../../data/demo/story.ts'
import { waitingFor } from '../../../server/approval/approval-actions.ts'
import { readWholeTrail } from '../../../server/audit/audit.ts'
import { verifyChain } from '../../../server/audit/verify-chain.ts'
import { actorOf } from '../../../server/auth/auth.ts'
import { listUsers } from '../../../server/auth/user-actions.ts'
import { localDate, localTime } from '../../../server/calendar/local-time.ts'
import { paths } from '../../../server/casefile/case-fields.ts'
import { listCases } from '../../../server/casefile/casefile-actions.ts'
import { documentStates } from '../../../server/document/document.ts'
import { listDocuments } from '../../../server/document/document-actions.ts'
import { readIssuedPdf } from '../../../server/document/issue-actions.ts'
import { openHouseSeal } from '../../../server/house-seal.ts'
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
    const kortmann = await waitingFor(house.db, await actorCalled('kortmann'))
    const deppe = await waitingFor(house.db, await actorCalled('deppe'))
    expect(kortmann.length).toBeGreaterThanOrEqual(5)
    expect(kortmann.filter(({ barred }) => barred)).toEqual([])
    expect(deppe.filter(({ barred }) => barred)).toHaveLength(1)
    expect(await waitingFor(house.db, await actorCalled('lindemann'))).toHaveLength(2)
  })

  test('is not told twice', async () => {
    const before = await readWholeTrail(house.db, { limit: 1 })
    await loadDemo(house.db, options)
    expect(await tellStory(house.db, options)).toBe(0)
    expect(await readWholeTrail(house.db, { limit: 1 })).toEqual(before)
  })
})

test('a database in which something else happened first has no story', async () => {
  const other = await openHouse()
  await other.user('lotsin', 'Jutta Ahlers')
  expect(await beginningOfStory(other.db)).toBeNull()
  expect(await tellStory(other.db, options)).toBe(0)
  await other.close()
})
