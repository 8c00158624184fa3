import { describe, expect, test } from 'vitest'
import type { Block, Gap } from '../../../server/blocks/blocks.ts'
import { toHtmlSubset } from '../../../server/blocks/html-out.ts'
import { parseHtmlSubset } from '../../../server/blocks/html-subset.ts'
import { plainText } from '../../../server/blocks/plain-text.ts'
import { randomBlocks, seededRandom } from './random-blocks.ts'

const rich = { dialect: 'rich' } as const

function read(source: string): Block[] {
  const { blocks, problems } = parseHtmlSubset(source, rich)
  expect(problems).toEqual([])
  return blocks
}

const text = (words: string) => ({ type: 'text', text: words })
const paragraph = (words: string) => ({ type: 'paragraph', content: [text(words)] })

describe('what people type', () => {
  test('plain text becomes paragraphs, parted by blank lines; single line ends are spaces', () => {
    expect(read('Erster Absatz,\r\nzweite Zeile.\r\n \r\n\r\nZweiter Absatz.\r\n')).toEqual([
      paragraph('Erster Absatz, zweite Zeile.'),
      paragraph('Zweiter Absatz.'),
    ])
  })

  test('plain text may stand beside marks, lists and paragraphs', () => {
    expect(read('Ein <b>fettes</b> Wort\n\nund mehr<ul><li>Punkt</li></ul><p>Ende</p>')).toEqual([
      { type: 'paragraph', content: [text('Ein '), { ...text('fettes'), marks: ['strong'] }, text(' Wort')] },
      paragraph('und mehr'),
      { type: 'list', ordered: false, items: [{ blocks: [paragraph('Punkt')] }] },
      paragraph('Ende'),
    ])
  })

  test('signs that begin no element and no character reference stand for themselves', () => {
    expect(plainText(read('3 < 5, 5 > 3, R&D, A & B, x <3'))).toBe('3 < 5, 5 > 3, R&D, A & B, x <3')
  })

  test('white space collapses as in a browser, a protected space stays, and text is in NFC', () => {
    expect(read('<p>  a \n <b> b</b>\t<i> </i>c&nbsp;&nbsp;d  <br>  e  <br> </p>')).toEqual([
      {
        type: 'paragraph',
        content: [
          text('a '),
          { ...text('b'), marks: ['strong'] },
          text(' c\u00a0\u00a0d'),
          { type: 'break' },
          text('e'),
        ],
      },
    ])
    expect(read('<p>Mu\u0308ller</p>')).toEqual([paragraph('Müller')])
  })

  test('marks are sorted, merged and never doubled', () => {
    expect(read('<p><i><b>a</b></i><strong><em>b</em></strong><b><b>c</b></b></p>')).toEqual([
      {
        type: 'paragraph',
        content: [
          { ...text('ab'), marks: ['strong', 'em'] },
          { ...text('c'), marks: ['strong'] },
        ],
      },
    ])
  })

  test('links keep their address, entities in it are read', () => {
    expect(read('<p><a href="https://example.org/?a=1&amp;b=2">dort</a></p>')).toEqual([
      { type: 'paragraph', content: [{ ...text('dort'), href: 'https://example.org/?a=1&b=2' }] },
    ])
  })

  test('named and numbered characters are read', () => {
    expect(plainText(read('&auml;&szlig;&euro;&#8364;&#x20AC;&hellip;&shy;'))).toBe('äß€€€…\u00ad')
  })

  test('empty elements mean nothing', () => {
    expect(
      read('<p></p><p> <br> </p><h2><b></b></h2><ul><li></li></ul><blockquote></blockquote><table></table>'),
    ).toEqual([])
    expect(read('')).toEqual([])
  })

  test('list items hold text, paragraphs and lists', () => {
    expect(read('<ol><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ol>')).toEqual([
      {
        type: 'list',
        ordered: true,
        items: [
          { blocks: [paragraph('a'), { type: 'list', ordered: false, items: [{ blocks: [paragraph('b')] }] }] },
          { blocks: [paragraph('c'), paragraph('d')] },
        ],
      },
    ])
  })

  test('upper-case tags are the same elements', () => {
    expect(read('<P>a<BR/>b</P>')).toEqual([{ type: 'paragraph', content: [text('a'), { type: 'break' }, text('b')] }])
  })
})

