import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../../../server/auth/auth.ts'
import type { Result } from '../../../server/base/result.ts'
import {
  closeCase,
  createCase,
  findCase,
  handOverCase,
  listCases,
  reopenCase,
  saveCase,
} from '../../../server/casefile/casefile-actions.ts'
import { expectOk, type House, openHouse } from '../../house.ts'
import { dinTexts } from '../pdf/din-91379.ts'
import { caseInput, caseOf, readCase } from './cases.ts'

let house: House
let ahlers: Actor
let deppe: Actor
let kortmann: Actor

beforeEach(async () => {
  house = await openHouse()
  ahlers = await house.user('lotsin', 'Jutta Ahlers')
  deppe = await house.user('lotsin', 'Malte Deppe')
  kortmann = await house.user('leitung', 'Dr. Sabine Kortmann')
})
afterEach(() => house.close())

const problemsOf = (result: Result<unknown>) =>
  result.ok ? [] : result.fields.map(({ path, message }) => `${path}: ${message}`)

const save = (actor: Actor, id: string, baseVersion: number, overrides: Parameters<typeof caseInput>[0]) =>
  saveCase(house.db, actor, { id, baseVersion, input: caseInput(overrides) })

describe('creating a case', () => {
  test('it belongs to the Lotsin who makes it, and the trail names no content', async () => {
    const made = await caseOf(house, ahlers, { pfad: '25b', person: { vorname: 'Lamin' } })
    expect(made).toMatchObject({ lotsinId: ahlers.userId, unitId: ahlers.unitId, version: 1, closedAt: null })
    expect(made.values.person).toEqual({ vorname: 'Lamin', nachname: 'Ceesay' })
    expect(await house.trailOf(made.id)).toMatchObject([{ event: 'case.created', userId: ahlers.userId, details: {} }])
  })

  test('only a Lotsin makes cases', async () => {
    expect(await createCase(house.db, kortmann, { input: caseInput() })).toMatchObject({ problem: 'forbidden' })
  })

  test('what must be there is said at its field', async () => {
    const refused = await createCase(house.db, ahlers, { input: { haushalt: [{ id: 'h1' }] } })
    expect(problemsOf(refused)).toEqual([
      'aktenzeichen: Geben Sie „Aktenzeichen“ an.',
      'person.nachname: Geben Sie „Nachname“ an.',
      'haushalt[0].verhaeltnis: Geben Sie „Verhältnis“ an.',
      'haushalt[0].name: Geben Sie „Name“ an.',
    ])
  })

  test('an Aktenzeichen is there once in a unit, however it is written', async () => {
    await caseOf(house, ahlers)
    const again = await createCase(house.db, deppe, { input: caseInput({ aktenzeichen: '32.3-zv-2026 - 0163' }) })
    expect(problemsOf(again)).toEqual([
      'aktenzeichen: Das Aktenzeichen 32.3-zv-2026 - 0163 hat in dieser Einheit schon ein Fall. Prüfen Sie die Nummer.',
    ])
    const elsewhere = await house.user('lotsin', 'Eva Fern', { unit: '50.1' })
    expect((await createCase(house.db, elsewhere, { input: caseInput() })).ok).toBe(true)
  })

  test('a name may hold every character of DIN 91379 and is kept in NFC', async () => {
    for (let start = 0; start < dinTexts.length; start += 60) {
      const letters = dinTexts
        .slice(start, start + 60)
        .join('')
        .replace(/\s/gu, '')
      const nachname = `x${letters.normalize('NFD')}x`
      const made = await caseOf(house, ahlers, { aktenzeichen: `A-${start}`, person: { nachname } })
      expect(made.values.person).toEqual({ nachname: nachname.normalize('NFC') })
    }
  })

  test.each([
    [
      { person: { geburtsdatum: '2026-11-23' } },
      'person.geburtsdatum: Der 23.11.2026 liegt nicht in der Vergangenheit.',
    ],
    [{ person: { geburtsdatum: '1026-11-23' } }, 'person.geburtsdatum: Der 23.11.1026 liegt zu weit zurück.'],
    [{ aufenthalt: { einreise: '2026-11-24' } }, 'aufenthalt.einreise: Der 24.11.2026 liegt in der Zukunft.'],
    [
      { person: { geburtsdatum: '2020-01-02' }, aufenthalt: { einreise: '2020-01-01' } },
      'aufenthalt.einreise: Der 01.01.2020 liegt vor der Geburt am 02.01.2020.',
    ],
    [
      { aufenthalt: { zeiten60b: [{ von: '2022-03-01', bis: '2022-02-28' }] } },
      'aufenthalt.zeiten60b[0].bis: Die Zeit endet vor ihrem Beginn am 01.03.2022.',
    ],
    [
      { haushalt: [{ verhaeltnis: 'Kind', name: 'A', geburtsdatum: '2027-01-01' }] },
      'haushalt[0].geburtsdatum: Der 01.01.2027 liegt in der Zukunft.',
    ],
  ])('days that cannot be are refused at their field: %j', async (overrides, message) => {
    const refused = await createCase(house.db, ahlers, { input: caseInput(overrides) })
    expect(problemsOf(refused)).toEqual([expect.stringContaining(message)])
  })
})

