import { Icon } from '../layout/icon.tsx'
import { Moment } from '../layout/moments.tsx'

export interface CalendarLinkProps {
  /** ISO time; null while there is none. */
  readonly linkedAt: string | null
  /** The whole secret address, right after it was made; never again. */
  readonly url: string | null
}

/** The address by which a calendar program reads what is due. */
export const CalendarLink = ({ linkedAt, url }: CalendarLinkProps) => (
  <section class="vw-sec vw-stack" aria-labelledby="kalender">
    <header>
      <h2 id="kalender" class="kern-heading-medium">
        Kalender
      </h2>
    </header>
    <p>
      Ihr Kalenderprogramm kann Schritte und Wiedervorlagen als Tage anzeigen. Darin stehen keine Namen und keine
      Aktenzeichen, nur was es ist und ein Link hierher.
    </p>
    {url ? <NewLink url={url} /> : linkedAt && <LinkedSince at={linkedAt} />}
    <div class="vw-line">
      <form method="post" action="/profile/calendar-links" hx-boost="false">
        <button class="kern-btn kern-btn--secondary" type="submit">
          <Icon name="calendar-today" />
          <span class="kern-label">{linkedAt ? 'Link erneuern' : 'Link erstellen'}</span>
        </button>
      </form>
      {linkedAt && (
        <form method="post" action="/profile/calendar-links/ends" hx-boost="false">
          <button class="kern-btn kern-btn--tertiary" type="submit">
            <span class="kern-label">Link beenden</span>
          </button>
        </form>
      )}
    </div>
  </section>
)

const LinkedSince = ({ at }: { at: string }) => (
  <p>
    Es gibt einen Link, erstellt <Moment at={at} />. Wer ihn nicht mehr hat, erneuert ihn; der alte endet damit.
  </p>
)

const NewLink = ({ url }: { url: string }) => (
  <div class="kern-form-input">
    <label class="kern-label" for="kalender-link">
      Adresse für Ihr Kalenderprogramm
    </label>
    <div class="kern-hint" id="kalender-link-hint">
      Sie steht nur jetzt hier. Wer sie kennt, sieht Ihre Termine: Geben Sie sie nicht weiter.
    </div>
    <input
      class="kern-form-input__input vw-mono"
      id="kalender-link"
      type="text"
      readonly
      value={url}
      aria-describedby="kalender-link-hint"
    />
  </div>
)
