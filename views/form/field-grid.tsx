import type { Field, GroupField, RowsField } from '../../server/fields/fields.ts'
import type { RawForm } from '../../server/fields/raw-form.ts'
import { fieldId } from '../layout/field.tsx'
import { GroupHint, GroupLabel } from './check-group.tsx'
import { Control } from './control.tsx'
import { asked, type FormView, groupOf, hintOf, isOptional, rowsOf } from './form-view.ts'
import { RowList } from './row-list.tsx'

interface FieldGridProps {
  readonly fields: readonly Field[]
  readonly values: RawForm
  /** What stands before the names of these fields, as in `ziele[0].`. */
  readonly prefix: string
  /** What stands before their places, as in `ziele.z1.`. */
  readonly around: string
  readonly view: FormView
  /** Inside a row or a group: smaller headings, no sections. */
  readonly nested: boolean
}

/** Fields in their order: those that hold no others beside each other, groups and lists below their headings. */
export const FieldGrid = ({ fields, values, prefix, around, view, nested }: FieldGridProps) => (
  <>
    {runs(asked(fields)).map((run) => {
      if (Array.isArray(run)) {
        return (
          <div class="vw-fields">
            {run.map((field) => (
              <Control
                field={field}
                path={`${prefix}${field.name}`}
                place={`${around}${field.name}`}
                value={values[field.name]}
                view={view}
              />
            ))}
          </div>
        )
      }
      const path = `${prefix}${run.name}`
      const place = `${around}${run.name}`
      const inside =
        run.type === 'group' ? (
          <FieldGrid
            fields={run.fields}
            values={groupOf(values[run.name])}
            prefix={`${path}.`}
            around={`${place}.`}
            view={view}
            nested
          />
        ) : (
          <RowList field={run} path={path} place={place} rows={rowsOf(values[run.name])} view={view} nested={nested} />
        )
      return nested ? (
        <fieldset class="kern-fieldset">
          <legend class="kern-label">
            <GroupLabel {...aboutGroup(run, path)} />
          </legend>
          <GroupHint {...aboutGroup(run, path)} />
          <div class="kern-fieldset__body vw-stack">{inside}</div>
        </fieldset>
      ) : (
        <section class="vw-stack" aria-labelledby={`${fieldId(path)}-titel`}>
          <h2 class="kern-heading-medium" id={`${fieldId(path)}-titel`}>
            <GroupLabel {...aboutGroup(run, path)} />
          </h2>
          <GroupHint {...aboutGroup(run, path)} />
          {inside}
        </section>
      )
    })}
  </>
)

type ScalarRun = Exclude<Field, GroupField | RowsField>[]

/** Neighbours that hold no other fields stand in one grid. */
function runs(fields: readonly Field[]): (ScalarRun | GroupField | RowsField)[] {
  const found: (ScalarRun | GroupField | RowsField)[] = []
  for (const field of fields) {
    const last = found.at(-1)
    if (field.type === 'group' || field.type === 'rows') found.push(field)
    else if (Array.isArray(last)) last.push(field)
    else found.push([field])
  }
  return found
}

/** A group is marked as voluntary only where a field in it would otherwise look mandatory. */
const aboutGroup = (field: GroupField | RowsField, path: string) => ({
  name: path,
  label: field.label,
  hint: hintOf(field),
  optional: isOptional(field) && (field.type === 'rows' || field.fields.some((inner) => !isOptional(inner))),
})