describe('who sees a case', () => {
  test('its Lotsin and the Leitung of its unit, nobody else', async () => {
    const { id } = await caseOf(house, ahlers)
    const otherLeitung = await house.user('leitung', 'Rolf Fern', { unit: '50.1' })
    const others = ['administration', 'revision', 'sitzungsdienst', 'vorlagenpflege'] as const
    const strangers = [deppe, otherLeitung, ...(await Promise.all(others.map((role) => house.user(role, `X ${role}`))))]
    for (const actor of [ahlers, kortmann]) expect(await findCase(house.db, actor, id)).not.toBeNull()
    for (const actor of strangers) {
      expect(await findCase(house.db, actor, id)).toBeNull()
      expect((await listCases(house.db, actor, { filter: { state: 'all' }, page: 1 })).total).toBe(0)
      expect(await save(actor, id, 1, { pfad: '25a' })).toMatchObject({ problem: 'not_found' })
      expect(await closeCase(house.db, actor, { id })).toMatchObject({ problem: 'not_found' })
      expect(await handOverCase(house.db, actor, { id, to: deppe.userId })).toMatchObject({ problem: 'not_found' })
    }
    expect(await house.eventsOf(id)).toEqual(['case.created'])
  })

  test('a role that was taken away takes the cases away', async () => {
    const { id } = await caseOf(house, ahlers)
    expect(await findCase(house.db, { ...ahlers, roles: ['vorlagenpflege'] }, id)).toBeNull()
  })
})

describe('the list', () => {
  const titles = async (actor: Actor, filter: Partial<Parameters<typeof listCases>[2]['filter']>) =>
    (await listCases(house.db, actor, { filter: { state: 'open', ...filter }, page: 1 })).cases.map(
      ({ nachname, vorname }) => [nachname, vorname].filter(Boolean).join(' '),
    )

  beforeEach(async () => {
    const cases = [
      [ahlers, 'Çelik', 'Ayşe', '25b'],
      [ahlers, 'Müller', 'Jörg', '25a'],
      [deppe, 'Ångström', 'Bo', '25b'],
      [deppe, 'Zoubek', undefined, undefined],
    ] as const
    for (const [index, [lotsin, nachname, vorname, pfad]] of cases.entries()) {
      await caseOf(house, lotsin, { aktenzeichen: `ZV-${index}`, pfad, person: { nachname, vorname } })
    }
  })

  test('a Lotsin has her own, a Leitung those of the unit, by name', async () => {
    expect(await titles(ahlers, {})).toEqual(['Çelik Ayşe', 'Müller Jörg'])
    expect(await titles(kortmann, {})).toEqual(['Ångström Bo', 'Çelik Ayşe', 'Müller Jörg', 'Zoubek'])
    expect(await titles(kortmann, { lotsinId: deppe.userId })).toEqual(['Ångström Bo', 'Zoubek'])
    expect(await titles(ahlers, { lotsinId: deppe.userId })).toEqual([])
  })

  test('it is narrowed by path, state and words', async () => {
    expect(await titles(kortmann, { pfad: '25b' })).toEqual(['Ångström Bo', 'Çelik Ayşe'])
    expect(await titles(kortmann, { text: 'mueller' })).toEqual(['Müller Jörg'])
    expect(await titles(kortmann, { text: 'jorg muller' })).toEqual(['Müller Jörg'])
    expect(await titles(kortmann, { text: 'zv-3' })).toEqual(['Zoubek'])
    expect(await titles(kortmann, { text: "'; DROP TABLE case_file; --" })).toEqual([])
    expect(await titles(kortmann, { text: '%' })).toHaveLength(4)
    const [celik] = (await listCases(house.db, ahlers, { filter: { state: 'open', text: 'celik' }, page: 1 })).cases
    expectOk(await closeCase(house.db, ahlers, { id: celik?.id ?? '' }))
    expect(await titles(ahlers, {})).toEqual(['Müller Jörg'])
    expect(await titles(ahlers, { state: 'closed' })).toEqual(['Çelik Ayşe'])
  })

  test('fifty stand on a page, and a page beyond the last is the last', async () => {
    for (let number = 10; number < 60; number++) await caseOf(house, ahlers, { aktenzeichen: `ZV-${number}` })
    const list = await listCases(house.db, ahlers, { filter: { state: 'open' }, page: 9 })
    expect(list).toMatchObject({ total: 52, page: 2, pages: 2 })
    expect(list.cases).toHaveLength(2)
  })
})

