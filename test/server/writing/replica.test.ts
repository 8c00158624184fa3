import { history, redo, undo } from 'prosemirror-history'
import type { Node as ProseNode } from 'prosemirror-model'
import { type Command, EditorState, Plugin, type Transaction } from 'prosemirror-state'
import { describe, expect, test } from 'vitest'
import { richSchema } from '../../../server/blocks/schema.ts'
import {
  confirmedDoc,
  flightText,
  hasLanded,
  mapFrom,
  mapToConfirmed,
  nextFlight,
  openAgain,
  openReplica,
  type Replica,
  received,
  typed,
  unconfirmedText,
  withdrawn,
} from '../../../server/writing/replica.ts'
import { draftOf, replicaFrom } from '../../../server/writing/replica-draft.ts'
import { maxSteps } from '../../../server/writing/text-steps.ts'
import type { StepJson, StoredCommit } from '../../../server/writing/writing.ts'
import { at, behind, docOf, type Edit, stepsOf, typing } from './texts.ts'

const place = 'sachdarstellung'
const { nodes } = richSchema

/** An editor without a view. */
function editor(doc: ProseNode, opened: Replica = openReplica(place, 0)) {
  const plugins = [history({ newGroupDelay: 0 }), new Plugin({ historyPreserveItems: true })]
  let state = EditorState.create({ doc, plugins })
  let replica = opened
  const dispatch = (tr: Transaction) => {
    if (tr.docChanged) replica = typed(replica, tr)
    state = state.apply(tr)
  }
  return {
    doc: () => state.doc,
    text: () => state.doc.textBetween(0, state.doc.content.size, '|'),
    replica: () => replica,
    edit(edit: Edit) {
      const { tr } = state
      edit(tr)
      dispatch(tr)
    },
    run: (command: Command) => command(state, dispatch),
    send(id: string) {
      const next = nextFlight(replica, id)
      if (next) replica = next
      return next?.flight ?? null
    },
    /** What was dropped, and how many transactions it took. */
    receive(commits: readonly StoredCommit[]) {
      const dropped: string[] = []
      let transactions = 0
      let steps = 0
      for (let rest = commits; rest.length > 0; transactions++) {
        const { tr } = state
        const taken = received(replica, tr, rest)
        if (taken.dropped !== null) dropped.push(taken.dropped)
        replica = taken.replica
        rest = taken.rest
        steps += tr.steps.length
        state = state.apply(tr)
      }
      return { dropped, transactions, steps }
    },
    withdraw() {
      const { tr } = state
      const taken = withdrawn(replica, tr)
      replica = taken.replica
      state = state.apply(tr)
      return taken.content
    },
  }
}

const commit = (version: number, steps: readonly unknown[], id = `c${version}`): StoredCommit => ({
  version,
  id,
  by: 'groth',
  at: '2026-11-22T20:00:00.000Z',
  base: version - 1,
  change: { kind: 'text', place, steps: JSON.parse(JSON.stringify(steps)) },
})

const elsewhere = (version: number): StoredCommit => ({
  ...commit(version, []),
  change: { kind: 'value', place: 'titel', value: 'x' },
})

const start = docOf('<p>Ziel</p><p>Schritt</p>')

/** Each made for the text after the one before. */
function commits(...edits: readonly Edit[]): StoredCommit[] {
  let doc = start
  return edits.map((edit, index) => {
    const steps = stepsOf(doc, edit)
    for (const step of steps) doc = step.apply(doc).doc ?? doc
    return commit(index + 1, steps)
  })
}

const type = (words: string, where: string): Edit => typing(words, (doc) => behind(doc, where))

