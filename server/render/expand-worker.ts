import { parentPort } from 'node:worker_threads'
import Handlebars from 'handlebars'
import type { ExpansionAnswer, ExpansionJob } from './expansion.ts'
import { reviveValues } from './revived-values.ts'
import { type Run, registerHelpers } from './template-helpers.ts'
import { helperNames, limits } from './template-language.ts'

/** Runs templates that have been inspected, one at a time, away from everything else: no environment, little memory, and
 *  the main thread ends it when it takes too long (expand.ts). */

const engine = Handlebars.create()
let current: Run | undefined
registerHelpers(engine, () => {
  if (!current) throw new Error('No template is running.')
  return current
})

const compiled = new Map<string, Handlebars.TemplateDelegate>()
const compiledKept = 40
/** Helpers of Handlebars that the language does not have. */
const unknownHere = { helperMissing: false, blockHelperMissing: false, log: false, lookup: false }

parentPort?.on('message', (job: ExpansionJob) => parentPort?.postMessage(expand(job)))
compile({ form: 'document', source: '<p>{{a}}</p>' })({ a: '' })
parentPort?.postMessage('ready')

function expand(job: ExpansionJob): ExpansionAnswer {
  const run: Run = { mode: job.mode, all: job.values, gaps: [], payloads: [], loops: job.loops }
  current = run
  try {
    const text = compile(job)(reviveValues(job.fields, run))
    if (text.length > limits.htmlLength)
      return { done: false, reason: 'das Ergebnis ist zu lang', line: null, column: null }
    return { done: true, text, payloads: run.payloads, gaps: run.gaps }
  } catch (error) {
    return failure(error)
  } finally {
    current = undefined
  }
}

function compile({ form, source }: Pick<ExpansionJob, 'form' | 'source'>): Handlebars.TemplateDelegate {
  const key = `${form}:${source}`
  const known = compiled.get(key)
  if (known) return known
  const template = engine.compile(source, {
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: { ...unknownHere, ...Object.fromEntries(helperNames.map((name) => [name, true])) },
    noEscape: form === 'line',
    preventIndent: true,
  })
  const [oldest] = compiled.keys()
  if (compiled.size >= compiledKept && oldest !== undefined) compiled.delete(oldest)
  compiled.set(key, template)
  return template
}

/** Handlebars names the place of a missing field; its types do not say so. */
function failure(error: unknown): ExpansionAnswer {
  if (!(error instanceof Error)) return { done: false, reason: String(error), line: null, column: null }
  const { lineNumber, column } = { lineNumber: null, column: null, ...error }
  const line = typeof lineNumber === 'number' ? lineNumber : null
  return { done: false, reason: error.message, line, column: typeof column === 'number' ? column + 1 : null }
}
