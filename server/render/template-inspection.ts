import Handlebars from 'handlebars'
import type { SourceProblem } from '../blocks/blocks.ts'
import type { Field } from '../fields/fields.ts'
import { inspectCondition } from './inspected-conditions.ts'
import { inspectBlockHelper, inspectDate, inspectPrinted } from './inspected-values.ts'
import { type Around, type Inspecting, isNode, isPath, refuse, resolveTarget } from './inspecting.ts'
import {
  isBlockHelper,
  isConditionHelper,
  isControlHelper,
  isHelper,
  type LoopPlaces,
  limits,
  type TemplateForm,
} from './template-language.ts'
import { followMarkup, loopPlace } from './template-markup.ts'
import { itemOf, rootScope, type Scope, type Target } from './template-scope.ts'
import { checkSkeleton } from './template-skeleton.ts'

export interface Inspection {
  /** In the order of the text. A template with problems must not be compiled. */
  readonly problems: readonly SourceProblem[]
  /** Schema paths of the values that it prints, as in `ziele[].titel`. */
  readonly printed: ReadonlySet<string>
  /** How often `{{seal}}` stands in it. */
  readonly seals: number
  /** The loops without `{{else}}`, for whom a preview shows a gap where there is nothing to go through. */
  readonly loops: LoopPlaces
}

/** Reads a template without running it and tells everything in it that the language does not allow (docs/template-language.md).
 *  Templates come from semi-trusted authors: size and nesting are looked at before parsing, and only what is listed as
 *  allowed passes. */
export function inspectTemplate(source: string, fields: readonly Field[], form: TemplateForm): Inspection {
  const refused = refuseUnread(source)
  if (refused) return { problems: [refused], printed: new Set(), seals: 0, loops: {} }
  const inspected: Inspecting = {
    form,
    lines: source.split(/\r\n|\n|\r/),
    problems: [],
    printed: new Set(),
    seals: 0,
    loops: {},
    nodes: 0,
  }
  try {
    const program = Handlebars.parse(source)
    const markup = form === 'document' ? followMarkup() : undefined
    inspectProgram(program, { scopes: [rootScope(fields)], depth: 0, eachDepth: 0, markup }, inspected)
    if (form === 'document' && inspected.problems.length === 0) inspected.problems.push(...checkSkeleton(source))
  } catch (error) {
    inspected.problems.push(parseProblem(error))
  }
  const problems = inspected.problems
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .slice(0, limits.problems)
  return { problems, printed: inspected.printed, seals: inspected.seals, loops: inspected.loops }
}

