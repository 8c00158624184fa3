import { expect, test } from 'vitest'
import { recordWriting } from '../../../server/audit/audit.ts'
import { verifyLog } from '../../../server/writing/commit-chain.ts'
import { addUnplaced, listUnplaced, writersSince } from '../../../server/writing/writing-actions.ts'
import { elsewhere, openingHouses, rowsOf, stored, until } from './houses.ts'
import { documentId, textIn, typed } from './writers.ts'

const open = openingHouses()

test('two people type into one text; what they are told is stored, and both are told the same', async () => {
  const house = await open()
  const [anna, malte] = [await house.join('anna'), await house.join('malte')]
  await Promise.all([anna.type('a1', 'Anna'), malte.type('m1', 'Malte')])
  await until(malte, 2)
  await until(anna, 2)
  expect(anna.commits()).toEqual(malte.commits())
  expect(anna.commits().map(({ version, id, by }) => [version, id, by])).toEqual([
    [1, 'a1', 'anna'],
    [2, 'm1', 'malte'],
  ])
  expect(await house.text()).toMatch(/^(AnnaMalte|MalteAnna)$/)
  expect(await stored(house)).toBe(await house.text())
  expect(await verifyLog(house.db, documentId)).toMatchObject({ commits: 2, version: 2 })
})

test('what was acknowledged is there after the process has died', async () => {
  const house = await open()
  const anna = await house.join('anna')
  for (let n = 0; n < 20; n += 1) await anna.type(`a${n}`, 'x', { base: n })
  const next = house.restart()
  expect(textIn(await next.state(documentId))).toBe('x'.repeat(20))
  const again = await house.writing.commit(documentId, { userId: 'anna' }, typed('a7', 'x', { base: 7 }))
  expect(again).toMatchObject({ kind: 'done', commit: { version: 8, id: 'a7' } })
})

test('a commit that is sent twice happens once, also at the same time, after a restart, or with another base', async () => {
  const house = await open()
  const send = (base = 0) => house.writing.commit(documentId, { userId: 'anna' }, typed('a1', 'Anna', { base }))
  const [first, second] = await Promise.all([send(), send()])
  expect(first).toEqual(second)
  expect(await send(1)).toMatchObject({ kind: 'done', commit: { version: 1 } })
  const { writing } = { writing: house.restart() }
  const late = await writing.commit(documentId, { userId: 'anna' }, typed('a1', 'Anna', { base: 1 }))
  expect(late).toMatchObject({ kind: 'done', commit: { version: 1 } })
  expect(await stored(house)).toBe('Anna')
})

test('whoever sends a commit again that she may have missed is sent it again', async () => {
  const house = await open()
  await (await house.join('anna')).type('a1', 'Anna')
  const again = await house.join('anna')
  expect(again.commits()).toEqual([])
  await again.type('a1', 'Anna', { base: 0 })
  expect(again.commits()).toMatchObject([{ version: 1, id: 'a1' }])
  const since = await house.join('anna', { version: 0 })
  await since.type('a1', 'Anna', { base: 0 })
  expect(since.commits()).toMatchObject([{ version: 1, id: 'a1' }])
})

test('commits made for an older text are brought past what happened since, from memory and from the database', async () => {
  const house = await open()
  const anna = await house.join('anna')
  await anna.type('a1', 'Ende')
  for (let n = 1; n < 30; n += 1) await anna.type(`a${n + 1}`, 'x', { base: n })
  const malte = { userId: 'malte' }
  expect(await house.writing.commit(documentId, malte, typed('m1', '!', { at: 5, base: 1 }))).toMatchObject({
    kind: 'done',
  })
  expect(await stored(house)).toBe(`${'x'.repeat(29)}Ende!`)
  const next = house.restart()
  expect(await next.commit(documentId, malte, typed('m2', '?', { at: 5, base: 1 }))).toMatchObject({ kind: 'done' })
  expect(await stored(house)).toMatch(/^x{29}Ende(!\?|\?!)$/)
})

test.each([
  ['a version from the future', { base: 99, seen: 0 }],
  ['a negative version', { base: -1, seen: -1 }],
  ['half a version', { base: 0.5, seen: 0 }],
  ['having seen more than it was made for', { base: 0, seen: 1 }],
])('%s is refused', async (_, versions) => {
  const house = await open()
  await (await house.join('anna')).type('a1', 'Anna')
  const outcome = await house.writing.commit(documentId, { userId: 'malte' }, { ...typed('m1', 'x'), ...versions })
  expect(outcome).toMatchObject({ kind: 'refused', reason: 'invalid' })
  expect(await rowsOf(house, 'writing_commit')).toBe(1)
})

test('steps outside the schema or of another place are refused, and nobody else notices', async () => {
  const house = await open()
  const [anna, malte] = [await house.join('anna'), await house.join('malte')]
  const steps = [{ stepType: 'replace', from: 0, to: 0, slice: { content: [{ type: 'script' }] } }]
  await malte.send({ type: 'commit', id: 'm1', base: 0, seen: 0, place: 'text', steps })
  await malte.type('m2', 'x', { place: 'titel' })
  await malte.type('m3', 'x', { place: 'gibt.es.nicht' })
  await malte.type('m4', 'x', { at: 4711 })
  expect(malte.refusals()).toMatchObject(Array(4).fill({ kind: 'refused', reason: 'invalid' }))
  await anna.type('a1', 'Anna')
  expect(await stored(house)).toBe('Anna')
  expect(house.errors).toEqual([])
})

