import type { UnplacedInput } from '../../server/document/unplaced.ts'
import { Icon } from '../layout/icon.tsx'
import { Lines } from '../layout/lines.tsx'
import { PaperBlocks } from './paper.tsx'

interface UnplacedProps {
  readonly documentId: string
  readonly inputs: readonly UnplacedInput[]
}

/** What its reader typed and the document could not take: others had deleted where it belonged. With script it can be put
 *  back where it belongs (views/client/live/unplaced.ts); without, it stands here to be copied. */
export const UnplacedList = ({ documentId, inputs }: UnplacedProps) => (
  <section
    id="nicht-uebernommen"
    class="vw-stack vw-stack--tight"
    {...(inputs.length > 0 ? { 'aria-labelledby': 'nicht-uebernommen-titel' } : {})}
    hidden={inputs.length === 0}
  >
    {inputs.length > 0 && (
      <>
        <h2 class="kern-heading-medium" id="nicht-uebernommen-titel" tabindex={-1}>
          Nicht übernommene Eingaben
        </h2>
        <p>
          Das haben Sie geschrieben, es steht aber nicht im Dokument: meist, weil jemand die Stelle zur gleichen Zeit
          gelöscht hat, oder weil es das Feld in dieser Version der Dokumentvorlage nicht gibt. Nur Sie sehen diese
          Liste.
        </p>
        <ul class="vw-unplaced">
          {inputs.map((input) => (
            <UnplacedItem documentId={documentId} input={input} />
          ))}
        </ul>
      </>
    )}
  </section>
)

const UnplacedItem = ({ documentId, input }: { documentId: string; input: UnplacedInput }) => {
  const { id, place, label, hasField, at, content, blocks, goneRow } = input
  const gone = goneRow ? { 'data-gone-list': goneRow.list, 'data-gone-row': goneRow.row } : {}
  return (
    <li
      class="vw-stack vw-stack--tight"
      data-unplaced={id}
      data-unplaced-place={place}
      data-content={content}
      data-kind={blocks ? 'text' : 'value'}
      {...gone}
    >
      <p class="vw-small">
        <strong>{label}</strong>
        <span class="vw-muted">{`, ${at}`}</span>
      </p>
      {!hasField && <p class="vw-small">Dieses Feld hat die Dokumentvorlage jetzt nicht mehr.</p>}
      <div class="vw-unplaced__text">
        {blocks ? <PaperBlocks blocks={blocks} underLevel={2} /> : <Lines text={content} />}
      </div>
      {goneRow && (
        <p class="vw-small">Den Eintrag, zu dem das gehört, gibt es nicht mehr. Er wird dabei wieder eingefügt.</p>
      )}
      <div class="vw-line">
        {hasField && (
          <button class="kern-btn kern-btn--secondary kern-btn--x-small vw-only-together" type="button" data-take-back>
            <Icon name="add" />
            <span class="kern-label">{blocks ? 'An der Schreibmarke einfügen' : 'Wieder eintragen'}</span>
          </button>
        )}
        <form method="post" action={`/documents/${documentId}/unplaced/${id}/settlements`}>
          <button
            class="kern-btn kern-btn--tertiary kern-btn--x-small"
            type="submit"
            aria-label={`Verwerfen: ${label}`}
            hx-post={`/documents/${documentId}/unplaced/${id}/settlements`}
            hx-target="#nicht-uebernommen"
            hx-swap="outerHTML"
          >
            <Icon name="delete" />
            <span class="kern-label">Verwerfen</span>
          </button>
        </form>
      </div>
    </li>
  )
}

/** How many there are, in the bar over the document. */
export const UnplacedCount = ({ count, oob = false }: { count: number; oob?: boolean }) => (
  <span id="nicht-uebernommen-zahl" {...(oob ? { 'hx-swap-oob': 'true' } : {})}>
    {count > 0 && (
      <a class="vw-save vw-save--failed" href="#nicht-uebernommen">
        <Icon name="warning" />
        {count === 1 ? '1 Eingabe nicht übernommen' : `${count} Eingaben nicht übernommen`}
      </a>
    )}
  </span>
)

/** The list again, with the count beside it. */
export const UnplacedUpdate = (props: UnplacedProps) => (
  <>
    <UnplacedList {...props} />
    <UnplacedCount count={props.inputs.length} oob />
  </>
)
