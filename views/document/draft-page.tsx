import type { UnplacedInput } from '../../server/document/unplaced.ts'
import type { FormProblem } from '../../server/fields/form-problems.ts'
import type { WritingMode } from '../../server/writing/protocol.ts'
import { AttachmentsLink } from '../attachment/attachments-page.tsx'
import { formId } from '../form/form-view.ts'
import { RowTemplates } from '../form/row-templates.tsx'
import { ErrorSummary } from '../layout/error-summary.tsx'
import { SelectField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import type { CrumbLink } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import type { StatusWord } from '../layout/status.tsx'
import { CommentsPanel, type CommentsPanelProps, countOpen } from './comments-panel.tsx'
import { DocumentBar, PeopleHere } from './document-bar.tsx'
import { DraftForm, type DraftFormProps } from './draft-form.tsx'
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
import { SuggestionsPanel, type SuggestionsPanelProps } from './suggestions-panel.tsx'
import { UnplacedCount, UnplacedList } from './unplaced-list.tsx'

export interface DraftPageProps extends Omit<DraftFormProps, 'version' | 'problems'> {
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly status: StatusWord
  readonly view: DraftView
  /** Where people write in it together: how far the log was, and who reads this page. */
  readonly live: { readonly version: number; readonly userId: string; readonly mode: WritingMode } | null
  /** "Gespeichert heute, 09:42 Uhr". */
  readonly saved: string
  /** As in "Zielvereinbarung zu § 25b AufenthG, Version 1". */
  readonly template: string
  /** Names the fields of this form. */
  readonly formName: string
  /** Other versions of its template that the draft may be moved to. */
  readonly offer: { readonly newer: number | null; readonly back: number | null }
  readonly sections: readonly DraftSection[]
  readonly missing: readonly MissingPlace[]
  /** What its reader typed and the document could not take. */
  readonly unplaced: readonly UnplacedInput[]
  readonly sheet: DraftSheet
  readonly comments: CommentsPanelProps
  readonly suggestions: SuggestionsPanelProps
  /** Whoever cannot write proposes. */
  readonly can: { readonly write: boolean; readonly copy: boolean; readonly discard: boolean }
  /** Who gave it back, and why. */
  readonly returned: { readonly byName: string; readonly at: string; readonly reason: string } | null
  /** Nobody of the unit can decide: somebody else is chosen at the end of the form. */
  readonly forwarding: {
    readonly choices: readonly { readonly value: string; readonly label: string }[]
    readonly chosen: string
  } | null
  /** It was submitted with proposals that nobody has decided about: what shall become of them is asked there too. */
  readonly asksAboutSuggestions: boolean
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
        <PeopleHere />
        <UnplacedCount count={props.unplaced.length} />
        <span id="speicherstand" class="vw-save">
          {props.saved}
        </span>
        <MissingButton missing={missing} />
        {props.can.write && (
          <>
            <button class="kern-btn kern-btn--secondary vw-by-hand" type="submit" form={formId}>
              <span class="kern-label">Speichern</span>
            </button>
            <button class="kern-btn kern-btn--primary" type="submit" form={formId} formaction={`${here}/submissions`}>
              <span class="kern-label">Zur Freigabe geben</span>
            </button>
          </>
        )}
      </DocumentBar>
      <DraftTabs view={view} missing={missing} comments={countOpen(props.comments)} />
      <div class="vw-split" data-tab={view} {...(props.isUnsaved ? { 'data-unsaved': 'true' } : {})} {...liveOf(props)}>
        <nav class="vw-pane vw-pane--stick vw-rail" aria-label="Abschnitte" data-of="rail">
          <DraftRail sections={sections} />
          <p class="vw-muted vw-small">{props.template}</p>
        </nav>
        <div class="vw-pane vw-stack vw-stack--wide" data-of="form">
          <Messages {...props} />
          <UnplacedList documentId={id} inputs={props.unplaced} />
          <DraftForm {...props} version={props.live?.version ?? null} problems={props.problem?.fields ?? []} />
          <OpenSuggestions {...props} />
          {props.live && <RowTemplates fields={props.fields} action={`${here}/draft`} />}
          <Forwarding {...props} />
          <AttachmentsLink here={`${here}/attachments`} />
          <nav class="vw-line" aria-label="Mehr zu diesem Dokument">
            <a href={`${here}/trail`}>Verlauf</a>
            <a href={`${here}/versions`}>Fassungen</a>
            <a href={`${here}/authorship`}>Wer hat was geschrieben</a>
            <a href={`${here}/participants`}>Mitschreiben</a>
            {props.offer.back !== null && <a href={`${here}/template-moves`}>Umgestellt: aufgehobene Angaben</a>}
            {props.can.copy && <a href={`/documents/new?copy=${id}`}>Als Vorbild für ein neues nehmen</a>}
            {props.can.discard && <a href={`${here}/discards`}>Entwurf verwerfen</a>}
          </nav>
        </div>
        <section class="vw-pane" aria-labelledby="fehlt" data-of="missing">
          <h2 class="kern-heading-medium" id="fehlt">
            Was noch fehlt
          </h2>
          <MissingList missing={missing} />
        </section>
        <div class="vw-beside vw-pane--stick" data-of="paper comments">
          <div class="vw-pane" data-of="comments">
            <SuggestionsPanel {...props.suggestions} />
            <CommentsPanel {...props.comments} />
          </div>
          <section class="vw-desk" data-of="paper" aria-label="Vorschau" tabindex={0}>
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
      </div>
    </Layout>
  )
}