test('what another transaction appended meanwhile is kept, and what came later fits behind it', async () => {
  const house = await open()
  const anna = await house.join('anna')
  await anna.type('a1', 'Anna')
  await elsewhere(house, 'form', 'Formular ')
  await anna.type('a2', 'Neu ', { base: 1 })
  await until(anna, 3)
  expect(anna.commits().map(({ version, by }) => [version, by])).toEqual([
    [1, 'anna'],
    [2, 'form'],
    [3, 'anna'],
  ])
  expect(await stored(house)).toMatch(/^(Neu Formular |Formular Neu )Anna$/)
  expect(await verifyLog(house.db, documentId)).toMatchObject({ commits: 3 })
  expect(await writersSince(house.db, documentId, { after: 0, upTo: 3 })).toEqual(['anna', 'form'])
})

test('what another transaction appended is told to everybody when the log is looked at', async () => {
  const house = await open()
  const anna = await house.join('anna')
  await house.writing.refresh(documentId)
  await elsewhere(house, 'form', 'Formular')
  await house.writing.refresh(documentId)
  await until(anna, 1)
  expect(anna.commits()).toMatchObject([{ version: 1, by: 'form' }])
})

test('many transactions elsewhere and many people typing lose nothing', async () => {
  const house = await open()
  const people = ['anna', 'malte', 'lena']
  const pages = await Promise.all(people.map((name) => house.join(name)))
  const typing = pages.map(async (page, index) => {
    for (let n = 0; n < 20; n += 1) await page.type(`${people[index]}${n}`, `${'abc'[index]}`)
  })
  const forms = (async () => {
    for (let n = 0; n < 15; n += 1) {
      await elsewhere(house, 'form', 'F')
      if (n % 3 === 0) await house.writing.refresh(documentId)
    }
  })()
  await Promise.all([...typing, forms])
  await house.writing.refresh(documentId)
  expect(pages.flatMap((page) => page.refusals())).toEqual([])
  const text = await stored(house)
  expect([...'abcF'].map((letter) => text.split(letter).length - 1)).toEqual([20, 20, 20, 15])
  for (const page of pages) await until(page, 75)
  for (const page of pages)
    expect(page.commits().map(({ version }) => version)).toEqual(Array.from({ length: 75 }, (_, n) => n + 1))
  expect(house.errors).toEqual([])
})

test('a disk that fails takes nothing: whoever sent something sends it again, and all goes on', async () => {
  const disk = { isFull: false }
  const house = await open({
    wrapCall: (call, { kind }) =>
      disk.isFull && (kind === 'commit' || kind === 'begin') ? Promise.reject(new Error('disk full')) : call(),
  })
  const [anna, malte] = [await house.join('anna'), await house.join('malte')]
  await anna.type('a1', 'Anna')
  await until(malte, 1)
  disk.isFull = true
  await Promise.all([anna.type('a2', 'A'), malte.type('m1', 'M', { base: 1 })])
  expect([...anna.refusals(), ...malte.refusals()]).toMatchObject(
    Array(2).fill({ kind: 'refused', reason: 'unavailable' }),
  )
  expect(await house.text()).toBe('Anna')
  disk.isFull = false
  await Promise.all([anna.type('a2', 'A'), malte.type('m1', 'M', { base: 1 })])
  await until(malte, 3)
  expect((await stored(house)).length).toBe(6)
  expect(await verifyLog(house.db, documentId)).toMatchObject({ commits: 3 })
})

test('a commit that was stored though nobody heard of it is found when it is sent again', async () => {
  const wire = { isCut: false }
  const house = await open({
    wrapCall: async (call, { kind }) => {
      const value = await call()
      if (wire.isCut && kind === 'commit') throw new Error('connection lost')
      return value
    },
  })
  const anna = await house.join('anna')
  wire.isCut = true
  await anna.type('a1', 'Anna')
  wire.isCut = false
  expect(anna.refusals()).toMatchObject([{ reason: 'unavailable' }])
  await anna.type('a1', 'Anna', { base: 0 })
  await until(anna, 1)
  expect(await stored(house)).toBe('Anna')
})

test('a changed or missing commit is found by its hash', async () => {
  const house = await open()
  const anna = await house.join('anna')
  for (let n = 0; n < 4; n += 1) await anna.type(`a${n}`, 'x', { base: n })
  const change = (sql: string) => house.db.write((tx) => tx.run(sql))
  await expect(change("UPDATE writing_commit SET user_id = 'malte'")).rejects.toThrow('a commit never changes')
  await change('DROP TRIGGER writing_commit_never_changes')
  await change("UPDATE writing_commit SET user_id = 'malte' WHERE version = 3")
  expect(await verifyLog(house.db, documentId)).toMatchObject({ brokenAt: 3 })
  expect(await verifyLog(house.db, 'unknown')).toBeNull()
})

test('the door for the log lets nothing else be written, and takes everything back when it throws', async () => {
  const house = await open()
  const item = {
    id: 'u1',
    place: 'text',
    by: 'anna',
    content: 'x',
    kind: 'text',
    at: '2026-11-23T08:00:00.000Z',
  } as const
  const failing = recordWriting(house.db, async (tx) => {
    await addUnplaced(tx, documentId, [item])
    throw new Error('broken')
  })
  await expect(failing).rejects.toThrow('broken')
  for (const sql of ["INSERT INTO job (id, kind, subject) VALUES ('a', 'b', 'c')", 'DELETE FROM audit_payload']) {
    await expect(recordWriting(house.db, async (tx) => ({ value: await tx.run(sql) }))).rejects.toThrow(
      'Only the table',
    )
  }
  expect(await listUnplaced(house.db, { documentId, userId: 'anna' })).toEqual([])
})
