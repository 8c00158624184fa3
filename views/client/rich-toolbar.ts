import type { EditorState } from 'prosemirror-state'
import { isInTable } from 'prosemirror-tables'
import type { EditorView } from 'prosemirror-view'
import { richSchema } from '../../server/blocks/schema.ts'
import { element, setAttribute } from './element.ts'
import { passagesKey } from './live/passages.ts'
import {
  hasMark,
  headingTool,
  headRowTool,
  indentTool,
  isInList,
  listTool,
  markTool,
  outdentTool,
  quoteTool,
  redoTool,
  type Tool,
  tableTool,
  tableTools,
  undoTool,
} from './rich-commands.ts'
import { askForLink } from './rich-link-dialog.ts'

const { nodes, marks } = richSchema

/** A button of the toolbar. `face` is what it shows where its name would take too much room. */
interface Button extends Tool {
  readonly name: string
  readonly face?: string
  readonly cut?: 'strong' | 'em' | 'u'
  /** As people read it, and as assistive technology knows it. */
  readonly keys?: readonly [string, string]
  /** Shown only where it means something. */
  readonly isShown?: (state: EditorState) => boolean
}

const linkTool: Tool = {
  isOn: (state) => hasMark(state, marks.link),
  run: (_state, dispatch, view) => {
    if (dispatch && view) askForLink(view)
    return true
  },
}

/** Says that somebody wants to comment on what is selected (live/comments.ts). Keeps the caret from coming back at once. */
const commentTool: Tool = {
  run: (_state, dispatch, view) => {
    if (!dispatch || !view) return true
    view.dom.dispatchEvent(new Event('vw:comment', { bubbles: true }))
    return false
  },
}

const buttons: readonly Button[] = [
  { ...headingTool(2), name: 'Überschrift 1', face: 'Ü1', keys: ['Strg+Umschalt+1', 'Control+Shift+1'] },
  { ...headingTool(3), name: 'Überschrift 2', face: 'Ü2', keys: ['Strg+Umschalt+2', 'Control+Shift+2'] },
  { ...headingTool(4), name: 'Überschrift 3', face: 'Ü3', keys: ['Strg+Umschalt+3', 'Control+Shift+3'] },
  { ...markTool(marks.strong), name: 'Fett', face: 'F', cut: 'strong', keys: ['Strg+B', 'Control+B'] },
  { ...markTool(marks.em), name: 'Kursiv', face: 'K', cut: 'em', keys: ['Strg+I', 'Control+I'] },
  { ...markTool(marks.underline), name: 'Unterstrichen', face: 'U', cut: 'u', keys: ['Strg+U', 'Control+U'] },
  { ...markTool(marks.sup), name: 'Hochgestellt', face: 'x²', keys: ['Strg+Punkt', 'Control+.'] },
  { ...markTool(marks.sub), name: 'Tiefgestellt', face: 'x₂', keys: ['Strg+Komma', 'Control+,'] },
  { ...listTool(nodes.bullet_list), name: 'Liste', keys: ['Strg+Umschalt+8', 'Control+Shift+8'] },
  { ...listTool(nodes.ordered_list), name: 'Nummerierung', keys: ['Strg+Umschalt+7', 'Control+Shift+7'] },
  { ...indentTool, name: 'Einrücken', isShown: isInList },
  { ...outdentTool, name: 'Ausrücken', isShown: isInList },
  { ...quoteTool, name: 'Zitat', keys: ['Strg+Umschalt+9', 'Control+Shift+9'] },
  { ...linkTool, name: 'Link', keys: ['Strg+K', 'Control+K'] },
  { ...tableTool, name: 'Tabelle', isShown: (state) => !isInTable(state) },
  { ...headRowTool, name: 'Kopfzeile', isShown: isInTable },
  { ...tableTools.rowAbove, name: 'Zeile darüber', isShown: isInTable },
  { ...tableTools.rowBelow, name: 'Zeile darunter', isShown: isInTable },
  { ...tableTools.removeRow, name: 'Zeile löschen', isShown: isInTable },
  { ...tableTools.columnBefore, name: 'Spalte davor', isShown: isInTable },
  { ...tableTools.columnAfter, name: 'Spalte dahinter', isShown: isInTable },
  { ...tableTools.removeColumn, name: 'Spalte löschen', isShown: isInTable },
  { ...tableTools.remove, name: 'Tabelle löschen', isShown: isInTable },
  {
    ...commentTool,
    name: 'Kommentar',
    keys: ['Strg+Alt+M', 'Control+Alt+M'],
    isShown: (state) => passagesKey.get(state) !== undefined,
  },
  { ...undoTool, name: 'Rückgängig', face: '↶', keys: ['Strg+Z', 'Control+Z'] },
  { ...redoTool, name: 'Wiederholen', face: '↷', keys: ['Strg+Y', 'Control+Y'] },
]

