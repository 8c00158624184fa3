import type { RawValue } from '../../server/fields/raw-form.ts'
import { controlOf, Field, FieldError, type FieldProps, inputClass, placeOf } from '../layout/field.tsx'
import { describedBy, fieldsetClass, GroupHint, GroupLabel } from './check-group.tsx'
import { errorAt, type FormView, groupOf, isFocused, textOf } from './form-view.ts'

const kinds = [
  { value: '', label: 'Bitte wählen' },
  { value: 'termin', label: 'an einem Tag' },
  { value: 'termine', label: 'an mehreren Tagen' },
  { value: 'wiederkehrend', label: 'wiederkehrend' },
  { value: 'laufend', label: 'laufend' },
  { value: 'text', label: 'in Worten' },
]

const parts = [
  { part: 'datum', label: 'Tag', hint: 'TT.MM.JJJJ', width: 4, numeric: true },
  { part: 'daten', label: 'Tage', hint: 'TT.MM.JJJJ, durch Komma getrennt', width: 8, numeric: false },
  { part: 'text', label: 'Wie oft oder bis wann', hint: 'zum Beispiel jeden Monat', width: 8, numeric: false },
] as const

interface FristProps {
  readonly about: FieldProps
  readonly value: RawValue | undefined
  readonly view: FormView
}

/** A Frist: its kind and, beside it, what the kind needs. The stylesheet hides what a chosen kind does not need (`vw-frist`);
 *  as long as none is chosen, and in browsers that cannot, all of it is there. */
export const FristControl = ({ about, value, view }: FristProps) => {
  const raw = groupOf(value)
  const art = { name: `${about.name}.art`, label: 'Art', error: errorAt(view, `${about.name}.art`), width: 4 as const }
  return (
    <fieldset class={`vw-frist ${fieldsetClass(about)}`} {...describedBy(about)} {...placeOf(about)}>
      <legend class="kern-label">
        <GroupLabel {...about} />
      </legend>
      <GroupHint {...about} />
      <div class="kern-fieldset__body vw-fields">
        <Field {...art}>
          <div class="kern-form-input__select-wrapper">
            <select class="kern-form-input__select" {...controlOf(art)} {...isFocused(view, art.name)}>
              {kinds.map((kind) => (
                <option value={kind.value} selected={kind.value === textOf(raw.art)}>
                  {kind.label}
                </option>
              ))}
            </select>
          </div>
        </Field>
        {parts.map(({ part, label, hint, width, numeric }) => {
          const name = `${about.name}.${part}`
          const field = { name, label, hint, error: errorAt(view, name) }
          return (
            <div class={`vw-w${width}`} data-part={part}>
              <Field {...field}>
                <input
                  class={inputClass(field)}
                  type="text"
                  {...controlOf(field)}
                  value={textOf(raw[part])}
                  autocomplete="off"
                  {...(numeric ? { inputmode: 'numeric' as const } : {})}
                />
              </Field>
            </div>
          )
        })}
      </div>
      {about.error && <FieldError name={about.name} message={about.error} />}
    </fieldset>
  )
}
