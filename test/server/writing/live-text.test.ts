import { Fragment, type Node as ProseNode, Slice } from 'prosemirror-model'
import { findWrapping, liftTarget, ReplaceAroundStep, type Transform } from 'prosemirror-transform'
import { describe, expect, test } from 'vitest'
import { richSchema } from '../../../server/blocks/schema.ts'
import { applyTextCommit, emptyText, typedIn } from '../../../server/writing/live-text.ts'
import type { ForeignSteps, LiveText } from '../../../server/writing/writing.ts'
import { at, behind, type Edit, htmlOf, startOf, stepsOf, textOf, typing } from './texts.ts'

const { nodes, marks } = richSchema

/** A text and what happened to it; each commit was made for the text of version `base`. */
function writing(html: string) {
  const texts: LiveText[] = [textOf(html)]
  const history: ForeignSteps[] = []
  const newest = () => texts.at(-1) ?? emptyText('nobody')
  return {
    do(by: string, edit: Edit, had: { readonly base?: number; readonly seen?: number } = {}) {
      const base = had.base ?? history.length
      const seen = had.seen ?? base
      const steps = stepsOf((texts[base] ?? newest()).doc, edit)
      const unseen = history.filter(({ version }) => version > seen)
      const foreign = unseen.filter(({ version }) => version > base)
      const applied = applyTextCommit(newest(), { steps, by, foreign, unseen })
      if (!applied) throw new Error('refused')
      texts.push(applied.text)
      history.push({ version: texts.length - 1, by, steps: applied.steps })
      return applied
    },
    html: () => htmlOf(newest().doc),
    writers: () => writersOf(newest()),
  }
}

/** The words of each author, in order. */
function writersOf({ doc, authors }: LiveText): string[] {
  let position = 0
  return authors.flatMap(({ size, by }) => {
    const words = doc.textBetween(position, position + size)
    position += size
    return words === '' ? [] : [`${by}: ${words}`]
  })
}

/** Deppe and Groth do something to the same text at once; the one comes first, then the other. */
function atOnce(html: string, deppe: Edit, groth: Edit) {
  return [
    { first: 'deppe', edits: [deppe, groth] },
    { first: 'groth', edits: [groth, deppe] },
  ].map(({ first, edits }) => {
    const text = writing(html)
    const second = first === 'deppe' ? 'groth' : 'deppe'
    const [one, other] = edits
    if (one) text.do(first, one)
    const { unplaced } = other ? text.do(second, other, { base: 0 }) : { unplaced: [] }
    return { first, html: text.html(), unplaced }
  })
}

const removal =
  (from: (tr: Transform) => number, to: (tr: Transform) => number): Edit =>
  (tr) =>
    tr.delete(from(tr), to(tr))