describe('changing a case', () => {
  test('the trail says which fields, never what stands in them', async () => {
    const { id } = await caseOf(house, ahlers)
    const haushalt = [{ id: 'h1', verhaeltnis: 'Tochter', name: 'Aïssata' }]
    expectOk(await save(ahlers, id, 1, { pfad: '25b', haushalt, person: { nachname: 'Geheim' } }))
    const [entry] = await house.trailOf(id)
    expect(entry).toMatchObject({
      event: 'case.changed',
      details: { version: 2, fields: 'pfad person.nachname haushalt[]' },
    })
    expect(JSON.stringify(entry)).not.toMatch(/Geheim|Tochter|25b/)
  })

  test('saving without a change leaves neither a version nor an entry', async () => {
    const { id } = await caseOf(house, ahlers)
    expect(expectOk(await save(ahlers, id, 1, {}))).toEqual({ kind: 'saved', version: 1, merged: false })
    expect(await house.eventsOf(id)).toEqual(['case.created'])
  })

  test('two people who change different fields both keep what they typed', async () => {
    const { id } = await caseOf(house, ahlers)
    expectOk(await save(kortmann, id, 1, { pfad: '25b' }))
    expect(expectOk(await save(ahlers, id, 1, { person: { vorname: 'Lamin' } }))).toEqual({
      kind: 'saved',
      version: 3,
      merged: true,
    })
    expect((await readCase(house, ahlers, id)).values).toMatchObject({ pfad: '25b', person: { vorname: 'Lamin' } })
    expect((await house.trailOf(id))[0]?.details).toEqual({ version: 3, fields: 'person.vorname', merged: true })
  })

  test('the same field with two values is not saved but asked for, with both and who was first', async () => {
    const { id } = await caseOf(house, ahlers)
    expectOk(await save(kortmann, id, 1, { pfad: '25a' }))
    const asked = expectOk(await save(ahlers, id, 1, { pfad: '60c', person: { vorname: 'Lamin' } }))
    if (asked.kind !== 'conflict') throw new Error('expected a conflict')
    expect(asked).toMatchObject({
      theirs: { version: 2, byName: 'Dr. Sabine Kortmann' },
      mine: { pfad: '60c', person: { vorname: 'Lamin' } },
    })
    expect(asked.conflicts).toMatchObject([
      {
        key: 'pfad',
        label: 'Rechtlicher Weg',
        base: null,
        mine: expect.stringContaining('60c'),
        theirs: expect.stringContaining('25a'),
      },
    ])
    expect((await readCase(house, ahlers, id)).version).toBe(2)

    const decided = { version: 2, choices: { pfad: 'mine' as const } }
    expectOk(await saveCase(house.db, ahlers, { id, baseVersion: 1, input: asked.mine, decided }))
    expect((await readCase(house, ahlers, id)).values).toMatchObject({ pfad: '60c', person: { vorname: 'Lamin' } })
  })

  test('a decision about a version that is no longer the last one decides nothing', async () => {
    const { id } = await caseOf(house, ahlers)
    expectOk(await save(kortmann, id, 1, { pfad: '25a' }))
    expectOk(await save(kortmann, id, 2, { pfad: '19d' }))
    const decided = { version: 2, choices: { pfad: 'mine' as const } }
    const again = expectOk(
      await saveCase(house.db, ahlers, { id, baseVersion: 1, input: caseInput({ pfad: '60c' }), decided }),
    )
    expect(again).toMatchObject({ kind: 'conflict', theirs: { version: 3 } })
  })

  test('many who save at once lose nothing', async () => {
    const { id } = await caseOf(house, ahlers)
    const rows = Array.from({ length: 4 }, (_, index) => ({
      id: `p${index}`,
      rolle: 'Schule',
      stelle: `Schule ${index}`,
    }))
    const saved = await Promise.all(rows.map((row) => save(ahlers, id, 1, { partner: [row] })))
    for (const result of saved) expect(result).toMatchObject({ ok: true, value: { kind: 'saved' } })
    const { values, version } = await readCase(house, ahlers, id)
    expect(version).toBe(5)
    expect((values.partner as { id: string }[]).map((row) => row.id).sort()).toEqual(['p0', 'p1', 'p2', 'p3'])
  })

  test('an Aktenzeichen that another case has is refused', async () => {
    await caseOf(house, deppe, { aktenzeichen: 'A-1' })
    const { id } = await caseOf(house, ahlers, { aktenzeichen: 'A-2' })
    expect(problemsOf(await save(ahlers, id, 1, { aktenzeichen: 'A-1' }))).toHaveLength(1)
  })

  test('a version that never was leads nowhere', async () => {
    const { id } = await caseOf(house, ahlers)
    expect(await save(ahlers, id, 7, {})).toMatchObject({ problem: 'not_found' })
  })
})

