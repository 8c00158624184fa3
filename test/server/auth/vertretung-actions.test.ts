import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../../../server/auth/auth.ts'
import type { VertretungForm } from '../../../server/auth/vertretung.ts'
import {
  absencesToday,
  endVertretung,
  enterVertretung,
  listVertretungen,
  vertretungChoices,
} from '../../../server/auth/vertretung-actions.ts'
import { expectOk, type House, openHouse } from '../../house.ts'

let house: House
let kortmann: Actor
let deppe: Actor
let ahlers: Actor
beforeEach(async () => {
  house = await openHouse()
  kortmann = await house.user('leitung', 'Dr. Sabine Kortmann')
  deppe = await house.user('lotsin', 'Malte Deppe')
  ahlers = await house.user('lotsin', 'Jutta Ahlers')
})
afterEach(() => house.close())

const setClock = (iso: string) => house.clock.advanceMinutes((Date.parse(iso) - house.clock.now().getTime()) / 60_000)

const form = (person: Actor, deputy: Actor | null, more: Partial<VertretungForm> = {}): VertretungForm => ({
  userId: person.userId,
  deputyId: deputy?.userId ?? '',
  from: '30.11.2026',
  until: '04.12.2026',
  absent: '1',
  ...more,
})

/** For whom somebody acts at this moment, as she would after signing in. */
const actsFor = async (person: Actor) =>
  ((await house.actor(person.userId)).deputyships ?? []).map(({ inPlaceOf }) => inPlaceOf?.name)

test('from the first day to the last, in Germany, and not a minute longer, also where clocks change', async () => {
  expectOk(await enterVertretung(house.db, kortmann, form(kortmann, deppe)))
  const seen = []
  for (const at of ['11-29T22:59', '11-29T23:00', '12-04T22:59', '12-04T23:00']) {
    setClock(`2026-${at}:59.000Z`)
    seen.push((await actsFor(deppe)).length)
  }
  expect(seen).toEqual([0, 1, 1, 0])
  setClock('2027-03-01T08:00:00.000Z')
  const overTheChange = { from: '28.03.2027', until: '28.03.2027' }
  expectOk(await enterVertretung(house.db, kortmann, form(kortmann, deppe, overTheChange)))
  const thatNight = []
  for (const at of ['03-27T22:59', '03-27T23:00', '03-28T21:59', '03-28T22:00']) {
    setClock(`2027-${at}:00.000Z`)
    thatNight.push((await actsFor(deppe)).length)
  }
  expect(thatNight).toEqual([0, 1, 1, 0])
})

test('a clock that jumps a day forward and back changes nothing for good', async () => {
  expectOk(await enterVertretung(house.db, kortmann, form(kortmann, deppe)))
  setClock('2026-12-04T10:00:00.000Z')
  expect(await actsFor(deppe)).toEqual(['Dr. Sabine Kortmann'])
  setClock('2026-12-05T10:00:00.000Z')
  expect(await actsFor(deppe)).toEqual([])
  setClock('2026-12-04T10:00:00.000Z')
  expect(await actsFor(deppe)).toEqual(['Dr. Sabine Kortmann'])
})

test('a deputy acts with the rights of whom she stands in for, and with no more', async () => {
  const both = await house.user(['leitung', 'administration', 'revision'], 'Ina Brandt', { unit: '50.1' })
  expectOk(await enterVertretung(house.db, both, form(both, deppe, { from: '23.11.2026' })))
  const [acting] = (await house.actor(deppe.userId)).deputyships ?? []
  expect(acting).toMatchObject({
    ref: { userId: deppe.userId, onBehalfOf: both.userId },
    userId: deppe.userId,
    name: 'Malte Deppe',
    unitId: both.unitId,
    roles: ['leitung'],
    inPlaceOf: { name: 'Ina Brandt', until: '2026-12-04' },
  })
})

test("there are no chains: a deputy's deputy does not act", async () => {
  expectOk(await enterVertretung(house.db, kortmann, form(kortmann, deppe, { from: '23.11.2026' })))
  expectOk(await enterVertretung(house.db, deppe, form(deppe, ahlers, { from: '23.11.2026' })))
  expect(await actsFor(ahlers)).toEqual(['Malte Deppe'])
  const [acting] = (await house.actor(ahlers.userId)).deputyships ?? []
  expect(acting?.deputyships).toBeUndefined()
  expect(acting?.roles).toEqual(['lotsin'])
  const [asKortmann] = (await house.actor(deppe.userId)).deputyships ?? []
  if (!asKortmann) throw new Error('Malte Deppe stands in for nobody.')
  const further = await enterVertretung(
    house.db,
    asKortmann,
    form(kortmann, ahlers, { from: '07.12.2026', until: '08.12.2026' }),
  )
  expect(further).toMatchObject({ problem: 'forbidden' })
})

