import { element } from './element.ts'

// In a comment, @ and the beginning of a name offer the people who can be named there. Without script, and where the list
// does not come, the name is typed.
const mostOffered = 6

/** By address, for as long as the page stands. */
const lists = new Map<string, Promise<readonly string[]>>()

document.addEventListener('input', ({ target }) => {
  if (target instanceof HTMLTextAreaElement && target.dataset.names) offer(target, target.dataset.names)
})

async function offer(textarea: HTMLTextAreaElement, address: string): Promise<void> {
  const begun = begunName(textarea)
  if (begun === null) return withdraw(textarea)
  if (!lists.has(address)) lists.set(address, fetchNames(address))
  const names = (await lists.get(address)) ?? []
  if (begunName(textarea) !== begun) return
  const fitting = names.filter((name) => fits(name, begun)).slice(0, mostOffered)
  withdraw(textarea)
  if (fitting.length > 0 && fitting[0] !== begun) show(textarea, fitting)
}

/** What stands between the last @ and the caret, if that can be a name. */
function begunName({ value, selectionStart }: HTMLTextAreaElement): string | null {
  return /(?:^|[\s(])@([\p{L}.\- ]{0,60})$/u.exec(value.slice(0, selectionStart))?.[1] ?? null
}

/** By the beginning of any of its words. */
const fits = (name: string, begun: string): boolean =>
  ` ${name.toLocaleLowerCase('de')}`.includes(` ${begun.toLocaleLowerCase('de')}`)

async function fetchNames(address: string): Promise<readonly string[]> {
  const response = await fetch(address).catch(() => null)
  const names: unknown = response?.ok ? await response.json().catch(() => null) : null
  if (Array.isArray(names)) return names.filter((name) => typeof name === 'string')
  lists.delete(address)
  return []
}

const offeredTo = (textarea: HTMLTextAreaElement): HTMLElement | null =>
  textarea.parentElement?.querySelector<HTMLElement>(':scope > .vw-names') ?? null

const withdraw = (textarea: HTMLTextAreaElement): void => offeredTo(textarea)?.remove()

function show(textarea: HTMLTextAreaElement, names: readonly string[]): void {
  const buttons = names.map((name) => {
    const label = element('span', { class: 'kern-label' }, name)
    const button = element('button', { class: 'kern-btn kern-btn--secondary kern-btn--x-small', type: 'button' }, label)
    button.addEventListener('click', () => take(textarea, name))
    return button
  })
  const group = element('div', { class: 'vw-names', role: 'group', 'aria-label': 'Person nennen' }, ...buttons)
  group.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      withdraw(textarea)
      textarea.focus()
    } else if (!move(buttons, event.key)) return
    event.preventDefault()
    event.stopPropagation()
  })
  textarea.after(group)
  const spoken = document.getElementById('meldungen')
  if (spoken)
    spoken.textContent = `${names.length === 1 ? '1 Person' : `${names.length} Personen`}, Pfeil nach unten wählt`
}

function move(buttons: readonly HTMLElement[], key: string): boolean {
  const step = key === 'ArrowDown' || key === 'ArrowRight' ? 1 : key === 'ArrowUp' || key === 'ArrowLeft' ? -1 : 0
  const at = buttons.findIndex((button) => button.matches(':focus'))
  if (step !== 0) buttons.at((at + step) % buttons.length)?.focus()
  return step !== 0
}

function take(textarea: HTMLTextAreaElement, name: string): void {
  const begun = begunName(textarea) ?? ''
  const end = textarea.selectionStart
  textarea.setRangeText(`${name} `, end - begun.length, end, 'end')
  withdraw(textarea)
  textarea.focus()
}

document.addEventListener('keydown', (event) => {
  const { target, key } = event
  if (!(target instanceof HTMLTextAreaElement)) return
  const group = offeredTo(target)
  if (!group || (key !== 'ArrowDown' && key !== 'Escape')) return
  if (key === 'Escape') group.remove()
  else group.querySelector('button')?.focus()
  event.preventDefault()
})
