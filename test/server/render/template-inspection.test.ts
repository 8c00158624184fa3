import { describe, expect, test } from 'vitest'
import { inspectTemplate } from '../../../server/render/template-inspection.ts'
import { fields } from './template-fields.ts'

const inspect = (source: string) => inspectTemplate(source, fields, 'document')
const problems = (source: string) =>
  inspect(source).problems.map(({ line, column, message }) => `${line}:${column} ${message}`)

describe('what the language has passes, and what it prints is known', () => {
  test('values, conditions, loops and blocks', () => {
    const source = `<h1>{{titel}} {{#if (or (is status "oeffentlich") (not dringend))}}ja{{else if anzahl}}{{anzahl}}{{/if}}</h1>
{{#each ziele as |ziel number|}}
<p>{{@index}} {{number}} {{ziel.titel}} {{frist}} {{../person.nachname}} {{@root.datum}}{{#unless @last}}, {{/unless}}</p>
{{#each schritte}}
<p>{{was}} {{../titel}} {{../../grund}}</p>
{{/each}}
{{/each}}
{{#with person as |mensch|}}
<p>{{vorname}} {{mensch.vorname}}</p>
{{/with}}
<ul>{{#each termine}}<li>{{date this "long"}}</li>{{/each}}</ul>
{{rich vortrag}}
{{table ziele "titel" "nachweis" caption="Alle Ziele" nachweis="Belegt durch"}}
{{#if (any ziele "frist" "laufend")}}
{{marking "Läuft"}}
{{/if}}
{{signatures unterschriften}}
{{seal}}
`
    const inspected = inspect(source)
    expect(inspected.problems).toEqual([])
    expect(inspected.seals).toBe(1)
    expect([...inspected.printed].sort()).toEqual([
      'anzahl',
      'datum',
      'grund',
      'person.nachname',
      'person.vorname',
      'termine',
      'titel',
      'unterschriften[].name',
      'unterschriften[].rolle',
      'unterschriften[].zusatz',
      'vortrag',
      'ziele[].frist',
      'ziele[].nachweis',
      'ziele[].schritte[].was',
      'ziele[].titel',
    ])
    expect(inspected.loops).toEqual({ '2:0': 'block', '4:0': 'block', '11:4': 'item' })
  })

  test('asking for a value is no printing, but for a boolean that decides alone', () => {
    expect([...inspect('<p>{{#if (is status "oeffentlich")}}a{{/if}}{{#if grund}}b{{/if}}</p>').printed]).toEqual([])
    expect([...inspect('<p>{{#unless dringend}}nicht {{/unless}}dringend</p>').printed]).toEqual(['dringend'])
    expect([...inspect('<p>{{#if (not dringend)}}a{{/if}}</p>').printed]).toEqual([])
  })

  test('alternatives may each hold the title or a cell', () => {
    expect(problems('{{#if grund}}<h1>a</h1>{{else}}<h1>b</h1>{{/if}}')).toEqual([])
    expect(problems('<table><tr>{{#if grund}}<td>a</td>{{else}}<td>b</td>{{/if}}</tr></table>')).toEqual([])
  })
})