/** What can be told before the parser sees the text. */
function refuseUnread(source: string): SourceProblem | undefined {
  if (source.length > limits.sourceLength) {
    return {
      line: 1,
      column: 1,
      message: `die Vorlage hat mehr als ${limits.sourceLength} Zeichen, erwartet werden weniger`,
    }
  }
  const forbidden = /\{\{\{|\{\{~?&|\\\{\{|\{\{~?\^/.exec(source)
  if (forbidden) return problemAt(source, forbidden.index, forbiddenOpening(forbidden[0]))
  const tooDeep = deepOpening(source) ?? deepCondition(source)
  if (tooDeep !== undefined)
    return problemAt(source, tooDeep, `mehr als ${limits.depth} Teile ineinander, erwartet werden weniger`)
  return undefined
}

function forbiddenOpening(opening: string): string {
  if (opening.endsWith('^')) return '„{{^“ gibt es hier nicht, erwartet wird {{else}} oder {{#unless …}}'
  if (opening.startsWith('\\')) return '„\\{{“ gibt es hier nicht'
  return `„${opening}“ druckt ohne Prüfung und ist nicht erlaubt, erwartet wird {{…}} oder {{rich …}}`
}

/** Where blocks lie too deep in each other: `{{else if}}` counts as a block in a block, as in the syntax tree. */
function deepOpening(source: string): number | undefined {
  const chains: number[] = []
  let depth = 0
  for (const opening of source.matchAll(/\{\{~?\s*(#|\/|else\s+[^\s~}])/g)) {
    const sign = opening[1]
    if (sign === '/') depth -= chains.pop() ?? 0
    else {
      depth++
      chains.push(sign === '#' ? 1 : (chains.pop() ?? 0) + 1)
    }
    if (depth > limits.depth) return opening.index
  }
  return undefined
}

/** Where brackets lie too deep in each other within one mark: the parser takes time with the cube of their depth. */
function deepCondition(source: string): number | undefined {
  let depth = 0
  for (const { 0: sign, index } of source.matchAll(/\{\{|\}\}|[()]/g)) {
    depth = sign === '(' ? depth + 1 : sign === ')' ? depth - 1 : 0
    if (depth > limits.depth) return index
  }
  return undefined
}

function problemAt(source: string, at: number, message: string): SourceProblem {
  const before = source.slice(0, at).split(/\r\n|\n|\r/)
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message }
}

function parseProblem(error: unknown): SourceProblem {
  if (error instanceof RangeError) return { line: 1, column: 1, message: 'die Vorlage ist zu tief verschachtelt' }
  if (!(error instanceof Error)) throw error
  const place = error as { lineNumber?: unknown; column?: unknown }
  const line = Number(
    place.lineNumber ?? /^(?:Parse|Lexical) error on line (\d+)/.exec(error.message)?.[1] ?? Number.NaN,
  )
  // Whatever names no line is no fault of the template.
  if (!Number.isInteger(line)) throw error
  const column = typeof place.column === 'number' ? place.column + 1 : 1
  const [, excerpt, , reason] = error.message.split('\n')
  const shown = excerpt
    ? `: „${excerpt.slice(-40)}“, ${(reason ?? '').split(', got ').at(-1)} ist hier unerwartet`
    : `: ${error.message}`
  return { line, column, message: `das ist kein gültiges Handlebars${shown}` }
}

function inspectProgram(program: hbs.AST.Program | undefined, around: Around, inspected: Inspecting): undefined {
  if (!program) return
  around.markup?.enter()
  for (const node of program.body) {
    inspected.nodes++
    if (inspected.nodes > limits.nodes) return refuse(inspected, node, 'die Vorlage hat zu viele Marken')
    inspectStatement(node, around, inspected)
  }
  const unclosed = around.markup?.leave() ?? []
  for (const name of unclosed) refuse(inspected, program, `<${name}> wird in diesem Teil der Vorlage nicht geschlossen`)
}

function inspectStatement(node: hbs.AST.Statement, around: Around, inspected: Inspecting): undefined {
  if (isNode(node, 'ContentStatement')) return inspectContent(node as hbs.AST.ContentStatement, around, inspected)
  if (isNode(node, 'MustacheStatement')) return inspectMustache(node as hbs.AST.MustacheStatement, around, inspected)
  if (isNode(node, 'BlockStatement')) return inspectBlock(node as hbs.AST.BlockStatement, around, inspected)
  if (isNode(node, 'CommentStatement')) return
  refuse(inspected, node, 'Teilvorlagen und Dekoratoren („{{>“, „{{#>“, „{{*“, „{{#*“) gibt es hier nicht')
}

function inspectContent(node: hbs.AST.ContentStatement, { markup }: Around, inspected: Inspecting): undefined {
  const text = String(node.original)
  markup?.read(text, (offset, message) => {
    const before = text.slice(0, offset).split('\n')
    const first = before.length === 1 ? node.loc.start.column : 0
    const line = node.loc.start.line + before.length - 1
    inspected.problems.push({ line, column: first + (before.at(-1)?.length ?? 0) + 1, message })
  })
}

function inspectMustache(node: hbs.AST.MustacheStatement, around: Around, inspected: Inspecting): undefined {
  const { path } = node
  if (!isPath(path)) return refuse(inspected, node, 'ein fester Wert wird als Text geschrieben, nicht als Marke')
  const name = path.original
  if (!isHelper(name)) {
    if (node.params.length > 0 || node.hash) return refuse(inspected, node, `ein Hilfswort „${name}“ gibt es nicht`)
    return inspectPrinted(path, around, inspected)
  }
  if (name === 'date') return inspectDate(node, around, inspected)
  if (isControlHelper(name))
    return refuse(inspected, node, `„${name}“ umschließt einen Teil: {{#${name} …}} … {{/${name}}}`)
  if (isConditionHelper(name))
    return refuse(inspected, node, `„${name}“ steht nur in einer Bedingung: {{#if (${name} …)}}`)
  if (isBlockHelper(name)) inspectBlockHelper(name, node, around, inspected)
}

function inspectBlock(node: hbs.AST.BlockStatement, around: Around, inspected: Inspecting): undefined {
  const name = node.path.original
  if (!isPath(node.path) || !isControlHelper(name)) {
    return refuse(inspected, node, `„{{#${name}}}“ gibt es nicht, erwartet wird #if, #unless, #each oder #with`)
  }
  if (node.hash) return refuse(inspected, node, `„#${name}“ kennt keine Angaben mit „=“`)
  const [subject, ...more] = node.params
  if (!subject || more.length > 0) return refuse(inspected, node, `„#${name}“ braucht genau eine Angabe`)
  const inner = { ...around, depth: around.depth + 1 }
  if (name === 'if' || name === 'unless') {
    if (blockParams(node).length > 0) refuse(inspected, node, `„as |…|“ gibt es bei „#${name}“ nicht`)
    inspectCondition(subject, { around, depth: 0 }, inspected)
    inspectProgram(node.program, inner, inspected)
  } else {
    const scope =
      name === 'each' ? loopScope(node, subject, around, inspected) : groupScope(node, subject, around, inspected)
    if (!scope) return
    const eachDepth = around.eachDepth + (name === 'each' ? 1 : 0)
    if (eachDepth > limits.eachDepth)
      return refuse(inspected, node, `mehr als ${limits.eachDepth} Schleifen ineinander`)
    inspectProgram(node.program, { ...inner, scopes: [...around.scopes, scope], eachDepth }, inspected)
  }
  inspectProgram(node.inverse, inner, inspected)
}

function loopScope(
  node: hbs.AST.BlockStatement,
  subject: hbs.AST.Expression,
  around: Around,
  inspected: Inspecting,
): Scope | undefined {
  const target = inspectSubject(subject, around, inspected)
  if (!target) return undefined
  const item = itemOf(target)
  if (!item) return refuse(inspected, subject, '„#each“ braucht eine Liste')
  if (!node.inverse) {
    const { line, column } = node.loc.start
    inspected.loops[`${line}:${column}`] = around.markup ? loopPlace(around.markup.parent()) : 'plain'
  }
  const names = namesOf(node, [item, { kind: 'position' }], inspected)
  return { target: item, names, loop: true }
}

function groupScope(
  node: hbs.AST.BlockStatement,
  subject: hbs.AST.Expression,
  around: Around,
  inspected: Inspecting,
): Scope | undefined {
  const target = inspectSubject(subject, around, inspected)
  if (!target) return undefined
  if (target.kind !== 'group') return refuse(inspected, subject, '„#with“ braucht eine Gruppe')
  return { target, names: namesOf(node, [target], inspected), loop: false }
}

function inspectSubject(subject: hbs.AST.Expression, around: Around, inspected: Inspecting): Target | undefined {
  if (!isPath(subject)) return refuse(inspected, subject, 'hier wird ein Feld erwartet')
  return resolveTarget(subject, around, inspected)
}

function namesOf(
  node: hbs.AST.BlockStatement,
  targets: readonly Target[],
  inspected: Inspecting,
): ReadonlyMap<string, Target> {
  const names = blockParams(node)
  if (names.length > targets.length) refuse(inspected, node, `„as |${names.join(' ')}|“ nennt zu viele Namen`)
  const reserved = names.find((name) => isHelper(name) || !/^[A-Za-z]\w*$/.test(name) || name in Object.prototype)
  if (reserved !== undefined) refuse(inspected, node, `„${reserved}“ kann hier kein Name sein`)
  return new Map(targets.slice(0, names.length).map((target, index) => [names[index] ?? '', target]))
}

/** Absent where there are none, though the library's type says otherwise. */
const blockParams = (node: hbs.AST.BlockStatement): readonly string[] => node.program?.blockParams ?? []
