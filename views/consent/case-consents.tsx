import { Note } from '../layout/note.tsx'

export interface CaseConsentsProps {
  readonly caseId: string
  readonly holding: readonly { readonly id: string; readonly recipient: string; readonly scope: readonly string[] }[]
  /** How many signed ones wait to be recorded, and how many things to be asked back. */
  readonly waiting: number
  readonly toAskBack: number
}

/** Who may learn what: a part of the page of a case, which fetches it. */
export const CaseConsents = ({ caseId, holding, waiting, toAskBack }: CaseConsentsProps) => (
  <section class="vw-sec" id="einwilligungen" aria-labelledby="einwilligungen-titel">
    <header>
      <h2 class="kern-heading-medium" id="einwilligungen-titel">
        Einwilligungen
      </h2>
      <a class="kern-link kern-link--no-visited-state kern-link--small" href={`/cases/${caseId}/consents`}>
        Einwilligungen und Weitergaben
      </a>
    </header>
    <div class="vw-stack">
      {toAskBack > 0 && (
        <Note kind="warning">
          <p>{`Nach einem Widerruf zurückzufordern: ${toAskBack === 1 ? 'eine Weitergabe' : `${toAskBack} Weitergaben`}.`}</p>
        </Note>
      )}
      {waiting > 0 && (
        <Note kind="info">
          <p>{`${waiting === 1 ? 'Eine unterschriebene Einwilligung ist' : `${waiting} unterschriebene Einwilligungen sind`} noch nicht festgehalten.`}</p>
        </Note>
      )}
      {holding.length === 0 ? (
        <p class="vw-muted vw-small">Zurzeit darf keine andere Stelle etwas erfahren.</p>
      ) : (
        <ul class="vw-list vw-small">
          {holding.map(({ id, recipient, scope }) => (
            <li>
              <div>
                <a href={`/cases/${caseId}/consents/${id}`}>{recipient}</a>
                <div class="vw-muted">{scope.join(' · ')}</div>
              </div>
            </li>
          ))}
        </ul>
      )}
    </div>
  </section>
)