describe('tables', () => {
  test('header cells head their column in thead and their row in the first column of tbody', () => {
    const [table] = read(
      '<table><caption>Stellen</caption><thead><tr><td></td><th>2021</th></tr></thead>' +
        '<tbody><tr><th>ABH</th><td>1,5</td></tr><tr><td>x</td><th scope="col">y</th></tr></tbody></table>',
    )
    const cell = { colspan: 1, rowspan: 1 }
    expect(table).toEqual({
      type: 'table',
      caption: [text('Stellen')],
      head: [
        {
          cells: [
            { ...cell, blocks: [] },
            { ...cell, scope: 'column', blocks: [paragraph('2021')] },
          ],
        },
      ],
      body: [
        {
          cells: [
            { ...cell, scope: 'row', blocks: [paragraph('ABH')] },
            { ...cell, blocks: [paragraph('1,5')] },
          ],
        },
        {
          cells: [
            { ...cell, blocks: [paragraph('x')] },
            { ...cell, scope: 'column', blocks: [paragraph('y')] },
          ],
        },
      ],
    })
  })

  test('merged cells that leave a rectangle are taken, and rows need no tbody', () => {
    const [table] = read(
      '<table><tr><td rowspan="2">a</td><td colspan="2">b</td></tr><tr><td>c</td><td>d</td></tr></table>',
    )
    expect(table).toMatchObject({ type: 'table', head: [], body: [{ cells: [{ rowspan: 2 }, { colspan: 2 }] }, {}] })
  })

  test('a header cell under a merged one is in the second column and has to say what it heads', () => {
    const source = '<table><tr><td rowspan="2">a</td><td>b</td></tr>\n<tr><th>c</th></tr></table>'
    expect(parseHtmlSubset(source, rich).problems).toMatchObject([{ line: 2, column: 5 }])
  })
})

const row = (...cells: string[]) => `<tr>${cells.join('')}</tr>`
const manyCells = (count: number) => row(...Array<string>(count).fill('<td></td>'))

