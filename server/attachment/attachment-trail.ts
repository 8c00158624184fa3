import type { TrailEntry } from '../audit/audit.ts'

/** What was done with an attachment, as a sentence goes on after `hat`; null for other events. `inIt` says where, with a
 *  space at its end, or is empty. */
export function attachmentPredicate(
  { event, details }: Pick<TrailEntry, 'event' | 'details'>,
  inIt = '',
): string | null {
  switch (event.slice(event.indexOf('.') + 1)) {
    case 'attachment_added':
      return `${inIt}eine Anlage hinzugefügt`
    case 'attachment_changed':
      return `${inIt}die Angaben zu einer${details.public === true ? ' öffentlichen' : ''} Anlage geändert`
    case 'attachment_moved':
      return `${inIt}die Reihenfolge der Anlagen geändert`
    case 'attachment_removed':
      return `${inIt}eine Anlage entfernt`
    case 'attachment_restored':
      return `${inIt}eine entfernte Anlage zurückgeholt`
    case 'attachment_turned':
      return `${inIt}ein Bild der Anlagen gedreht`
    case 'attachment_reduced':
      return `${inIt}ein Bild der Anlagen verkleinert`
    case 'attachment_original_restored':
      return `${inIt}ein Bild der Anlagen wiederhergestellt, wie es ankam`
    case 'attachment_original_discarded':
      return `${inIt}das Original eines geänderten Bildes verworfen`
    default:
      return null
  }
}
