import { element } from '../element.ts'

const noteId = 'liegt-vor'

const words =
  'Das Dokument liegt jetzt zur Freigabe vor. Was Sie zuletzt eingegeben haben und was noch nicht gespeichert war, ist auf diesem Gerät aufgehoben.'

/** Says over the form that nothing can be written any more, or takes it back. Saying it again changes nothing. */
export function showFrozen(root: HTMLElement, isFrozen: boolean): void {
  const shown = document.getElementById(noteId)
  if (!isFrozen) shown?.remove()
  if (!isFrozen || shown) return
  const icon = element('span', { class: 'kern-icon kern-icon--warning kern-icon--small', 'aria-hidden': 'true' })
  const text = element('div', {}, element('p', {}, words))
  const note = element('div', { id: noteId, class: 'vw-note vw-note--warning', role: 'alert' }, icon, text)
  root.querySelector('[data-of~="form"]')?.prepend(note)
}
