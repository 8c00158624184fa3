import { afterEach, beforeEach, expect, test } from 'vitest'
import { transact } from '../../../server/audit/audit.ts'
import type { Actor } from '../../../server/auth/auth.ts'
import { type FindTeller, quotedLabels, sentenceOf, tellTrail } from '../../../server/auth/trail.ts'
import { ok } from '../../../server/base/result.ts'
import { expectOk, type House, openHouse } from '../../house.ts'

let house: House
let ahlers: Actor
beforeEach(async () => {
  house = await openHouse()
  ahlers = await house.user('lotsin', 'Jutta Ahlers')
})
afterEach(() => house.close())

/** Tells what was said, and nothing of what was thought. */
const teller: FindTeller = async () => ({
  sentence: (entry, names) =>
    sentenceOf(entry, names, entry.event === 'word.said' ? `„${entry.details.word}“ gesagt` : null),
  people: ({ userId, onBehalfOf }) => [userId, onBehalfOf ?? ''],
})

async function happen(event: 'word.said' | 'word.thought', word: string, onBehalfOf?: string) {
  const by = { ...ahlers.ref, ...(onBehalfOf ? { onBehalfOf } : {}) }
  expectOk(await transact(house.db, { by, event, subject: 's1', details: { word } }, async () => ok(null)))
}

const told = async (page: { limit: number; before?: number }) => {
  const { lines, older } = await tellTrail(house.db, 's1', { ...page, tellers: [teller] })
  return { words: lines.map(({ sentence }) => /„(.*)“/.exec(sentence)?.[1]), older }
}

test('a sentence names who did it, and for whom', async () => {
  const deppe = await house.user('lotsin', 'Malte Deppe')
  await happen('word.said', 'ja')
  await happen('word.said', 'nein', deppe.userId)
  const { lines } = await tellTrail(house.db, 's1', { limit: 5, tellers: [teller] })
  expect(lines.map(({ sentence }) => sentence)).toEqual([
    'Jutta Ahlers hat in Vertretung für Malte Deppe „nein“ gesagt.',
    'Jutta Ahlers hat „ja“ gesagt.',
  ])
})

test('entries that nobody tells take no place on a page', async () => {
  await happen('word.said', 'eins')
  for (let count = 0; count < 230; count++) await happen('word.thought', 'still')
  for (const word of ['zwei', 'drei', 'vier']) await happen('word.said', word)
  const first = await told({ limit: 2 })
  expect(first.words).toEqual(['vier', 'drei'])
  const second = await told({ limit: 2, before: first.older ?? 0 })
  expect(second).toEqual({ words: ['zwei', 'eins'], older: null })
})

test('a page that ends with the last line leads nowhere', async () => {
  for (const word of ['eins', 'zwei']) await happen('word.said', word)
  await happen('word.thought', 'still')
  expect(await told({ limit: 2 })).toEqual({ words: ['zwei', 'eins'], older: null })
  expect(await told({ limit: 1 })).toMatchObject({ words: ['zwei'] })
})

test('more than four labels are counted, not listed', () => {
  expect(quotedLabels(['a', 'b'])).toEqual(['„a“', '„b“'])
  expect(quotedLabels(['a', 'b', 'c', 'd', 'e'])).toEqual(['„a“', '„b“', '„c“', '2 weitere Angaben'])
})
