import type { RowsField } from '../../server/fields/fields.ts'
import type { RawForm } from '../../server/fields/raw-form.ts'
import { FieldError, fieldId } from '../layout/field.tsx'
import { FieldGrid } from './field-grid.tsx'
import { errorAt, type FormView, isFocused, numbered, problemsWithin, rowName, rowsOf, textOf } from './form-view.ts'
import { AddButton, RowButtons } from './row-buttons.tsx'

interface RowListProps {
  readonly field: RowsField
  readonly path: string
  readonly place: string
  readonly rows: readonly RawForm[]
  readonly view: FormView
  /** Rows inside a row lie open below each other; only the outer ones fold. */
  readonly nested: boolean
}

/** Repeating rows, each with buttons to move and remove it, and one to add another at the end. */
export const RowList = ({ field, path, place, rows, view, nested }: RowListProps) => {
  const error = errorAt(view, path)
  const last = rows.length - 1
  return (
    <div
      class="vw-stack vw-stack--tight"
      id={fieldId(path)}
      tabindex={-1}
      data-list={place}
      data-name={path}
      data-row-label={field.rowLabel}
    >
      <div class={nested ? 'vw-steps' : undefined} data-rows>
        {rows.map((row, index) => {
          const props = {
            field,
            row,
            index,
            last,
            path: `${path}[${index}]`,
            place: `${place}.${textOf(row.id)}`,
            view,
          }
          return nested ? <OpenRow {...props} /> : <FoldedRow {...props} />
        })}
      </div>
      {error && <FieldError name={path} message={error} />}
      {rows.length < (field.maxRows ?? 500) && <AddButton field={field} path={path} view={view} />}
    </div>
  )
}

export interface RowProps {
  readonly field: RowsField
  readonly row: RawForm
  readonly index: number
  readonly last: number
  readonly path: string
  readonly place: string
  readonly view: FormView
}

export const FoldedRow = (props: RowProps) => {
  const { field, row, index, path, place, view } = props
  const name = rowName(field, row)
  const label = numbered(`${field.rowLabel} #`, index)
  return (
    <details class="kern-accordion" open={isOpen(props)} data-row={textOf(row.id)} data-name={path}>
      <summary class="kern-accordion__header" id={fieldId(path)} {...isFocused(view, path)}>
        <span class="kern-title kern-title--small">
          <span {...label.pattern}>{label.text}</span>
          {name && `: ${name}`}
        </span>
        <span class="vw-muted vw-small">{summaryOf(props)}</span>
      </summary>
      <div class="kern-accordion__body vw-stack">
        <input type="hidden" name={`${path}.id`} value={textOf(row.id)} />
        {isOpen(props) && <input type="hidden" name=":open" value={textOf(row.id)} />}
        <FieldGrid fields={field.fields} values={row} prefix={`${path}.`} around={`${place}.`} view={view} nested />
        <RowButtons {...props} />
      </div>
    </details>
  )
}

export const OpenRow = (props: RowProps) => {
  const { field, row, index, path, place, view } = props
  const [label, number] = [numbered(`${field.rowLabel} #`, index), numbered('#.', index)]
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a border and a legend above the number.
    <div
      class="vw-step"
      role="group"
      aria-label={label.text}
      {...label.pattern}
      id={fieldId(path)}
      tabindex={-1}
      data-row={textOf(row.id)}
      data-name={path}
      {...isFocused(view, path)}
    >
      <span class="vw-muted vw-num" {...number.pattern}>
        {number.text}
      </span>
      <div>
        <input type="hidden" name={`${path}.id`} value={textOf(row.id)} />
        <FieldGrid fields={field.fields} values={row} prefix={`${path}.`} around={`${place}.`} view={view} nested />
      </div>
      <RowButtons {...props} compact />
    </div>
  )
}

function isOpen({ row, path, view }: RowProps): boolean {
  const isMeant = view.focus?.includes(`${path}.`) || view.focus === path
  return view.open.has(textOf(row.id)) || isMeant === true || problemsWithin(view, path) > 0
}

/** `4 Schritte, 1 Angabe berichtigen`. */
function summaryOf({ field, row, path, view }: RowProps): string {
  const counts = field.fields.flatMap((inner) => {
    if (inner.type !== 'rows') return []
    const count = rowsOf(row[inner.name]).length
    return [count === 1 ? `1 ${inner.rowLabel}` : `${count} ${inner.label}`]
  })
  const wrong = problemsWithin(view, path)
  if (wrong > 0) counts.push(wrong === 1 ? '1 Angabe berichtigen' : `${wrong} Angaben berichtigen`)
  return counts.join(', ')
}