describe('what two people do at once', () => {
  test('a paragraph becomes a heading while somebody types in it: the heading has both', () => {
    const heading: Edit = (tr) => tr.setBlockType(1, 1, nodes.heading, { level: 2 })
    for (const words of ['Ziel', 'das Ziel', 'Zie']) {
      const done = atOnce(
        `<p>${words}</p>`,
        heading,
        typing('neu', (doc) => behind(doc, words)),
      )
      for (const { html, unplaced } of done) {
        expect(html).toBe(`<h2>${words}neu</h2>`)
        expect(unplaced).toEqual([])
      }
    }
    for (const { html } of atOnce(
      '<p>Ziel</p>',
      heading,
      typing('neu', () => 1),
    ))
      expect(html).toBe('<h2>neuZiel</h2>')
  })

  test('a paragraph becomes a list while somebody types in it: the item has both', () => {
    const wrap: Edit = (tr) => {
      const range = tr.doc.resolve(1).blockRange()
      const wrapping = range && findWrapping(range, nodes.bullet_list)
      if (range && wrapping) tr.wrap(range, wrapping)
    }
    const done = atOnce(
      '<p>Ziel</p><p>Schritt</p>',
      wrap,
      typing('neu', (doc) => behind(doc, 'Ziel')),
    )
    for (const { html, unplaced } of done) {
      expect(html).toBe('<ul><li>Zielneu</li></ul><p>Schritt</p>')
      expect(unplaced).toEqual([])
    }
  })

  test('two paragraphs are joined while somebody types at the beginning of the second', () => {
    const join: Edit = (tr) => tr.join(startOf(tr.doc, 'paragraph', 'Schritt'))
    const done = atOnce(
      '<p>Ziel</p><p>Schritt</p>',
      join,
      typing('neu', (doc) => at(doc, 'Schritt')),
    )
    for (const { html, unplaced } of done) {
      expect(html).toBe('<p>ZielneuSchritt</p>')
      expect(unplaced).toEqual([])
    }
  })

  test('a paragraph is split while somebody types on both sides', () => {
    const split: Edit = (tr) => tr.split(at(tr.doc, 'Schritt'))
    const both: Edit = (tr) => {
      typing('neu', (doc) => behind(doc, 'Ziel'))(tr)
      typing('alt', (doc) => behind(doc, 'Schritt'))(tr)
    }
    for (const { html, unplaced } of atOnce('<p>Ziel Schritt</p>', split, both)) {
      expect(html).toBe('<p>Zielneu</p><p>Schrittalt</p>')
      expect(unplaced).toEqual([])
    }
  })

  test('a paragraph is deleted while somebody types in it: what she typed comes back to her', () => {
    const remove = removal(
      ({ doc }) => startOf(doc, 'paragraph', 'Schritt'),
      ({ doc }) => behind(doc, 'Schritt') + 1,
    )
    const type = typing('neu', (doc) => at(doc, 'ritt'))
    for (const { html, unplaced } of atOnce('<p>Ziel</p><p>Schritt</p>', remove, type)) {
      expect(html).toBe('<p>Ziel</p>')
      expect(unplaced).toEqual([{ by: 'groth', content: '<p>neu</p>' }])
    }
  })

  test('a row of a table is deleted while somebody types in it', () => {
    const table = '<table><tbody><tr><td>eins</td></tr><tr><td>zwei</td></tr></tbody></table>'
    const remove: Edit = (tr) => {
      const from = startOf(tr.doc, 'table_row', 'zwei')
      tr.delete(from, from + (tr.doc.nodeAt(from)?.nodeSize ?? 0))
    }
    for (const { html, unplaced } of atOnce(
      table,
      remove,
      typing('neu', (doc) => at(doc, 'ei')),
    )) {
      expect(html).toContain('neueins')
      expect(unplaced).toEqual([])
    }
    for (const { html, unplaced } of atOnce(
      table,
      remove,
      typing('neu', (doc) => at(doc, 'wei')),
    )) {
      expect(html).toBe('<table><tbody><tr><td>eins</td></tr></tbody></table>')
      expect(unplaced).toEqual([{ by: 'groth', content: '<p>neu</p>' }])
    }
  })

  test('a list is lifted while somebody types in it: the paragraph has both', () => {
    const lift: Edit = (tr) => {
      const position = startOf(tr.doc, 'list_item', 'Ziel') + 1
      const range = tr.doc.resolve(position).blockRange(tr.doc.resolve(behind(tr.doc, 'Ziel') + 1))
      const target = range && liftTarget(range)
      if (range && target !== null && target !== undefined) tr.lift(range, target)
    }
    const done = atOnce(
      '<ul><li>Ziel</li></ul>',
      lift,
      typing('neu', (doc) => behind(doc, 'Ziel')),
    )
    for (const { html, unplaced } of done) {
      expect(html).toContain('Zielneu')
      expect(unplaced).toEqual([])
    }
  })

  test('something is pasted over a selection while somebody types in it', () => {
    const paste: Edit = (tr) => tr.replaceWith(at(tr.doc, 'alte'), behind(tr.doc, 'alte'), richSchema.text('neue'))
    for (const { html, unplaced } of atOnce(
      '<p>das alte Ziel</p>',
      paste,
      typing('xyz', (doc) => at(doc, 'te')),
    )) {
      expect(html).toBe('<p>das neue Ziel</p>')
      expect(unplaced).toEqual([{ by: 'groth', content: '<p>xyz</p>' }])
    }
  })
})