describe('sending', () => {
  test('everything typed since is one commit, and only one is under way', () => {
    const mine = editor(start)
    expect(mine.send('a')).toBeNull()
    mine.edit(type('abc', 'Ziel'))
    expect(mine.send('a')).toMatchObject({ id: 'a', base: 0, seen: 0, count: 3 })
    mine.edit(type('d', 'abc'))
    expect(mine.send('b')).toBeNull()
    mine.receive([commit(1, mine.replica().flight?.steps ?? [], 'a')])
    expect(mine.send('b')).toMatchObject({ id: 'b', base: 1, seen: 0, count: 1 })
  })

  test('what is sent again is what was sent first, whatever has come in since', () => {
    const mine = editor(start)
    mine.edit(type('abc', 'Schritt'))
    const sent = mine.send('a')
    mine.receive(commits(typing('xyz', () => 1)))
    expect(mine.replica().flight).toMatchObject({ id: 'a', base: 0, seen: 0, steps: sent?.steps })
    expect(mine.text()).toBe('xyzZiel|Schrittabc')
  })

  test('more than one commit holds goes in several', () => {
    const mine = editor(start)
    mine.edit(type('x'.repeat(maxSteps + 5), 'Ziel'))
    const first = mine.send('a')
    expect(first?.steps).toHaveLength(maxSteps)
    mine.receive([commit(1, first?.steps ?? [], 'a')])
    expect(mine.send('b')?.steps).toHaveLength(5)
    mine.edit((tr) =>
      tr.insert(1, richSchema.text('y'.repeat(300_000))).insert(1, richSchema.text('z'.repeat(300_000))),
    )
    mine.receive([commit(2, mine.replica().flight?.steps ?? [], 'b')])
    expect(mine.send('c')?.steps).toHaveLength(1)
  })

  test('a step has seen what stood there when it was typed, also after it was rebased', () => {
    const mine = editor(start)
    mine.edit(type('a', 'Ziel'))
    const [first, second] = commits(type('x', 'Schritt'), type('y', 'Schritt'))
    mine.receive(first ? [first] : [])
    mine.edit(type('b', 'a'))
    expect(mine.replica().unconfirmed.map(({ seen }) => seen)).toEqual([0, 1])
    mine.receive(second ? [second] : [])
    expect(mine.replica().unconfirmed.map(({ seen }) => seen)).toEqual([0, 1])
    expect(mine.send('a')).toMatchObject({ base: 2, seen: 0 })
  })

  test('what one’s own deletion hid from the start does not count as seen', () => {
    const mine = editor(start)
    mine.edit((tr) => tr.delete(6, tr.doc.content.size))
    mine.send('a')
    mine.receive(commits(typing('x', (doc) => at(doc, 'ritt'))))
    mine.edit(type('b', 'Ziel'))
    expect(mine.replica().version).toBe(1)
    expect(mine.replica().unconfirmed.at(-1)?.seen).toBe(0)
    mine.receive([
      commit(
        2,
        mine
          .replica()
          .unconfirmed.slice(0, 1)
          .map(({ step }) => step),
        'a',
      ),
    ])
    mine.edit(type('c', 'b'))
    expect(mine.replica().unconfirmed.at(-1)?.seen).toBe(2)
  })
})

