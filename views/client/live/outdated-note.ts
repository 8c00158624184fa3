import { element } from '../element.ts'

const noteId = 'umgestellt'

const words =
  'Dieser Entwurf folgt jetzt einer anderen Version der Dokumentvorlage: Manche Felder auf dieser Seite gibt es nicht mehr, andere fehlen. '

/** Says over the form that it was made for another version of the template. Saying it again changes nothing. */
export function showOutdated(root: HTMLElement, isOutdated: boolean): void {
  if (!isOutdated || document.getElementById(noteId)) return
  const icon = element('span', { class: 'kern-icon kern-icon--warning kern-icon--small', 'aria-hidden': 'true' })
  const way = element('a', { href: `${location.pathname}?view=form`, 'hx-boost': 'false' }, 'Seite neu laden')
  const text = element('div', {}, element('p', {}, words, way))
  const note = element('div', { id: noteId, class: 'vw-note vw-note--warning', role: 'alert' }, icon, text)
  root.querySelector('[data-of~="form"]')?.prepend(note)
}
