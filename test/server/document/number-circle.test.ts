import { afterEach, beforeEach, expect, test } from 'vitest'
import { transact } from '../../../server/audit/audit.ts'
import type { Actor } from '../../../server/auth/auth.ts'
import { conflict, ok } from '../../../server/base/result.ts'
import { createDocument } from '../../../server/document/document-actions.ts'
import { orderIssue } from '../../../server/document/issue-actions.ts'
import { nextPaperNumber } from '../../../server/document/number-circle.ts'
import {
  endNumberScheme,
  listNumberSchemes,
  previewNumberScheme,
  setLegislativeTerm,
  setNumberScheme,
  type WantedScheme,
} from '../../../server/document/number-scheme-actions.ts'
import { expectOk } from '../../house.ts'
import { houseName, openOffice, paperInput, save } from './documents.ts'
import { approved } from './issuing.ts'

let office: Awaited<ReturnType<typeof openOffice>>
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.house.close())

const scheme = (wanted: Partial<WantedScheme>): WantedScheme => ({
  body: '',
  pattern: '{nr:4}/{jahr}/KREIS',
  period: 'year',
  next: '',
  ...wanted,
})

const set = async (wanted: Partial<WantedScheme>) =>
  expectOk(await setNumberScheme(office.house.db, office.vosskamp, scheme(wanted)))

const moveTo = (moment: string) =>
  office.house.clock.advanceMinutes((Date.parse(moment) - office.house.clock.now().getTime()) / 60_000)

/** As ordering a paper takes it, without the paper. */
const take = (body = 'Kreistag') =>
  transact(office.house.db, { by: office.vosskamp.ref, event: 'test.number', subject: body }, (tx) =>
    nextPaperNumber(tx, { body, at: office.house.clock.now() }),
  )
const number = async (body?: string) => expectOk(await take(body))

async function approvedIn(gremium: string, clerk: Actor, leitung: Actor) {
  const { db } = office.house
  const { id } = expectOk(await createDocument(db, clerk, { slug: 'sitzungsvorlage-kreis', houseName }))
  const beratungsfolge = [{ id: 'bf1', gremium, datum: '2026-12-09', status: 'oeffentlich' }]
  const draft = await save(office.house, clerk, { id, baseRevision: 1, input: paperInput({ beratungsfolge }) })
  return approved(office.house, draft, { clerk, leitung })
}

test('without anything set, all bodies are counted together as before', async () => {
  expect([await number('Kreistag'), await number('Kreisausschuss')]).toEqual(['0001/2026/KREIS', '0002/2026/KREIS'])
  moveTo('2026-12-31T23:30:00.000Z')
  expect(await number()).toBe('0001/2027/KREIS')
})

test('a body with a circle of its own is counted apart, and the paper takes it from its first station', async () => {
  const leads = await office.house.user('leitung', 'Frauke Tiemann', { unit: '10.2' })
  await set({ body: 'Kreistag', pattern: 'KT-{jahr}-{nr:3}' })
  const [council, committee] = [
    await approvedIn('Kreistag', office.vosskamp, leads),
    await approvedIn('Kreisausschuss', office.vosskamp, leads),
  ]
  const numbers = []
  for (const { id } of [council, committee])
    numbers.push(expectOk(await orderIssue(office.house.db, office.vosskamp, { id })).number)
  expect(numbers).toEqual(['KT-2026-001', '0001/2026/KREIS'])
  expect(await office.house.eventsOf('numbering')).toEqual(['number_scheme.set'])
})

test('a changed pattern goes on counting: no number is given twice and none is renamed', async () => {
  expect(await number()).toBe('0001/2026/KREIS')
  await set({ pattern: '{nr:3}/{jahr}/AUENTAL' })
  expect(await number()).toBe('002/2026/AUENTAL')
  await set({})
  expect(await number()).toBe('0003/2026/KREIS')
})

test('whoever comes from another system begins where that one ended, and never before', async () => {
  expect((await set({ next: '57' })).number).toBe('0057/2026/KREIS')
  expect([await number(), await number()]).toEqual(['0057/2026/KREIS', '0058/2026/KREIS'])
  const back = await setNumberScheme(office.house.db, office.vosskamp, scheme({ next: '12' }))
  expect(back).toMatchObject({ ok: false, fields: [{ path: 'next', message: expect.stringContaining('Bis 58') }] })
  for (const next of ['0', '-1', '1,5', 'viele', '9999999'])
    expect(await setNumberScheme(office.house.db, office.vosskamp, scheme({ next }))).toMatchObject({ ok: false })
  moveTo('2027-01-04T08:00:00.000Z')
  expect(await number()).toBe('0001/2027/KREIS')
})

