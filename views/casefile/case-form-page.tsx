import type { Field } from '../../server/fields/fields.ts'
import type { FormProblem } from '../../server/fields/form-problems.ts'
import type { RawForm } from '../../server/fields/raw-form.ts'
import { FieldForm } from '../form/field-form.tsx'
import { formId } from '../form/form-view.ts'
import { ErrorSummary } from '../layout/error-summary.tsx'
import { SelectField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'

type Choices = readonly { readonly value: string; readonly label: string }[]

export interface CaseFormPageProps {
  /** The case that is changed; null for a new one. `version` is the one whose values the form shows. */
  readonly changed: { readonly id: string; readonly title: string; readonly version: number } | null
  /** Of a new case: whose it will be, where she may choose. */
  readonly guide?: { readonly label: string; readonly value: string; readonly choices: Choices } | null
  readonly fields: readonly Field[]
  readonly values: RawForm
  readonly open?: ReadonlySet<string>
  readonly focus?: string | null
  readonly said?: string | null
  /** What was refused: a sentence for the whole, or one at each field. */
  readonly problem?: { readonly message: string; readonly fields: readonly FormProblem[] } | null
}

export const CaseFormPage = ({ changed, guide = null, problem, ...form }: CaseFormPageProps) => {
  const title = changed ? `${changed.title}: Angaben ändern` : 'Fall anlegen'
  const back = changed ? `/cases/${changed.id}` : '/cases'
  return (
    <Layout title={title} current="cases">
      <PageHead
        title={changed ? 'Angaben ändern' : 'Fall anlegen'}
        crumbs={[{ href: '/cases', label: 'Fälle' }, ...(changed ? [{ href: back, label: changed.title }] : [])]}
      />
      <div class="vw-narrow vw-stack vw-stack--wide">
        {problem && (
          <ErrorSummary
            message="Noch nicht gespeichert"
            fields={problem.fields.length > 0 ? problem.fields : [{ path: '', message: problem.message }]}
          />
        )}
        {guide && (
          <SelectField
            {...guide}
            name="guide"
            form={formId}
            error={problem?.fields.find(({ path }) => path === 'guide')?.message}
          />
        )}
        <FieldForm
          {...form}
          problems={problem?.fields ?? []}
          action={changed ? `/cases/${changed.id}/form` : '/cases/new'}
          hidden={changed ? { version: String(changed.version) } : {}}
          label="Angaben zum Fall"
        >
          <div class="vw-line">
            <button class="kern-btn kern-btn--primary" type="submit">
              <span class="kern-label">{changed ? 'Speichern' : 'Fall anlegen'}</span>
            </button>
            <a class="kern-btn kern-btn--secondary" href={back}>
              <span class="kern-label">Abbrechen</span>
            </a>
          </div>
        </FieldForm>
      </div>
    </Layout>
  )
}