describe('closing', () => {
  test('a closed case cannot be changed until it is opened again', async () => {
    const { id } = await caseOf(house, ahlers)
    expectOk(await closeCase(house.db, ahlers, { id }))
    expect(await save(ahlers, id, 1, { pfad: '25b' })).toMatchObject({ problem: 'conflict' })
    expect(await closeCase(house.db, ahlers, { id })).toMatchObject({ problem: 'conflict' })
    expectOk(await reopenCase(house.db, kortmann, { id }))
    expect(await reopenCase(house.db, ahlers, { id })).toMatchObject({ problem: 'conflict' })
    expectOk(await save(ahlers, id, 1, { pfad: '25b' }))
    expect(await house.eventsOf(id)).toEqual(['case.created', 'case.closed', 'case.reopened', 'case.changed'])
  })
})

describe('handing over', () => {
  test('the new Lotsin sees the case, the former one no longer', async () => {
    const { id } = await caseOf(house, ahlers)
    expectOk(await handOverCase(house.db, ahlers, { id, to: deppe.userId }))
    expect((await readCase(house, deppe, id)).lotsinName).toBe('Malte Deppe')
    expect(await findCase(house.db, ahlers, id)).toBeNull()
    expect((await house.trailOf(id))[0]).toMatchObject({
      event: 'case.handed_over',
      details: { from: ahlers.userId, to: deppe.userId },
    })
  })

  test('nobody takes a case who guides none here', async () => {
    const { id } = await caseOf(house, ahlers)
    const elsewhere = await house.user('lotsin', 'Eva Fern', { unit: '50.1' })
    for (const to of ['', 'nobody', kortmann.userId, elsewhere.userId, ahlers.userId]) {
      const refused = await handOverCase(house.db, kortmann, { id, to })
      expect(refused).toMatchObject({ problem: 'invalid', fields: [{ path: 'to' }] })
    }
  })
})

test('a case is never deleted, and a saved version never changes', async () => {
  const { id } = await caseOf(house, ahlers)
  const attempts = ['DELETE FROM case_file', `UPDATE case_revision SET values_json = '{}' WHERE case_id = '${id}'`]
  for (const sql of attempts) await expect(house.db.write((tx) => tx.run(sql))).rejects.toThrow()
})
