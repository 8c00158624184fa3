import { FieldError, fieldId } from '../layout/field.tsx'

export interface Choice {
  readonly value: string
  readonly label: string
}

interface ChoicesProps {
  readonly name: string
  readonly legend: string
  readonly hint?: string | undefined
  readonly kind?: 'checkbox' | 'radio'
  readonly choices: readonly Choice[]
  readonly chosen: readonly string[]
  readonly error?: string | undefined
  /** Where a page has several of the same name: all but one say which they are. */
  readonly of?: string
}

/** Choices that all stand there to be seen. The first carries the id that links of the error summary lead to. */
export const Choices = (props: ChoicesProps) => {
  const { name, legend, hint, kind = 'checkbox', choices, chosen, error, of = '' } = props
  const id = of === '' ? fieldId(name) : `${of}-${name}`
  const describedBy = [hint && `${id}-hint`, error && `${fieldId(name)}-error`].filter(Boolean).join(' ')
  return (
    <fieldset
      class={`kern-fieldset${error ? ' kern-fieldset--error' : ''}`}
      {...(describedBy ? { 'aria-describedby': describedBy } : {})}
    >
      <legend class="kern-label">{legend}</legend>
      {hint && (
        <div class="kern-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      <div class="kern-fieldset__body vw-stack vw-stack--tight">
        {choices.map(({ value, label }, index) => (
          <div class="kern-form-check">
            <input
              class={`kern-form-check__${kind}${error ? ` kern-form-check__${kind}--error` : ''}`}
              type={kind}
              id={index === 0 ? id : `${id}-${index}`}
              name={name}
              value={value}
              checked={chosen.includes(value)}
              {...(error ? { 'aria-invalid': 'true' as const } : {})}
            />
            <label class="kern-label" for={index === 0 ? id : `${id}-${index}`}>
              {label}
            </label>
          </div>
        ))}
      </div>
      {error && <FieldError name={name} message={error} />}
    </fieldset>
  )
}
