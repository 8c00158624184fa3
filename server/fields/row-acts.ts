import { newId } from '../base/ids.ts'
import type { Field, RowsField } from './fields.ts'
import { partsOf } from './form-tree.ts'
import { type RawForm, type RawValue, rawGroup, rawRows } from './raw-form.ts'
import { maxListLength } from './reading.ts'

export interface AppliedAct {
  readonly raw: RawForm
  /** Where the focus belongs now: the path of a field, of a row (`ziele[1]`) or an act (`add:ziele`). */
  readonly focus: string
  /** For the live region: "Schritt 3 eingefügt". */
  readonly said: string
}

/** What the buttons of a form do to its rows: `add:ziele[0].schritte`, `remove:ziele[1]`, `up:ziele[1]`, `down:ziele[0]`.
 *  Null when there is nothing of that kind to do. */
export function applyAct(fields: readonly Field[], raw: RawForm, act: string): AppliedAct | null {
  const [, kind = '', path = ''] = /^(add|remove|up|down):(.*)$/.exec(act) ?? []
  const row = kind === 'add' ? null : /^(.*)\[(\d{1,9})\]$/.exec(path)
  const listPath = kind === 'add' ? path : row?.[1]
  if (!listPath) return null
  let applied: Omit<AppliedAct, 'raw'> | null = null
  const changed = atList(fields, raw, partsOf(listPath), (field, rows) => {
    const done = kind === 'add' ? addRow(field, rows, listPath) : moveRow(field, rows, kind, listPath, Number(row?.[2]))
    applied = done && { focus: done.focus, said: done.said }
    return done?.rows ?? rows
  })
  return changed && applied ? { raw: changed, ...(applied as Omit<AppliedAct, 'raw'>) } : null
}

type ChangeRows = (field: RowsField, rows: readonly RawForm[]) => readonly RawForm[]

/** The form with the list at this path changed, or null when there is none. */
function atList(fields: readonly Field[], raw: RawForm, parts: readonly string[], change: ChangeRows): RawForm | null {
  const [name = '', ...rest] = parts
  const field = fields.find((each) => each.name === name)
  if (field?.type === 'group') return replaced(atList(field.fields, rawGroup(raw[name]), rest, change))
  if (field?.type !== 'rows') return null
  const rows = rawRows(raw[name])
  const [index, ...inside] = rest
  if (index === undefined) return replaced(change(field, rows))
  const row = rows[Number(index)]
  const changed = row && atList(field.fields, row, inside, change)
  return replaced(changed ? rows.with(Number(index), changed) : null)

  function replaced(value: RawValue | null): RawForm | null {
    return value === null ? null : { ...raw, [name]: value }
  }
}

interface Done {
  readonly rows: readonly RawForm[]
  readonly focus: string
  readonly said: string
}

function addRow(field: RowsField, rows: readonly RawForm[], listPath: string): Done | null {
  if (rows.length >= (field.maxRows ?? maxListLength)) return null
  return {
    rows: [...rows, { id: newId() }],
    focus: `${listPath}[${rows.length}]${firstControl(field.fields)}`,
    said: `${field.rowLabel} ${rows.length + 1} eingefügt`,
  }
}

/** As in `.was`, or `.frist.art`; a row that holds nothing but rows is its own first thing. */
function firstControl(fields: readonly Field[]): string {
  const field = fields.find((each) => each.kind !== 'assigned' && each.type !== 'rows')
  if (!field) return ''
  if (field.type === 'group') return `.${field.name}${firstControl(field.fields)}`
  return field.type === 'frist' ? `.${field.name}.art` : `.${field.name}`
}

function moveRow(
  field: RowsField,
  rows: readonly RawForm[],
  kind: string,
  listPath: string,
  index: number,
): Done | null {
  const row = rows[index]
  if (!row) return null
  const name = `${field.rowLabel} ${index + 1}`
  if (kind === 'remove') {
    const left = rows.toSpliced(index, 1)
    return {
      rows: left,
      focus: index < left.length ? `${listPath}[${index}]` : `add:${listPath}`,
      said: `${name} entfernt`,
    }
  }
  const target = kind === 'up' ? index - 1 : index + 1
  if (target < 0 || target >= rows.length) return null
  const onward = kind === 'up' ? target > 0 : target < rows.length - 1
  const button = onward ? kind : kind === 'up' ? 'down' : 'up'
  return {
    rows: rows.toSpliced(index, 1).toSpliced(target, 0, row),
    focus: `${button}:${listPath}[${target}]`,
    said: `${name} ist jetzt ${field.rowLabel} ${target + 1}`,
  }
}
