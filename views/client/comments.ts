import { onHtmx } from './htmx-events.ts'

// Comments beside a document are exchanged whenever somebody says something: what is typed there and what stands open
// outlives every exchange.
const panel = (): HTMLDetailsElement | null => document.querySelector('details#kommentare')

const actionOf = (form: HTMLFormElement): string => form.getAttribute('action') ?? ''

/** The form that an exchange came from; nothing for an exchange that nobody here asked for. */
function sentTo({ action, method }: { readonly action: string; readonly method: string }): string | null {
  return method === 'POST' ? new URL(action, location.href).pathname : null
}

onHtmx('htmx-before-swap', ({ target, request }, { detail }) => {
  const now = panel()
  if (!now || target !== now) return
  for (const { fragment } of detail.tasks ?? []) {
    const next = fragment?.querySelector<HTMLDetailsElement>('#kommentare')
    if (next) carryOver(now, next, sentTo(request))
  }
})

function carryOver(now: HTMLDetailsElement, next: HTMLDetailsElement, sent: string | null): void {
  next.open = now.open
  for (const { id, open } of now.querySelectorAll('details')) {
    const later = next.querySelector<HTMLDetailsElement>(`details[id="${CSS.escape(id)}"]`)
    const isSent = later?.querySelector(':scope > form')?.getAttribute('action') === sent
    if (later && !isSent) later.open = open
  }
  for (const form of now.querySelectorAll('form')) {
    if (actionOf(form) === sent) continue
    const later = next.querySelector<HTMLFormElement>(`form[action="${CSS.escape(actionOf(form))}"]`)
    if (later) carryTyped(form, later)
  }
}

function carryTyped(form: HTMLFormElement, later: HTMLFormElement): void {
  for (const control of form.elements) {
    const same = later.elements.namedItem(control.getAttribute('name') ?? '')
    if (control instanceof HTMLTextAreaElement && same instanceof HTMLTextAreaElement) same.textContent = control.value
    if (control instanceof HTMLInputElement && same instanceof HTMLInputElement)
      same.setAttribute('value', control.value)
    if (control instanceof HTMLSelectElement && same instanceof HTMLSelectElement) {
      for (const option of same.options) option.toggleAttribute('selected', option.value === control.value)
    }
  }
}

onHtmx('htmx-after-swap', ({ target, request }) => {
  const now = panel()
  const sent = sentTo(request)
  if (!now || target?.id !== now.id || sent === null) return
  const wrong = now.querySelector<HTMLElement>('[aria-invalid]')
  if (wrong) wrong.focus()
  else finish(now, sent)
})

/** The form is empty again, and whoever sent it goes on at what came of it. */
function finish(now: HTMLDetailsElement, sent: string): void {
  now.querySelector<HTMLFormElement>(`form[action="${CSS.escape(sent)}"]`)?.reset()
  const thread = document.getElementById(now.dataset.focus ?? '')
  delete now.dataset.focus
  const next = thread?.checkVisibility() ? thread : now.querySelector('summary')
  next?.focus()
  const spoken = document.getElementById('meldungen')
  if (spoken && thread) spoken.textContent = 'Kommentare aktualisiert'
}

// On narrow windows the comments have a tab of their own, where nothing else is to be seen.
document.addEventListener('click', ({ target }) => {
  const now = panel()
  if (now && target instanceof Element && target.closest('.vw-tabs button[value="view:comments"]')) now.open = true
})
