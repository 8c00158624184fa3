import { DOMParser, Slice } from 'prosemirror-model'
import { dropPoint } from 'prosemirror-transform'
import type { EditorView } from 'prosemirror-view'
import { richSchema } from '../../server/blocks/schema.ts'
import { readPastedHtml } from './rich-pasted-html.ts'

/** Takes pasted and dropped HTML in place of the editor: its own reader would need a Trusted Types policy of its own, and
 *  the security policy would empty every style. `say` tells what was left out. */
export function pasteHandlers(say: (words: string) => void) {
  return {
    paste(view: EditorView, event: ClipboardEvent): boolean {
      const slice = readTransfer(event.clipboardData, say)
      if (slice === 'nothing of ours') return false
      event.preventDefault()
      if (slice && !view.someProp('handlePaste', (handle) => handle(view, event, slice))) {
        view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView().setMeta('paste', true))
      }
      return true
    },
    drop(view: EditorView, event: DragEvent): boolean {
      if (view.dragging) return false
      const slice = readTransfer(event.dataTransfer, say)
      const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
      if (slice === 'nothing of ours') return false
      event.preventDefault()
      if (!slice || !at) return true
      const pos = dropPoint(view.state.doc, at.pos, slice) ?? at.pos
      view.dispatch(view.state.tr.replaceRange(pos, pos, slice).setMeta('paste', true))
      view.focus()
      return true
    },
  }
}

/** Null when there was nothing but pictures. Plain text is left to the editor. */
function readTransfer(transfer: DataTransfer | null, say: (words: string) => void): Slice | null | 'nothing of ours' {
  const html = transfer?.getData('text/html') ?? ''
  if (html === '') {
    const pictures = [...(transfer?.files ?? [])].length
    if (pictures === 0 || transfer?.getData('text/plain')) return 'nothing of ours'
    say(leftOut(pictures))
    return null
  }
  const { body, pictures, isOwn } = readPastedHtml(html)
  say(pictures > 0 ? leftOut(pictures) : '')
  const doc = DOMParser.fromSchema(richSchema).parse(body, { preserveWhitespace: isOwn })
  return doc.textContent === '' && !hasTable(doc.content) ? null : Slice.maxOpen(doc.content, false)
}

const hasTable = (content: Slice['content']): boolean =>
  content.content.some((node) => node.type === richSchema.nodes.table)

const leftOut = (pictures: number): string =>
  pictures === 1
    ? 'Ein Bild wurde nicht übernommen. Bilder gehören in eine Anlage.'
    : `${pictures} Bilder wurden nicht übernommen. Bilder gehören in eine Anlage.`
