import type { Anchor } from '../../../server/writing/writing.ts'

export const panel = (): HTMLDetailsElement | null => document.querySelector('details#kommentare')

/** On narrow windows only one of them is to be seen. */
export function turnTo(view: 'form' | 'comments'): void {
  document.querySelector<HTMLElement>(`.vw-tabs button[value="view:${view}"]`)?.click()
}

/** The eye finds the comment; the caret stays where it is. */
export function pointAt(id: string): void {
  const comments = panel()
  const thread = document.getElementById(`kommentar-${id}`)
  if (!comments || !thread) return
  comments.open = true
  for (const other of comments.querySelectorAll('[aria-current]')) other.removeAttribute('aria-current')
  thread.setAttribute('aria-current', 'true')
  if (thread.checkVisibility()) thread.scrollIntoView({ block: 'nearest' })
}

export function leadTo(id: string): void {
  turnTo('comments')
  pointAt(id)
  document.getElementById(`kommentar-${id}`)?.focus()
}

interface FormBeginning {
  readonly place: string
  readonly quote: string
  readonly anchor: Anchor | null
}

const formDom = (): HTMLFormElement | null => document.querySelector('#kommentar-form-new > form')

export function openForm({ place, quote, anchor }: FormBeginning): void {
  const [comments, form] = [panel(), formDom()]
  const around = form?.closest('details')
  if (!comments || !form || !around) return
  turnTo('comments')
  comments.open = true
  around.open = true
  const select = form.elements.namedItem('place')
  if (select instanceof HTMLSelectElement) select.value = place
  const words = form.elements.namedItem('quote')
  if (words instanceof HTMLInputElement) words.value = quote.replace(/\s+/gu, ' ').trim().slice(0, 500)
  setAnchor(anchor)
  form.querySelector('textarea')?.focus()
}

export function setAnchor(anchor: Anchor | null): void {
  for (const name of ['version', 'from', 'to'] as const) {
    const input = formDom()?.elements.namedItem(name)
    if (input instanceof HTMLInputElement) input.value = anchor ? String(anchor[name]) : ''
  }
}
