import type { ValueConflict } from '../../../server/writing/writing.ts'
import { element } from '../element.ts'
import { type FieldElement, icon, labelOf } from './field-controls.ts'
import { announce } from './save-state.ts'

interface Choices {
  readonly onTake: () => void
  readonly onKeep: () => void
}

/** Below the field: who changed the same meanwhile, both values, and which one is to stand there. What is typed and where
 *  the focus is stay as they are. */
export function showConflict(field: FieldElement, { by, at, mine, theirs }: ValueConflict, choices: Choices): void {
  // Shown again while somebody presses one of its buttons, it would slip away under the pointer.
  const about = JSON.stringify([by, at, mine, theirs])
  if (field.querySelector<HTMLElement>('[data-note]')?.dataset.about === about) return
  clearNote(field)
  const time = new Date(at).toLocaleTimeString('de-DE', { hour: '2-digit', minute: '2-digit' })
  const said = element(
    'p',
    {},
    `${by} hat „${labelOf(field)}“ um ${time} Uhr `,
    ...(theirs === null ? ['geleert'] : ['auf ', value(theirs), ' geändert']),
    ...(mine === null ? ['. Sie haben das Feld geleert.'] : ['. Sie haben ', value(mine), ' eingetragen.']),
  )
  const take = button(`Angabe von ${by} übernehmen`, 'secondary', choices.onTake)
  const keep = button('Meine Angabe behalten', 'tertiary', choices.onKeep)
  const body = element(
    'div',
    { class: 'vw-stack vw-stack--tight' },
    said,
    element('p', { class: 'vw-line' }, take, keep),
  )
  const named = { role: 'group', 'aria-label': `Abweichende Angaben: ${labelOf(field)}` }
  const marked = { class: 'vw-note vw-note--warning', 'data-note': 'conflict', 'data-about': about }
  field.append(element('div', { ...named, ...marked }, icon('autorenew'), body))
}

/** As long as somebody is in the field, or has typed in it, it keeps what it shows: the other's value stands below. */
export function showChanged(
  field: FieldElement,
  { by, printed }: { readonly by: string; readonly printed: string },
): void {
  const words = printed === '' ? `von ${by} geleert` : `von ${by} geändert: ${printed}`
  const note = field.querySelector<HTMLElement>('[data-note]')
  if (note?.dataset.note === 'conflict' || note?.textContent === words) return
  clearNote(field)
  field.append(element('p', { class: 'kern-hint', 'data-note': 'changed' }, words))
  announce(`„${labelOf(field)}“ ${words}`)
}

export const clearNote = (field: FieldElement): void => field.querySelector('[data-note]')?.remove()

const value = (printed: string): HTMLElement => element('b', {}, printed)

function button(label: string, kind: string, onClick: () => void): HTMLButtonElement {
  const attributes = { class: `kern-btn kern-btn--${kind} kern-btn--x-small`, type: 'button' }
  const dom = element('button', attributes, element('span', { class: 'kern-label' }, label))
  dom.addEventListener('click', onClick)
  return dom
}