test('she herself enters it, her Leitung and the administration; nobody else', async () => {
  const wellmann = await house.user('administration', 'Tom Wellmann')
  const brandt = await house.user('leitung', 'Ina Brandt', { unit: '50.1' })
  expect(await enterVertretung(house.db, ahlers, form(deppe, ahlers))).toMatchObject({ problem: 'forbidden' })
  expect(await enterVertretung(house.db, brandt, form(deppe, ahlers))).toMatchObject({ problem: 'forbidden' })
  expect(await enterVertretung(house.db, deppe, form(kortmann, deppe))).toMatchObject({ problem: 'forbidden' })
  const { id } = expectOk(await enterVertretung(house.db, kortmann, form(deppe, ahlers)))
  expect((await house.trailOf(deppe.userId))[0]).toMatchObject({
    event: 'vertretung.entered',
    userId: kortmann.userId,
    details: { vertretung: id, deputy: ahlers.userId, from: '2026-11-30', until: '2026-12-04', absent: true },
  })
  expectOk(await enterVertretung(house.db, wellmann, form(ahlers, deppe)))
})

test('the administration cannot make itself a deputy: content never follows from it', async () => {
  const wellmann = await house.user(['administration', 'sitzungsdienst'], 'Tom Wellmann')
  const refused = await enterVertretung(house.db, wellmann, form(deppe, wellmann))
  expect(refused).toMatchObject({ fields: [{ path: 'deputyId', message: expect.stringContaining('Sich selbst') }] })
  const chief = await house.user('administration', 'Gesa Uphoff')
  expect(await enterVertretung(house.db, deppe, form(deppe, chief))).toMatchObject({ fields: [{ path: 'deputyId' }] })
})

test('one person stands in at a time, and who is away is away once', async () => {
  expectOk(await enterVertretung(house.db, kortmann, form(kortmann, deppe)))
  const again = await enterVertretung(
    house.db,
    kortmann,
    form(kortmann, ahlers, { from: '04.12.2026', until: '05.12.2026' }),
  )
  expect(again).toMatchObject({ fields: [{ path: 'from', message: expect.stringContaining('Malte Deppe') }] })
  expectOk(await enterVertretung(house.db, ahlers, form(ahlers, null)))
  const away = await enterVertretung(house.db, ahlers, form(ahlers, deppe))
  expect(away).toMatchObject({ fields: [{ path: 'absent' }] })
  expectOk(await enterVertretung(house.db, ahlers, form(ahlers, deppe, { absent: '' })))
})

test('the database refuses a second deputy for the same days, whatever the program says', async () => {
  expectOk(await enterVertretung(house.db, kortmann, form(kortmann, deppe)))
  const insert = house.db.write((tx) =>
    tx.run(
      `INSERT INTO vertretung (id, user_id, deputy_id, from_date, until_date, absent, entered_by, entered_at)
       VALUES ('x', ?, ?, '2026-12-01', '2026-12-02', 0, ?, '2026-11-23T08:00:00.000Z')`,
      [kortmann.userId, ahlers.userId, kortmann.userId],
    ),
  )
  await expect(insert).rejects.toThrow('another one counts in this time')
})

test('it is ended at once, once, by whoever may enter it, and stays to be read', async () => {
  const { id } = expectOk(await enterVertretung(house.db, kortmann, form(kortmann, deppe, { from: '23.11.2026' })))
  expect(await endVertretung(house.db, deppe, { id })).toMatchObject({ problem: 'forbidden' })
  expect(await endVertretung(house.db, ahlers, { id })).toMatchObject({ problem: 'not_found' })
  expectOk(await endVertretung(house.db, kortmann, { id }))
  expect(await actsFor(deppe)).toEqual([])
  expect(await endVertretung(house.db, kortmann, { id })).toMatchObject({ problem: 'conflict' })
  expect((await house.trailOf(kortmann.userId))[0]).toMatchObject({ event: 'vertretung.ended' })
  const now = house.clock.now()
  expect(await listVertretungen(house.db, deppe, now)).toMatchObject([{ id, endedByName: 'Dr. Sabine Kortmann' }])
})

test('each sees her own, the Leitung those of her unit, the administration all', async () => {
  const wellmann = await house.user('administration', 'Tom Wellmann')
  const brandt = await house.user('leitung', 'Ina Brandt', { unit: '50.1' })
  expectOk(await enterVertretung(house.db, deppe, form(deppe, ahlers)))
  const count = async (actor: Actor) => (await listVertretungen(house.db, actor, house.clock.now())).length
  expect([await count(deppe), await count(ahlers), await count(kortmann)]).toEqual([1, 1, 1])
  expect([await count(wellmann), await count(brandt)]).toEqual([1, 0])
})

test('who is away without anybody standing in is a gap, also where the deputy is away or gone', async () => {
  const today = { from: '23.11.2026' }
  expectOk(await enterVertretung(house.db, kortmann, form(kortmann, deppe, today)))
  const now = house.clock.now()
  const gaps = async () =>
    (await absencesToday(house.db, { unitId: null, now })).map(({ name, deputy }) => `${name}: ${deputy}`)
  expect(await gaps()).toEqual(['Dr. Sabine Kortmann: Malte Deppe'])
  expectOk(await enterVertretung(house.db, deppe, form(deppe, ahlers, today)))
  expect(await gaps()).toEqual(['Dr. Sabine Kortmann: null', 'Malte Deppe: Jutta Ahlers'])
})

test('the own unit comes first among those who could stand in', async () => {
  await house.user('lotsin', 'Anna Aalto', { unit: '50.1' })
  const { people, deputies } = await vertretungChoices(house.db, ahlers)
  expect(people.map(({ name }) => name)).toEqual(['Jutta Ahlers'])
  expect(deputies.map(({ name }) => name)).toEqual(['Dr. Sabine Kortmann', 'Malte Deppe', 'Anna Aalto'])
})
