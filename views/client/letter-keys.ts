// Single letters act where something on the page answers to them, outside of fields, and only for whom they are switched on
// (WCAG 2.1.4). The page says so by data-letter-keys.
import { element } from './element.ts'

interface LetterKey {
  readonly key: string
  readonly label: string
  /** Where the key leads now, or null where the page has nothing for it. */
  target(): HTMLElement | null
  act?(target: HTMLElement): void
}

const focus = (target: HTMLElement): void => {
  if (!target.matches('a[href], button, input, select, textarea, summary')) target.tabIndex = -1
  target.focus({ preventScroll: true })
  target.scrollIntoView({ block: 'center' })
}

const keys: readonly LetterKey[] = [
  {
    key: '/',
    label: 'Suche',
    target: () => first('main input[type="search"], main input[name="q"], .vw-search input, a[href="/search"]'),
    act: (target) => (target instanceof HTMLAnchorElement ? target.click() : focus(target)),
  },
  { key: 'j', label: 'nächster Eintrag', target: () => neighbour(entries(), 1) },
  { key: 'k', label: 'voriger Eintrag', target: () => neighbour(entries(), -1) },
  { key: 'n', label: 'nächste Änderung', target: () => neighbour(all('main .vw-diff'), 1) ?? first('main .vw-diff') },
  {
    key: 'f',
    label: 'zu „Freigeben“',
    target: () => first('form[action$="/approvals"] button[type="submit"]:not([formaction])'),
  },
  { key: 'z', label: 'zum Grund der Rückgabe', target: () => first('main textarea[name="reason"]') },
  { key: '?', label: 'diese Liste', target: () => document.body, act: () => showKeys() },
]

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (!document.querySelector('#seite[data-letter-keys]') || isTyping(event.target)) return
  const pressed = keys.find(({ key }) => key === event.key.toLowerCase())
  const target = pressed?.target()
  if (!pressed || !target) return
  event.preventDefault()
  ;(pressed.act ?? focus)(target)
})

/** Letters belong to whatever takes text or reads letters itself, and to an open dialog. */
const isTyping = (target: EventTarget | null): boolean =>
  document.querySelector('dialog[open]') !== null ||
  (target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select')))

const isShown = (target: HTMLElement): boolean => target.getClientRects().length > 0

const all = (selector: string): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(selector)].filter(isShown)

const first = (selector: string): HTMLElement | null => all(selector)[0] ?? null

/** The first link of each row of a table and of each entry of a list. */
const entries = (): HTMLElement[] =>
  all('main tbody tr, main .vw-list > li').flatMap((entry) => entry.querySelector<HTMLElement>('a[href]') ?? [])

/** The one behind or before where the focus is, in the order of the page. */
function neighbour(places: readonly HTMLElement[], step: 1 | -1): HTMLElement | null {
  const active = document.activeElement
  const here = active && document.querySelector('main')?.contains(active) ? active : null
  const isBeyond = (place: HTMLElement): boolean => {
    if (!here) return step === 1
    if (place === here || place.contains(here)) return false
    const follows = Boolean(here.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING)
    return step === 1 ? follows : !follows
  }
  const beyond = places.filter(isBeyond)
  return (step === 1 ? beyond[0] : beyond.at(-1)) ?? null
}

/** The keys that lead somewhere on this page. */
function showKeys(): void {
  const usable = keys.filter((each) => each.target())
  const list = element(
    'dl',
    { class: 'vw-facts' },
    ...usable.flatMap(({ key, label }) => [
      element('dt', {}, element('kbd', {}, key.toUpperCase())),
      element('dd', {}, label),
    ]),
  )
  const close = element('button', { class: 'kern-btn kern-btn--primary', type: 'submit' })
  close.append(element('span', { class: 'kern-label' }, 'Schließen'))
  const title = element('h2', { class: 'kern-title', id: 'tasten-titel' }, 'Tasten auf dieser Seite')
  const note = element('p', { class: 'vw-muted vw-small' }, 'Ein- und ausschalten lassen sie sich im ')
  note.append(element('a', { href: '/profile#darstellung' }, 'Profil'), '.')
  const form = element(
    'form',
    { method: 'dialog' },
    element('section', { class: 'kern-dialog__body vw-stack' }, list, note),
    element('footer', { class: 'kern-dialog__footer' }, close),
  )
  const dialog = element('dialog', { class: 'kern-dialog', 'aria-labelledby': 'tasten-titel' })
  dialog.append(element('header', { class: 'kern-dialog__header' }, title), form)
  // Inside of what carries the product's styles, and gone with the page.
  document.getElementById('seite')?.append(dialog)
  dialog.addEventListener('close', () => dialog.remove())
  dialog.showModal()
  close.focus()
}
