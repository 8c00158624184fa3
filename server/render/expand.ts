import { availableParallelism } from 'node:os'
import { builtFile } from '../base/project-root.ts'
import { invalid, ok, type Problem, type Result } from '../base/result.ts'
import type { Block } from '../blocks/blocks.ts'
import { parseHtmlSubset } from '../blocks/html-subset.ts'
import type { Field, Values } from '../fields/fields.ts'
import { type ExpansionAnswer, type ExpansionMode, expansionAnswer, type Payload } from './expansion.ts'
import { type Inspection, inspectTemplate } from './template-inspection.ts'
import { limits, type TemplateForm } from './template-language.ts'
import { createWorkerPool, type WorkerPool } from './worker-pool.ts'

export type { ExpansionMode } from './expansion.ts'

export interface Expansion {
  /** Handlebars, as in `template.hbs`. */
  readonly source: string
  readonly fields: readonly Field[]
  /** As `readValues` gave them. */
  readonly values: Values
  readonly mode: ExpansionMode
}

/** The blocks of a template filled with values (docs/template-language.md). The template is inspected first and runs in a
 *  worker with little memory and time; only what the HTML subset allows comes back. Problems name the place in the
 *  template as `line:column`, or the path of a value. Throws where no worker can be started. */
export async function expandTemplate(expansion: Expansion): Promise<Result<Block[]>> {
  const expanded = await run(expansion, 'document')
  if (!expanded.ok) return expanded
  const { text, payloads, gaps } = expanded.value
  const placeholders = readPayloads(payloads)
  if (!placeholders.ok) return placeholders
  const { blocks, problems } = parseHtmlSubset(text, {
    dialect: 'template',
    placeholders: placeholders.value,
    gaps: gaps.map((gap) => ({ type: 'gap', ...gap })),
  })
  if (problems.length === 0) return ok(blocks)
  const told = problems.map(({ line, column, message }) => ({
    path: '',
    message: `ausgefüllt, Zeile ${line}, Spalte ${column}: ${message}`,
  }))
  return invalid('Aus der Vorlage und den Angaben entsteht kein gültiges Dokument.', told)
}

/** One line of plain text from a small template without markup, as for a title; white space collapsed, in NFC. */
export async function expandLine(expansion: Expansion): Promise<Result<string>> {
  const expanded = await run(expansion, 'line')
  if (!expanded.ok) return expanded
  return ok(
    expanded.value.text
      .replace(/[ \t\r\n]+/g, ' ')
      .trim()
      .normalize('NFC'),
  )
}

let pool: WorkerPool | undefined

/** Ends the waiting workers; the next expansion starts new ones. They never keep a program alive by themselves. */
export async function closeExpanders(): Promise<void> {
  const closing = pool
  pool = undefined
  await closing?.close()
}

type Expanded = Extract<ExpansionAnswer, { done: true }>

async function run({ source, fields, values, mode }: Expansion, form: TemplateForm): Promise<Result<Expanded>> {
  const { problems, loops } = inspectOnce(source, fields, form)
  if (problems.length > 0) {
    const told = problems.map(({ line, column, message }) => ({ path: `${line}:${column}`, message }))
    return invalid('Die Vorlage hat Fehler und kann nicht ausgefüllt werden.', told)
  }
  const size = Math.min(2, availableParallelism())
  pool ??= createWorkerPool({ file: builtFile('expand-worker'), size, milliseconds: limits.milliseconds })
  const outcome = await pool.run({ form, source, fields, values, mode, loops })
  if (outcome.kind === 'late')
    return invalid('Die Vorlage braucht zu lange und wurde abgebrochen. Enthält sie zu viele Schleifen?')
  if (outcome.kind === 'failed')
    return invalid('Die Vorlage braucht zu viel Speicher und wurde abgebrochen. Enthält sie zu viele Schleifen?')
  const answer = expansionAnswer.parse(outcome.answer)
  return answer.done ? ok(answer) : failure(answer)
}

function failure({ reason, line, column }: Extract<ExpansionAnswer, { done: false }>): Problem {
  if (line === null) return invalid(`Die Vorlage kann nicht ausgefüllt werden: ${reason}.`)
  const place = `Zeile ${line}, Spalte ${column ?? 1}`
  return invalid(`Die Vorlage bricht in ${place} ab: ${reason}.`, [{ path: `${line}:${column ?? 1}`, message: reason }])
}

const inspections = new WeakMap<readonly Field[], Map<string, Inspection>>()
const inspectionsKept = 20

/** The schema of a template version is one object, its few sources are strings. */
function inspectOnce(source: string, fields: readonly Field[], form: TemplateForm): Inspection {
  const known = inspections.get(fields) ?? new Map<string, Inspection>()
  inspections.set(fields, known)
  const key = `${form}:${source}`
  const inspection = known.get(key) ?? inspectTemplate(source, fields, form)
  if (known.size >= inspectionsKept) known.clear()
  known.set(key, inspection)
  return inspection
}

function readPayloads(payloads: readonly Payload[]): Result<Block[][]> {
  const placeholders: Block[][] = []
  const signatures = new Set<string>()
  for (const payload of payloads) {
    const blocks = readPayload(payload)
    if (!blocks.ok) return blocks
    for (const block of blocks.value) {
      if (block.type !== 'signature') continue
      if (signatures.has(block.field))
        return invalid(`Das Feld „${block.field}“ gäbe es zweimal. Jede Unterschrift braucht eine eigene Kennung.`)
      signatures.add(block.field)
    }
    placeholders.push(blocks.value)
  }
  return ok(placeholders)
}

function readPayload(payload: Payload): Result<Block[]> {
  switch (payload.kind) {
    case 'rich': {
      const { blocks, problems } = parseHtmlSubset(payload.html, { dialect: 'rich' })
      if (problems.length === 0) return ok(blocks)
      const told = problems.map(({ line, column, message }) => ({
        path: payload.path,
        message: `Zeile ${line}, Spalte ${column}: ${message}`,
      }))
      return invalid('Ein formatierter Text ist nicht lesbar.', told)
    }
    case 'signature': {
      const { id, role, name, note } = payload
      return ok([
        {
          type: 'signature',
          field: `unterschrift_${id.replaceAll('-', '_')}`,
          role,
          name,
          ...(note !== '' && { note }),
        },
      ])
    }
    case 'seal':
      return ok([{ type: 'seal' }])
    case 'marking':
      return ok([{ type: 'marking', text: payload.text.normalize('NFC') }])
  }
}
