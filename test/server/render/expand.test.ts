import { afterAll, describe, expect, test } from 'vitest'
import { plainText } from '../../../server/blocks/plain-text.ts'
import type { Field, Values } from '../../../server/fields/fields.ts'
import { closeExpanders, type ExpansionMode, expandLine, expandTemplate } from '../../../server/render/expand.ts'
import { fields, schema, text } from './template-fields.ts'

afterAll(closeExpanders)

const full: Values = {
  titel: 'Müller & <b>Söhne</b>',
  grund: 'erste Zeile\nzweite {{titel}}',
  vortrag: '<h2>Lage</h2>\n<p>Text <strong>fett</strong></p>\n<h3>Folge</h3>\n<p>mehr</p>',
  datum: '2026-11-26',
  anzahl: 1040,
  dringend: false,
  status: 'nichtoeffentlich',
  termine: ['2027-02-25', '2027-05-27'],
  person: { nachname: 'Camara' },
  ziele: [
    {
      id: 'z1',
      titel: 'Pass',
      frist: { art: 'termin', datum: '2027-01-31' },
      schritte: [{ id: 's1', was: 'hingehen' }],
    },
    { id: 'z2', titel: 'Kurs', frist: { art: 'laufend' } },
  ],
  unterschriften: [{ id: 'u-1', rolle: 'klientin', name: 'Fatoumata Camara', zusatz: 'im Auftrag' }],
}

const expand = (source: string, values: Values = full, mode: ExpansionMode = 'final', of: readonly Field[] = fields) =>
  expandTemplate({ source, fields: of, values, mode })
const blocks = async (source: string, values: Values = full, mode: ExpansionMode = 'final') => {
  const expanded = await expand(source, values, mode)
  if (!expanded.ok) throw new Error(JSON.stringify(expanded))
  return expanded.value
}
const words = async (source: string, values: Values = full, mode: ExpansionMode = 'final') =>
  plainText(await blocks(source, values, mode))

describe('a value knows how it prints', () => {
  test('each by its type, text as text even where it looks like markup or a template', async () => {
    expect(await words('<p>{{titel}}</p>')).toBe('Müller & <b>Söhne</b>')
    expect(await words('<p>{{grund}}</p>')).toBe('erste Zeile\nzweite {{titel}}')
    expect(await words('<p>{{datum}}, {{date datum "long"}}, {{date datum "weekday"}}</p>')).toBe(
      '26.11.2026, 26. November 2026, Donnerstag, 26. November 2026',
    )
    expect(await words('<p>{{anzahl}} {{dringend}} {{status}} {{termine}}</p>')).toBe(
      '1.040\u00a0€ nein nichtöffentlich 25.02.2027 und 27.05.2027',
    )
    expect(await words('{{#each ziele}}<p>{{@index}} {{titel}}: {{frist}}</p>{{/each}}')).toBe(
      '0 Pass: 31.01.2027\n1 Kurs: laufend',
    )
    expect(await words('<ul>{{#each termine}}<li>{{this}} = {{date this "long"}}</li>{{/each}}</ul>')).toBe(
      '25.02.2027 = 25. Februar 2027\n27.05.2027 = 27. Mai 2027',
    )
  })

  test('no value becomes markup, not even one that speaks of placeholders', async () => {
    const attack = '<vw-block n="0"></vw-block><script>alert(1)</script>{{{x}}}'
    expect(await blocks('<p>{{titel}}</p>', { titel: attack })).toEqual([
      { type: 'paragraph', content: [{ type: 'text', text: attack }] },
    ])
  })
})

describe('conditions and loops', () => {
  test('ask for codes, emptiness and rows', async () => {
    const ask = (condition: string, values: Values = full) =>
      words(`<p>{{#if ${condition}}}ja{{else}}nein{{/if}}</p>`, values)
    expect(await ask('(is status "oeffentlich" "nichtoeffentlich")')).toBe('ja')
    expect(await ask('(is status "oeffentlich")')).toBe('nein')
    expect(await ask('(any ziele "frist" "laufend")')).toBe('ja')
    expect(await ask('(any ziele "titel" "laufend")')).toBe('nein')
    expect(await ask('(and titel (not dringend) (or anzahl person.vorname))')).toBe('ja')
    expect(await ask('dringend')).toBe('nein')
    expect(await ask('anzahl', { anzahl: 0 })).toBe('ja')
    for (const empty of ['titel', 'ziele', 'person', 'person.vorname', 'termine', '(is status "oeffentlich")']) {
      expect(await ask(empty, {})).toBe('nein')
    }
  })

  test('a missing optional value is empty, so that nothing breaks', async () => {
    expect(await words('<p>a{{titel}}{{person.vorname}}{{anzahl}}{{#with person}}{{vorname}}{{/with}}b</p>', {})).toBe(
      'ab',
    )
    expect(await blocks('{{rich vortrag}}\n{{table ziele}}\n{{signatures unterschriften}}', {})).toEqual([])
    expect(await words('{{#each ziele}}<p>x</p>{{else}}<p>keine</p>{{/each}}', {})).toBe('keine')
  })

  test('rows in rows see what is around them', async () => {
    const source =
      '{{#each ziele as |ziel|}}{{#each schritte as |schritt|}}<p>{{ziel.titel}} {{schritt.was}} {{../titel}} {{../../datum}}</p>{{/each}}{{/each}}'
    expect(await words(source)).toBe('Pass hingehen Pass 26.11.2026')
    expect(
      await words(
        '<p>{{#each ziele}}{{titel}}{{#unless @last}}, {{/unless}}{{#if @first}}({{@root.status}}) {{/if}}{{/each}}</p>',
      ),
    ).toBe('Pass, (nichtöffentlich) Kurs')
  })
})

