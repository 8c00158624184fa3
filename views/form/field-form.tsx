import type { Child } from 'hono/jsx'
import type { Field } from '../../server/fields/fields.ts'
import type { FormProblem } from '../../server/fields/form-problems.ts'
import type { RawForm } from '../../server/fields/raw-form.ts'
import { FieldGrid } from './field-grid.tsx'
import { formId } from './form-view.ts'

interface FieldFormProps {
  readonly fields: readonly Field[]
  /** What stands in the controls: `rawForm` of stored values, or `raw` of what was sent. */
  readonly values: RawForm
  readonly problems?: readonly FormProblem[]
  readonly open?: ReadonlySet<string>
  /** After a row act: where the focus belongs, and what a screen reader says. */
  readonly focus?: string | null
  readonly said?: string | null
  readonly action: string
  /** What is sent along unseen, as the version that was read. */
  readonly hidden?: Readonly<Record<string, string>>
  /** Of the log of writing together, where the values come from it. */
  readonly version?: number | null
  /** What the form is for, as screen readers name it. */
  readonly label: string
  /** The buttons at the end. */
  readonly children?: Child
}

/** The form for any field schema. It works without script: buttons for rows send what was typed and get it back. */
export const FieldForm = (props: FieldFormProps) => {
  const { fields, values, problems = [], open = new Set<string>(), focus = null, said, action, hidden = {} } = props
  const { version = null } = props
  const view = { fields, values, problems, open, focus, action }
  return (
    <form
      id={formId}
      class="vw-stack vw-stack--wide"
      method="post"
      action={action}
      aria-label={props.label}
      autocomplete="off"
      novalidate
      {...(said ? { 'data-said': said } : {})}
      {...(version === null ? {} : { 'data-version': String(version) })}
    >
      {/* Enter in a field presses the first button of the form: this one, never one that removes a row. */}
      <button class="kern-sr-only vw-by-hand" type="submit" tabindex={-1}>
        Speichern
      </button>
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <FieldGrid fields={fields} values={values} prefix="" around="" view={view} nested={false} />
      {props.children}
    </form>
  )
}
