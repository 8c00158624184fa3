import { element, setAttribute } from '../element.ts'

/** A field of the form: the element with `data-place`, whatever controls it holds. */
export type FieldElement = HTMLElement & { readonly dataset: { readonly place: string; readonly name: string } }

/** What the controls of a field send, named from the field on: `frist.art`, `frist.datum`. */
export type Entries = readonly (readonly [name: string, value: string])[]

type ControlElement = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** Editors of rich text store what they hold by themselves: theirs is no field here. */
const fieldSelector = '[data-place][data-name]'

export const fieldOf = (target: EventTarget | null): FieldElement | null =>
  target instanceof Element ? target.closest<FieldElement>(fieldSelector) : null

export const fieldAt = (form: ParentNode, place: string): FieldElement | null =>
  form.querySelector<FieldElement>(`[data-name][data-place="${CSS.escape(place)}"]`)

export const fieldsIn = (around: ParentNode): FieldElement[] => [
  ...around.querySelectorAll<FieldElement>(fieldSelector),
]

export function controlsOf(field: HTMLElement): ControlElement[] {
  const named = field.querySelectorAll<ControlElement>('input[name], select[name], textarea[name]')
  return [...named].filter((control) => control.name.startsWith(field.dataset.name ?? ''))
}

/** As the form would send it now. */
export const entriesOf = (field: FieldElement): Entries => entries(field, valuesNow)

/** As the server sent it. */
export const sentEntriesOf = (field: FieldElement): Entries => entries(field, valuesSent)

export const isSame = (one: Entries, other: Entries): boolean => JSON.stringify(one) === JSON.stringify(other)

function entries(field: FieldElement, valuesOf: (control: ControlElement) => readonly string[]): Entries {
  const begin = field.dataset.name.match(/[^.]*$/)?.index ?? 0
  return controlsOf(field).flatMap((control) =>
    valuesOf(control).map((value) => [control.name.slice(begin), value] as const),
  )
}

const isTicked = (control: ControlElement): control is HTMLInputElement =>
  control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio')

function valuesNow(control: ControlElement): string[] {
  if (isTicked(control)) return control.checked ? [control.value] : []
  return [control.value]
}

function valuesSent(control: ControlElement): string[] {
  if (isTicked(control)) return control.defaultChecked ? [control.value] : []
  if (!(control instanceof HTMLSelectElement)) return [control.defaultValue]
  const chosen = [...control.options].findLast(({ defaultSelected }) => defaultSelected) ?? control.options[0]
  return chosen ? [chosen.value] : []
}

/** Puts back what was typed once, without telling anybody. */
export function fill(field: FieldElement, typed: Entries): void {
  const begin = field.dataset.name.match(/[^.]*$/)?.index ?? 0
  for (const control of controlsOf(field)) {
    const values = typed.flatMap(([name, value]) => (name === control.name.slice(begin) ? [value] : []))
    if (isTicked(control)) control.checked = values.includes(control.value)
    else if (values[0] !== undefined && control.type !== 'hidden') [control.value] = values
  }
}

/** Once somebody has typed in a control, a browser shows no new value that the server sends. */
export function showSent(field: FieldElement): void {
  for (const control of controlsOf(field)) {
    if (isTicked(control)) control.checked = control.defaultChecked
    else if (control.type !== 'hidden') [control.value = ''] = valuesSent(control)
  }
}

/** The first that can have the focus. */
export const firstControl = (field: ParentNode): HTMLElement | null =>
  field.querySelector('input:not([type=hidden]), select, textarea')

export function labelOf(field: HTMLElement): string {
  const label = field.querySelector('legend, label')
  const words = [...(label?.childNodes ?? [])].filter((node) => node instanceof Text)
  return words
    .map(({ textContent }) => textContent)
    .join('')
    .trim()
}

/** As people read it: the words of what is chosen, not its value. */
export function printedSent(field: FieldElement): string {
  const printed = controlsOf(field).flatMap((control) => {
    if (isTicked(control)) return control.defaultChecked ? [control.labels?.[0]?.textContent?.trim() ?? ''] : []
    const [value = ''] = valuesSent(control)
    if (control.type === 'hidden' || value === '') return []
    if (!(control instanceof HTMLSelectElement)) return [value]
    return [[...control.options].find((option) => option.value === value)?.label ?? value]
  })
  return printed.join(', ')
}

/** The sentence at the field, as the server's form would show it. */
export function showError(field: FieldElement, message: string): void {
  if (field.querySelector(`#${errorId(field)}`)?.textContent === message) return
  clearError(field)
  const error = element('p', { class: 'kern-error', id: errorId(field) }, icon('danger'), words(message))
  field.append(error)
  field.classList.add(errorClass(field))
  for (const control of controlsOf(field)) {
    if (control.type === 'hidden') continue
    control.setAttribute('aria-invalid', 'true')
    if (isText(control)) control.classList.add('kern-form-input__input--error')
  }
  const described = describedIn(field)
  if (described) setAttribute(described, 'aria-describedby', [...idsAt(described), error.id].join(' '))
}

export function clearError(field: FieldElement): void {
  const id = errorId(field)
  field.classList.remove(errorClass(field))
  for (const error of field.querySelectorAll('.kern-error')) error.remove()
  for (const control of controlsOf(field)) {
    control.removeAttribute('aria-invalid')
    control.classList.remove('kern-form-input__input--error')
  }
  const described = describedIn(field)
  if (!described) return
  setAttribute(
    described,
    'aria-describedby',
    idsAt(described)
      .filter((each) => each !== id)
      .join(' ') || null,
  )
}

/** Parts of a field, as those of a Frist, have ids of their own; what is said of the whole stands at the whole. */
const errorId = ({ dataset }: FieldElement): string => `${idOfPath(dataset.name)}-error`
const errorClass = (field: FieldElement): string =>
  field.classList.contains('kern-fieldset') ? 'kern-fieldset--error' : 'kern-form-input--error'
const describedIn = (field: FieldElement): Element | null =>
  field instanceof HTMLFieldSetElement ? field : firstControl(field)
const isText = (control: ControlElement): boolean =>
  control instanceof HTMLTextAreaElement || (control instanceof HTMLInputElement && !isTicked(control))
const idsAt = (described: Element): string[] =>
  (described.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean)
const words = (text: string): HTMLElement => element('span', { class: 'kern-body' }, text)

/** As the server makes ids of paths (views/layout/field.tsx). */
export const idOfPath = (path: string): string => `feld-${path.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/-$/, '')}`

export const icon = (name: string): HTMLElement =>
  element('span', { class: `kern-icon kern-icon--${name} kern-icon--small`, 'aria-hidden': 'true' })
