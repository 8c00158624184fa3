import { idOfPath } from './field-controls.ts'

/** A list of rows: `data-list` is its place, `data-name` its path. */
export type ListElement = HTMLElement & {
  readonly dataset: { readonly list: string; readonly name: string; readonly rowLabel: string }
}
/** A row: `data-row` is its id, `data-name` its path. */
export type RowElement = HTMLElement & { readonly dataset: { readonly row: string; name: string } }

export const listOf = (inside: Element): ListElement | null => inside.closest<ListElement>('[data-list]')
export const rowOf = (inside: Element): RowElement | null => inside.closest<RowElement>('[data-row]')

export const listAt = (around: ParentNode, place: string): ListElement | null =>
  around.querySelector<ListElement>(`[data-list="${CSS.escape(place)}"]`)

const holderOf = (list: ListElement): HTMLElement | null => list.querySelector<HTMLElement>(':scope > [data-rows]')

export const rowsOf = (list: ListElement): RowElement[] => [
  ...(holderOf(list)?.querySelectorAll<RowElement>(':scope > [data-row]') ?? []),
]

export const rowWithId = (list: ListElement, id: string): RowElement | null =>
  rowsOf(list).find(({ dataset }) => dataset.row === id) ?? null

/** `Ziel 2`. */
export const rowTitle = (list: ListElement, row: RowElement): string =>
  `${list.dataset.rowLabel} ${rowsOf(list).indexOf(row) + 1}`

/** Where the focus goes that means the whole row. */
export const rowBeginning = (row: RowElement): HTMLElement => row.querySelector<HTMLElement>(':scope > summary') ?? row

/** Path and place of the empty rows that the page brings. */
const newRow = ':neu'

/** An empty row, last in the list; null where the page brought none. */
export function insertEmptyRow(list: ListElement, id: string): RowElement | null {
  const of = list.dataset.name.replace(/\[\d+\]/g, '')
  const template = document.querySelector<HTMLTemplateElement>(`template[data-row-of="${of}"]`)
  const copy = template && document.importNode(template.content, true).querySelector<RowElement>('[data-row]')
  const holder = holderOf(list)
  if (!copy || !holder) return null
  identify(copy, `${list.dataset.list}.${id}`, id)
  rename(copy, nextPath(list))
  holder.append(copy)
  renumber(list)
  return copy
}

/** What comes in has it first: radio buttons with the names of others would take their ticks away. */
const nextPath = (list: ListElement): string => `${list.dataset.name}[${rowsOf(list).length}]`

/** Puts a row behind another, or first (null), and numbers all anew. */
export function placeRow(list: ListElement, row: RowElement, after: string | null): void {
  if (!row.isConnected) rename(row, nextPath(list))
  const holder = holderOf(list)
  const previous = after === null ? null : rowWithId(list, after)
  const next = previous ? previous.nextElementSibling : (holder?.firstElementChild ?? null)
  if (holder && next !== row) moveBefore(holder, row, next)
  renumber(list)
}

export function removeRow(list: ListElement, row: RowElement): void {
  row.remove()
  renumber(list)
}

/** Brings rows that are there in this order. Others stay where they are, at the end. */
export function orderRows(list: ListElement, ids: readonly string[]): void {
  const holder = holderOf(list)
  if (!holder) return
  const wanted = ids.flatMap((id) => rowWithId(list, id) ?? [])
  for (const [index, row] of wanted.entries()) {
    const there = rowsOf(list)[index]
    if (there && there !== row) moveBefore(holder, row, there)
  }
}

/** Keeps focus, caret and scrolling where browsers can. */
function moveBefore(holder: HTMLElement, row: RowElement, next: Element | null): void {
  const focused = document.activeElement
  if (row.isConnected && 'moveBefore' in holder) holder.moveBefore(row, next)
  else holder.insertBefore(row, next)
  if (focused !== document.activeElement && focused instanceof HTMLElement && row.contains(focused))
    focused.focus({ preventScroll: true })
}

/** Names, ids and numbers of rows as the server makes them, `indexes` in place of their order where rows will come in
 *  between. */
export function renumber(list: ListElement, indexes?: ReadonlyMap<string, number>): void {
  const rows = rowsOf(list)
  const ticked = rows.flatMap((row) => [...row.querySelectorAll<HTMLInputElement>('input[type=radio]:checked')])
  for (const [order, row] of rows.entries()) {
    const index = indexes?.get(row.dataset.row) ?? order
    rename(row, `${list.dataset.name}[${index}]`)
    for (const numbered of [row, ...row.querySelectorAll<HTMLElement>('[data-numbered]')]) {
      if (rowOf(numbered) === row) setNumber(numbered, index + 1)
    }
    showWays(row, { isFirst: order === 0, isLast: order === rows.length - 1 })
  }
  for (const radio of ticked) radio.checked = true
}

function setNumber(numbered: HTMLElement, number: number): void {
  const pattern = numbered.dataset.numbered
  if (pattern === undefined) return
  const text = pattern.replace('#', String(number))
  if (numbered.hasAttribute('aria-label')) numbered.setAttribute('aria-label', text)
  else if (numbered.textContent !== text) numbered.textContent = text
}

function showWays(row: RowElement, { isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean }): void {
  for (const button of row.querySelectorAll<HTMLButtonElement>('button[name="act"]')) {
    if (rowOf(button) !== row) continue
    if (button.value.startsWith('up:')) button.hidden = isFirst
    if (button.value.startsWith('down:')) button.hidden = isLast
  }
}

/** Gives a row another path, with everything in it. */
function rename(row: RowElement, path: string): void {
  const before = row.dataset.name
  if (before === path) return
  const [idBefore, id] = [idOfPath(before), idOfPath(path)]
  for (const each of [row, ...row.querySelectorAll('*')]) {
    for (const name of ['name', 'data-name']) replaceBeginning(each, name, before, path)
    for (const name of ['id', 'for', 'aria-describedby', 'aria-labelledby', 'aria-controls'])
      replaceIds(each, name, idBefore, id)
    if (each instanceof HTMLButtonElement) each.value = each.value.replace(`:${before}`, `:${path}`)
  }
}

/** Gives a row its id, and everything in it the places of that row. */
function identify(row: RowElement, place: string, id: string): void {
  row.setAttribute('data-row', id)
  const own = `${row.dataset.name}.id`
  for (const each of [row, ...row.querySelectorAll('*')]) {
    for (const name of ['data-place', 'data-list']) replaceBeginning(each, name, newRow, place)
    if (each instanceof HTMLInputElement && (each.name === own || each.name === ':open')) each.value = id
  }
}

function replaceBeginning(target: Element, attribute: string, before: string, after: string): void {
  const value = target.getAttribute(attribute)
  if (value === null || !value.startsWith(before) || /^[A-Za-z0-9_-]/.test(value.slice(before.length))) return
  target.setAttribute(attribute, after + value.slice(before.length))
}

function replaceIds(target: Element, attribute: string, before: string, after: string): void {
  const value = target.getAttribute(attribute)
  if (!value?.includes(before)) return
  const ids = value
    .split(' ')
    .map((id) => (id === before || id.startsWith(`${before}-`) ? after + id.slice(before.length) : id))
  target.setAttribute(attribute, ids.join(' '))
}