describe('a mistake is told at its place', () => {
  const mistakes: [string, string][] = [
    ['<p>\n{{titell}}</p>', '2:3 das Feld „titell“ gibt es nicht, meinten Sie „titel“?'],
    ['<p>{{person.nachnahme}}</p>', '1:6 das Feld „nachnahme“ gibt es in „person“ nicht, meinten Sie „nachname“?'],
    [
      '{{#each ziele}}<p>{{datum}}</p>{{/each}}',
      '1:21 das Feld „datum“ gibt es in „ziele[]“ nicht, meinten Sie „@root.datum“?',
    ],
    ['<p>{{ziele.titel}}</p>', '1:6 „ziele“ ist eine Liste und wird mit {{#each …}} gelesen, nicht mit „ziele.titel“'],
    ['<p>{{titel.laenge}}</p>', '1:6 „titel.laenge“: der Wert vor „laenge“ hat keine Teile'],
    ['<p>{{person}}</p>', '1:6 „person“ ist eine Gruppe, erwartet wird eines ihrer Felder'],
    ['<p>{{ziele}}</p>', '1:6 „ziele“ ist eine Liste, erwartet wird {{#each ziele}} oder {{table ziele}}'],
    [
      '<p>{{vortrag}}</p>',
      '1:6 „vortrag“ ist formatierter Text, erwartet wird {{rich vortrag}} in einer eigenen Zeile',
    ],
    ['{{rich titel}}', '1:8 „titel“ ist kein formatierter Text, erwartet wird {{titel}}'],
    ['<p>{{vermerk}}</p>', '1:6 „vermerk“ ist intern und wird nie gedruckt'],
    ['<p>{{date titel}}</p>', '1:11 „titel“ ist kein Datum'],
    ['<p>{{date datum "kurz"}}</p>', '1:4 erwartet wird {{date feld "short"}}, "long" oder "weekday"'],
    ['{{#each titel}}{{/each}}', '1:9 „#each“ braucht eine Liste'],
    ['{{#with ziele}}{{/with}}', '1:9 „#with“ braucht eine Gruppe'],
    ['{{#if}}{{/if}}', '1:1 „#if“ braucht genau eine Angabe'],
    [
      '{{#if (is status "offen")}}{{/if}}',
      '1:18 „offen“ ist kein Wert von „status“, erwartet wird eines von „oeffentlich“, „nichtoeffentlich“',
    ],
    [
      '{{#if (any ziele "frist" "lauffend")}}{{/if}}',
      '1:26 „lauffend“ ist kein Wert von „frist“, meinten Sie „laufend“?',
    ],
    [
      '{{#if (is dringend "ja")}}{{/if}}',
      '1:20 „dringend“ ist weder Auswahl noch Text und lässt sich nicht vergleichen',
    ],
    ['{{table ziele "titell"}}', '1:15 eine Spalte „titell“ gibt es in „ziele“ nicht, meinten Sie „titel“?'],
    [
      '{{table ziele "titel" frist="Bis wann"}}',
      '1:23 eine Spalte „frist“ hat diese Tabelle nicht, erwartet wird caption="…" oder der Name einer Spalte',
    ],
    ['{{table ziele titell="Was"}}', '1:15 eine Spalte „titell“ hat diese Tabelle nicht, meinten Sie „titel“?'],
    ['{{table ziele titel=" "}}', '1:15 erwartet wird titel="…"'],
    ['{{signatures ziele}}', '1:1 „ziele“ braucht für „signatures“ ein Feld „rolle“'],
    ['{{marking titel}}', '1:1 erwartet wird {{marking "…"}}'],
    [
      '{{#if titel}}\n{{seal}}\n{{/if}}',
      '2:1 {{seal}} steht in jedem Dokument, nicht in einer Bedingung oder Schleife',
    ],
    ['<ul><li>\n{{rich vortrag}}\n</li></ul>', '2:1 {{rich …}} kann nicht in <li> stehen'],
    ['<p>x</p> {{rich vortrag}}', '1:10 {{rich …}} steht allein in seiner Zeile'],
    [
      '{{titel}}',
      '1:3 diese Marke steht außerhalb eines Absatzes, erwartet wird sie in <p>, <li>, <td> oder einer Überschrift',
    ],
    [
      '<p>{{#if titel}}</p><p>{{/if}}</p>',
      '1:17 „</p>“ schließt hier nichts, erwartet wird zu jedem Tag sein Ende im selben Teil der Vorlage',
    ],
    ['{{#if titel}}<p>{{/if}}x</p>', '1:14 <p> wird in diesem Teil der Vorlage nicht geschlossen'],
    ['<vw-gap n="0"></vw-gap>', '1:1 „<vw-gap>“ gibt es in Vorlagen nicht'],
  ]
  for (const [source, problem] of mistakes) {
    test(JSON.stringify(source), () => expect(problems(source)).toContain(problem))
  }

  test('markup that the subset does not have is told at its line and column in the template', () => {
    const [problem] = problems('<h1>{{titel}}</h1>\n<p>{{#if grund}}{{grund}}{{/if}} <script>x</script></p>')
    expect(problem).toMatch(/^2:34 .*<script>/)
  })

  test('what is no Handlebars at all is told with its line', () => {
    expect(problems('<p>a</p>\n<p>{{titel</p>')[0]).toMatch(/^2:1 das ist kein gültiges Handlebars/)
    expect(problems('<p>{{#if titel}}a{{/each}}</p>')[0]).toMatch(/^1:\d+ das ist kein gültiges Handlebars/)
  })
})

