import { Moment } from '../layout/moments.tsx'

export interface ShownDisclosure {
  readonly id: string
  readonly recipient: string
  /** `Partnerblatt, 2 Seiten`, or what somebody wrote. */
  readonly what: string
  /** Where it can still be read; null for words, and for sheets whose consent is withdrawn. */
  readonly href: string | null
  readonly scope: readonly string[]
  readonly way: string
  readonly handedOn: string
  readonly recordedBy: string
  readonly returnedAt: string | null
}

interface DisclosureListProps {
  readonly caseId: string
  readonly disclosures: readonly ShownDisclosure[]
  /** Where the list is about more than one recipient. */
  readonly named?: boolean
}

/** What is out, the newest first, each with a way to note down that it is back. */
export const DisclosureList = ({ caseId, disclosures, named = false }: DisclosureListProps) => (
  <ul class="vw-list">
    {disclosures.map((disclosure) => {
      const { id, recipient, what, href, scope, way, handedOn, recordedBy, returnedAt } = disclosure
      return (
        <li>
          <div>
            <b>{named ? `${recipient}: ${what}` : what}</b>
            {scope.length > 0 && <div class="vw-small">{scope.join(' · ')}</div>}
            <div class="vw-muted vw-small">{`${way} am ${handedOn}, festgehalten von ${recordedBy}`}</div>
            {returnedAt && (
              <div class="vw-small">
                Zurück oder vernichtet, festgehalten am <Moment at={returnedAt} />
              </div>
            )}
            {href && (
              <a class="vw-small" href={href} hx-boost="false" target="_blank" rel="noopener">
                Blatt öffnen (neues Fenster)
              </a>
            )}
          </div>
          {returnedAt === null && (
            <form method="post" action={`/cases/${caseId}/disclosures/${id}/returns`}>
              <button
                class="kern-btn kern-btn--tertiary kern-btn--x-small"
                type="submit"
                aria-label={`Zurück oder vernichtet: ${recipient}, ${what}`}
              >
                <span class="kern-label">Zurück oder vernichtet</span>
              </button>
            </form>
          )}
        </li>
      )
    })}
  </ul>
)
