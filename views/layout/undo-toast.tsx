import { Icon } from './icon.tsx'

export interface Undo {
  /** What was done: "Wiedervorlage erledigt". */
  readonly said: string
  /** Where taking it back is posted. */
  readonly action: string
  /** The page to come back to. */
  readonly back: string
}

/** What was done at once can be taken back at once. The browser's script lets it go after ten seconds of rest; the same
 *  way back stays where the thing is listed. */
export const UndoToast = ({ said, action, back }: Undo) => (
  <form class="vw-toast" method="post" action={action} data-toast={said}>
    <span>{said}</span>
    <input type="hidden" name="back" value={back} />
    <button class="kern-btn kern-btn--tertiary kern-btn--x-small" type="submit" aria-label={`Rückgängig: ${said}`}>
      <Icon name="autorenew" />
      <span class="kern-label">Rückgängig</span>
    </button>
  </form>
)
