import { element } from './element.ts'
import { onHtmx } from './htmx-events.ts'

const page = (): HTMLElement | null => document.getElementById('seite')

// A file, or an answer that is no page of ours: let the browser show it, as it would without script.
onHtmx('htmx-before-response', ({ request, response }, event) => {
  page()?.querySelector('#keine-verbindung')?.remove()
  const type = response?.headers.get('Content-Type')
  if (!type || type.startsWith('text/html')) return
  event.preventDefault()
  if (request.method === 'GET') location.assign(request.action)
  else reportFailure()
})

// After an update of the product the page needs the new styles and scripts: load it anew.
onHtmx('htmx-before-swap', ({ request, response }, event) => {
  const next = event.detail.tasks?.[0]?.fragment?.querySelector<HTMLElement>('#seite')
  if (!next || !response || next.dataset.build === page()?.dataset.build) return
  if (request.method !== 'GET' && !response.raw.redirected) return
  event.preventDefault()
  location.assign(response.raw.url)
})

// A form that the server could not take keeps its place, with everything typed in it.
onHtmx('htmx-before-swap', ({ target, request, response }, event) => {
  if (target?.id !== 'seite' || request.method === 'GET' || !response || response.status < 500) return
  event.preventDefault()
  const refusal = event.detail.tasks?.[0]?.fragment?.querySelector('main')
  const sentences = [...(refusal?.querySelectorAll('h1, p') ?? [])].filter((line) => !line.querySelector('a'))
  report([...sentences.map(({ textContent }) => textContent ?? ''), stillHere])
})

// A whole new page: begin where a browser without script would, or where something was refused.
onHtmx('htmx-after-swap', ({ target }) => {
  if (target?.id === 'seite') focusBeginning()
})

onHtmx('htmx-error', ({ response }) => {
  if (!response) reportFailure()
})

focusRefusal()

function focusBeginning(): void {
  if (focusRefusal() || location.hash) return
  const beginning = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main')
  if (!beginning) return
  beginning.tabIndex = -1
  beginning.focus({ preventScroll: true })
}

function focusRefusal(): boolean {
  const summary = document.getElementById('fehler')
  summary?.focus()
  return summary !== null
}

const stillHere = 'Ihre Eingaben stehen noch in diesem Fenster.'

const reportFailure = (): void =>
  report([`Vorlagenwerk ist gerade nicht zu erreichen. ${stillHere} Versuchen Sie es gleich noch einmal.`])

function report(sentences: readonly string[]): void {
  const text = element('div', {})
  for (const sentence of sentences) text.append(element('p', {}, sentence))
  const icon = element('span', { class: 'kern-icon kern-icon--danger kern-icon--small', 'aria-hidden': 'true' })
  const note = element('div', { id: 'keine-verbindung', class: 'vw-note vw-note--danger', role: 'alert' }, icon, text)
  page()?.querySelector('#keine-verbindung')?.remove()
  page()?.querySelector('main')?.prepend(note)
  note.scrollIntoView({ block: 'nearest' })
}
