import { onHtmx } from './htmx-events.ts'

// The draft of a document. Without script its tabs and the button for what is missing send the form and get it back;
// with it they act at once, and a missing place on the paper leads to its field (htmx would fetch the page besides: its
// links are not boosted).
const split = (): HTMLElement | null => document.querySelector('.vw-split[data-tab]')
/** Where everything is stored as it is typed, views/client/live knows whether something is not. */
const isSavedByHand = (): boolean => split() !== null && split()?.dataset.together === undefined

const rowButtons = ['add', 'up', 'down', 'remove'].map((act) => `button[name="act"][value^="${act}:"]`).join()

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

// A row that is inserted before the script for writing together is there would not be everybody's: the button waits.
let waiting: HTMLButtonElement | null = null

document.addEventListener(
  'click',
  (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>(rowButtons) : null
    if (!button?.closest('[data-live]:not([data-together], [data-alone])') || waiting === button) return
    event.preventDefault()
    event.stopImmediatePropagation()
    waiting = button
  },
  { capture: true },
)
for (const begun of ['vw:together', 'vw:alone']) {
  document.addEventListener(begun, () => {
    waiting?.click()
    waiting = null
  })
}

// Leaving a draft with something typed and not saved: the browser asks.
let isTyped = false

document.addEventListener('input', ({ target }) => {
  if (!(target instanceof Element) || target.closest('.vw-comments')) return
  if (target.closest('form') && target.closest('.vw-split[data-tab]')) isTyped = true
  const state = isTyped && split()?.dataset.alone ? document.getElementById('speicherstand') : null
  if (state) state.textContent = 'Nicht gespeichert'
})
onHtmx('htmx-before-request', ({ request, target }, event) => {
  if (!isTyped || !isSavedByHand() || request.method !== 'GET' || target?.id !== 'seite') return
  if (!window.confirm('Sie haben noch nicht gespeichert. Trotzdem weitergehen?')) event.preventDefault()
})
onHtmx('htmx-after-swap', ({ target }) => {
  if (target?.id === 'seite') isTyped = split()?.dataset.unsaved !== undefined
})
window.addEventListener('beforeunload', (event) => {
  if (isTyped && isSavedByHand()) event.preventDefault()
})

// The preview follows what is typed, and needs no word where there is no network.
onHtmx('htmx-before-request', ({ request }, event) => {
  if (!navigator.onLine && request.action.endsWith('/previews')) event.preventDefault()
})
