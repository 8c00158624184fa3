import { element } from '../element.ts'
import { firstControl, icon } from './field-controls.ts'
import { newId } from './live-page.ts'
import type { Outbox, RowDeed } from './outbox.ts'
import {
  insertEmptyRow,
  type ListElement,
  listOf,
  placeRow,
  type RowElement,
  removeRow,
  rowBeginning,
  rowOf,
  rowsOf,
  rowTitle,
} from './row-dom.ts'
import { announce } from './save-state.ts'

interface LiveRowsOptions {
  readonly form: () => HTMLFormElement | null
  readonly outbox: Outbox
  /** What is typed in it goes on its way before the row does. */
  readonly flush: (row: RowElement) => void
  /** The page has other rows now. */
  readonly onChange: () => void
}

/** The buttons of rows act at once, on the page and then on the server, so that they work without a connection too. */
export function startLiveRows({ form, outbox, flush, onChange }: LiveRowsOptions): { stop(): void } {
  const ending = new AbortController()

  // Before htmx hears of the click and sends the whole form.
  document.addEventListener(
    'click',
    (event) => {
      const { target } = event
      const button = target instanceof Element ? target.closest<HTMLButtonElement>('button[name="act"]') : null
      const list = button && form()?.contains(button) ? listOf(button) : null
      const [act = ''] = button?.value.split(':') ?? []
      if (!button || !list || !(act in acts)) return
      event.preventDefault()
      event.stopImmediatePropagation()
      acts[act]?.(list, button)
      onChange()
    },
    { capture: true, signal: ending.signal },
  )

  const acts: Readonly<Record<string, (list: ListElement, button: HTMLButtonElement) => void>> = {
    add,
    up: (list, button) => move(list, button, -1),
    down: (list, button) => move(list, button, 1),
    remove,
  }

  function add(list: ListElement): void {
    const id = newId()
    const after = rowsOf(list).at(-1)?.dataset.row ?? null
    const row = insertEmptyRow(list, id)
    if (!row) return
    window.htmx.process(row)
    outbox.put({ kind: 'added', key: newId(), list: list.dataset.list, row: id, after })
    announce(`${rowTitle(list, row)} eingefügt`)
    const beginning = firstControl(row) ?? rowBeginning(row)
    beginning.focus()
  }

  function move(list: ListElement, button: HTMLButtonElement, way: -1 | 1): void {
    const row = rowOf(button)
    if (!row) return
    const before = rowTitle(list, row)
    const rows = rowsOf(list)
    const others = rows.filter((each) => each !== row)
    const after = others[rows.indexOf(row) + way - 1]?.dataset.row ?? null
    placeRow(list, row, after)
    outbox.put({ kind: 'moved', key: newId(), list: list.dataset.list, row: row.dataset.row, after })
    announce(`${before} ist jetzt ${rowTitle(list, row)}`)
    const [same, opposite] = way < 0 ? (['up', 'down'] as const) : (['down', 'up'] as const)
    const next = button.hidden ? buttonOf(row, opposite) : buttonOf(row, same)
    next?.focus()
  }

  function remove(list: ListElement, button: HTMLButtonElement): void {
    const row = rowOf(button)
    if (!row) return
    flush(row)
    const title = rowTitle(list, row)
    const index = rowsOf(list).indexOf(row)
    const after = rowsOf(list)[index - 1]?.dataset.row ?? null
    const where = { list: list.dataset.list, row: row.dataset.row }
    const deed: RowDeed = { kind: 'removed', key: newId(), seen: Number(form()?.dataset.version), ...where }
    removeRow(list, row)
    outbox.put(deed)
    announce(`${title} entfernt`)
    const next = rowsOf(list)[index]
    const place = next ? rowBeginning(next) : buttonOf(list, 'add')
    place?.focus()
    showUndo(title, () => {
      if (!outbox.recall(deed.key)) outbox.put({ kind: 'restored', key: newId(), ...where })
      if (!list.isConnected) return
      placeRow(list, row, after)
      announce(`${rowTitle(list, row)} ist wieder da`)
      rowBeginning(row).focus()
      onChange()
    })
  }

  return {
    stop() {
      ending.abort()
      closeUndo()
    },
  }
}

function buttonOf(inside: RowElement | ListElement, act: string): HTMLButtonElement | null {
  const buttons = [...inside.querySelectorAll<HTMLButtonElement>(`button[name="act"][value^="${act}:"]`)]
  const isOwn = (button: HTMLButtonElement) => (act === 'add' ? listOf(button) : rowOf(button)) === inside
  return buttons.find(isOwn) ?? null
}

const toastId = 'rueckgaengig'
const toastMs = 10_000
let closing: ReturnType<typeof setTimeout> | undefined

/** Ten seconds to take it back; they begin anew when the pointer or the focus leaves. */
function showUndo(title: string, onUndo: () => void): void {
  closeUndo()
  const undo = element('button', { class: 'kern-btn kern-btn--tertiary kern-btn--x-small', type: 'button' })
  undo.setAttribute('aria-label', `Rückgängig: ${title} entfernt`)
  undo.append(icon('autorenew'), element('span', { class: 'kern-label' }, 'Rückgängig'))
  const toast = element('div', { id: toastId, class: 'vw-toast' }, element('span', {}, `${title} entfernt`), undo)
  const stay = () => clearTimeout(closing)
  const leave = () => {
    clearTimeout(closing)
    closing = setTimeout(closeUndo, toastMs)
  }
  undo.addEventListener('click', () => {
    closeUndo()
    onUndo()
  })
  toast.addEventListener('pointerenter', stay)
  toast.addEventListener('focusin', stay)
  toast.addEventListener('pointerleave', leave)
  toast.addEventListener('focusout', leave)
  document.getElementById('inhalt')?.append(toast)
  leave()
}

function closeUndo(): void {
  clearTimeout(closing)
  document.getElementById(toastId)?.remove()
}
