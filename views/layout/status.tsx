import { Icon, type IconName } from './icon.tsx'

type Colour = 'neutral' | 'info' | 'warning' | 'success' | 'danger'

const looks = {
  Entwurf: ['edit', 'neutral'],
  Offen: ['edit', 'neutral'],
  Geschlossen: ['check', 'neutral'],
  Verworfen: ['close', 'neutral'],
  Deaktiviert: ['close', 'neutral'],
  Abgelöst: ['content-copy', 'neutral'],
  'In Freigabe': ['visibility', 'info'],
  'In Mitzeichnung': ['visibility', 'info'],
  'Wird ausgefertigt': ['autorenew', 'info'],
  Ausgefertigt: ['draft', 'info'],
  'Teilweise unterschrieben': ['edit', 'warning'],
  Teilweise: ['warning', 'warning'],
  'Läuft ab': ['warning', 'warning'],
  Zurückgegeben: ['arrow-back', 'danger'],
  Fehler: ['danger', 'danger'],
  Störung: ['danger', 'danger'],
  Ungültig: ['danger', 'danger'],
  Freigegeben: ['check', 'success'],
  Belegt: ['check', 'success'],
  'In Ordnung': ['check', 'success'],
  Unterschrieben: ['success', 'success'],
  Erreicht: ['success', 'success'],
  Erledigt: ['check', 'success'],
} as const satisfies Record<string, readonly [IconName, Colour]>

/** The words people read for a state. */
export type StatusWord = keyof typeof looks

/** A state as icon, word and colour, in that order of importance. `text` replaces the word where it counts something
 *  ("2 von 3 Unterschriften"). */
export const Status = ({ word, text = word }: { word: StatusWord; text?: string }) => {
  const [icon, colour] = looks[word]
  const colourClass = colour === 'neutral' ? 'vw-status--neutral' : `kern-badge--${colour}`
  return (
    <span class={`kern-badge kern-badge--small vw-status ${colourClass}`}>
      <Icon name={icon} />
      <span class="kern-label">{text}</span>
    </span>
  )
}