interface Toolbar {
  readonly dom: HTMLElement
  /** Shows what is so at the caret. */
  update(): void
  focus(): boolean
  rename(name: string): void
}

interface ToolbarOptions {
  readonly view: () => EditorView
  /** The id of the text. */
  readonly controls: string
  /** The name of the text. */
  readonly name: string
}

/** One stop for the tab key; the arrows go from button to button (WAI-ARIA toolbar). */
export function createToolbar({ view, controls, name }: ToolbarOptions): Toolbar {
  const dom = element('div', { class: 'vw-tools', role: 'toolbar', 'aria-controls': controls })
  const faces = buttons.map((button) => ({ button, dom: buttonDom(button) }))
  dom.append(...faces.map((face) => face.dom))
  let current = 0

  const shown = () => faces.filter((face) => !face.dom.hidden)
  const stopAt = (target: HTMLElement) => {
    current = faces.findIndex((face) => face.dom === target)
    for (const [index, face] of faces.entries()) face.dom.tabIndex = index === current ? 0 : -1
  }
  const toolbar: Toolbar = {
    dom,
    update() {
      const { state } = view()
      for (const face of faces) {
        const { isOn, isShown, run } = face.button
        face.dom.hidden = isShown !== undefined && !isShown(state)
        setAttribute(face.dom, 'aria-pressed', isOn ? String(isOn(state)) : null)
        setAttribute(face.dom, 'aria-disabled', view().editable && run(state) ? null : 'true')
      }
      const stop = faces[current]?.dom
      const next = stop && !stop.hidden ? stop : shown()[0]?.dom
      if (next) stopAt(next)
    },
    focus() {
      faces[current]?.dom.focus()
      return true
    },
    rename: (text) => setAttribute(dom, 'aria-label', `Formatierung: ${text}`),
  }

  // The caret stays where it is while a button is pressed with the mouse.
  dom.addEventListener('mousedown', (event) => event.preventDefault())
  dom.addEventListener('click', ({ target }) => {
    const face = faces.find((each) => target instanceof Node && each.dom.contains(target))
    if (!face) return
    stopAt(face.dom)
    if (!view().editable) return
    const { state, dispatch } = view()
    const isDone = face.button.run(state, dispatch, view())
    if (isDone && !document.querySelector('dialog[open]')) view().focus()
  })
  dom.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') view().focus()
    else if (!moveFocus(event.key)) return
    event.preventDefault()
    event.stopPropagation()
  })

  function moveFocus(key: string): boolean {
    const doms = shown().map((face) => face.dom)
    const at = doms.findIndex((each) => each.matches(':focus'))
    const steps: Readonly<Record<string, number>> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }
    const step = steps[key]
    const target = step === undefined ? undefined : doms.at(step % doms.length)
    if (!target) return false
    stopAt(target)
    target.focus()
    return true
  }

  toolbar.rename(name)
  return toolbar
}

/** The short face is for the eyes: the name is what is spoken, and it is shown when the pointer rests. */
function buttonDom({ name, face, cut, keys }: Button): HTMLButtonElement {
  const attributes = {
    type: 'button',
    title: keys ? `${name} (${keys[0]})` : name,
    ...(keys ? { 'aria-keyshortcuts': keys[1] } : {}),
  }
  if (!face) return element('button', attributes, name)
  const shown = element(cut ?? 'span', { 'aria-hidden': 'true' }, face)
  return element('button', attributes, shown, element('span', { class: 'kern-sr-only' }, name))
}
