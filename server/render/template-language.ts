/** The words and limits of the template language (docs/template-language.md): what the inspection allows and the worker
 *  knows. */

const conditionHelpers = ['is', 'any', 'and', 'or', 'not'] as const
const blockHelpers = ['rich', 'table', 'signatures', 'seal', 'marking'] as const
const controlHelpers = ['if', 'unless', 'each', 'with'] as const
export const helperNames = [...controlHelpers, ...conditionHelpers, ...blockHelpers, 'date'] as const

type ConditionHelper = (typeof conditionHelpers)[number]
export type BlockHelper = (typeof blockHelpers)[number]
type ControlHelper = (typeof controlHelpers)[number]

export const isConditionHelper = (name: string): name is ConditionHelper => among(conditionHelpers, name)
export const isBlockHelper = (name: string): name is BlockHelper => among(blockHelpers, name)
export const isControlHelper = (name: string): name is ControlHelper => among(controlHelpers, name)
export const isHelper = (name: string): boolean => among(helperNames, name)

const among = (names: readonly string[], name: string): boolean => names.includes(name)

/** What a template becomes: blocks, or one line of plain text. */
export type TemplateForm = 'document' | 'line'

/** Where an `#each` stands: what it must leave behind to stay valid there. */
export type LoopPlace = 'block' | 'item' | 'row' | 'cell' | 'inline' | 'plain'

/** Places of loops by `line:column` of their start, as the worker's Handlebars names it. */
export type LoopPlaces = { readonly [start: string]: LoopPlace }

export const limits = {
  sourceLength: 200_000,
  nodes: 20_000,
  depth: 24,
  eachDepth: 3,
  conditionDepth: 8,
  problems: 50,
  htmlLength: 1_000_000,
  // A hundred times what an ordinary template needs: a busy machine is not the template's fault. Loops have a budget of their own.
  milliseconds: 5_000,
} as const
