import type { ScalarField } from '../../server/fields/fields.ts'
import type { RawValue } from '../../server/fields/raw-form.ts'
import { controlOf, Field, type FieldProps, inputClass } from '../layout/field.tsx'
import { Checkbox, CheckGroup } from './check-group.tsx'
import { errorAt, type FormView, hintOf, idsOf, isFocused, isOptional, referableRows, textOf } from './form-view.ts'
import { FristControl } from './frist-control.tsx'

interface ControlProps {
  readonly field: ScalarField
  /** As in `ziele[0].schritte[1].was`; name and id come from it. */
  readonly path: string
  /** As in `ziele.z1.schritte.s2.was`. */
  readonly place: string
  readonly value: RawValue | undefined
  readonly view: FormView
}

/** The input for a field that holds no other fields. */
export const Control = (props: ControlProps) => {
  const { field, path, value, view } = props
  const about = aboutField(props)
  switch (field.type) {
    case 'text':
      return <LineInput {...props} about={about} />
    case 'date':
      return <LineInput {...props} about={{ ...about, width: 4 }} hint="TT.MM.JJJJ" numeric />
    case 'time':
      return <LineInput {...props} about={{ ...about, width: 4 }} hint="zum Beispiel 10:00" numeric />
    case 'number':
      return <LineInput {...props} about={{ ...about, width: 4 }} hint={field.unit ? `in ${field.unit}` : undefined} />
    case 'dates':
      return <LineInput {...props} about={about} hint="TT.MM.JJJJ, mehrere durch Komma getrennt" />
    case 'lines':
      return <TextArea {...props} about={about} rows={3} />
    case 'rich':
      return <TextArea {...props} about={about} rows={8} />
    case 'boolean':
      if (!isOptional(field)) return <Checkbox about={about} isChecked={value === 'true'} {...isFocused(view, path)} />
      return <CheckGroup about={about} kind="radio" choices={yesNo} chosen={[textOf(value)]} view={view} />
    case 'choice':
      return <ChoiceControl {...props} about={about} choices={field.choices} />
    case 'frist':
      return <FristControl about={about} value={value} view={view} />
    case 'references':
      return (
        <CheckGroup
          about={about}
          kind="checkbox"
          choices={referableRows(view, field.of ?? '').map(({ id, label }) => ({ value: id, label }))}
          chosen={idsOf(value)}
          view={view}
        />
      )
  }
}

function aboutField({ field, path, place, view }: ControlProps): FieldProps {
  return {
    name: path,
    label: field.label,
    hint: hintOf(field),
    error: errorAt(view, path),
    optional: isOptional(field),
    width: field.type === 'text' || field.type === 'choice' ? 6 : undefined,
    // An editor keeps the place of a rich text itself: what it holds is no value of one control.
    ...(field.type === 'rich' ? {} : { place }),
  }
}

const yesNo = [
  { value: 'true', label: 'Ja' },
  { value: 'false', label: 'Nein' },
  { value: '', label: 'keine Angabe' },
]

interface AboutProps extends ControlProps {
  readonly about: FieldProps
}

/** How a value is typed stands in front of what the field says of itself. */
const LineInput = (props: AboutProps & { hint?: string | undefined; numeric?: boolean }) => {
  const { about, path, value, view, hint, numeric = false } = props
  const described = { ...about, hint: [hint, about.hint].filter(Boolean).join('. ') || undefined }
  return (
    <Field {...described}>
      <input
        class={inputClass(described)}
        type="text"
        {...controlOf(described)}
        value={textOf(value)}
        autocomplete="off"
        {...(numeric ? { inputmode: 'numeric' as const } : {})}
        {...isFocused(view, path)}
      />
    </Field>
  )
}

/** A line end right behind the opening tag belongs to the tag: one more keeps what was typed. */
const TextArea = ({ about, field, path, place, value, view, rows }: AboutProps & { rows: number }) => (
  <Field {...about}>
    <textarea
      class={inputClass(about)}
      rows={rows}
      {...controlOf(about)}
      {...(field.type === 'rich' ? { 'data-rich': 'true', 'data-place': place } : {})}
      {...isFocused(view, path)}
    >
      {textOf(value).startsWith('\n') ? `\n${textOf(value)}` : textOf(value)}
    </textarea>
  </Field>
)

type Choices = readonly { readonly value: string; readonly label: string }[]

const ChoiceControl = ({ about, field, path, value, view, choices }: AboutProps & { choices: Choices }) => {
  const typed = textOf(value)
  if (choices.length <= 3) {
    const offered = isOptional(field) ? [...choices, { value: '', label: 'keine Angabe' }] : choices
    return <CheckGroup about={about} kind="radio" choices={offered} chosen={[typed]} view={view} />
  }
  const none = { value: '', label: isOptional(field) ? 'keine Angabe' : 'Bitte wählen' }
  const isUnknown = typed !== '' && !choices.some((choice) => choice.value === typed)
  return (
    <Field {...about}>
      <div class="kern-form-input__select-wrapper">
        <select class="kern-form-input__select" {...controlOf(about)} {...isFocused(view, path)}>
          {[none, ...choices, ...(isUnknown ? [{ value: typed, label: typed }] : [])].map((choice) => (
            <option value={choice.value} selected={choice.value === typed}>
              {choice.label}
            </option>
          ))}
        </select>
      </div>
    </Field>
  )
}
