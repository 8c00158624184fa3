import { type DueLine, DueRow } from './due-list.tsx'

interface CaseDueProps {
  readonly caseId: string
  readonly lines: readonly DueLine[]
  /** How many there are beside those. */
  readonly more: number
  /** `letzter Kontakt am 02.10.2026` */
  readonly contact: string
  readonly can: { readonly write: boolean }
}

/** What is due of a case next: a part of its page, which fetches it. */
export const CaseDue = ({ caseId, lines, more, contact, can }: CaseDueProps) => (
  <section class="vw-sec" id="termine" aria-labelledby="termine-titel">
    <header>
      <h2 class="kern-heading-medium" id="termine-titel">
        Schritte und Wiedervorlagen
      </h2>
      {can.write && (
        <a class="kern-btn kern-btn--tertiary kern-btn--x-small" href={`/cases/${caseId}/reminders#neu`}>
          <span class="kern-icon kern-icon--add kern-icon--small" aria-hidden="true" />
          <span class="kern-label">Wiedervorlage eintragen</span>
        </a>
      )}
    </header>
    {lines.length > 0 ? (
      <ul class="vw-list vw-list--stack">
        {lines.map((line) => (
          <DueRow line={line} back={`/cases/${caseId}`} />
        ))}
      </ul>
    ) : (
      <p class="vw-muted">Nichts steht an.</p>
    )}
    <p class="vw-small vw-line vw-dots">
      <span>{contact}</span>
      <a href={`/cases/${caseId}/steps`}>Alle Schritte</a>
      <a href={`/cases/${caseId}/reminders`}>
        {more > 0 ? `Wiedervorlagen, ${more} weitere Termine` : 'Wiedervorlagen'}
      </a>
    </p>
  </section>
)
