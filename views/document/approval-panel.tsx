import type { Problem } from '../../server/base/result.ts'
import { errorAt } from '../auth/refusal.tsx'
import { SelectField, TextAreaField } from '../layout/field.tsx'
import { Note } from '../layout/note.tsx'

export interface ApprovalPanelProps {
  readonly documentId: string
  /** Of what is shown: it travels with the form, so that nobody decides on what she has not read. */
  readonly contentHash: string
  /** `7F3A 91C2`. */
  readonly shortHash: string
  readonly can: {
    readonly decide: boolean
    readonly forward: boolean
    /** Why she cannot decide. */
    readonly why: string | null
  }
  readonly writtenBy: string
  readonly lastChangedBy: string
  /** Who else may decide, as a sentence names them; empty for nobody. */
  readonly otherDeciders: string
  readonly forwardChoices: readonly { readonly value: string; readonly label: string }[]
  readonly reason: string
  readonly forwardTo: string
  readonly problem: Problem | null
}

/** The place to act: one form with two buttons, or why there is none, and to whom it can go. */
export const ApprovalPanel = (props: ApprovalPanelProps) => (
  <section class="vw-panel vw-stack" id={`approval-panel-${props.documentId}`} aria-labelledby="entscheidung">
    <h2 class="kern-heading-medium" id="entscheidung" tabindex={-1}>
      Entscheidung
    </h2>
    {props.can.decide ? <DecisionForm {...props} /> : <Barred {...props} />}
  </section>
)

const DecisionForm = (props: ApprovalPanelProps) => {
  const { documentId, contentHash, shortHash, reason, problem } = props
  return (
    <>
      <form class="vw-stack" method="post" action={`/documents/${documentId}/approvals`} novalidate>
        <input type="hidden" name="contentHash" value={contentHash} />
        <div class="vw-stack vw-stack--tight">
          <button class="kern-btn kern-btn--primary kern-btn--block" type="submit">
            <span class="kern-label">Freigeben</span>
          </button>
          <p class="vw-muted vw-small">
            Sie geben genau diesen Inhalt frei: <span class="vw-mono vw-nowrap">{shortHash}</span>. Jede spätere
            Änderung hebt die Freigabe sichtbar auf.
          </p>
        </div>
        <hr class="kern-divider kern-divider--decorative" />
        <TextAreaField
          name="reason"
          label="Grund der Rückgabe"
          hint={`Pflicht bei der Rückgabe. ${props.writtenBy} liest ihn sofort.`}
          value={reason}
          rows={3}
          error={errorAt(problem, 'reason')}
        />
        <button
          class="kern-btn kern-btn--secondary kern-btn--block"
          type="submit"
          formaction={`/documents/${documentId}/returns`}
        >
          <span class="kern-label">Zurückgeben</span>
        </button>
      </form>
      {props.can.forward && (
        <details open={props.forwardTo !== '' || errorAt(problem, 'to') !== undefined}>
          <summary>An eine andere Leitung weitergeben</summary>
          <ForwardForm {...props} isMain={false} />
        </details>
      )}
    </>
  )
}

const Barred = (props: ApprovalPanelProps) => (
  <>
    {props.can.why && (
      <Note kind="warning">
        <p>
          <b>Sie können nicht freigeben.</b> {props.can.why}
        </p>
        {props.otherDeciders !== '' && <p>{`Entscheiden kann: ${props.otherDeciders}.`}</p>}
      </Note>
    )}
    {props.can.forward && <ForwardForm {...props} isMain />}
  </>
)

const ForwardForm = (props: ApprovalPanelProps & { readonly isMain: boolean }) => (
  <form class="vw-stack" method="post" action={`/documents/${props.documentId}/forwardings`} novalidate>
    <SelectField
      name="to"
      label="An wen weitergeben?"
      value={props.forwardTo}
      choices={[{ value: '', label: 'Bitte wählen' }, ...props.forwardChoices]}
      error={errorAt(props.problem, 'to')}
    />
    <button
      class={`kern-btn ${props.isMain ? 'kern-btn--primary' : 'kern-btn--secondary'} kern-btn--block`}
      type="submit"
    >
      <span class="kern-label">Weitergeben</span>
    </button>
  </form>
)

/** Below the panel of whoever may decide: why she may. */
export const FourEyes = ({ writtenBy, lastChangedBy }: Pick<ApprovalPanelProps, 'writtenBy' | 'lastChangedBy'>) => (
  <Note kind="success">
    <p class="vw-small">
      <b>Vier Augen sind gewahrt.</b>{' '}
      {writtenBy === lastChangedBy
        ? `Verfasst und zuletzt geändert von ${writtenBy}.`
        : `Verfasst von ${writtenBy}, zuletzt geändert von ${lastChangedBy}.`}{' '}
      Sie waren es nicht.
    </p>
  </Note>
)
