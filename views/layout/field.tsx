import type { Child, JSX } from 'hono/jsx'
import { Icon } from './icon.tsx'

export interface FieldProps {
  /** The name in the form; a path as in `ziele[0].frist` where values are nested. */
  readonly name: string
  readonly label: string
  /** Stands above the field: the form of the value, an example. */
  readonly hint?: string | undefined
  /** What is wrong with what was typed, and what to do. */
  readonly error?: string | undefined
  readonly optional?: boolean | undefined
  /** Columns of twelve inside `.vw-fields`. */
  readonly width?: 4 | 5 | 6 | 7 | 8 | undefined
  /** Names the field for good, as in `ziele.z1.frist`, where `name` changes with the order of rows. */
  readonly place?: string | undefined
}

/** The id of the control for a path; links of the error summary lead to it. */
export const fieldId = (path: string): string => `feld-${path.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/-$/, '')}`

/** What a control inside a `Field` carries: its id and name, and what describes it. */
export function controlOf({ name, hint, error }: FieldProps) {
  const id = fieldId(name)
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return {
    id,
    name,
    ...(describedBy ? { 'aria-describedby': describedBy } : {}),
    ...(error ? { 'aria-invalid': 'true' as const } : {}),
  }
}

/** Label, hint and error around one control, which spreads `controlOf` of the same properties. */
export const Field = ({ children, ...field }: FieldProps & { children?: Child }) => (
  <div class={fieldClass(field)} {...placeOf(field)}>
    <label class="kern-label" for={fieldId(field.name)}>
      {field.label}
      {field.optional && <span class="kern-label__optional"> (freiwillig)</span>}
    </label>
    {field.hint && (
      <div class="kern-hint" id={`${fieldId(field.name)}-hint`}>
        {field.hint}
      </div>
    )}
    {children}
    {field.error && <FieldError name={field.name} message={field.error} />}
  </div>
)

/** By which the browser finds a whole field again, whatever its controls. */
export const placeOf = ({ name, place }: FieldProps) =>
  place === undefined ? {} : { 'data-place': place, 'data-name': name }

export const FieldError = ({ name, message }: { name: string; message: string }) => (
  <p class="kern-error" id={`${fieldId(name)}-error`}>
    <Icon name="danger" />
    <span class="kern-body">{message}</span>
  </p>
)

export const inputClass = ({ error }: { error?: string | undefined }): string =>
  `kern-form-input__input${error ? ' kern-form-input__input--error' : ''}`

type InputAttributes = Omit<JSX.IntrinsicElements['input'], 'name' | 'id' | 'class' | 'width' | 'children'>

/** One line of text, a password, an e-mail address. Further attributes reach the input. */
export const TextField = (props: FieldProps & InputAttributes) => {
  const { name, label, hint, error, optional, width, type = 'text', ...attributes } = props
  const field = { name, label, hint, error, optional, width }
  return (
    <Field {...field}>
      <input class={inputClass(field)} type={type} {...controlOf(field)} {...attributes} />
    </Field>
  )
}

export const TextAreaField = ({ value, rows = 3, ...field }: FieldProps & { value?: string; rows?: number }) => (
  <Field {...field}>
    <textarea class={inputClass(field)} rows={rows} {...controlOf(field)}>
      {value}
    </textarea>
  </Field>
)

interface SelectFieldProps extends FieldProps {
  readonly value?: string
  /** The id of its form, where it stands outside of it. */
  readonly form?: string
  readonly choices: readonly { readonly value: string; readonly label: string }[]
}

export const SelectField = ({ value, form, choices, ...field }: SelectFieldProps) => (
  <Field {...field}>
    <div class="kern-form-input__select-wrapper">
      <select class="kern-form-input__select" {...controlOf(field)} {...(form ? { form } : {})}>
        {choices.map((choice) => (
          <option value={choice.value} selected={choice.value === value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  </Field>
)

const fieldClass = ({ error, width }: FieldProps): string =>
  ['kern-form-input', error && 'kern-form-input--error', width && `vw-w${width}`].filter(Boolean).join(' ')