test('by Wahlperiode it counts through the years, and says so where none is entered', async () => {
  const { db } = office.house
  const wanted = scheme({ pattern: '{nr:4}/WP{wp}', period: 'term' })
  expect(await setNumberScheme(db, office.vosskamp, wanted)).toMatchObject({ ok: false, fields: [{ path: 'period' }] })
  expectOk(await setLegislativeTerm(db, office.vosskamp, { number: '16', begins: '01.11.2025', ends: '31.10.2030' }))
  await set(wanted)
  expect(await number()).toBe('0001/WP16')
  moveTo('2030-10-31T22:30:00.000Z')
  expect(await number()).toBe('0002/WP16')
  moveTo('2030-10-31T23:30:00.000Z')
  expect(await take()).toMatchObject({ ok: false, message: expect.stringContaining('01.11.2030') })
  expectOk(await setLegislativeTerm(db, office.vosskamp, { number: '17', begins: '01.11.2030', ends: '' }))
  expect(await number()).toBe('0001/WP17')
})

test('two bodies never get patterns that make the same numbers, not even one after the other', async () => {
  const { db } = office.house
  const twin = await setNumberScheme(db, office.vosskamp, scheme({ body: 'Kreistag', pattern: '{nr}/{jahr}/Kreis' }))
  expect(twin).toMatchObject({ ok: false, fields: [{ path: 'pattern', message: expect.stringContaining('zweimal') }] })
  await set({ body: 'Kreistag', pattern: '{nr:4}/{jahr}/KT' })
  expectOk(await endNumberScheme(db, office.vosskamp, { body: 'Kreistag' }))
  const later = await setNumberScheme(db, office.vosskamp, scheme({ pattern: '{nr:4}/{jahr}/KT' }))
  expect(later).toMatchObject({ ok: false, fields: [{ path: 'pattern' }] })
  expect(await number('Kreistag')).toBe('0001/2026/KREIS')
  expect((await listNumberSchemes(db)).map(({ body }) => body)).toEqual([''])
})

test('a preview tells the next number and sets nothing', async () => {
  const { db } = office.house
  const preview = expectOk(
    await previewNumberScheme(db, office.vosskamp, scheme({ pattern: 'SV/{nr:5}/{jahr}', next: '8' })),
  )
  expect(preview.number).toBe('SV/00008/2026')
  expect(await number()).toBe('0001/2026/KREIS')
  expect(await office.house.eventsOf('numbering')).toEqual([])
})

test('only the Sitzungsdienst sets numbers and Wahlperioden', async () => {
  const { db } = office.house
  for (const actor of [office.ahlers, office.kortmann]) {
    expect(await setNumberScheme(db, actor, scheme({}))).toMatchObject({ ok: false, problem: 'forbidden' })
    expect(await previewNumberScheme(db, actor, scheme({}))).toMatchObject({ ok: false, problem: 'forbidden' })
    expect(await endNumberScheme(db, actor, { body: 'x' })).toMatchObject({ ok: false, problem: 'forbidden' })
    const term = { number: '16', begins: '01.11.2025', ends: '' }
    expect(await setLegislativeTerm(db, actor, term)).toMatchObject({ ok: false, problem: 'forbidden' })
  }
})

test.each([
  [{ number: 'x', begins: '01.11.2025', ends: '' }, 'number'],
  [{ number: '16', begins: '31.02.2025', ends: '' }, 'begins'],
  [{ number: '16', begins: '01.11.2025', ends: 'bald' }, 'ends'],
  [{ number: '16', begins: '01.11.2025', ends: '31.10.2025' }, 'ends'],
  [{ number: '16', begins: '01.10.2025', ends: '' }, 'begins'],
])('a Wahlperiode that cannot be is refused at its field: %o', async (wanted, path) => {
  const { db } = office.house
  expectOk(await setLegislativeTerm(db, office.vosskamp, { number: '15', begins: '01.11.2020', ends: '31.10.2025' }))
  expect(await setLegislativeTerm(db, office.vosskamp, wanted)).toMatchObject({ ok: false, fields: [{ path }] })
})

test('numbers that are ordered at once, some of which fail, follow each other without gaps', async () => {
  const { db, clock } = office.house
  await set({ body: 'Kreistag', pattern: 'KT {nr}/{jahr}' })
  const taken = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      transact(db, { by: office.vosskamp.ref, event: 'test.number', subject: 'race' }, async (tx) => {
        const next = await nextPaperNumber(tx, {
          body: index % 2 === 0 ? 'Kreistag' : 'Kreisausschuss',
          at: clock.now(),
        })
        return index % 4 < 2 && next.ok ? ok(next.value) : conflict('rolled back')
      }),
    ),
  )
  const numbers = taken.flatMap((one) => (one.ok ? [one.value] : [])).toSorted()
  const counted = (make: (nr: number) => string) => Array.from({ length: 10 }, (_, index) => make(index + 1))
  expect(numbers).toEqual(
    [...counted((nr) => `KT ${nr}/2026`), ...counted((nr) => `${String(nr).padStart(4, '0')}/2026/KREIS`)].toSorted(),
  )
})
