import { Icon } from '../layout/icon.tsx'
import { Lines } from '../layout/lines.tsx'
import { Moment } from '../layout/moments.tsx'
import { Status } from '../layout/status.tsx'

export interface ShownConsent {
  readonly id: string
  readonly recipient: string
  readonly words: string
  /** Goals and kinds of data, as people read them. */
  readonly scope: readonly string[]
  /** As printed. */
  readonly grantedOn: string
  readonly evidence: { readonly text: string; readonly href: string | null }
  readonly recordedBy: string
  readonly end: { readonly kind: 'withdrawn' | 'replaced'; readonly at: string; readonly by: string } | null
  /** How much went out that has not come back. */
  readonly out: number
}

export const ConsentFacts = ({ consent }: { consent: ShownConsent }) => (
  <dl class="vw-facts">
    <dt>Umfang im Wortlaut</dt>
    <dd>
      <Lines text={consent.words} />
    </dd>
    <dt>Weitergeben erlaubt</dt>
    <dd>{consent.scope.join(' · ')}</dd>
    <dt>Erteilt am</dt>
    <dd>{consent.grantedOn}</dd>
    <dt>Beleg</dt>
    <dd>
      {consent.evidence.href ? <a href={consent.evidence.href}>{consent.evidence.text}</a> : consent.evidence.text}
    </dd>
    <dt>Festgehalten von</dt>
    <dd>{consent.recordedBy}</dd>
    {consent.end && (
      <>
        <dt>{consent.end.kind === 'withdrawn' ? 'Widerrufen' : 'Ersetzt'}</dt>
        <dd>
          <Moment at={consent.end.at} exact /> {`(festgehalten von ${consent.end.by})`}
        </dd>
      </>
    )}
  </dl>
)

export const ConsentStanding = ({ consent: { end } }: { consent: ShownConsent }) =>
  end === null ? (
    <Status word="In Ordnung" text="Gilt" />
  ) : end.kind === 'withdrawn' ? (
    <Status word="Ungültig" text="Widerrufen" />
  ) : (
    <Status word="Abgelöst" text="Ersetzt" />
  )

/** One click, since giving takes no more; so it says before what it means. */
export const WithdrawalForm = ({ caseId, consent }: { caseId: string; consent: ShownConsent }) => (
  <form class="vw-stack vw-stack--tight" method="post" action={`/cases/${caseId}/consents/${consent.id}/withdrawals`}>
    <div>
      <button
        class="kern-btn kern-btn--tertiary kern-btn--x-small"
        type="submit"
        aria-label={`Widerruf festhalten: ${consent.recipient}`}
        aria-describedby={`widerruf-${consent.id}`}
      >
        <Icon name="close" />
        <span class="kern-label">Widerruf festhalten</span>
      </button>
    </div>
    <p class="vw-muted vw-small" id={`widerruf-${consent.id}`}>
      Gilt sofort und lässt sich nicht zurücknehmen. Nach einem Versehen braucht es eine neue Einwilligung.
    </p>
  </form>
)
