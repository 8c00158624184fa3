import type { Field } from '../../server/fields/fields.ts'
import type { FormProblem } from '../../server/fields/form-problems.ts'
import type { RawForm } from '../../server/fields/raw-form.ts'
import { FieldForm } from '../form/field-form.tsx'
import { formId } from '../form/form-view.ts'
import { ErrorSummary } from '../layout/error-summary.tsx'
import { SelectField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import type { CrumbLink } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import type { StatusWord } from '../layout/status.tsx'
import { DocumentBar } from './document-bar.tsx'
import {
  DraftRail,
  type DraftSection,
  DraftTabs,
  type DraftView,
  MissingButton,
  MissingList,
  type MissingPlace,
} from './draft-missing.tsx'
import { DraftPreview, type DraftSheet } from './draft-preview.tsx'

export interface DraftForm {
  readonly values: RawForm
  readonly open?: ReadonlySet<string>
  readonly focus?: string | null
  readonly said?: string | null
}

export interface DraftPageProps {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly status: StatusWord
  readonly view: DraftView
  readonly fields: readonly Field[]
  readonly form: DraftForm
  /** The revision whose values the form began with. */
  readonly revision: number
  /** "Gespeichert heute, 09:42 Uhr". */
  readonly saved: string
  /** As in "Zielvereinbarung zu § 25b AufenthG, Version 1". */
  readonly template: string
  readonly sections: readonly DraftSection[]
  readonly missing: readonly MissingPlace[]
  readonly sheet: DraftSheet
  /** Who gave it back, and why. */
  readonly returned: { readonly byName: string; readonly at: string; readonly reason: string } | null
  /** Saving ends the approval that it has. */
  readonly voidsApproval: boolean
  /** Nobody of the unit can decide: somebody else is chosen at the end of the form. */
  readonly forwarding: {
    readonly choices: readonly { readonly value: string; readonly label: string }[]
    readonly chosen: string
  } | null
  /** The form holds what was typed, not what is stored. */
  readonly isUnsaved: boolean
  readonly notice: string | undefined
  readonly problem: { readonly title: string; readonly message: string; readonly fields: readonly FormProblem[] } | null
}

/** What is missing? The form, and beside it the paper that it makes. */
export const DraftPage = (props: DraftPageProps) => {
  const { id, title, crumbs, current, status, view, sections, missing, sheet } = props
  const here = `/documents/${id}`
  return (
    <Layout title={`${title}, ${status}`} current={current} wide>
      <DocumentBar title={title} crumbs={crumbs} status={status}>
        <span class="vw-save vw-only-wide">{props.saved}</span>
        <MissingButton missing={missing} />
        <button class="kern-btn kern-btn--secondary" type="submit" form={formId}>
          <span class="kern-label">Speichern</span>
        </button>
        <button class="kern-btn kern-btn--primary" type="submit" form={formId} formaction={`${here}/submissions`}>
          <span class="kern-label">Zur Freigabe geben</span>
        </button>
      </DocumentBar>
      <DraftTabs view={view} missing={missing} />
      <div class="vw-split" data-tab={view} {...(props.isUnsaved ? { 'data-unsaved': 'true' } : {})}>
        <nav class="vw-pane vw-pane--stick vw-rail" aria-label="Abschnitte" data-of="rail">
          <DraftRail sections={sections} />
          <p class="vw-muted vw-small">{props.template}</p>
        </nav>
        <div class="vw-pane vw-stack vw-stack--wide" data-of="form">
          <Messages {...props} />
          <Angaben {...props} />
          <nav class="vw-line" aria-label="Mehr zu diesem Dokument">
            <a href={`${here}/trail`}>Verlauf</a>
            <a href={`/documents/new?copy=${id}`}>Als Vorbild für ein neues nehmen</a>
            <a href={`${here}/discards`}>Entwurf verwerfen</a>
          </nav>
        </div>
        <section class="vw-pane" aria-labelledby="fehlt" data-of="missing">
          <h2 class="kern-heading-medium" id="fehlt">
            Was noch fehlt
          </h2>
          <MissingList missing={missing} />
        </section>
        <section class="vw-desk vw-pane--stick" data-of="paper" aria-label="Vorschau" tabindex={0}>
          <div class="vw-line vw-line--between vw-small">
            <span>Vorschau</span>
            <a href={`${here}/draft.pdf`}>Gespeicherten Stand als PDF ansehen</a>
          </div>
          <div
            hx-post={`${here}/previews`}
            hx-include={`#${formId}`}
            hx-trigger={`input from:#${formId} delay:600ms`}
            hx-target="#vorschau"
            hx-swap="outerMorph"
            hx-sync="this:replace"
          >
            <DraftPreview sheet={sheet} />
          </div>
        </section>
      </div>
    </Layout>
  )
}

const Messages = ({ problem, notice, returned, voidsApproval }: DraftPageProps) => (
  <>
    {problem && (
      <ErrorSummary
        message={problem.title}
        fields={problem.fields.length > 0 ? problem.fields : [{ path: '', message: problem.message }]}
      />
    )}
    {notice && !problem && (
      <Note kind="success">
        <p>{notice}</p>
      </Note>
    )}
    {returned && (
      <Note kind="danger">
        <p>{`${returned.byName} hat das Dokument am ${returned.at} zurückgegeben:`}</p>
        <p>{`„${returned.reason}“`}</p>
      </Note>
    )}
    {voidsApproval && (
      <Note kind="warning">
        <p>Dieses Dokument ist freigegeben. Wenn Sie es ändern und speichern, erlischt die Freigabe.</p>
      </Note>
    )}
  </>
)

const Angaben = ({ id, fields, form, revision, problem, voidsApproval, forwarding }: DraftPageProps) => (
  <FieldForm
    fields={fields}
    {...form}
    problems={problem?.fields ?? []}
    action={`/documents/${id}/draft`}
    hidden={{ revision: String(revision), ...(voidsApproval ? { voidApproval: 'true' } : {}) }}
    label="Angaben"
  >
    {forwarding && (
      <SelectField
        name="forwardTo"
        label="Leitung, die entscheidet"
        value={forwarding.chosen}
        choices={[{ value: '', label: 'Bitte wählen' }, ...forwarding.choices]}
        error={problem?.fields.find(({ path }) => path === 'forwardTo')?.message}
      />
    )}
    <p>
      <button class="kern-btn kern-btn--secondary" type="submit">
        <span class="kern-label">Speichern</span>
      </button>
    </p>
  </FieldForm>
)
