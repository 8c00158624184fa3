import { onHtmx } from './htmx-events.ts'

// The draft of a document. Without script its tabs and the button for what is missing send the form and get it back;
// with it they act at once, and a missing place on the paper leads to its field.
const split = (): HTMLElement | null => document.querySelector('.vw-split[data-tab]')

document.addEventListener('click', (event) => {
  const { target } = event
  if (!(target instanceof Element)) return
  const tab = target.closest<HTMLButtonElement>('.vw-tabs button[value^="view:"]')
  const gap = target.closest<HTMLAnchorElement>('a[data-gap]')
  const place = gap && document.getElementById(gap.hash.slice(1))
  if (tab) show(tab.value.slice('view:'.length))
  else if (place) goTo(place)
  else return
  event.preventDefault()
})

function show(view: string): void {
  const panes = split()
  if (!panes) return
  panes.dataset.tab = view
  for (const tab of document.querySelectorAll<HTMLButtonElement>('.vw-tabs button')) {
    if (tab.value === `view:${view}`) tab.setAttribute('aria-current', 'true')
    else tab.removeAttribute('aria-current')
  }
}

function goTo(place: HTMLElement): void {
  show('form')
  for (let row = place.closest('details'); row; row = row.parentElement?.closest('details') ?? null) row.open = true
  place.focus()
  place.scrollIntoView({ block: 'center' })
}

// Leaving a draft with something typed and not saved: the browser asks.
let isTyped = false

document.addEventListener('input', ({ target }) => {
  if (target instanceof Element && target.closest('form') && target.closest('.vw-split[data-tab]')) isTyped = true
})
onHtmx('htmx-before-request', ({ request, target }, event) => {
  if (!isTyped || request.method !== 'GET' || target?.id !== 'seite') return
  if (!window.confirm('Sie haben noch nicht gespeichert. Trotzdem weitergehen?')) event.preventDefault()
})
onHtmx('htmx-after-swap', ({ target }) => {
  if (target?.id === 'seite') isTyped = split()?.dataset.unsaved !== undefined
})
window.addEventListener('beforeunload', (event) => {
  if (isTyped && split()) event.preventDefault()
})
