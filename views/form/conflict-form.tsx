import type { Choice, Conflict } from '../../server/fields/merging.ts'
import { FieldError, fieldId } from '../layout/field.tsx'
import { Lines } from '../layout/lines.tsx'

interface ConflictFormProps {
  readonly action: string
  /** What travels with the form: the versions it is about, and all that I wanted to save. */
  readonly hidden: Readonly<Record<string, string>>
  readonly conflicts: readonly Conflict[]
  readonly byName: string
  readonly choices: Readonly<Record<string, Choice>>
  /** Something was sent without deciding everything. */
  readonly isIncomplete: boolean
  /** Where the page leads without saving. */
  readonly back: string
}

/** Two values side by side, and a choice, for each place that two people changed. */
export const ConflictForm = (props: ConflictFormProps) => {
  const { action, hidden, conflicts, byName, choices, isIncomplete, back } = props
  return (
    <form class="vw-stack vw-stack--wide" method="post" action={action}>
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {conflicts.map((conflict) => (
        <ConflictChoice
          conflict={conflict}
          byName={byName}
          chosen={Object.hasOwn(choices, conflict.key) ? choices[conflict.key] : undefined}
          isRefused={isIncomplete}
        />
      ))}
      <div class="vw-line">
        <button class="kern-btn kern-btn--primary" type="submit">
          <span class="kern-label">Speichern</span>
        </button>
        <a class="kern-btn kern-btn--secondary" href={back}>
          <span class="kern-label">Meine Änderungen verwerfen</span>
        </a>
      </div>
    </form>
  )
}

/** For the summary above the form: each place that is not decided yet. */
export const undecidedFields = (conflicts: readonly Conflict[], choices: Readonly<Record<string, Choice>>) =>
  conflicts
    .filter(({ key }) => !Object.hasOwn(choices, key))
    .map(({ key, label }) => ({ path: choiceName(key), label, message: undecided }))

/** `Bei einer Angabe haben Sie beide`, to be continued. */
export const conflictCount = (conflicts: readonly Conflict[]): string =>
  conflicts.length === 1 ? 'Bei einer Angabe' : `Bei ${conflicts.length} Angaben`

const undecided = 'Wählen Sie, welche Angabe gelten soll.'

const choiceName = (key: string): string => `choice:${key}`

interface ConflictChoiceProps {
  readonly conflict: Conflict
  readonly byName: string
  readonly chosen: Choice | undefined
  readonly isRefused: boolean
}

const ConflictChoice = ({ conflict, byName, chosen, isRefused }: ConflictChoiceProps) => {
  const name = choiceName(conflict.key)
  const id = fieldId(name)
  const isOpen = isRefused && chosen === undefined
  const offers = [
    { value: 'theirs', id, who: `Angabe von ${byName}`, text: conflict.theirs },
    { value: 'mine', id: `${id}-mine`, who: 'Meine Angabe', text: conflict.mine },
  ]
  return (
    <fieldset
      class={`kern-fieldset${isOpen ? ' kern-fieldset--error' : ''}`}
      {...(isOpen ? { 'aria-describedby': `${id}-error` } : {})}
    >
      <legend class="kern-label">{`${conflict.label}${conflict.kind === 'order' ? ' (Reihenfolge)' : ''}`}</legend>
      <div class="kern-fieldset__body vw-fields">
        <p class="vw-muted vw-small">
          {'Vorher: '}
          <Lines text={conflict.base ?? 'keine Angabe'} />
        </p>
        {offers.map((offer) => (
          <div class="kern-form-check vw-w6">
            <input
              class="kern-form-check__radio"
              type="radio"
              id={offer.id}
              name={name}
              value={offer.value}
              checked={chosen === offer.value}
              {...(isOpen ? { 'aria-invalid': 'true' as const } : {})}
            />
            <label class="kern-label" for={offer.id}>
              {`${offer.who}: `}
              <Lines text={offer.text ?? (conflict.kind === 'row' ? 'entfernt' : 'keine Angabe')} />
            </label>
          </div>
        ))}
      </div>
      {isOpen && <FieldError name={name} message={undecided} />}
    </fieldset>
  )
}
