import type Handlebars from 'handlebars'
import { type DateForm, printDate } from '../calendar/calendar.ts'
import type { Field, RowsField } from '../fields/fields.ts'
import { printedColumns } from '../fields/printed.ts'
import type { Payload } from './expansion.ts'
import {
  codeOf,
  escapeText,
  type Facts,
  factsOf,
  gapHtml,
  htmlOf,
  isTrue,
  memberOf,
  type Revival,
  type Revived,
  reprinted,
  textOf,
} from './revived-values.ts'
import { type LoopPlace, type LoopPlaces, limits } from './template-language.ts'

/** One run of a template: what its helpers leave beside the text. */
export interface Run extends Revival {
  readonly payloads: Payload[]
  readonly loops: LoopPlaces
}

type Engine = typeof Handlebars
/** What Handlebars passes last, with the place that its types do not mention. */
type Options = Handlebars.HelperOptions & {
  readonly loc?: { readonly start: { readonly line: number; readonly column: number } }
}

/** Takes away what Handlebars brings along and teaches it the helpers of the template language. `currentRun` is asked at
 *  each call, since a compiled template serves many runs. */
export function registerHelpers(engine: Engine, currentRun: () => Run): void {
  for (const name of Object.keys(engine.helpers)) engine.unregisterHelper(name)
  registerControl(engine, currentRun)
  registerConditions(engine)
  registerBlocks(engine, currentRun)
  engine.registerHelper('date', (subject: unknown, ...rest: unknown[]) => {
    const facts = factsOf(subject)
    if (typeof facts?.value !== 'string') return subject
    const form = rest.length > 1 ? dateForm(rest[0]) : 'short'
    return reprinted(facts, currentRun(), printDate(facts.value, form))
  })
}

const dateForm = (form: unknown): DateForm => (form === 'long' || form === 'weekday' ? form : 'short')

function registerControl(engine: Engine, currentRun: () => Run): void {
  engine.registerHelper('if', function (this: unknown, subject: unknown, { fn, inverse }: Options) {
    return isTrue(subject) ? fn(this) : inverse(this)
  })
  engine.registerHelper('unless', function (this: unknown, subject: unknown, { fn, inverse }: Options) {
    return isTrue(subject) ? inverse(this) : fn(this)
  })
  engine.registerHelper('with', function (this: unknown, subject: unknown, { fn, inverse, data }: Options) {
    const shown = isTrue(subject) || factsOf(subject)?.gap != null
    return shown ? fn(subject, { data, blockParams: [subject] }) : inverse(this)
  })
  engine.registerHelper('each', function (this: unknown, subject: unknown, { fn, inverse, data, loc }: Options) {
    const facts = factsOf(subject)
    const items = facts?.items ?? []
    if (items.length > 0) {
      let written = 0
      const rounds = items.map((item, index) => {
        const frame = Object.assign(engine.createFrame(data), {
          index,
          first: index === 0,
          last: index === items.length - 1,
        })
        const round = fn(item, { data: frame, blockParams: [item, index] })
        written += round.length
        // Ended here, long before memory runs out: a thread that runs out of it can take the whole process along.
        if (written > limits.htmlLength) throw new Error('das Ergebnis ist zu lang')
        return round
      })
      return rounds.join('')
    }
    const place = currentRun().loops[`${loc?.start.line}:${loc?.start.column}`]
    return facts?.gap && place ? gapInPlace(facts.gap, place, currentRun()) : inverse(this)
  })
}

/** A gap with what has to be around it where the loop's rounds would stand. In a line of text there is no markup. */
function gapInPlace(gap: NonNullable<Facts['gap']>, place: LoopPlace, run: Run): string {
  if (place === 'plain') return `[${gap.label}]`
  const html = gapHtml(gap, run)
  switch (place) {
    case 'block':
      return `<p>${html}</p>`
    case 'item':
      return `<li>${html}</li>`
    case 'row':
      return `<tr><td>${html}</td></tr>`
    case 'cell':
      return `<td>${html}</td>`
    case 'inline':
      return html
  }
}

