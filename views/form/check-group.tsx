import { FieldError, type FieldProps, fieldId, placeOf } from '../layout/field.tsx'
import { type FormView, isFocused } from './form-view.ts'

interface CheckGroupProps {
  readonly about: FieldProps
  readonly kind: 'radio' | 'checkbox'
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly chosen: readonly string[]
  readonly view: FormView
}

/** Choices that all stand there to be seen. The first carries the id that links of the error summary lead to. */
export const CheckGroup = ({ about, kind, choices, chosen, view }: CheckGroupProps) => {
  const id = fieldId(about.name)
  return (
    <fieldset class={fieldsetClass(about)} {...describedBy(about)} {...placeOf(about)}>
      <legend class="kern-label">
        <GroupLabel {...about} />
      </legend>
      <GroupHint {...about} />
      <div class="kern-fieldset__body vw-stack vw-stack--tight">
        {choices.length === 0 && <p class="vw-muted vw-small">Noch nichts zur Auswahl.</p>}
        {choices.map(({ value, label }, index) => {
          const own = index === 0 ? id : `${id}-${index}`
          return (
            <div class="kern-form-check">
              <input
                class={`kern-form-check__${kind}${about.error ? ` kern-form-check__${kind}--error` : ''}`}
                type={kind}
                id={own}
                name={about.name}
                value={value}
                checked={chosen.includes(value)}
                {...(about.error ? { 'aria-invalid': 'true' as const } : {})}
                {...(index === 0 ? isFocused(view, about.name) : {})}
              />
              <label class="kern-label" for={own}>
                {label}
              </label>
            </div>
          )
        })}
      </div>
      {about.error && <FieldError name={about.name} message={about.error} />}
    </fieldset>
  )
}

interface CheckboxProps {
  readonly about: FieldProps
  readonly isChecked: boolean
  readonly autofocus?: true
}

/** One yes or no. The hidden "no" is overruled by the tick behind it. */
export const Checkbox = ({ about, isChecked, ...focus }: CheckboxProps) => (
  <div class={fieldsetClass(about)} {...placeOf(about)}>
    <input type="hidden" name={about.name} value="false" />
    <div class="kern-form-check">
      <input
        class="kern-form-check__checkbox"
        type="checkbox"
        id={fieldId(about.name)}
        name={about.name}
        value="true"
        checked={isChecked}
        {...describedBy(about)}
        {...focus}
      />
      <label class="kern-label" for={fieldId(about.name)}>
        {about.label}
      </label>
    </div>
    <GroupHint {...about} />
    {about.error && <FieldError name={about.name} message={about.error} />}
  </div>
)

export const GroupLabel = ({ label, optional }: FieldProps) => (
  <>
    {label}
    {optional && <span class="kern-label__optional"> (freiwillig)</span>}
  </>
)

export const GroupHint = ({ name, hint }: FieldProps) =>
  hint ? (
    <div class="kern-hint" id={`${fieldId(name)}-hint`}>
      {hint}
    </div>
  ) : null

export function describedBy({ name, hint, error }: FieldProps): { 'aria-describedby'?: string } {
  const ids = [hint && `${fieldId(name)}-hint`, error && `${fieldId(name)}-error`].filter(Boolean).join(' ')
  return ids ? { 'aria-describedby': ids } : {}
}

export const fieldsetClass = ({ error, width }: FieldProps): string =>
  ['kern-fieldset', error && 'kern-fieldset--error', width && `vw-w${width}`].filter(Boolean).join(' ')