describe('a table that two people change at once', () => {
  const table = '<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>'
  const addRow: Edit = (tr) => {
    const end = startOf(tr.doc, 'table', 'a') + (tr.doc.firstChild?.nodeSize ?? 0) - 1
    const cells = [1, 2].map(() => nodes.table_cell.create(null, nodes.paragraph.create(null, richSchema.text('z'))))
    tr.insert(end, nodes.table_row.create(null, cells))
  }
  const addColumn: Edit = (tr) => {
    const end = startOf(tr.doc, 'table_row', 'b') + (tr.doc.firstChild?.firstChild?.nodeSize ?? 0) - 1
    tr.insert(end, nodes.table_cell.create(null, nodes.paragraph.create(null, richSchema.text('c'))))
  }

  test('a row and a column: the cell where they meet is made', () => {
    for (const { html, unplaced } of atOnce(table, addRow, addColumn)) {
      expect(html).toBe(
        '<table><tbody><tr><td>a</td><td>b</td><td>c</td></tr><tr><td>z</td><td>z</td><td></td></tr></tbody></table>',
      )
      expect(unplaced).toEqual([])
    }
  })
})

describe('what each may do and both together may not', () => {
  test('a table that grows too wide keeps the columns that came first, and words in the other come back', () => {
    const table = `<table><tbody><tr>${'<td>a</td>'.repeat(49)}</tr></tbody></table>`
    const addColumn =
      (words: string): Edit =>
      (tr) => {
        const cell = nodes.table_cell.create(null, nodes.paragraph.create(null, richSchema.text(words)))
        tr.insert(tr.doc.content.size - 2, cell)
      }
    for (const { html, unplaced } of atOnce(table, addColumn('eins'), addColumn('zwei'))) {
      expect(html.match(/<td>/g)).toHaveLength(50)
      expect(unplaced).toHaveLength(1)
    }
  })

  test('lists in lists that grow too deep stay as they came first, and words typed meanwhile stay too', () => {
    const text = writing('<ul><li><p>Ziel</p><p>Schritt</p></li></ul>')
    const levels = [1, 2, 3, 4].reduce<ProseNode | null>((inner, level) => {
      const item = [nodes.paragraph.create(null, richSchema.text(`${level}`)), ...(inner ? [inner] : [])]
      return nodes.bullet_list.create(null, nodes.list_item.create(null, item))
    }, null)
    text.do('groth', (tr) => {
      const { size } = tr.doc.content
      const slice = new Slice(Fragment.from(levels), 0, 0)
      tr.step(new ReplaceAroundStep(0, size, 0, size, slice, slice.size - 8, true))
    })
    const { unplaced } = text.do(
      'deppe',
      (tr) => {
        typing('neu', (doc) => behind(doc, 'Schritt'))(tr)
        const range = tr.doc.resolve(at(tr.doc, 'Schritt')).blockRange()
        if (range) tr.wrap(range, [{ type: nodes.bullet_list }, { type: nodes.list_item }])
        tr.split(at(tr.doc, 'ritt'))
      },
      { base: 0 },
    )
    expect(unplaced).toEqual([])
    expect(text.html()).toContain('<p>Ziel</p><ul><li>Schrittneu</li></ul>')
  })
})

