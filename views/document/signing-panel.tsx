import type { Problem } from '../../server/base/result.ts'
import { TextField } from '../layout/field.tsx'
import { Icon } from '../layout/icon.tsx'
import { Moment } from '../layout/moments.tsx'

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
  readonly scans: readonly ShownScan[]
  readonly scanField: string
  /** Days as typed, where a form was refused; else today. */
  readonly days: ReadonlyMap<string, string>
  readonly can: { readonly record: boolean }
  readonly problem: Problem | null
}

/** The seal, everybody who is to sign, and the scan of the signed paper. */
export const SigningPanel = (props: SigningPanelProps) => {
  const { places, scans, can } = props
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
        {places.length > 0 && (
          <li>
            {scans.length > 0 ? <Icon name="success" /> : <span class="vw-dot" />}
            Scan der unterschriebenen Ausfertigung
            <small>{scans.length > 0 ? `${scans.length} hochgeladen, siehe Downloads` : 'noch keiner'}</small>
          </li>
        )}
      </ol>
      {places.length > 0 && can.record && <ScanForm {...props} />}
      {places.length > 0 && (
        <p class="vw-muted vw-small">
          „Unterschrieben“ ist das Dokument, wenn alle Unterschriften erfasst sind und ein Scan hier liegt.
        </p>
      )}
    </section>
  )
}

const errorAt = (problem: Problem | null, path: string): string | undefined =>
  problem?.fields.find((field) => field.path === path)?.message

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

const ScanForm = ({ id, scanField, problem }: SigningPanelProps) => (
  <form
    class="vw-panel vw-stack vw-stack--tight"
    method="post"
    action={`/documents/${id}/scans`}
    enctype="multipart/form-data"
    hx-boost="false"
  >
    <TextField
      name={scanField}
      type="file"
      label="Scan der unterschriebenen Ausfertigung"
      hint="PDF, JPEG oder PNG, bis 25 MiB. Die Ausfertigung selbst bleibt unverändert."
      accept="application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png"
      error={errorAt(problem, scanField)}
    />
    <button class="kern-btn kern-btn--secondary kern-btn--block" type="submit">
      <Icon name="drive-folder-upload" />
      <span class="kern-label">Scan hochladen</span>
    </button>
  </form>
)
