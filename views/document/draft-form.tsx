import type { Field } from '../../server/fields/fields.ts'
import type { FormProblem } from '../../server/fields/form-problems.ts'
import type { RawForm } from '../../server/fields/raw-form.ts'
import { FieldForm } from '../form/field-form.tsx'

export interface DraftFormProps {
  readonly id: string
  readonly fields: readonly Field[]
  readonly form: {
    readonly values: RawForm
    readonly open?: ReadonlySet<string>
    readonly focus?: string | null
    readonly said?: string | null
  }
  /** The revision whose values the form began with. */
  readonly revision: number
  /** Of the log, where the form is written in together. */
  readonly version: number | null
  /** Saving ends the approval that it has. */
  readonly voidsApproval: boolean
  readonly problems: readonly FormProblem[]
}

/** The form of a draft; while people write in it together the browser fetches it alone. */
export const DraftForm = ({ id, fields, form, revision, version, voidsApproval, problems }: DraftFormProps) => (
  <FieldForm
    fields={fields}
    {...form}
    problems={problems}
    action={`/documents/${id}/draft`}
    hidden={{ revision: String(revision), ...(voidsApproval ? { voidApproval: 'true' } : {}) }}
    version={version}
    label="Angaben"
  >
    <p class="vw-by-hand">
      <button class="kern-btn kern-btn--secondary" type="submit">
        <span class="kern-label">Speichern</span>
      </button>
    </p>
  </FieldForm>
)
