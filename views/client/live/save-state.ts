import { element } from '../element.ts'
import type { ChannelState } from './channel.ts'
import type { LivePage, LivePart } from './live-page.ts'

/** How it stands with what one source of changes has to store. */
export type Saving =
  | 'idle' // all is stored
  | 'pending'
  | 'failing' // tries again by itself
  | 'undecided' // refused: somebody has to correct or choose something
  | 'signed-out'

export interface SaveState extends LivePart {
  /** Sources are the parts of the page, as in `fields` and `text:sachdarstellung`. */
  reportSaving(source: string, saving: Saving): void
  channelChanged(state: ChannelState): void
  /** Resolves when nothing goes on by itself any more: all is stored, or somebody has to do something first. Never when the
   *  signal ends it. */
  settled(signal: AbortSignal): Promise<'idle' | 'undecided' | 'signed-out'>
}

interface SaveStateOptions {
  readonly page: LivePage
  /** Whether this browser can keep what is not yet stored. */
  readonly isKept: boolean
}

type Shown = Saving | 'offline'

/** The one place of a page that says whether all is stored (`#speicherstand` in the bar), with a note above the form as long
 *  as nothing can be stored. */
export function openSaveState({ page, isKept }: SaveStateOptions): SaveState {
  const sources = new Map<string, Saving>()
  const ending = new AbortController()
  let connection: ChannelState = 'connecting'
  let shown: Shown = 'idle'
  const changes = new EventTarget()

  function show(): void {
    const next = shownOf(new Set(sources.values()), connection)
    if (next === shown) return
    queueMicrotask(() => changes.dispatchEvent(new Event('change')))
    const before = shown
    shown = next
    document.getElementById('speicherstand')?.replaceWith(saveElement(next, isKept))
    showNote(page.root, next, isKept)
    if (next === 'idle' && before !== 'signed-out') announceSaved()
    if (next === 'offline') announce(words(next, isKept))
    alertOnce(next === 'failing' || next === 'signed-out' ? words(next, isKept) : null)
  }

  const { signal } = ending
  window.addEventListener('online', show, { signal })
  window.addEventListener('offline', show, { signal })

  return {
    reportSaving(source, saving) {
      sources.set(source, saving)
      show()
    },
    channelChanged(state) {
      connection = state
      show()
    },
    async settled(signal) {
      while (!isSettled(shown)) {
        await new Promise((resolve) => changes.addEventListener('change', resolve, { once: true, signal }))
      }
      return shown
    },
    stop: () => ending.abort(),
  }
}

const isSettled = (shown: Shown): shown is 'idle' | 'undecided' | 'signed-out' =>
  shown === 'idle' || shown === 'undecided' || shown === 'signed-out'

function shownOf(sources: ReadonlySet<Saving>, connection: ChannelState): Shown {
  if (connection === 'signed-out' || sources.has('signed-out')) return 'signed-out'
  if (connection === 'offline' || !navigator.onLine) return 'offline'
  for (const each of ['failing', 'pending', 'undecided'] as const) if (sources.has(each)) return each
  return 'idle'
}

function saveElement(shown: Shown, isKept: boolean): HTMLElement {
  const isTrouble = shown === 'failing' || shown === 'signed-out' || shown === 'undecided'
  const dom = element('span', { id: 'speicherstand', class: `vw-save${isTrouble ? ' vw-save--failed' : ''}` })
  const name = icons[shown]
  if (name) dom.append(icon(name))
  dom.append(words(shown, isKept))
  if (shown === 'signed-out') dom.append(' ', signInLink())
  return dom
}

const icons: Readonly<Record<Shown, string | null>> = {
  idle: 'check',
  pending: null,
  failing: 'danger',
  undecided: 'warning',
  offline: 'warning',
  'signed-out': 'danger',
}

