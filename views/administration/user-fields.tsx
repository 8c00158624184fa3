import type { Problem } from '../../server/base/result.ts'
import { errorAt } from '../auth/refusal.tsx'
import { FieldError, fieldId, SelectField, TextField } from '../layout/field.tsx'

/** What is typed about an account; also as the form shows it again after a refusal. */
export interface UserValues {
  readonly login: string
  readonly name: string
  readonly salutation: string
  readonly email: string
  readonly unitId: string
  readonly roles: readonly string[]
}

export interface Choice {
  readonly value: string
  readonly label: string
}

interface UserFieldsProps {
  readonly values: UserValues
  readonly units: readonly Choice[]
  readonly roles: readonly Choice[]
  /** The login stays as it was first given. */
  readonly isNew: boolean
  readonly problem: Problem | null
}

const salutations = [
  { value: '', label: 'keine' },
  { value: 'Frau', label: 'Frau' },
  { value: 'Herr', label: 'Herr' },
]

export const UserFields = ({ values, units, roles, isNew, problem }: UserFieldsProps) => (
  <div class="vw-fields">
    {isNew && (
      <TextField
        name="login"
        label="Kennung"
        hint="Bleibt für immer, zum Beispiel ahlers.j"
        value={values.login}
        error={errorAt(problem, 'login')}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        width={6}
      />
    )}
    <SelectField
      name="salutation"
      label="Anrede"
      value={values.salutation}
      choices={salutations}
      error={errorAt(problem, 'salutation')}
      width={6}
    />
    <TextField
      name="name"
      label="Name"
      hint="Wie er in Dokumenten steht, mit Titel"
      value={values.name}
      error={errorAt(problem, 'name')}
      autocomplete="off"
    />
    <SelectField
      name="unitId"
      label="Einheit"
      value={values.unitId}
      choices={[{ value: '', label: 'Bitte wählen' }, ...units]}
      error={errorAt(problem, 'unitId')}
      width={6}
    />
    <TextField
      name="email"
      label="E-Mail"
      type="email"
      value={values.email}
      error={errorAt(problem, 'email')}
      autocomplete="off"
      optional
      width={6}
    />
    <RoleChoices held={values.roles} roles={roles} error={errorAt(problem, 'roles')} />
  </div>
)

interface RoleChoicesProps {
  readonly held: readonly string[]
  readonly roles: readonly Choice[]
  readonly error?: string | undefined
}

const RoleChoices = ({ held, roles, error }: RoleChoicesProps) => (
  <fieldset
    class={error ? 'kern-fieldset kern-fieldset--error' : 'kern-fieldset'}
    {...(error ? { 'aria-describedby': `${fieldId('roles')}-error` } : {})}
  >
    <legend class="kern-label">Rollen</legend>
    <p class="kern-hint">Die Administration selbst sieht keine Fälle und Dokumente, die Prüfkette nur die Revision.</p>
    <div class="kern-fieldset__body vw-stack vw-stack--tight">
      {roles.map(({ value, label }, index) => (
        <div class="kern-form-check">
          <input
            class="kern-form-check__checkbox"
            type="checkbox"
            // The first carries the id of the whole, so that the error summary leads to it.
            id={index === 0 ? fieldId('roles') : `${fieldId('roles')}-${value}`}
            name="roles"
            value={value}
            checked={held.includes(value)}
          />
          <label class="kern-label" for={index === 0 ? fieldId('roles') : `${fieldId('roles')}-${value}`}>
            {label}
          </label>
        </div>
      ))}
    </div>
    {error && <FieldError name="roles" message={error} />}
  </fieldset>
)
