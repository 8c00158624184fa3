import { describe, expect, test } from 'vitest'
import type { ApprovalRequest } from '../../../server/approval/approval.ts'
import type { Block } from '../../../server/blocks/blocks.ts'
import { compareBlocks } from '../../../server/blocks/difference.ts'
import {
  alternatives,
  changedBlocks,
  changesShown,
  routeOf,
  shortHash,
} from '../../../server/document/approval-facts.ts'
import type { ChangesSince } from '../../../server/document/reviewing.ts'

test('the short form of a hash are its first eight digits', () => {
  expect(shortHash(`7f3a91c2${'0'.repeat(56)}`)).toBe('7F3A 91C2')
})

test('of several people each may do it', () => {
  expect(alternatives([])).toBe('')
  expect(alternatives(['Kortmann'])).toBe('Kortmann')
  expect(alternatives(['Kortmann', 'Deppe', 'Thiele'])).toBe('Kortmann, Deppe oder Thiele')
})

const paragraph = (text: string): Block => ({ type: 'paragraph', content: [{ type: 'text', text }] })
const heading = (text: string): Block => ({ type: 'heading', level: 2, content: [{ type: 'text', text }] })
const table = (...rows: string[][]): Block => ({
  type: 'table',
  head: [],
  body: rows.map((cells) => ({ cells: cells.map((text) => ({ colspan: 1, rowspan: 1, blocks: [paragraph(text)] })) })),
})

const since: ChangesSince['since'] = {
  revision: 2,
  outcome: 'approved',
  reason: null,
  byName: 'Malte Deppe',
  own: false,
  at: '2026-05-12T07:12:00.000Z',
}

describe('what changed since a decision', () => {
  test('nothing is shown as changed before the first decision', () => {
    const blocks = compareBlocks([paragraph('a')], [paragraph('a')])
    expect(changesShown({ since: null, values: [], blocks })).toBeNull()
    expect(changedBlocks({ since: null, values: [], blocks }).size).toBe(0)
  })

  test('the title names the decision, its person and its time', () => {
    expect(changesShown({ since, values: [], blocks: [] })?.title).toBe(
      'Geändert seit der Freigabe durch Malte Deppe, 12.05.2026, 09:12 Uhr',
    )
  })

  test('words stand below their heading, and of a table only the rows that changed', () => {
    const before = [heading('Ziel'), paragraph('Er arbeitet in der Küche.'), table(['Laufzeit', '2026'], ['Ort', 'A'])]
    const after = [heading('Ziel'), paragraph('Er arbeitet als Koch.'), table(['Laufzeit', '2027'], ['Ort', 'A'])]
    const texts = changesShown({ since, values: [], blocks: compareBlocks(before, after) })?.texts ?? []
    expect(texts.map(({ heading: above }) => above)).toEqual(['Ziel'])
    const [sentence = [], row = [], ...more] = texts[0]?.lines ?? []
    expect(more).toEqual([])
    const without = (kind: string) => (words: typeof sentence) =>
      words.flatMap((word) => (word.kind === kind ? [] : [word.text])).join('')
    expect(without('added')(sentence)).toBe('Er arbeitet in der Küche.')
    expect(without('removed')(sentence)).toBe('Er arbeitet als Koch.')
    expect(without('removed')(row)).toBe('Laufzeit · 2027')
  })

  test('what came or went as a whole is shown as a whole, and marked where it stands now', () => {
    const added = paragraph('Ganz neu und ohne Vorbild.')
    const blocks = compareBlocks([paragraph('Nur vorher, und etwas anderes.')], [added])
    const texts = changesShown({ since, values: [], blocks })?.texts ?? []
    expect(texts.flatMap(({ lines }) => lines.flat().map(({ kind }) => kind)).toSorted()).toEqual(['added', 'removed'])
    expect([...changedBlocks({ since, values: [], blocks })]).toEqual([added])
  })

  test('a chapter in the table of values gives way to its words below', () => {
    const values: ChangesSince['values'] = [
      {
        kind: 'changed',
        path: 'a',
        label: 'Sachdarstellung',
        before: 'x'.repeat(300),
        after: 'kurz',
        byName: 'J. Ahlers',
      },
    ]
    expect(changesShown({ since, values, blocks: [] })?.values).toEqual([
      {
        label: 'Sachdarstellung',
        before: 'langer Text, siehe unten',
        after: 'langer Text, siehe unten',
        by: 'J. Ahlers',
      },
    ])
  })
})

describe('the way through the house', () => {
  const request: ApprovalRequest = {
    id: 'r1',
    subject: 'd1',
    number: 1,
    unitId: 'u1',
    contentHash: '0'.repeat(64),
    revision: 2,
    authorId: 'a',
    authorName: 'Jutta Ahlers',
    lastEditorId: 'a',
    lastEditorName: 'Jutta Ahlers',
    writers: [],
    requestedBy: 'a',
    requestedByName: 'Jutta Ahlers',
    requestedAt: '2026-11-19T09:00:00.000Z',
    compared: null,
    forwardedTo: ['l'],
    decision: null,
    end: null,
  }
  const names = new Map([['l', 'Annegret Lindemann']])

  test('ends with who may decide now and what comes then', () => {
    const steps = routeOf({ requests: [request], names, deciders: ['Dr. Sabine Kortmann', 'Annegret Lindemann'] })
    expect(steps.map(({ text, stand }) => [text, stand])).toEqual([
      ['Zur Freigabe gegeben von Jutta Ahlers', 'done'],
      ['Weitergegeben an Annegret Lindemann', 'done'],
      ['Freigabe: Dr. Sabine Kortmann oder Annegret Lindemann', 'now'],
      ['Ausfertigung mit Siegel', 'ahead'],
    ])
  })

  test('quotes the reason of a return and names for whom a deputy stood in', () => {
    const decision = {
      outcome: 'returned' as const,
      reason: 'Die Frist fehlt.',
      contentHash: request.contentHash,
      userId: 'k',
      userName: 'Malte Deppe',
      onBehalfOf: 'l',
      decidedAt: '2026-11-20T09:00:00.000Z',
    }
    const steps = routeOf({ requests: [{ ...request, forwardedTo: [], decision }], names, deciders: [] })
    expect(steps.at(-1)).toEqual({
      text: 'Zurückgegeben von Malte Deppe in Vertretung für Annegret Lindemann',
      detail: '20.11.2026, 10:00 Uhr · „Die Frist fehlt.“',
      stand: 'done',
    })
  })
})
