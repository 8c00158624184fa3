import { element } from './element.ts'

const refusalId = (textarea: HTMLTextAreaElement): string => `${textarea.id}-editor-fehlt`

/** Says why a text is shown as HTML: it holds something the editor cannot show, and would lose. */
export function refuse(textarea: HTMLTextAreaElement, problem: string): void {
  withdrawRefusal(textarea)
  const words = `Der Editor kann diesen Text nicht zeigen. ${problem} Berichtigen Sie die Stelle hier; dann erscheint der Editor.`
  textarea.before(element('p', { class: 'kern-hint', id: refusalId(textarea), role: 'status' }, words))
  const described = [...describedBy(textarea), refusalId(textarea)]
  textarea.setAttribute('aria-describedby', described.join(' '))
}

export function withdrawRefusal(textarea: HTMLTextAreaElement): void {
  const id = refusalId(textarea)
  document.getElementById(id)?.remove()
  const described = describedBy(textarea).filter((each) => each !== id)
  if (described.length > 0) textarea.setAttribute('aria-describedby', described.join(' '))
  else textarea.removeAttribute('aria-describedby')
}

const describedBy = (textarea: HTMLTextAreaElement): string[] =>
  (textarea.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean)