describe('every slip is told once, where it is', () => {
  const slips: [name: string, source: string, line: number, column: number, message: RegExp][] = [
    ['an unknown element', '<p>a\n<font>b</font></p>', 2, 1, /„<font>“ gibt es hier nicht. Erlaubt sind p, h2/],
    ['an unknown element around blocks', '<div><p>a</p><ul><li>b</li></ul></div>', 1, 1, /„<div>“ gibt es hier nicht/],
    ['an image', '<p>a <img src="x.png"> b</p>', 1, 6, /„<img>“ gibt es hier nicht/],
    ['a script', '<p>a</p><script>if (a < b) "</p>"</script>', 1, 9, /„<script>“ gibt es hier nicht/],
    ['a title in a text', '<h1>Titel</h1>', 1, 1, /„<h1>“ gibt es hier nicht/],
    ['a placeholder in a text', '<vw-block n="0"></vw-block>', 1, 1, /gibt es hier nicht/],
    ['an unknown attribute', '<p>a</p>\r\n<p\n  class="x">b</p>', 3, 3, /„class“ gibt es bei „<p>“ nicht. Löschen/],
    [
      'an attribute beside allowed ones',
      '<table><tr><td rowspan="1" style="">a</td></tr></table>',
      1,
      28,
      /„style“.*Erlaubt sind hier colspan, rowspan/,
    ],
    ['an attribute given twice', '<p><a href="tel:1" href="tel:2">a</a></p>', 1, 20, /zweimal/],
    ['a paragraph in a paragraph', '<p>a<b>x</b>\n <p>b</p></p>', 2, 2, /„<p>“ darf in „<p>“ \(Zeile 1\) nicht stehen/],
    [
      'a list in a paragraph',
      '<p>a<ul><li>b</li></ul></p>',
      1,
      5,
      /„<ul>“ darf in „<p>“ .*Schließen Sie vorher „<\/p>“/,
    ],
    ['a block in a mark', '<b><p>a</p></b>', 1, 4, /„<p>“ darf in „<b>“/],
    ['a table in a paragraph', '<p><table></table></p>', 1, 4, /davor oder dahinter/],
    ['an item outside a list', '<li>a</li>', 1, 1, /„<li>“ darf hier nicht stehen. Es gehört in „<ul>“ oder „<ol>“/],
    [
      'a cell outside a row',
      '<table><td>a</td></table>',
      1,
      8,
      /„<td>“ darf in „<table>“ \(Zeile 1\) nicht stehen. Es gehört in „<tr>“/,
    ],
    ['a row outside a table', '<p>a</p><tr></tr>', 1, 9, /„<tr>“ darf hier nicht stehen/],
    ['a heading in a list', '<ul><li><h2>a</h2></li></ul>', 1, 9, /„<h2>“ darf in „<li>“/],
    ['a quote in a list', '<ul><li><blockquote>a</blockquote></li></ul>', 1, 9, /„<blockquote>“ darf in „<li>“/],
    [
      'text in a list',
      '<ul>\n  a<li>b</li></ul>',
      2,
      3,
      /Text darf in „<ul>“ nicht unmittelbar stehen. Setzen Sie ihn in „<li>“/,
    ],
    ['a mark in a list', '<ul><b>a</b></ul>', 1, 5, /„<b>“ darf in „<ul>“/],
    ['text in a row', '<table><tr>a<td>b</td></tr></table>', 1, 12, /Text darf in „<tr>“.*„<td>“/],
    ['a table in a cell', '<table><tr><td>a<table></table></td></tr></table>', 1, 17, /„<table>“ darf in „<td>“/],
    ['an element never closed', '<p>a</p><p>b', 1, 9, /„<p>“ wird nicht geschlossen. Es fehlt „<\/p>“/],
    ['an unclosed paragraph before the next', '<p>a\n<p>b</p>', 1, 1, /„<p>“ wird nicht geschlossen/],
    ['crossed elements', '<p><b><i>a</b></i></p>', 1, 7, /„<i>“ ist noch offen, wenn „<\/b>“ in Zeile 1 kommt/],
    ['a mark open at the end of its paragraph', '<p><b>a</p>', 1, 4, /„<b>“ ist noch offen, wenn „<\/p>“/],
    ['a stray closing tag', '<p>a</b></p>', 1, 5, /„<\/b>“ schließt hier nichts/],
    ['a closed line break', '<p>a</br>b</p>', 1, 5, /Schreiben Sie „<br>“/],
    ['a self-closed paragraph', '<p>a</p><p/>', 1, 9, /„<p\/>“ gibt es nicht/],
    ['words in a closing tag', '<p>a</p class="x">', 1, 5, /nach dem Namen nichts/],
    [
      'a script address',
      '<p>a <a href="javascript:alert(1)">b</a></p>',
      1,
      9,
      /„javascript:alert\(1\)“ geht hier nicht/,
    ],
    ['a hidden script address', '<p><a href="java&#115;cript:alert(1)">b</a></p>', 1, 7, /geht hier nicht/],
    ['a relative address', '<p><a href="/akten">b</a></p>', 1, 7, /vollständige Adressen/],
    ['an address with a space', '<p><a href="https://a b">b</a></p>', 1, 7, /geht hier nicht/],
    ['a link without address', '<p><a>b</a></p>', 1, 4, /fehlt die Adresse/],
    ['a link without text', '<p><a href="https://x.de"> <br></a></p>', 1, 4, /hat keinen Text/],
    ['a link in a link', '<p><a href="tel:1">a <a href="tel:2">b</a></a></p>', 1, 22, /nicht in einem Link/],
    ['an unknown character name', '<p>a\n&foo; b</p>', 2, 1, /„&foo;“ ist nicht bekannt/],
    ['a control character by number', '<p>a&#0;</p>', 1, 5, /„&#0;“ steht für kein druckbares Zeichen/],
    ['half a character by number', '<p>&#xD800;</p>', 1, 4, /kein druckbares/],
    ['a number beyond all characters', '<p>&#99999999999;</p>', 1, 4, /kein druckbares/],
    ['a control character', '<p>a\u0007</p>', 1, 5, /Steuerzeichen \(U\+0007\)/],
    ['half a character', '<p>👍\ud83d</p>', 1, 6, /Steuerzeichen \(U\+D83D\)/],
    ['a comment', '<p>a</p>\n<!-- b\n -->', 2, 1, /Kommentare/],
    ['a comment never closed', '<p>a</p><!-- b', 1, 9, /Kommentare/],
    ['a doctype', '<!DOCTYPE html><p>a</p>', 1, 1, /DOCTYPE/],
    ['a CDATA section', '<p>a<![CDATA[b]]></p>', 1, 5, /CDATA/],
    ['a processing instruction', '<?xml version="1.0"?><p>a</p>', 1, 1, /„<\?“/],
    ['a tag that never ends', '<p>a</p>\n<p class="x', 2, 1, /beginnt kein Element/],
    ['a tag name at the very end', '<p>a</p><scr', 1, 9, /beginnt kein Element/],
    ['a quote missing in a tag', '<p>a <a href="https://x.de>b</a></p>', 1, 6, /beginnt kein Element/],
    ['an empty tag', '<p>a</>b</p>', 1, 5, /beginnt kein Element/],
    [
      'a row too short',
      `<table>${manyCells(3)}\n${manyCells(2)}</table>`,
      2,
      1,
      /hat 2 Spalten, die erste Zeile der Tabelle hat 3/,
    ],
    [
      'a row too long',
      `<table>${manyCells(1)}\n${manyCells(2)}</table>`,
      2,
      1,
      /hat 2 Spalten, die erste Zeile der Tabelle hat 1/,
    ],
    [
      'a body wider than the head',
      `<table><thead>${manyCells(1)}</thead><tbody>${manyCells(2)}</tbody></table>`,
      1,
      48,
      /Spalten/,
    ],
    ['a row without cells', `<table>${manyCells(1)}<tr></tr></table>`, 1, 26, /keine Zelle/],
    ['a rowspan over the end', '<table><tr><td rowspan="2">a</td></tr></table>', 1, 12, /rowspan="2" reicht zu weit/],
    [
      'a rowspan from head to body',
      `<table><thead><tr><td rowspan="2">a</td></tr></thead><tbody>${manyCells(1)}</tbody></table>`,
      1,
      19,
      /reicht zu weit/,
    ],
    [
      'cells that overlap',
      `<table><tr><td>a</td><td rowspan="2">b</td><td>c</td></tr>\n<tr><td colspan="3">d</td></tr></table>`,
      2,
      5,
      /läuft in eine Zelle/,
    ],
    ['too many columns', `<table>${manyCells(51)}</table>`, 1, 8, /mehr als 50 Spalten/],
    ['a colspan of nothing', '<table><tr><td colspan="0">a</td></tr></table>', 1, 16, /von 1 bis 50/],
    ['a rowspan in words', '<table><tr><td rowspan="zwei">a</td></tr></table>', 1, 16, /von 1 bis 1000/],
    ['an unknown scope', '<table><tr><th scope="colgroup">a</th></tr></table>', 1, 16, /„col“/],
    [
      'a header cell that could head anything',
      '<table><tr><td>a</td><th>b</th></tr></table>',
      1,
      22,
      /fehlt scope="col"/,
    ],
    ['two captions', `<table><caption>a</caption><caption>b</caption>${manyCells(1)}</table>`, 1, 28, /nur einmal/],
    [
      'a caption after the rows',
      `<table><tbody>${manyCells(1)}</tbody><caption>a</caption></table>`,
      1,
      41,
      /falscher Stelle/,
    ],
    ['a row after tbody', `<table><tbody>${manyCells(1)}</tbody>${manyCells(1)}</table>`, 1, 41, /falscher Stelle/],
    ['a caption without a table', '<table><caption>a</caption></table>', 1, 1, /keine Zeile/],
    ['lists too deep', '<ul><li>'.repeat(7), 1, 49, /zu tief verschachtelt/],
    ['marks too deep', `<p>${'<b>'.repeat(13)}`, 1, 40, /zu tief verschachtelt/],
    ['a text too long', 'x'.repeat(1_000_001), 1, 1, /zu lang/],
  ]
  test.each(slips)('%s', (_name, source, line, column, message) => {
    const { blocks, problems } = parseHtmlSubset(source, rich)
    expect(problems).toEqual([{ line, column, message: expect.stringMatching(message) }])
    expect(blocks).toEqual([])
  })

  test('several slips come in the order of the text', () => {
    const { problems } = parseHtmlSubset('<p>a &foo;\n<x>b</x>\n<b>c</p>\n</h2>', rich)
    expect(parseHtmlSubset('<h1>a</h1><h1>b</h1>', rich).problems).toHaveLength(2)
    expect(problems.map(({ line }) => line)).toEqual([1, 2, 3, 4])
  })

  test('at most 50 are told, however many there are', () => {
    const started = performance.now()
    for (const slip of ['<x>', '</b>', '<p>', '&foo;', '\u0000', '<!---->', '<p x y z>', '</']) {
      const { problems } = parseHtmlSubset(slip.repeat(100_000), rich)
      expect(problems.length).toBeLessThanOrEqual(50)
      expect(problems.length).toBeGreaterThan(slip === '</' ? -1 : 0)
    }
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe('template dialect', () => {
  const gap: Gap = { type: 'gap', label: 'Aktenzeichen', path: 'aktenzeichen' }
  const heading = (level: 1 | 2 | 3 | 4, words: string): Block => ({
    type: 'heading',
    level,
    content: [{ type: 'text', text: words }],
  })
  const answer: Block = { type: 'paragraph', content: [{ type: 'text', text: 'Antwort' }] }
  const table: Block = { type: 'table', head: [], body: [{ cells: [{ colspan: 1, rowspan: 1, blocks: [answer] }] }] }
  const template = {
    dialect: 'template',
    placeholders: [[answer], [heading(3, 'Lage'), answer], [table], [{ type: 'seal' }]],
    gaps: [gap],
  } as const

  test('placeholders stand where blocks stand, gaps where text stands', () => {
    const source =
      '<h1>Titel</h1><vw-block n="0"></vw-block><ul><li>Dazu: <vw-block n="0"></vw-block></li></ul>' +
      '<blockquote><vw-block n="0"></vw-block></blockquote><table><tr><td><vw-block n="0"></vw-block></td></tr></table>' +
      '<p>Az. <b><vw-gap n="0"></vw-gap></b></p>'
    expect(parseHtmlSubset(source, template)).toEqual({
      problems: [],
      blocks: [
        heading(1, 'Titel'),
        answer,
        { type: 'list', ordered: false, items: [{ blocks: [paragraph('Dazu:'), answer] }] },
        { type: 'quote', blocks: [answer] },
        table,
        { type: 'paragraph', content: [text('Az. '), gap] },
      ],
    })
  })

  test('headings of a placeholder come below the heading they stand under', () => {
    const source =
      '<h1>T</h1><vw-block n="1"></vw-block><h2>A</h2><h3>B</h3><vw-block n="1"></vw-block><h2>C</h2><vw-block n="1"></vw-block>'
    const levels = parseHtmlSubset(source, template).blocks.flatMap((block) =>
      block.type === 'heading' ? [block.level] : [],
    )
    expect(levels).toEqual([1, 2, 2, 3, 4, 2, 3])
  })

  test('a blank line means nothing between the words of a template', () => {
    expect(parseHtmlSubset('<ul><li>a\n\nb</li></ul>', template).blocks).toEqual([
      { type: 'list', ordered: false, items: [{ blocks: [paragraph('a b')] }] },
    ])
  })

  test.each([
    [
      'a placeholder in a paragraph',
      '<p>a <vw-block n="0"></vw-block></p>',
      6,
      /Ein Baustein aus Werten darf in „<p>“/,
    ],
    [
      'a placeholder between items',
      '<ul><vw-block n="0"></vw-block></ul>',
      5,
      /Ein Baustein aus Werten darf in „<ul>“/,
    ],
    ['a placeholder that stands for nothing', '<vw-block n="9"></vw-block>', 1, /Platzhalter steht für nichts/],
    ['a gap that stands for nothing', '<p><vw-gap n="x"></vw-gap></p>', 4, /Platzhalter steht für nichts/],
    ['a placeholder with content', '<vw-block n="0">a</vw-block>', 1, /darf nichts stehen/],
    [
      'a table from values in a cell',
      '<table><tr><td><vw-block n="2"></vw-block></td></tr></table>',
      12,
      /In einer Zelle darf keine Tabelle/,
    ],
    ['a seal in a list', '<ul><li><vw-block n="3"></vw-block></li></ul>', 9, /Unterschriften, Siegel/],
    ['a second title', '<h1>a</h1><h1>b</h1>', 11, /nur einmal/],
    ['an unknown element', '<em>a</em><h5>b</h5>', 11, /Erlaubt sind h1, p, .* und td\./],
  ])('%s is a problem', (_name, source, column, message) => {
    expect(parseHtmlSubset(source, template).problems).toEqual([
      { line: 1, column, message: expect.stringMatching(message) },
    ])
  })
})

test('no garbage makes the reader throw, hang or lose a character without a word', () => {
  const random = seededRandom(2021)
  const pieces = [
    '<p>',
    '</p>',
    '<b>',
    '</b>',
    '<ul>',
    '<li>',
    '</li>',
    '</ul>',
    '<table>',
    '<tr>',
    '<td colspan="2">',
    '</td>',
    '</tr>',
    '</table>',
    '<a href="https://x.de">',
    '</a>',
    '<br>',
    '<',
    '>',
    '</',
    '/>',
    '&',
    '&amp;',
    '&#',
    ';',
    '"',
    "'",
    '=',
    '<!',
    '--',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '\u0000',
    '\ud800',
    'Wort',
    ' ',
    '\n\n',
    '\r',
    '\u00a0',
    '<script>',
    '</script>',
    '<plaintext>',
    '<title>',
    '<h2 ',
    'x',
    '<svg/>',
    '<vw-gap n="0">',
    '<style ',
  ] // prettier-ignore
  const started = performance.now()
  let clean = 0
  for (let round = 0; round < 20_000; round++) {
    const length = Math.floor(random() * 12)
    const source = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join('')
    const { blocks, problems } = parseHtmlSubset(source, rich)
    if (problems.length > 0) continue
    clean++
    const visible = source.replace(/<[/a-z][^>]*>/g, '').replaceAll('&amp;', '&')
    expect(plainText(blocks).replace(/[\s]/g, ''), source).toBe(visible.replace(/[\s]/g, ''))
  }
  expect(clean).toBeGreaterThan(1000)
  expect(performance.now() - started).toBeLessThan(20_000)
})

test('HTML damaged at any place is refused or read as what it now says', () => {
  const random = seededRandom(7)
  for (let round = 0; round < 2000; round++) {
    const html = toHtmlSubset(randomBlocks(random))
    const at = Math.floor(random() * html.length)
    const damaged = html.slice(0, at) + html.slice(at + 1 + Math.floor(random() * 3))
    const { blocks, problems } = parseHtmlSubset(damaged, rich)
    if (problems.length > 0) expect(blocks).toEqual([])
    else expect(parseHtmlSubset(toHtmlSubset(blocks), rich), damaged).toEqual({ blocks, problems: [] })
  }
})

test('a million characters are read within seconds', () => {
  const started = performance.now()
  for (const piece of ['<p>Ein Wort und <b>noch eines</b>.</p>\n', 'Wort\n\n', '<', '&', '<p></p>', ' \n']) {
    expect(parseHtmlSubset(piece.repeat(Math.floor(1_000_000 / piece.length)), rich).problems).toEqual([])
  }
  const cells = '<td></td>'.repeat(50_000)
  expect(parseHtmlSubset(`<table><tr>${cells}</tr><tr>${cells}</tr></table>`, rich).problems).toHaveLength(1)
  expect(performance.now() - started).toBeLessThan(15_000)
})
