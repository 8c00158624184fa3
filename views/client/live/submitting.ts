import { element } from '../element.ts'
import type { LivePage } from './live-page.ts'
import { announce, type SaveState } from './save-state.ts'

interface SubmittingOptions {
  readonly page: LivePage
  readonly form: () => HTMLFormElement | null
  readonly saving: SaveState
  readonly flush: (around: ParentNode) => void
  /** Something is refused: whoever submits is led there. */
  readonly onRefused: () => void
}

/** The form of a page that stores everything by itself: its buttons wait until all is stored, then ask for the next page
 *  without sending the form. */
export function startSubmitting({ page, form, saving, flush, onRefused }: SubmittingOptions): { stop(): void } {
  const ending = new AbortController()
  const { signal } = ending

  document.addEventListener(
    'submit',
    (event) => {
      if (event.target !== form()) return
      const { submitter } = event
      const next = submitter instanceof HTMLButtonElement ? nextOf(submitter) : null
      event.preventDefault()
      event.stopImmediatePropagation()
      flush(page.root)
      if (next) void go(next)
    },
    { capture: true, signal },
  )

  /** The form that leads on; null for plain saving. */
  function nextOf(button: HTMLButtonElement): HTMLFormElement | null {
    if (button.name === 'act' && button.value === 'missing') {
      const mark = element('input', { type: 'hidden', name: 'missing', value: 'marked' })
      return element('form', { id: 'weiter', method: 'get', action: `${page.address}/draft` }, mark)
    }
    if (!button.hasAttribute('formaction')) return null
    const chosen = new FormData(form() ?? undefined)
    const asked = ['forwardTo', 'openSuggestions'].map((name) =>
      element('input', { type: 'hidden', name, value: String(chosen.get(name) ?? '') }),
    )
    return element('form', { id: 'weiter', method: 'post', action: `${page.address}/submissions` }, ...asked)
  }

  async function go(next: HTMLFormElement): Promise<void> {
    const waits = setTimeout(() => announce('Das wartet, bis alles gespeichert ist.'), 1500)
    const saved = await saving.settled(signal)
    clearTimeout(waits)
    if (signal.aborted) return
    if (saved !== 'idle') {
      announce('Eine Angabe ist noch nicht gespeichert. Berichtigen Sie sie zuerst.')
      onRefused()
      return
    }
    document.getElementById(next.id)?.remove()
    next.hidden = true
    page.root.append(next)
    window.htmx.process(next)
    next.requestSubmit()
  }

  return { stop: () => ending.abort() }
}