function registerConditions(engine: Engine): void {
  engine.registerHelper('is', (subject: unknown, ...rest: unknown[]) => rest.slice(0, -1).includes(codeOf(subject)))
  engine.registerHelper('any', (subject: unknown, name: unknown, ...rest: unknown[]) => {
    const codes = rest.slice(0, -1)
    const items = factsOf(subject)?.items ?? []
    return items.some((row) => codes.includes(codeOf(memberOf(row, String(name)))))
  })
  engine.registerHelper('and', (...all: unknown[]) => all.slice(0, -1).every(isTrue))
  engine.registerHelper('or', (...all: unknown[]) => all.slice(0, -1).some(isTrue))
  engine.registerHelper('not', (subject: unknown) => !isTrue(subject))
}

function registerBlocks(engine: Engine, currentRun: () => Run): void {
  const safe = (html: string) => new engine.SafeString(html)
  const placeholder = (payload: Payload) => {
    const { payloads } = currentRun()
    payloads.push(payload)
    return `<vw-block n="${payloads.length - 1}"></vw-block>`
  }
  const gapParagraph = (facts: Facts | undefined) => (facts?.gap ? `<p>${gapHtml(facts.gap, currentRun())}</p>` : '')

  engine.registerHelper('seal', () => safe(placeholder({ kind: 'seal' })))
  engine.registerHelper('marking', (text: unknown) => safe(placeholder({ kind: 'marking', text: String(text) })))
  engine.registerHelper('rich', (subject: unknown) => {
    const facts = factsOf(subject)
    if (typeof facts?.value !== 'string') return safe(gapParagraph(facts))
    return safe(placeholder({ kind: 'rich', path: facts.path, html: facts.value }))
  })
  engine.registerHelper('signatures', (subject: unknown) => {
    const facts = factsOf(subject)
    const places = facts?.items.map((row) => placeholder(signature(row))) ?? []
    return safe(places.join('') || gapParagraph(facts))
  })
  engine.registerHelper('table', (subject: unknown, ...rest: unknown[]) => {
    const facts = factsOf(subject)
    if (facts?.field?.type !== 'rows' || facts.items.length === 0) return safe(gapParagraph(facts))
    const names = rest.filter((name) => typeof name === 'string')
    return safe(tableHtml(facts.field, facts.items, { names, given: givenWords(rest.at(-1)) }))
  })
}

function signature(row: Revived): Payload {
  const text = (name: string) => textOf(memberOf(row, name))
  const value = factsOf(row)?.value
  const id = typeof value === 'object' && 'id' in value ? String(value.id) : ''
  return { kind: 'signature', id, role: text('rolle'), name: text('name'), note: text('zusatz') }
}

/** The words of `caption="…"` and `column="…"` by their keys. */
function givenWords(options: unknown): ReadonlyMap<string, string> {
  return new Map(Object.entries((options as Options).hash).map(([key, words]) => [key, String(words)]))
}

interface TableWords {
  readonly names: readonly string[]
  readonly given: ReadonlyMap<string, string>
}

function tableHtml(rows: RowsField, items: readonly Revived[], { names, given }: TableWords): string {
  const all = printedColumns(rows)
  const asked = names.length === 0 ? all : names.flatMap((name) => all.find((field) => field.name === name) ?? [])
  const columns = asked.filter((field) => field.required || items.some((row) => hasCell(row, field.name)))
  const shown = columns.length > 0 ? columns : asked
  const heading = ({ name, label }: Field) => escapeText(given.get(name) ?? label)
  const head = shown.map((field) => `<th scope="col">${heading(field)}</th>`).join('')
  const body = items.map(
    (row) => `<tr>${shown.map((field) => `<td>${htmlOf(memberOf(row, field.name))}</td>`).join('')}</tr>`,
  )
  const caption = given.get('caption')
  const title = caption === undefined ? '' : `<caption>${escapeText(caption)}</caption>`
  return `<table>${title}<thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`
}

function hasCell(row: Revived, name: string): boolean {
  const facts = factsOf(memberOf(row, name))
  return facts?.value !== undefined || facts?.gap != null
}