describe('receiving', () => {
  test('one’s own commit, stored as it was sent, moves nothing', () => {
    const mine = editor(start)
    mine.edit(type('abc', 'Ziel'))
    const sent = mine.send('a')
    expect(mine.receive([commit(1, sent?.steps ?? [], 'a')])).toEqual({ dropped: [], transactions: 1, steps: 0 })
    expect(mine.replica()).toMatchObject({ version: 1, flight: null, unconfirmed: [] })
  })

  test('what others did in a row is one rebase, and one’s own stays', () => {
    const mine = editor(start)
    mine.edit(type('ab', 'Schritt'))
    const theirs = commits(type('x', 'Ziel'), type('y', 'x'), type('z', 'y'))
    expect(mine.receive(theirs)).toEqual({ dropped: [], transactions: 1, steps: 2 + 3 + 2 })
    expect(mine.text()).toBe('Zielxyz|Schrittab')
    expect(mine.replica().version).toBe(3)
  })

  test('what is known already is passed over, other places only count, and a gap is an error', () => {
    const mine = editor(start)
    const [first, second] = commits(type('x', 'Ziel'), type('y', 'x'))
    const known = first ? [first] : []
    mine.receive(known)
    mine.receive([...known, elsewhere(2), elsewhere(3)])
    expect(mine.replica().version).toBe(3)
    expect(mine.text()).toBe('Zielx|Schritt')
    expect(() => mine.receive(second ? [{ ...second, version: 5 }] : [])).toThrow(/missing/)
  })

  test('what was stored otherwise than it stands here is done as it was stored', () => {
    const mine = editor(start)
    mine.edit(type('abc', 'Ziel'))
    const steps: readonly StepJson[] = mine.send('a')?.steps ?? []
    mine.edit(type('d', 'Schritt'))
    const { dropped } = mine.receive([commit(1, steps.slice(0, 1), 'a')])
    expect(mine.text()).toBe('Ziela|Schrittd')
    expect(dropped).toEqual([])
  })

  test('what was stored in addition comes behind it as another’s', () => {
    const mine = editor(start)
    mine.edit(type('a', 'Ziel'))
    const steps = mine.send('a')?.steps ?? []
    mine.edit(type('b', 'a'))
    const more = stepsOf(docOf('<p>Ziela</p><p>Schritt</p>'), type('!', 'Schritt'))
    const { transactions } = mine.receive([commit(1, [...steps, ...more], 'a')])
    expect(transactions).toBe(2)
    expect(mine.text()).toBe('Zielab|Schritt!')
    expect(mine.replica()).toMatchObject({ version: 1, flight: null })
    mine.run(undo)
    mine.run(undo)
    expect(mine.text()).toBe('Ziel|Schritt!')
  })

  test('what is not under way and finds no place is told, what is under way the server tells', () => {
    const deleted = commits((tr) => tr.delete(6, tr.doc.content.size))
    const mine = editor(start)
    mine.edit(type('abc', 'Schritt'))
    expect(mine.receive(deleted).dropped).toEqual(['<p>abc</p>'])
    expect(mine.text()).toBe('Ziel')

    const other = editor(start)
    other.edit(typing('abc', (doc) => at(doc, 'ritt')))
    other.send('a')
    other.edit(typing('def', (doc) => at(doc, 'tt')))
    expect(other.receive(deleted)).toMatchObject({ dropped: ['<p>def</p>'] })
    expect(other.text()).toBe('Ziel')
    expect(other.replica().flight).toMatchObject({ id: 'a', count: 0 })
    expect(other.receive([commit(2, [], 'a')]).dropped).toEqual([])
    expect(other.replica().flight).toBeNull()
  })
})

describe('undo', () => {
  test('takes back one’s own alone, however much others have written since', () => {
    const mine = editor(start)
    mine.edit(type('abc', 'Ziel'))
    mine.receive(
      commits(
        typing('xyz', () => 1),
        type('!', 'Schritt'),
      ),
    )
    mine.run(undo)
    expect(mine.text()).toBe('xyzZiel|Schritt!')
    mine.run(undo)
    expect(mine.text()).toBe('xyzZiel|Schritt!')
    mine.run(redo)
    expect(mine.text()).toBe('xyzZielabc|Schritt!')
  })

  test('finds what is confirmed, what is under way and what is not sent', () => {
    const mine = editor(start)
    const theirs = (version: number): StoredCommit =>
      commit(
        version,
        stepsOf(
          confirmedDoc(mine.replica(), mine.doc()),
          typing('x', () => 1),
        ),
      )
    mine.edit(type('1', 'Ziel'))
    const first = mine.send('a')
    mine.receive([commit(1, first?.steps ?? [], 'a'), theirs(2)].slice(0, 1))
    mine.receive([theirs(2)])
    mine.edit(type('2', 'Schritt'))
    mine.send('b')
    mine.receive([theirs(3)])
    mine.edit(type('3', 'xZiel1'))
    mine.receive([theirs(4)])
    expect(mine.text()).toBe('xxxZiel13|Schritt2')
    mine.run(undo)
    expect(mine.text()).toBe('xxxZiel1|Schritt2')
    mine.run(undo)
    expect(mine.text()).toBe('xxxZiel1|Schritt')
    mine.receive([theirs(5)])
    mine.run(undo)
    expect(mine.text()).toBe('xxxxZiel|Schritt')
  })
})

