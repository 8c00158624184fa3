import { onHtmx } from '../htmx-events.ts'
import type { LiveEditors } from './live-editors.ts'
import { type LivePage, type LivePart, newId } from './live-page.ts'
import { announce } from './save-state.ts'
import { typeInto } from './type-into.ts'

const listId = 'nicht-uebernommen'

interface UnplacedOptions {
  readonly page: LivePage
  /** Null on a page without rich text. */
  readonly editors: LiveEditors | null
}

/** Keeps "Nicht übernommene Eingaben" up to date, and puts them back where they belong. */
export function startUnplaced({ page, editors }: UnplacedOptions): LivePart {
  const ending = new AbortController()
  let isReady = false

  page.root.addEventListener(
    'click',
    ({ target }) => {
      const button = target instanceof Element ? target.closest('[data-take-back]') : null
      const item = button?.closest<HTMLElement>('[data-unplaced]')
      if (item) takeBack(item)
    },
    { signal: ending.signal },
  )

  async function takeBack({ dataset }: HTMLElement): Promise<void> {
    const { unplaced: id = '', unplacedPlace: place = '', content = '', kind } = dataset
    const isThere = dataset.goneRow === undefined || (await restoreRow(dataset.goneList ?? '', dataset.goneRow))
    const control = isThere ? await controlAt(page.root, place) : null
    for (let row = control?.closest('details'); row; row = row.parentElement?.closest('details')) row.open = true
    const isIn = control && (kind === 'text' ? editors?.at(place)?.insert(content) : typeInto(control, content))
    if (isIn) exchange('POST', `${page.address}/unplaced/${id}/settlements`)
    else announce('Das geht hier nicht von selbst. Sie können den Text kopieren und von Hand eintragen.')
  }

  async function restoreRow(list: string, row: string): Promise<boolean> {
    const url = `${page.address}/rows/${encodeURIComponent(list)}/${encodeURIComponent(row)}/restorations`
    const headers = { 'Idempotency-Key': newId() }
    const response = await fetch(url, { method: 'POST', headers, redirect: 'manual' }).catch(() => null)
    return response?.ok ?? false
  }

  return {
    receive(message) {
      if (message.type === 'unplaced') {
        announce('Eine Ihrer Eingaben konnte nicht übernommen werden. Sie steht über dem Formular.')
        exchange('GET', `${page.address}/unplaced`)
      }
      if (message.type !== 'ready') return
      // Something may have been told while nobody listened here.
      if (isReady) exchange('GET', `${page.address}/unplaced`)
      isReady = true
    },
    stop: () => ending.abort(),
  }
}

function exchange(method: 'GET' | 'POST', url: string): void {
  window.htmx.ajax(method, url, { target: `#${listId}`, swap: 'outerMorph' })
}

/** Also one that comes only with the next exchange of the form. */
async function controlAt(root: HTMLElement, place: string): Promise<HTMLElement | null> {
  for (let tries = 0; tries < 50; tries++) {
    const control = root.querySelector<HTMLElement>(`[data-place="${CSS.escape(place)}"]`)
    if (control) return control
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return null
}

// Whoever put an input away goes on with the next.
onHtmx('htmx-after-swap', ({ target, request }) => {
  if (target?.id !== listId || request.method !== 'POST' || document.activeElement !== document.body) return
  document.getElementById(`${listId}-titel`)?.focus()
})
