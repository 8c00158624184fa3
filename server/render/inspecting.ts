import type { SourceProblem } from '../blocks/blocks.ts'
import type { LoopPlaces, TemplateForm } from './template-language.ts'
import type { Markup } from './template-markup.ts'
import { resolvePath, type Scope, type Target } from './template-scope.ts'

/** One inspection of one template, with what it has found so far. */
export interface Inspecting {
  readonly form: TemplateForm
  readonly lines: readonly string[]
  readonly problems: SourceProblem[]
  readonly printed: Set<string>
  readonly loops: Record<string, LoopPlaces[string]>
  seals: number
  nodes: number
}

/** What is around a part of the template. */
export interface Around {
  readonly scopes: readonly Scope[]
  readonly depth: number
  readonly eachDepth: number
  /** Undefined in a line of plain text. */
  readonly markup: Markup | undefined
}

/** The target of a path, or a problem. */
export function resolveTarget(
  path: hbs.AST.PathExpression,
  { scopes }: Around,
  inspected: Inspecting,
): Target | undefined {
  const resolved = resolvePath(path, scopes)
  return 'target' in resolved ? resolved.target : refuse(inspected, path, resolved.mistake)
}

export function refuse(inspected: Inspecting, node: hbs.AST.Node, message: string): undefined {
  const { line, column } = node.loc.start
  inspected.problems.push({ line, column: column + 1, message })
  return undefined
}

export const isPath = (node: hbs.AST.Node): node is hbs.AST.PathExpression => isNode(node, 'PathExpression')
export const isNode = (node: hbs.AST.Node, type: string): boolean => node.type === type

export const isText = (node: hbs.AST.Node): node is hbs.AST.StringLiteral => isNode(node, 'StringLiteral')
