import { TextSelection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { isAllowedHref } from '../../server/blocks/canonical.ts'
import { richSchema } from '../../server/blocks/schema.ts'
import { element } from './element.ts'

const { link } = richSchema.marks

const refusal =
  'Geben Sie eine vollständige Adresse an, zum Beispiel https://www.kreis.example, eine E-Mail-Adresse oder tel: mit einer Nummer.'

/** Asks for the address of the selected words, or of the link at the caret, and gives the focus back to the text. */
export function askForLink(view: EditorView): void {
  const range = linkRange(view)
  const dialog = createDialog({ href: range.href, asksWords: range.from === range.to })
  const { form, address, words, error } = dialog
  document.body.append(dialog.dom)

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const href = completed(address.value)
    if (!isAllowedHref(href)) {
      error.hidden = false
      address.setAttribute('aria-invalid', 'true')
      address.setAttribute('aria-describedby', error.id)
      address.focus()
      return
    }
    setLink(view, { ...range, href, words: words?.value.trim() || href })
    dialog.dom.close()
  })
  dialog.remove?.addEventListener('click', () => {
    view.dispatch(view.state.tr.removeMark(range.from, range.to, link))
    dialog.dom.close()
  })
  dialog.cancel.addEventListener('click', () => dialog.dom.close())
  dialog.dom.addEventListener('close', () => {
    dialog.dom.remove()
    view.focus()
  })
  dialog.dom.showModal()
  const first = words ?? address
  first.focus()
}

interface LinkRange {
  readonly from: number
  readonly to: number
  readonly href: string
}

/** The selection, or the whole link around the caret. */
function linkRange({ state }: EditorView): LinkRange {
  const { from, to, empty, $from } = state.selection
  const beside = [state.doc.nodeAt(from), empty ? $from.nodeBefore : null].flatMap((node) => node?.marks ?? [])
  const mark = link.isInSet(beside)
  const href = String(mark?.attrs.href ?? '')
  if (!empty || !mark) return { from, to, href }
  const start = $from.start()
  let [first, last] = [from, to]
  $from.parent.forEach((node, offset) => {
    const [begin, end] = [start + offset, start + offset + node.nodeSize]
    if (!mark.isInSet(node.marks) || end < from || begin > from) return
    first = Math.min(first, begin)
    last = Math.max(last, end)
  })
  return { from: first, to: last, href }
}

function setLink(view: EditorView, { from, to, href, words }: LinkRange & { readonly words: string }): void {
  const { tr } = view.state
  if (from === to) tr.insertText(words, from)
  const end = from === to ? from + words.length : to
  tr.removeMark(from, end, link).addMark(from, end, link.create({ href }))
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, end)).removeStoredMark(link).scrollIntoView())
}

/** As people write addresses: without the beginning that machines need. */
function completed(typed: string): string {
  const text = typed.trim()
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) || text === '') return text
  if (/^[^\s/@]+@[^\s/@]+$/.test(text)) return `mailto:${text}`
  return /^[^\s/]+\.[a-z]{2,}(?:[/?#]|$)/i.test(text) ? `https://${text}` : text
}

function createDialog({ href, asksWords }: { readonly href: string; readonly asksWords: boolean }) {
  const address = inputField('link-adresse', 'Adresse')
  address.input.value = href
  address.input.setAttribute('inputmode', 'url')
  const words = asksWords ? inputField('link-text', 'Text des Links') : null
  const error = element(
    'p',
    { class: 'kern-error', id: 'link-fehler', role: 'alert' },
    element('span', { class: 'kern-body' }, refusal),
  )
  error.hidden = true
  address.dom.append(error)
  const remove = href ? textButton('kern-btn--tertiary', 'Link entfernen') : null
  const cancel = textButton('kern-btn--secondary', 'Abbrechen')
  const save = textButton('kern-btn--primary', 'Übernehmen', 'submit')
  const title = element('h2', { class: 'kern-title', id: 'link-titel' }, 'Link')
  const body = element('section', { class: 'kern-dialog__body' }, ...(words ? [words.dom] : []), address.dom)
  const foot = element('footer', { class: 'kern-dialog__footer' }, ...(remove ? [remove] : []), cancel, save)
  const form = element('form', { method: 'dialog', novalidate: '' }, body, foot)
  const head = element('header', { class: 'kern-dialog__header' }, title)
  const dom = element('dialog', { class: 'kern-dialog', 'aria-labelledby': 'link-titel' }, head, form)
  return { dom, form, address: address.input, words: words?.input ?? null, error, remove, cancel }
}

function inputField(id: string, label: string) {
  const input = element('input', { class: 'kern-form-input__input', id, type: 'text', autocomplete: 'off' })
  const dom = element(
    'div',
    { class: 'kern-form-input' },
    element('label', { class: 'kern-label', for: id }, label),
    input,
  )
  return { dom, input }
}

function textButton(kind: string, label: string, type: 'button' | 'submit' = 'button'): HTMLButtonElement {
  return element('button', { class: `kern-btn ${kind}`, type }, element('span', { class: 'kern-label' }, label))
}
