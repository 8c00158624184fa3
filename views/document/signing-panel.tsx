import type { Problem } from '../../server/base/result.ts'
import { errorAt } from '../auth/refusal.tsx'
import { TextField } from '../layout/field.tsx'
import { Icon } from '../layout/icon.tsx'
import { Moment } from '../layout/moments.tsx'
import { ScanForm } from './scan-form.tsx'

export interface SigningPlace {
  readonly rowId: string
  readonly name: string
  readonly role: string
  /** As printed, 26.11.2026; null as long as nobody noted it down. */
  readonly signedOn: string | null
  readonly recordedBy: string | null
  /** The name of the field for the day. */
  readonly dayField: string
}

export interface ShownScan {
  readonly id: string
  readonly fileName: string
  readonly size: string
  readonly uploadedBy: string
  readonly uploadedAt: string
}

export interface SigningPanelProps {
  readonly id: string
  readonly sealedAt: string
  readonly places: readonly SigningPlace[]
  /** Copies of the signed paper. */
  readonly scans: readonly ShownScan[]
  /** How the paper stands that is being brought back; null as long as nothing is issued. */
  readonly paper: {
    readonly standing: 'nothing' | 'reading' | 'incomplete' | 'complete'
    readonly summary: string
  } | null
  readonly scanField: string
  /** Days as typed, where a form was refused; else today. */
  readonly days: ReadonlyMap<string, string>
  readonly can: { readonly record: boolean }
  readonly problem: Problem | null
}

/** The seal, everybody who is to sign, and the scan of the signed paper. */
export const SigningPanel = (props: SigningPanelProps) => {
  const { places, can } = props
  const signed = places.filter(({ signedOn }) => signedOn !== null).length
  return (
    <section class="vw-sec" aria-labelledby="unterschriften">
      <header>
        <h2 class="kern-heading-medium" id="unterschriften">
          {places.length > 0 ? 'Unterschriften' : 'Siegel'}
        </h2>
        {places.length > 0 && <span class="vw-muted vw-small">{`${signed} von ${places.length}`}</span>}
      </header>
      <ol class="vw-route">
        <li>
          <Icon name="success" />
          Elektronisches Siegel der Behörde
          <small>
            gesetzt am <Moment at={props.sealedAt} />
          </small>
        </li>
        {places.map((place) => (
          <Place place={place} {...props} />
        ))}
        {places.length > 0 && <PaperBack {...props} />}
      </ol>
      {places.length > 0 && can.record && (
        <ScanForm id={props.id} scanField={props.scanField} error={errorAt(props.problem, props.scanField)} />
      )}
      {places.length > 0 && (
        <p class="vw-muted vw-small">
          „Unterschrieben“ ist das Dokument, wenn alle Unterschriften erfasst sind und der Scan aller Seiten hier liegt.
        </p>
      )}
    </section>
  )
}

/** Every page of the paper back again, or what is missing. */
const PaperBack = ({ id, paper, scans }: SigningPanelProps) => {
  const isThere = scans.length > 0
  const words =
    isThere && paper?.standing !== 'complete' ? `${scans.length} abgelegt` : (paper?.summary ?? 'noch keiner')
  return (
    <li>
      {isThere ? <Icon name="success" /> : <span class="vw-dot" />}
      Scan des unterschriebenen Papiers
      <small>
        {words} · <a href={`/documents/${id}/scans`}>Seiten ansehen</a>
      </small>
    </li>
  )
}

const Place = ({ place, id, days, can, problem }: { place: SigningPlace } & SigningPanelProps) => (
  <li>
    {place.signedOn === null ? <span class="vw-dot vw-dot--now" /> : <Icon name="success" />}
    <b>{`${place.name}, ${place.role}`}</b>
    {place.signedOn === null ? (
      <small>noch offen</small>
    ) : (
      <small>{`auf Papier unterschrieben am ${place.signedOn}, erfasst von ${place.recordedBy}`}</small>
    )}
    {can.record && (
      <form class="vw-stack vw-stack--tight" method="post" action={`/documents/${id}/signatures`}>
        <input type="hidden" name="row" value={place.rowId} />
        {place.signedOn === null ? (
          <>
            <TextField
              name={place.dayField}
              label="Unterschrieben am"
              hint="TT.MM.JJJJ"
              value={days.get(place.rowId) ?? days.get('') ?? ''}
              error={errorAt(problem, place.dayField)}
              autocomplete="off"
              inputmode="numeric"
            />
            <button
              class="kern-btn kern-btn--secondary kern-btn--x-small"
              type="submit"
              name="act"
              value="record"
              aria-label={`Unterschrift erfassen: ${place.name}`}
            >
              <span class="kern-label">Unterschrift erfassen</span>
            </button>
          </>
        ) : (
          <button
            class="kern-btn kern-btn--tertiary kern-btn--x-small"
            type="submit"
            name="act"
            value="withdraw"
            aria-label={`Eintrag zurücknehmen: ${place.name}`}
          >
            <span class="kern-label">Eintrag zurücknehmen</span>
          </button>
        )}
      </form>
    )}
  </li>
)
