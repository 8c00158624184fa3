import type { Field, RowsField } from '../fields/fields.ts'
import { didYouMean } from '../fields/nearest.ts'
import { printedColumns } from '../fields/printed.ts'
import { type Around, type Inspecting, isPath, isText, refuse, resolveTarget } from './inspecting.ts'
import type { BlockHelper } from './template-language.ts'
import { isTextPlace } from './template-markup.ts'
import type { Target } from './template-scope.ts'

/** `{{path}}`: a value that prints as text, where text may stand. */
export function inspectPrinted(path: hbs.AST.PathExpression, around: Around, inspected: Inspecting): undefined {
  const target = resolveTarget(path, around, inspected)
  if (!target) return
  refuseOutsideText(path, around, inspected)
  if (target.kind === 'scalar' && target.field.type === 'rich') {
    return refuse(
      inspected,
      path,
      `„${path.original}“ ist formatierter Text, erwartet wird {{rich ${path.original}}} in einer eigenen Zeile`,
    )
  }
  if (target.kind === 'scalar' || target.kind === 'item') return notePrinted(target, path, inspected)
  if (target.kind === 'position') return
  refuse(inspected, path, unprintable(target, path.original))
}

function unprintable(target: Target, name: string): string {
  if (target.kind === 'rows') return `„${name}“ ist eine Liste, erwartet wird {{#each ${name}}} oder {{table ${name}}}`
  if (target.kind === 'group') return `„${name}“ ist eine Gruppe, erwartet wird eines ihrer Felder`
  return `„${name}“ ist nur in Bedingungen brauchbar`
}

/** `{{date path "form"}}`. */
export function inspectDate(node: hbs.AST.MustacheStatement, around: Around, inspected: Inspecting): undefined {
  const [path, form, ...more] = node.params
  if (!path || !isPath(path) || more.length > 0 || node.hash || (form && !isDateForm(form))) {
    return refuse(inspected, node, 'erwartet wird {{date feld "short"}}, "long" oder "weekday"')
  }
  const target = resolveTarget(path, around, inspected)
  if (!target) return
  refuseOutsideText(node, around, inspected)
  const isDate =
    (target.kind === 'scalar' && target.field.type === 'date') ||
    (target.kind === 'item' && target.field.type === 'dates')
  if (!isDate) return refuse(inspected, path, `„${path.original}“ ist kein Datum`)
  notePrinted(target, path, inspected)
}

const isDateForm = (node: hbs.AST.Node): boolean => isText(node) && ['short', 'long', 'weekday'].includes(node.value)

/** A helper that leaves blocks: alone on its line, where a block may stand. */
export function inspectBlockHelper(
  name: BlockHelper,
  node: hbs.AST.MustacheStatement,
  around: Around,
  inspected: Inspecting,
): undefined {
  if (!around.markup) return refuse(inspected, node, `„${name}“ steht nur im Dokument selbst`)
  refuseUnlessAlone(name, node, around, inspected)
  if (name !== 'table' && node.hash) return refuse(inspected, node, `„${name}“ kennt keine Angaben mit „=“`)
  if (name === 'seal') return inspectSeal(node, around, inspected)
  const [subject, ...more] = node.params
  if (name === 'marking') {
    if (!subject || !isText(subject) || subject.value.trim() === '' || more.length > 0)
      refuse(inspected, node, 'erwartet wird {{marking "…"}}')
    return
  }
  if (!subject || !isPath(subject)) return refuse(inspected, node, `„${name}“ braucht ein Feld`)
  const target = resolveTarget(subject, around, inspected)
  if (!target) return
  if (name === 'rich') {
    if (target.kind !== 'scalar' || target.field.type !== 'rich' || more.length > 0) {
      return refuse(
        inspected,
        subject,
        `„${subject.original}“ ist kein formatierter Text, erwartet wird {{${subject.original}}}`,
      )
    }
    return notePrinted(target, subject, inspected)
  }
  if (target.kind !== 'rows') return refuse(inspected, subject, `„${name}“ braucht eine Liste`)
  if (target.internal) return refuse(inspected, subject, internal(subject.original))
  const columns =
    name === 'table' ? tableColumns(node, target.field, inspected) : signatureColumns(node, target.field, inspected)
  for (const column of columns) inspected.printed.add(`${target.path}[].${column.name}`)
}

