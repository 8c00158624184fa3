import type { ScalarField } from '../fields/fields.ts'
import { didYouMean } from '../fields/nearest.ts'
import { type Around, type Inspecting, isNode, isPath, isText, refuse, resolveTarget } from './inspecting.ts'
import { isConditionHelper, limits } from './template-language.ts'

interface Nested {
  readonly around: Around
  readonly depth: number
}

/** A path, or one of the words of conditions with what it takes. What is asked here does not count as printed, but for a
 *  boolean that alone decides between words: these are how it reads. */
export function inspectCondition(node: hbs.AST.Expression, nested: Nested, inspected: Inspecting): undefined {
  if (isPath(node)) {
    const target = resolveTarget(node, nested.around, inspected)
    const decides = nested.depth === 0 && target?.kind === 'scalar' && target.field.type === 'boolean'
    if (decides && !target.internal) inspected.printed.add(target.path)
    return
  }
  if (!isSubExpression(node)) return refuse(inspected, node, 'eine Bedingung braucht ein Feld')
  if (nested.depth >= limits.conditionDepth) return refuse(inspected, node, 'diese Bedingung ist zu tief verschachtelt')
  const name = node.path.original
  if (!isPath(node.path) || !isConditionHelper(name)) {
    return refuse(
      inspected,
      node,
      `ein Wort „${name}“ gibt es in Bedingungen nicht, erwartet wird is, any, and, or oder not`,
    )
  }
  if (node.hash) return refuse(inspected, node, `„${name}“ kennt keine Angaben mit „=“`)
  if (name === 'is') return inspectIs(node, nested.around, inspected)
  if (name === 'any') return inspectAny(node, nested.around, inspected)
  if (name === 'not' ? node.params.length !== 1 : node.params.length === 0) {
    return refuse(
      inspected,
      node,
      name === 'not' ? '„not“ braucht genau eine Bedingung' : `„${name}“ braucht Bedingungen`,
    )
  }
  for (const param of node.params) inspectCondition(param, { ...nested, depth: nested.depth + 1 }, inspected)
}

function inspectIs(node: hbs.AST.SubExpression, around: Around, inspected: Inspecting): undefined {
  const [subject, ...codes] = node.params
  if (!subject || !isPath(subject) || codes.length === 0)
    return refuse(inspected, node, 'erwartet wird (is feld "wert" …)')
  const target = resolveTarget(subject, around, inspected)
  if (!target) return
  if (target.kind === 'scalar') return inspectCodes(target.field, codes, inspected)
  refuse(
    inspected,
    subject,
    `„${subject.original}“ ist weder Auswahl noch Text und lässt sich nicht mit „is“ vergleichen`,
  )
}

function inspectAny(node: hbs.AST.SubExpression, around: Around, inspected: Inspecting): undefined {
  const [subject, name, ...codes] = node.params
  if (!subject || !isPath(subject) || !name || !isText(name) || codes.length === 0) {
    return refuse(inspected, node, 'erwartet wird (any liste "feld" "wert" …)')
  }
  const target = resolveTarget(subject, around, inspected)
  if (!target) return
  if (target.kind !== 'rows') return refuse(inspected, subject, `„${subject.original}“ ist keine Liste`)
  const { fields } = target.field
  const field = fields.find((candidate) => candidate.name === name.value)
  if (!field || field.type === 'group' || field.type === 'rows') {
    const hint = didYouMean(
      name.value,
      fields.map((candidate) => candidate.name),
    )
    return refuse(inspected, name, `ein vergleichbares Feld „${name.value}“ gibt es in „${target.path}“ nicht${hint}`)
  }
  inspectCodes(field, codes, inspected)
}

/** The kinds of Frist, as codes. */
const fristKinds = ['termin', 'termine', 'wiederkehrend', 'laufend', 'text']

function inspectCodes(field: ScalarField, codes: readonly hbs.AST.Expression[], inspected: Inspecting): undefined {
  const known =
    field.type === 'choice'
      ? field.choices.map((choice) => choice.value)
      : field.type === 'frist'
        ? fristKinds
        : undefined
  for (const code of codes) {
    if (!isText(code)) refuse(inspected, code, 'ein Wert zum Vergleich steht in Anführungszeichen')
    else if (known === undefined) {
      if (field.type === 'text' || field.type === 'lines') continue
      return refuse(inspected, code, `„${field.name}“ ist weder Auswahl noch Text und lässt sich nicht vergleichen`)
    } else if (!known.includes(code.value)) {
      const hint =
        didYouMean(code.value, known) || `, erwartet wird eines von ${known.map((each) => `„${each}“`).join(', ')}`
      refuse(inspected, code, `„${code.value}“ ist kein Wert von „${field.name}“${hint}`)
    }
  }
}

const isSubExpression = (node: hbs.AST.Node): node is hbs.AST.SubExpression => isNode(node, 'SubExpression')