describe('what is nobody’s loss', () => {
  test('text that somebody deletes who has read it is gone', () => {
    const text = writing('<p>Ziel</p>')
    text.do(
      'groth',
      typing('neu', (doc) => behind(doc, 'Ziel')),
    )
    const { unplaced } = text.do(
      'deppe',
      removal(
        () => 1,
        ({ doc }) => behind(doc, 'neu'),
      ),
    )
    expect(unplaced).toEqual([])
    expect(text.html()).toBe('')
  })

  test('what somebody typed and deleted again does not come back to her', () => {
    const text = writing('<p>Ziel</p><p>Schritt</p>')
    text.do(
      'deppe',
      removal(
        () => 6,
        ({ doc }) => doc.content.size,
      ),
    )
    const { unplaced } = text.do(
      'groth',
      (tr) => {
        typing('abcdef', (doc) => at(doc, 'ritt'))(tr)
        tr.delete(at(tr.doc, 'bcde'), behind(tr.doc, 'bcde'))
      },
      { base: 0 },
    )
    expect(unplaced).toEqual([{ by: 'groth', content: '<p>af</p>' }])
  })

  test('marks and structure alone are worth no entry', () => {
    const text = writing('<p>Ziel</p><p>Schritt</p>')
    text.do(
      'deppe',
      removal(
        () => 6,
        ({ doc }) => doc.content.size,
      ),
    )
    const { steps, unplaced } = text.do('groth', (tr) => tr.addMark(8, 10, marks.strong.create()).split(9), { base: 0 })
    expect(steps).toEqual([])
    expect(unplaced).toEqual([])
  })

  test('what is deleted unread is found where it has moved to since', () => {
    const text = writing('<p>Ziel</p><p>Schritt</p>')
    text.do(
      'groth',
      typing('neu', (doc) => at(doc, 'ritt')),
    )
    text.do(
      'kortmann',
      typing('Das ', () => 1),
    )
    text.do('kortmann', (tr) => tr.setBlockType(at(tr.doc, 'neu'), at(tr.doc, 'neu'), nodes.heading, { level: 3 }))
    const { unplaced } = text.do(
      'deppe',
      removal(
        () => 6,
        ({ doc }) => doc.content.size,
      ),
      { base: 0 },
    )
    expect(unplaced).toEqual([{ by: 'groth', content: '<p>neu</p>' }])
    expect(text.html()).toBe('<p>Das Ziel</p>')
  })

  test('of a commit made for the newest text, only what its author had not seen yet comes back', () => {
    const text = writing('<p>Ziel</p>')
    text.do(
      'groth',
      typing('eins', (doc) => behind(doc, 'Ziel')),
    )
    text.do(
      'kortmann',
      typing('zwei', (doc) => behind(doc, 'eins')),
    )
    const { unplaced } = text.do(
      'deppe',
      removal(
        () => 1,
        ({ doc }) => doc.content.size - 1,
      ),
      { seen: 1 },
    )
    expect(unplaced).toEqual([{ by: 'kortmann', content: '<p>zwei</p>' }])
  })

  test('pieces of one author are one entry, with its lists and tables where they are whole', () => {
    const text = writing('<p>Ziel</p><p>Schritt</p>')
    text.do(
      'groth',
      typing('eins', (doc) => behind(doc, 'Ziel')),
    )
    text.do('groth', (tr) =>
      tr.insert(
        tr.doc.content.size,
        nodes.bullet_list.create(
          null,
          nodes.list_item.create(null, nodes.paragraph.create(null, richSchema.text('Punkt'))),
        ),
      ),
    )
    const all: Edit = (tr) => tr.replace(0, tr.doc.content.size, new Slice(textOf('<p>anders</p>').doc.content, 0, 0))
    const { unplaced } = text.do('deppe', all, { base: 2, seen: 0 })
    expect(unplaced).toEqual([{ by: 'groth', content: '<p>eins</p>\n<ul>\n<li>Punkt</li>\n</ul>' }])
  })
})

describe('who wrote it', () => {
  test('words belong to whoever typed them, whatever others make of the paragraph', () => {
    const text = writing('<p>Ziel</p>')
    text.do(
      'groth',
      typing('neu', (doc) => behind(doc, 'Ziel')),
    )
    text.do('deppe', (tr) => tr.setBlockType(1, 1, nodes.heading, { level: 2 }).addMark(1, 9, marks.strong.create()))
    expect(text.writers()).toEqual(['ahlers: Ziel', 'groth: neu'])
  })
})

test('steps that do not fit the newest text they were made for are refused', () => {
  const text = textOf('<p>Ziel</p>')
  const steps = stepsOf(textOf('<p>Ziel</p><p>Schritt</p>').doc, (tr) => tr.delete(7, 9))
  expect(applyTextCommit(text, { steps, by: 'groth', foreign: [], unseen: [] })).toBeNull()
})

test('of steps for a text that is gone, the words are kept', () => {
  const { doc } = emptyText('groth')
  expect(
    typedIn(
      stepsOf(
        doc,
        typing('neu', () => 1),
      ),
    ),
  ).toBe('<p>neu</p>')
  expect(typedIn(stepsOf(doc, (tr) => tr.split(1)))).toBeNull()
})