const liveOf = ({ id, live, formName }: DraftPageProps) =>
  live && {
    'data-live': `/documents/${id}`,
    'data-version': String(live.version),
    'data-user': live.userId,
    'data-mode': live.mode,
    'data-form': formName,
  }

const Messages = ({ id, problem, notice, returned, voidsApproval, can, offer }: DraftPageProps) => (
  <>
    {!can.write && (
      <Note kind="info">
        <p>
          In diesem Dokument schlagen Sie Änderungen vor: Was Sie in die langen Texte schreiben, steht dort als
          Vorschlag, bis jemand darüber entscheidet. Zu allem anderen schreiben Sie einen Kommentar.
        </p>
      </Note>
    )}
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
    {can.write && offer.newer !== null && (
      <Note kind="info">
        <p>
          {`Neue Fassung der Dokumentvorlage: Version ${offer.newer}. `}
          <a href={`/documents/${id}/template-moves`}>Ansehen, was sich ändert</a>
        </p>
      </Note>
    )}
    {voidsApproval && (
      <Note kind="warning">
        <p>Dieses Dokument ist freigegeben. Wenn Sie es ändern und speichern, erlischt die Freigabe.</p>
      </Note>
    )}
  </>
)

const OpenSuggestions = ({ asksAboutSuggestions, problem }: DraftPageProps) =>
  asksAboutSuggestions && (
    <SelectField
      name="openSuggestions"
      form={formId}
      label="Offene Vorschläge"
      value=""
      choices={[
        { value: '', label: 'Erst einzeln entscheiden' },
        { value: 'accepted', label: 'Alle annehmen' },
        { value: 'rejected', label: 'Alle ablehnen' },
      ]}
      error={problem?.fields.find(({ path }) => path === 'openSuggestions')?.message}
    />
  )

const Forwarding = ({ forwarding, problem }: DraftPageProps) =>
  forwarding && (
    <SelectField
      name="forwardTo"
      form={formId}
      label="Leitung, die entscheidet"
      value={forwarding.chosen}
      choices={[{ value: '', label: 'Bitte wählen' }, ...forwarding.choices]}
      error={problem?.fields.find(({ path }) => path === 'forwardTo')?.message}
    />
  )
