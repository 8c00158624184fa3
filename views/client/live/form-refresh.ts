import { type HtmxExchange, type HtmxListener, onHtmx } from '../htmx-events.ts'
import { type FieldElement, fieldAt, fieldsIn, showSent } from './field-controls.ts'
import { type ListElement, listAt, orderRows, type RowElement, removeRow, renumber, rowsOf } from './row-dom.ts'

interface FormRefreshOptions {
  /** `/documents/<id>`. */
  readonly address: string
  readonly form: () => HTMLFormElement | null
  /** Whether the form may be exchanged now: not as long as rows are on their way. */
  readonly isWelcome: () => boolean
  /** An older form than this lacks what was stored from here: a newer one is asked for. */
  readonly oldest: () => number
  /** What somebody is in or has typed in keeps what it shows. `sent` is the field as it comes. */
  readonly isProtected: (field: FieldElement) => boolean
  readonly onProtected: (field: FieldElement, sent: FieldElement) => void
  /** A row that others removed, before it goes. */
  readonly onRemoved: (list: ListElement, row: RowElement) => void
  readonly onShown: (version: number) => void
}

export interface FormRefresh {
  /** Soon, and at most every half second. Resolves when a form has been shown, or could not be. */
  refresh(): Promise<void>
  stop(): void
}

const shortestSpacingMs = 500
/** A server that is busy is asked less often: nine tenths of the time nobody here waits for it. */
const patience = 10

/** Exchanges the form for what is stored now, and leaves alone what somebody is typing: fields, rows that stand open, editors. */
export function openFormRefresh(options: FormRefreshOptions): FormRefresh {
  const { address, form, isWelcome, oldest } = options
  const ending = new AbortController()
  let begunAt = Number.NEGATIVE_INFINITY
  let spacingMs = shortestSpacingMs
  let next: Promise<void> | null = null
  let swapping: HtmxExchange | null = null
  let isTooOld = false
  let skipped: readonly Element[] = []

  function refresh(): Promise<void> {
    next ??= wait(Math.max(begunAt + spacingMs - performance.now(), 0)).then(() => {
      next = null
      begunAt = performance.now()
      return exchange()
    })
    return next
  }

  async function exchange(): Promise<void> {
    const url = `${address}/draft/form`
    const text = isWelcome() ? await fetchForm(url, ending.signal) : null
    spacingMs = Math.max(shortestSpacingMs, patience * (performance.now() - begunAt))
    const target = form()
    if (text === null || !target?.parentElement || ending.signal.aborted) return
    // htmx asks the source of an exchange about the address of the page: the form's own would change it.
    const exchanged = { target, request: { action: url, method: 'GET' }, text, swap: 'outerMorph' }
    const about = { ...exchanged, sourceElement: target.parentElement }
    swapping = about
    isTooOld = false
    await window.htmx.swap(about)
    if (isTooOld) await refresh()
  }

  const beforeSwap: HtmxListener = (exchanged, event) => {
    if (exchanged !== swapping) return
    const incoming = event.detail.tasks?.[0]?.fragment?.querySelector('form')
    const shown = form()
    isTooOld = incoming !== null && incoming !== undefined && versionOf(incoming) < oldest()
    if (incoming && shown && isWelcome() && !isTooOld) skipped = prepare(shown, incoming, options)
    else event.preventDefault()
  }

  const afterSwap: HtmxListener = (exchanged) => {
    const shown = form()
    if (exchanged !== swapping || !shown) return
    for (const field of skipped) field.removeAttribute('hx-morph-skip')
    for (const field of fieldsIn(shown)) if (!skipped.includes(field)) showSent(field)
    options.onShown(versionOf(shown))
  }

  onHtmx('htmx-before-swap', beforeSwap, { signal: ending.signal })
  onHtmx('htmx-after-swap', afterSwap, { signal: ending.signal })
  return { refresh, stop: () => ending.abort() }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const versionOf = (form: HTMLFormElement): number => Number(form.dataset.version)

/** Null where it cannot be had now; what brings the connection back asks again. */
async function fetchForm(url: string, signal: AbortSignal): Promise<string | null> {
  try {
    const response = await fetch(url, { headers: { Accept: 'text/html' }, redirect: 'manual', signal })
    return response.ok ? await response.text() : null
  } catch {
    return null
  }
}

/** Makes the page and what comes alike, so that a morph changes nothing else: the same rows in the same order under the
 *  same names, rows open that are open. Gives the fields that keep what they show. */
function prepare(shown: HTMLFormElement, incoming: HTMLFormElement, options: FormRefreshOptions): Element[] {
  for (const list of incoming.querySelectorAll<ListElement>('[data-list]')) {
    const there = listAt(shown, list.dataset.list)
    if (there) alignRows(there, list, options)
  }
  for (const row of incoming.querySelectorAll<HTMLDetailsElement>('details[data-row]')) keepOpen(shown, row)
  const kept = fieldsIn(shown).filter(options.isProtected)
  for (const field of kept) {
    const sent = fieldAt(incoming, field.dataset.place)
    if (sent) options.onProtected(field, sent)
    field.setAttribute('hx-morph-skip', '')
  }
  return kept
}

function alignRows(there: ListElement, incoming: ListElement, { onRemoved }: FormRefreshOptions): void {
  const ids = rowsOf(incoming).map(({ dataset }) => dataset.row)
  for (const row of rowsOf(there)) {
    if (ids.includes(row.dataset.row)) continue
    const hadFocus = row.contains(document.activeElement)
    onRemoved(there, row)
    removeRow(there, row)
    if (hadFocus) there.focus({ preventScroll: true })
  }
  orderRows(there, ids)
  renumber(there, new Map(ids.map((id, index) => [id, index])))
}

function keepOpen(shown: HTMLFormElement, row: HTMLDetailsElement): void {
  const there = shown.querySelector<HTMLDetailsElement>(`details[data-row="${CSS.escape(row.dataset.row ?? '')}"]`)
  if (!there) return
  row.open = there.open
  const told = there.querySelector(':scope > div > input[name=":open"]')
  if (told) row.querySelector(':scope > div')?.prepend(told.cloneNode())
}