function inspectSeal(node: hbs.AST.MustacheStatement, around: Around, inspected: Inspecting): undefined {
  inspected.seals++
  if (node.params.length > 0) refuse(inspected, node, '„seal“ kennt keine Angaben')
  if (around.depth > 0)
    refuse(inspected, node, '{{seal}} steht in jedem Dokument, nicht in einer Bedingung oder Schleife')
}

function tableColumns(node: hbs.AST.MustacheStatement, rows: RowsField, inspected: Inspecting): readonly Field[] {
  const columns = namedColumns(node.params.slice(1), rows, inspected)
  inspectTableWords(node, columns, inspected)
  return columns
}

/** `caption="…"` and, by a column's name, what stands at its head in place of the field's label. */
function inspectTableWords(
  node: hbs.AST.MustacheStatement,
  columns: readonly Field[],
  inspected: Inspecting,
): undefined {
  const known = ['caption', ...columns.map((field) => field.name)]
  for (const pair of node.hash?.pairs ?? []) {
    if (!known.includes(pair.key)) {
      const hint = didYouMean(pair.key, known) || ', erwartet wird caption="…" oder der Name einer Spalte'
      refuse(inspected, pair, `eine Spalte „${pair.key}“ hat diese Tabelle nicht${hint}`)
    } else if (!isText(pair.value) || pair.value.value.trim() === '') {
      refuse(inspected, pair, `erwartet wird ${pair.key}="…"`)
    }
  }
}

function namedColumns(names: readonly hbs.AST.Expression[], rows: RowsField, inspected: Inspecting): readonly Field[] {
  const columns = printedColumns(rows)
  if (names.length === 0) return columns
  return names.flatMap((name) => {
    if (!isText(name)) return refuse(inspected, name, 'eine Spalte steht in Anführungszeichen') ?? []
    const column = columns.find((field) => field.name === name.value)
    if (column) return [column]
    const hint = didYouMean(
      name.value,
      columns.map((field) => field.name),
    )
    return refuse(inspected, name, `eine Spalte „${name.value}“ gibt es in „${rows.name}“ nicht${hint}`) ?? []
  })
}

function signatureColumns(node: hbs.AST.MustacheStatement, rows: RowsField, inspected: Inspecting): readonly Field[] {
  if (node.params.length > 1) refuse(inspected, node, '„signatures“ braucht nur die Liste')
  const columns = rows.fields.filter((field) => ['rolle', 'name', 'zusatz'].includes(field.name) && isPlain(field))
  for (const needed of ['rolle', 'name']) {
    if (!columns.some((field) => field.name === needed))
      refuse(inspected, node, `„${rows.name}“ braucht für „signatures“ ein Feld „${needed}“`)
  }
  return columns
}

const isPlain = (field: Field): boolean => field.type === 'text' || field.type === 'choice'

function refuseUnlessAlone(
  name: BlockHelper,
  node: hbs.AST.MustacheStatement,
  around: Around,
  inspected: Inspecting,
): undefined {
  const { start, end } = node.loc
  const before = (inspected.lines[start.line - 1] ?? '').slice(0, start.column)
  const after = (inspected.lines[end.line - 1] ?? '').slice(end.column)
  if (`${before}${after}`.trim() !== '') refuse(inspected, node, `{{${name} …}} steht allein in seiner Zeile`)
  const parent = around.markup?.parent() ?? ''
  if (parent !== '') refuse(inspected, node, `{{${name} …}} kann nicht in <${parent}> stehen`)
}

function refuseOutsideText(node: hbs.AST.Node, { markup }: Around, inspected: Inspecting): undefined {
  if (!markup || isTextPlace(markup.parent())) return
  refuse(
    inspected,
    node,
    'diese Marke steht außerhalb eines Absatzes, erwartet wird sie in <p>, <li>, <td> oder einer Überschrift',
  )
}

function notePrinted(target: Target, path: hbs.AST.PathExpression, inspected: Inspecting): undefined {
  if (target.kind !== 'scalar' && target.kind !== 'item') return
  if (target.internal) return refuse(inspected, path, internal(path.original))
  inspected.printed.add(target.path)
}

const internal = (name: string): string => `„${name}“ ist intern und wird nie gedruckt`