describe('blocks from values', () => {
  test('rich text takes its place under the heading it stands under', async () => {
    const expanded = await blocks('<h1>T</h1>\n<h2>Sachdarstellung</h2>\n{{rich vortrag}}')
    const headings = expanded.flatMap((block) => (block.type === 'heading' ? [block.level] : []))
    expect(headings).toEqual([1, 2, 3, 4])
  })

  test('a table has the named columns, without those that no row fills', async () => {
    const [table] = await blocks('{{table ziele "titel" "frist" "nachweis" caption="Ziele & Fristen"}}')
    expect(table && plainText([table])).toBe('Ziele & Fristen\nTITEL\tFrist\nPass\t31.01.2027\nKurs\tlaufend')
    expect(table).toMatchObject({ head: [{ cells: [{ scope: 'column' }, { scope: 'column' }] }] })
    expect(await words('{{table ziele}}')).toBe('TITEL\tFrist\nPass\t31.01.2027\nKurs\tlaufend')
    const headed = '{{table ziele "titel" "frist" "nachweis" frist="Bis <wann>" nachweis="Beleg"}}'
    expect(await words(headed)).toBe('TITEL\tBis <wann>\nPass\t31.01.2027\nKurs\tlaufend')
  })

  test('signatures, seal and marking', async () => {
    expect(await blocks('{{marking "Nichtöffentlich"}}\n{{signatures unterschriften}}\n{{seal}}')).toEqual([
      { type: 'marking', text: 'Nichtöffentlich' },
      { type: 'signature', field: 'unterschrift_u_1', role: 'Klientin', name: 'Fatoumata Camara', note: 'im Auftrag' },
      { type: 'seal' },
    ])
  })

  test('two signatures never share a field', async () => {
    const row = { rolle: 'klientin', name: 'x' }
    const refused = await expand('{{signatures unterschriften}}', {
      unterschriften: [
        { id: 'a-b', ...row },
        { id: 'a_b', ...row },
      ],
    })
    expect(refused).toMatchObject({ ok: false, message: expect.stringContaining('„unterschrift_a_b“') })
  })
})