describe('attacks by templates are refused before anything runs', () => {
  const attacks = [
    '<p>{{constructor}}</p>',
    '<p>{{constructor.constructor}}</p>',
    '<p>{{__proto__}}</p>',
    '<p>{{person.__proto__.x}}</p>',
    '<p>{{person.constructor.name}}</p>',
    '<p>{{titel.toString}}</p>',
    '<p>{{[__proto__]}}</p>',
    '<p>{{lookup this "constructor"}}</p>',
    '<p>{{lookup (lookup this "a") "b"}}</p>',
    '<p>{{log titel}}</p>',
    '<p>{{helperMissing}}</p>',
    '<p>{{{titel}}}</p>',
    '<p>{{&titel}}</p>',
    '<p>{{~& titel}}</p>',
    '{{{{raw}}}}x{{{{/raw}}}}',
    '{{> teil}}',
    '{{#> teil}}x{{/teil}}',
    '{{#*inline "a"}}x{{/inline}}{{> a}}',
    '{{* dekorator}}',
    '{{^titel}}x{{/titel}}',
    '{{#titel}}x{{/titel}}',
    '<p>\\{{titel}}</p>',
    '<p>{{../titel}}</p>',
    '{{#each ziele}}<p>{{../../titel}}</p>{{/each}}',
    '<p>{{@root.constructor}}</p>',
    '<p>{{@key}}</p>',
    '{{#each ziele}}<p>{{@../index}}</p>{{/each}}',
    '<p>{{"titel"}}</p>',
    '<p>{{titel a=1}}</p>',
    '{{#if titel b=(evil c)}}{{/if}}',
    '{{#if titel includeZero=true}}{{/if}}',
    '{{#if (evil titel)}}{{/if}}',
    '{{#if (is titel (lookup this "x"))}}{{/if}}',
    '{{#each (lookup this "ziele")}}{{/each}}',
    '{{#with "s" as |string|}}{{/with}}',
    '{{#with person as |date|}}<p>{{date}}</p>{{/with}}',
    '{{#with person as |constructor|}}<p>{{constructor}}</p>{{/with}}',
    '<p><a href="{{titel}}">x</a></p>',
    "<p><a href='{{titel}}'>x</a></p>",
    '<p {{titel}}>x</p>',
    '<{{titel}}>x</{{titel}}>',
    '<p><a href="https://x.de/{{#if titel}}a{{/if}}">x</a></p>',
    '<!-- {{titel}} -->',
    '<p><a href="javascript:alert(1)">x</a></p>',
    '{{table ziele caption=titel}}',
    '{{table ziele titel=titel}}',
    '{{rich (lookup this "vortrag")}}',
  ]
  for (const source of attacks) test(source, () => expect(problems(source)).not.toEqual([]))

  test('3,000 blocks in each other, 3,000 alternatives, and five loops in each other', () => {
    expect(problems('{{#if titel}}'.repeat(3000) + '{{/if}}'.repeat(3000))).toEqual([
      '1:313 mehr als 24 Teile ineinander, erwartet werden weniger',
    ])
    expect(problems(`{{#if titel}}${'{{else if titel}}'.repeat(3000)}{{/if}}`)[0]).toMatch(
      /mehr als 24 Teile ineinander/,
    )
    expect(problems(`${'{{#each @root.ziele}}'.repeat(5)}<p>x</p>${'{{/each}}'.repeat(5)}`)).toEqual([
      '1:64 mehr als 3 Schleifen ineinander',
    ])
  })

  test('conditions nested without end', () => {
    const nested = `{{#if ${'(not '.repeat(5000)}titel${')'.repeat(5000)}}}<p>x</p>{{/if}}`
    const started = performance.now()
    expect(problems(nested)).toEqual(['1:127 mehr als 24 Teile ineinander, erwartet werden weniger'])
    expect(performance.now() - started).toBeLessThan(200)
    expect(problems(`<p>{{#if ${'(not '.repeat(12)}titel${')'.repeat(12)}}}x{{/if}}</p>`)).toEqual([
      '1:50 diese Bedingung ist zu tief verschachtelt',
    ])
  })

  test('a template of 10 MB is refused without reading it', () => {
    const started = performance.now()
    expect(problems('{{titel}}'.repeat(1_200_000))).toEqual([
      '1:1 die Vorlage hat mehr als 200000 Zeichen, erwartet werden weniger',
    ])
    expect(performance.now() - started).toBeLessThan(200)
  })
})

describe('one line of text', () => {
  const line = (source: string) => inspectTemplate(source, fields, 'line').problems.map(({ message }) => message)

  test('has values, dates, conditions and loops, but no blocks', () => {
    expect(
      line('{{titel}}: {{#each ziele}}{{titel}}{{#unless @last}}, {{/unless}}{{/each}} {{date datum "long"}} < 3'),
    ).toEqual([])
    expect(line('{{seal}}')).toEqual(['„seal“ steht nur im Dokument selbst'])
    expect(line('{{vortrag}}')).toHaveLength(1)
  })
})