describe('positions', () => {
  test('of a version lead to where the same stands here and now', () => {
    const mine = editor(start)
    mine.receive(
      commits(
        typing('xyz', () => 1),
        (tr) => tr.setBlockType(1, 1, nodes.heading, { level: 2 }),
      ),
    )
    mine.edit(typing('neu', (doc) => at(doc, 'ritt')))
    const caret = at(start, 'tt')
    expect(mapFrom(mine.replica(), 0)?.map(caret)).toBe(at(mine.doc(), 'tt'))
    expect(mapFrom(mine.replica(), 1)?.map(caret + 3)).toBe(at(mine.doc(), 'tt'))
    expect(mapToConfirmed(mine.replica()).map(at(mine.doc(), 'tt'))).toBe(caret + 3)
    expect(mapFrom(mine.replica(), 3)).toBeNull()
  })

  test('are followed a thousand versions back', () => {
    const mine = editor(start)
    mine.receive(commits(...Array.from({ length: 1001 }, () => typing('x', () => 1))))
    expect(mapFrom(mine.replica(), 0)).toBeNull()
    expect(mapFrom(mine.replica(), 1)?.map(2)).toBe(1002)
    mine.receive([elsewhere(1002)])
    expect(mapFrom(mine.replica(), 1)).toBeNull()
    expect(mapFrom(mine.replica(), 1002)?.map(2)).toBe(2)
  })
})

describe('what is not confirmed', () => {
  test('can be told apart from what is', () => {
    const mine = editor(start)
    mine.receive(commits(type('x', 'Ziel')))
    mine.edit(type('abc', 'Schritt'))
    expect(confirmedDoc(mine.replica(), mine.doc()).eq(docOf('<p>Zielx</p><p>Schritt</p>'))).toBe(true)
    expect(unconfirmedText(mine.replica())).toBe('<p>abc</p>')
  })

  test('goes on from a draft on the device under the same flight', () => {
    const mine = editor(start)
    mine.edit(type('abc', 'Ziel'))
    const sent = mine.send('a')
    mine.edit(type('d', 'Schritt'))
    const { replica, doc } = replicaFrom(JSON.parse(JSON.stringify(draftOf(mine.replica(), mine.doc()))))
    const again = editor(doc, replica)
    expect(again.text()).toBe('Zielabc|Schrittd')
    expect(again.replica().flight).toEqual(sent)
    again.receive([
      ...commits(typing('x', () => 1)),
      commit(2, stepsOf(docOf('<p>xZiel</p><p>Schritt</p>'), type('abc', 'Ziel')), 'a'),
    ])
    expect(again.text()).toBe('xZielabc|Schrittd')
    expect(again.send('b')).toMatchObject({ base: 2, count: 1 })
  })

  test('goes on where the whole text came anew: under way, it comes in once, whether it is in that text or not', () => {
    const mine = editor(start)
    mine.edit(type('abc', 'Ziel'))
    mine.send('a')
    const own = stepsOf(start, type('abc', 'Ziel'))
    const landed = editor(docOf('<p>Zielabc</p><p>Schritt</p>'), openAgain(mine.replica(), 5))
    expect(hasLanded(landed.replica(), [commit(3, own, 'a')])).toBe(true)
    const later = editor(start, openAgain(mine.replica(), 5))
    expect(hasLanded(later.replica(), [commit(6, own, 'a')])).toBe(false)
    later.receive([commit(6, own, 'a')])
    expect(later.text()).toBe('Zielabc|Schritt')
    expect(later.replica()).toMatchObject({ flight: null, version: 6 })
    const { flight } = mine.replica()
    expect(flight && flightText(flight)).toBe('<p>abc</p>')
  })

  test('is taken back when it was refused, and its words are kept', () => {
    const mine = editor(start)
    mine.edit(type('abc', 'Ziel'))
    mine.send('a')
    mine.edit(type('d', 'Schritt'))
    expect(mine.withdraw()).toBe('<p>abc</p>\n<p>d</p>')
    expect(mine.text()).toBe('Ziel|Schritt')
    expect(mine.replica()).toMatchObject({ flight: null, unconfirmed: [] })
    mine.run(undo)
    expect(mine.text()).toBe('Ziel|Schritt')
  })
})
