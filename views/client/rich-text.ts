import { baseKeymap } from 'prosemirror-commands'
import { history } from 'prosemirror-history'
import { keymap } from 'prosemirror-keymap'
import type { Node as ProseNode } from 'prosemirror-model'
import { EditorState, type Plugin } from 'prosemirror-state'
import { tableEditing } from 'prosemirror-tables'
import { EditorView } from 'prosemirror-view'
import { unprintable } from '../../server/blocks/canonical.ts'
import { toHtmlSubset } from '../../server/blocks/html-out.ts'
import { parseHtmlSubset } from '../../server/blocks/html-subset.ts'
import { richInput } from '../../server/blocks/rich-input.ts'
import { fromDoc, toDoc } from '../../server/blocks/schema.ts'
import { element } from './element.ts'
import { editorKeys } from './rich-commands.ts'
import { askForLink } from './rich-link-dialog.ts'
import { pasteHandlers } from './rich-paste.ts'
import { createToolbar } from './rich-toolbar.ts'

/** A text that others write in too, and what keeps its editor in step with them. */
export interface SharedText {
  readonly doc: ProseNode
  readonly plugins: readonly Plugin[]
}

/** Set on transactions that bring what others wrote. */
export const byOthers = 'byOthers'

export interface RichText {
  readonly isShared: boolean
  focus(): void
  isConnected(): boolean
  /** Takes over what the server says of the field: its description, and whether something is wrong with it. */
  syncAttributes(): void
  /** Readies an incoming textarea that only repeats this one, so that a morph leaves the editor alone. */
  dress(next: HTMLTextAreaElement): void
  destroy(): void
}

/** Of what others write the textarea, and whoever follows it, learns a moment later: they may be many. */
const othersMs = 200

export const editorId = ({ id }: HTMLTextAreaElement): string => `${id}-editor`

/** Puts an editor behind the textarea and hides the textarea. Text outside the HTML subset is a problem, told by the
 *  first sentence of it, and left as it is. */
export function mountRichText(textarea: HTMLTextAreaElement): RichText | { readonly problem: string } {
  const { blocks, problems } = parseHtmlSubset(richInput(textarea.value), { dialect: 'rich' })
  const [first] = problems
  if (first) return { problem: `Zeile ${first.line}, Spalte ${first.column}: ${first.message}` }
  return mountEditor(textarea, { doc: toDoc(blocks), plugins: [] }, false)
}

/** The same for a text that others write in too: what the textarea holds is not asked. */
export const mountSharedText = (textarea: HTMLTextAreaElement, shared: SharedText): RichText =>
  mountEditor(textarea, shared, true)

function mountEditor(textarea: HTMLTextAreaElement, { doc, plugins: own }: SharedText, isShared: boolean): RichText {
  const hint = element('p', { class: 'kern-sr-only', id: `${textarea.id}-tasten` }, keysHint)
  const note = element('p', { class: 'vw-rich__note', role: 'status' })
  const place = element('div')
  const wrapper = element('div', { class: 'vw-rich', id: editorId(textarea), 'hx-morph-skip': '' })
  const toolbar = createToolbar({ view: () => view, controls: `${textarea.id}-text`, name: labelText(textarea) })
  wrapper.append(toolbar.dom, place, note, hint)
  hide(textarea)
  textarea.after(wrapper)

  let toldValue = textarea.value
  let writing: ReturnType<typeof setTimeout> | undefined
  const writeNow = () => {
    clearTimeout(writing)
    writing = undefined
    write(textarea, toHtmlSubset(fromDoc(view.state.doc)))
  }
  const openLink = () => {
    askForLink(view)
    return true
  }
  const keys = { 'Mod-k': openLink, 'Alt-F10': () => toolbar.focus(), Escape: () => leave(wrapper) }
  const plugins = [...own, history(), keymap(keys), keymap(editorKeys), keymap(baseKeymap), tableEditing()]
  const view: EditorView = new EditorView(place, {
    state: EditorState.create({ doc, plugins }),
    attributes: () => attributesFor(textarea),
    transformPastedText: (pasted) => pasted.replace(new RegExp(unprintable, 'gu'), ''),
    handleDOMEvents: {
      ...pasteHandlers((said) => {
        note.textContent = said
      }),
      blur() {
        if (textarea.value !== toldValue) textarea.dispatchEvent(new Event('change', { bubbles: true }))
        toldValue = textarea.value
        return false
      },
    },
    dispatchTransaction(transaction) {
      view.updateState(view.state.apply(transaction))
      toolbar.update()
      if (!transaction.docChanged) return
      if (transaction.getMeta(byOthers)) {
        writing ??= setTimeout(writeNow, othersMs)
        return
      }
      if (!transaction.getMeta('paste')) note.textContent = ''
      writeNow()
    },
  })
  if (isShared) writeNow()
  toolbar.update()
  if (document.activeElement === textarea) view.focus()

  return {
    isShared,
    focus: () => view.focus(),
    isConnected: () => wrapper.isConnected,
    syncAttributes() {
      view.setProps({ attributes: () => attributesFor(textarea) })
      toolbar.rename(labelText(textarea))
    },
    dress(next) {
      if (writing) writeNow()
      next.textContent = textarea.value.startsWith('\n') ? `\n${textarea.value}` : textarea.value
      hide(next)
      next.after(element('div', { id: editorId(textarea) }))
    },
    destroy() {
      clearTimeout(writing)
      view.destroy()
      wrapper.remove()
    },
  }
}

const keysHint =
  'Alt und F10 führt zur Formatierung. Escape verlässt den Text. In Tabellen führt die Tabulatortaste zur nächsten Zelle.'

/** Out of sight and out of the order of tabs, yet a place that labels and links can lead to. */
function hide(textarea: HTMLTextAreaElement): void {
  textarea.classList.add('vw-rich__source')
  textarea.tabIndex = -1
  textarea.setAttribute('aria-hidden', 'true')
  textarea.setAttribute('autocomplete', 'off')
}

/** The preview and whoever else listens hears of it as of typing. */
function write(textarea: HTMLTextAreaElement, html: string): void {
  if (textarea.value === html) return
  textarea.value = html
  textarea.dispatchEvent(new Event('input', { bubbles: true }))
}

function labelText(textarea: HTMLTextAreaElement): string {
  return textarea.labels?.[0]?.textContent?.trim() ?? textarea.getAttribute('aria-label') ?? 'Text'
}

function attributesFor(textarea: HTMLTextAreaElement): Record<string, string> {
  const invalid = textarea.getAttribute('aria-invalid')
  const described = [textarea.getAttribute('aria-describedby'), `${textarea.id}-tasten`].filter(Boolean).join(' ')
  return {
    id: `${textarea.id}-text`,
    class: 'vw-rich__text',
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-label': labelText(textarea),
    'aria-describedby': described,
    spellcheck: 'true',
    lang: 'de',
    ...(invalid ? { 'aria-invalid': invalid } : {}),
  }
}

const focusable =
  'a[href], button:not([disabled]), input:not([type=hidden]):not([disabled]), select, summary, textarea, [tabindex], [contenteditable=true]'

/** To whatever comes after the editor, as the tab key would where it does not move between cells. */
function leave(wrapper: HTMLElement): boolean {
  const candidates = [...document.querySelectorAll<HTMLElement>(focusable)]
  const next = candidates.find(
    (candidate) =>
      candidate.tabIndex >= 0 &&
      !wrapper.contains(candidate) &&
      (wrapper.compareDocumentPosition(candidate) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 &&
      candidate.checkVisibility(),
  )
  if (next) next.focus()
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  return true
}