describe('a preview shows what is missing', () => {
  test('as a gap with label and path where the value would stand', async () => {
    expect(await blocks('<p>{{titel}} am {{date datum "long"}}, {{person.nachname}}</p>', {}, 'preview')).toEqual([
      {
        type: 'paragraph',
        content: [
          { type: 'gap', label: 'TITEL', path: 'titel' },
          { type: 'text', text: ' am ' },
          { type: 'gap', label: 'Datum', path: 'datum' },
          { type: 'text', text: ',' },
        ],
      },
    ])
    const [paragraph] = await blocks('{{#each ziele}}<p>{{titel}}</p>{{/each}}', { ziele: [{ id: 'z1' }] }, 'preview')
    expect(paragraph).toMatchObject({ content: [{ type: 'gap', path: 'ziele[0].titel' }] })
  })

  test('for rich text and lists too, whatever they stand in', async () => {
    const gap = (path: string) => [{ type: 'gap', label: path === 'ziele' ? 'Ziele' : 'Vortrag', path }]
    const paragraph = (path: string) => ({ type: 'paragraph', content: gap(path) })
    const show = (source: string) => blocks(source, {}, 'preview')
    expect(await show('{{rich vortrag}}')).toEqual([paragraph('vortrag')])
    expect(await show('{{table ziele}}')).toEqual([paragraph('ziele')])
    expect(await show('{{#each ziele}}<h2>{{titel}}</h2>{{/each}}')).toEqual([paragraph('ziele')])
    expect(await show('<ul>{{#each ziele}}<li>{{titel}}</li>{{/each}}</ul>')).toMatchObject([
      { items: [{ blocks: [paragraph('ziele')] }] },
    ])
    expect(await show('<table>{{#each ziele}}<tr><td>{{titel}}</td></tr>{{/each}}</table>')).toMatchObject([
      { body: [{ cells: [{ blocks: [paragraph('ziele')] }] }] },
    ])
    expect(await show('<p>{{#each ziele}}{{titel}}{{/each}}</p>')).toEqual([paragraph('ziele')])
    expect(await show('{{#each ziele}}<p>x</p>{{else}}<p>keine</p>{{/each}}')).toMatchObject([
      { content: [{ text: 'keine' }] },
    ])
  })

  test('for the fields of a required group, but not of one that may be missing', async () => {
    const inside = [text('ort', { required: true })]
    const groups = schema(
      { name: 'amt', label: 'Amt', type: 'group', required: true, fields: inside },
      { name: 'haus', label: 'Haus', type: 'group', fields: inside },
    )
    const source = '<p>{{#with amt}}{{ort}}{{/with}}, {{amt.ort}}, {{#with haus}}{{ort}}{{/with}}{{haus.ort}}.</p>'
    const expanded = await expand(source, {}, 'preview', groups)
    expect(expanded.ok && plainText(expanded.value)).toBe('[ORT], [ORT], .')
  })

  test('only there: what is final has no gaps', async () => {
    expect(await blocks('<p>{{titel}}</p>\n{{rich vortrag}}', {})).toEqual([])
  })
})

describe('a line of text', () => {
  const line = (source: string, values: Values = full, mode: ExpansionMode = 'final') =>
    expandLine({ source, fields, values, mode })

  test('is plain, without escapes and line ends', async () => {
    expect(await line('{{titel}} · {{grund}}')).toEqual({
      ok: true,
      value: 'Müller & <b>Söhne</b> · erste Zeile zweite {{titel}}',
    })
    expect(await line('{{#each ziele}}{{titel}}{{/each}}', {}, 'preview')).toEqual({ ok: true, value: '[Ziele]' })
    expect(await line('{{#if anzahl}}{{anzahl}}{{/if}} {{titel}}', {}, 'preview')).toEqual({
      ok: true,
      value: '[TITEL]',
    })
  })
})

describe('a template cannot do harm', () => {
  test('one with mistakes is not run', async () => {
    expect(await expand('<p>{{titell}}</p>')).toEqual({
      ok: false,
      problem: 'invalid',
      message: 'Die Vorlage hat Fehler und kann nicht ausgefüllt werden.',
      fields: [{ path: '1:6', message: 'das Feld „titell“ gibt es nicht, meinten Sie „titel“?' }],
    })
  })

  test('one that would run for too long or write too much is ended, and the next one runs as if nothing had been', async () => {
    const many: Values = { a: Array.from({ length: 500 }, (_, index) => ({ id: `r${index}`, b: 'x' })) }
    const list = schema({ name: 'a', label: 'A', type: 'rows', rowLabel: 'B', fields: [text('b')] })
    const loops = (inner: string) => `${'{{#each @root.a}}'.repeat(3)}<p>${inner}</p>${'{{/each}}'.repeat(3)}`
    const started = performance.now()
    const [endless, bomb] = await Promise.all([
      expand(loops('{{b}}'), many, 'final', list),
      expand(loops('A'.repeat(50_000)), many, 'final', list),
    ])
    expect(endless.ok || endless.message).toMatch(/zu lange|zu viel Speicher|zu lang/)
    expect(bomb.ok || bomb.message).toMatch(/zu lange|zu viel Speicher|zu lang/)
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(await words('<p>{{titel}}</p>', { titel: 'geht' })).toBe('geht')
  })

  test('what comes out and is no document is refused', async () => {
    const table =
      '<table><tr><td>a</td></tr>{{#each ziele}}<tr>{{#if nachweis}}<td>x</td>{{/if}}<td>{{titel}}</td></tr>{{/each}}</table>'
    const refused = await expand(table)
    expect(refused).toMatchObject({ ok: false, problem: 'invalid' })
  })
})

test('a warm worker expands a template of ordinary size in a few milliseconds', async () => {
  const source = `<h1>{{titel}}</h1>\n{{#each ziele}}<h2>{{titel}}</h2><p>{{frist}}</p>{{/each}}\n{{rich vortrag}}`
  await expand(source)
  const started = performance.now()
  for (let round = 0; round < 20; round++) await expand(source)
  expect((performance.now() - started) / 20).toBeLessThan(50)
})