function words(shown: Shown, isKept: boolean): string {
  switch (shown) {
    case 'idle':
      return `Gespeichert ${new Date().toLocaleTimeString('de-DE', { hour: '2-digit', minute: '2-digit' })}`
    case 'pending':
      return 'Wird gespeichert …'
    case 'failing':
      return 'Nicht gespeichert, wird wiederholt'
    case 'undecided':
      return 'Noch nicht alles gespeichert'
    case 'offline':
      return isKept
        ? 'Ohne Netz: Ihre Eingaben bleiben auf diesem Gerät'
        : 'Ohne Netz: Ihre Eingaben stehen nur in diesem Fenster'
    case 'signed-out':
      return 'Ihre Sitzung ist beendet.'
  }
}

/** Comes back to this page, where what is kept on the device goes out. */
function signInLink(): HTMLAnchorElement {
  const next = new URLSearchParams({ next: location.pathname, after: 'expiry' })
  return element('a', { href: `/session?${next}`, 'hx-boost': 'false' }, 'Neu anmelden')
}

const noteId = 'ohne-verbindung'

function showNote(root: HTMLElement, shown: Shown, isKept: boolean): void {
  document.getElementById(noteId)?.remove()
  const sentence = noteSentence(shown, isKept)
  if (sentence === null) return
  const text = element('p', {}, sentence)
  if (shown === 'signed-out') text.append(' ', signInLink())
  const note = element('div', { id: noteId, class: 'vw-note vw-note--warning' }, icon('warning'), text)
  root.querySelector('[data-of="form"]')?.prepend(note)
}

function noteSentence(shown: Shown, isKept: boolean): string | null {
  if (shown === 'offline') {
    return isKept
      ? 'Die Verbindung ist unterbrochen. Sie können weiterschreiben: Ihre Eingaben bleiben verschlüsselt auf diesem Gerät und werden gesendet, sobald die Verbindung wieder da ist.'
      : 'Die Verbindung ist unterbrochen. Lassen Sie dieses Fenster offen: Ihre Eingaben werden gesendet, sobald die Verbindung wieder da ist.'
  }
  if (shown !== 'signed-out') return null
  return isKept
    ? 'Ihre Sitzung ist beendet. Was noch nicht gespeichert ist, bleibt auf diesem Gerät und wird gesendet, wenn Sie sich wieder anmelden.'
    : 'Ihre Sitzung ist beendet. Lassen Sie dieses Fenster offen und melden Sie sich in einem zweiten wieder an: Dann wird gesendet, was noch nicht gespeichert ist.'
}

const icon = (name: string): HTMLElement =>
  element('span', { class: `kern-icon kern-icon--${name} kern-icon--small`, 'aria-hidden': 'true' })

const quietMs = 60_000
let announcedAt = Number.NEGATIVE_INFINITY

/** While somebody types it would be said all the time. */
function announceSaved(): void {
  if (performance.now() - announcedAt < quietMs) return
  announcedAt = performance.now()
  announce('Gespeichert')
}

/** Says a short sentence to whoever listens to the page. */
export function announce(sentence: string): void {
  const spoken = document.getElementById('meldungen')
  if (spoken) spoken.textContent = sentence
}

/** Something that nobody can see at its place any more; stays until it is put away. */
export function tell(sentence: string): void {
  const close = element('button', { class: 'kern-btn kern-btn--tertiary kern-btn--x-small', type: 'button' })
  close.append(element('span', { class: 'kern-label' }, 'Ausblenden'))
  const body = element('div', { class: 'vw-line vw-line--between' }, element('p', {}, sentence), close)
  const note = element('div', { class: 'vw-note vw-note--warning', role: 'alert' }, icon('warning'), body)
  close.addEventListener('click', () => note.remove())
  document.querySelector('.vw-split [data-of="form"]')?.prepend(note)
}

function alertOnce(sentence: string | null): void {
  document.getElementById('warnung')?.remove()
  if (sentence === null) return
  document.body.append(element('p', { id: 'warnung', class: 'kern-sr-only', role: 'alert' }, sentence))
}
