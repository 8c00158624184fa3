// Turns every `<textarea data-rich>` of a page into an editor, and keeps it through the exchanges of htmx. The textarea
// stays in the form, unseen, and always holds the canonical HTML of what the editor shows: sending, previews and row
// buttons know only the textarea.
import type { HtmxExchange } from './htmx-events.ts'
import { onHtmx } from './htmx-events.ts'
import { refuse, withdrawRefusal } from './rich-refusal.ts'
import { editorId, mountRichText, mountSharedText, type RichText, type SharedText } from './rich-text.ts'

const editors = new Map<HTMLTextAreaElement, RichText>()

/** Gives the text of a field that others write in too; null as long as it is not there. */
export type TextSharing = (textarea: HTMLTextAreaElement) => SharedText | null

let sharing: TextSharing | null = null

/** From now on the texts of a page that is written together come from here; null: no more. */
export function shareTexts(given: TextSharing | null): void {
  sharing = given
  mountAll()
}

const isWrittenTogether = (textarea: HTMLTextAreaElement): boolean =>
  textarea.dataset.place !== undefined && textarea.closest('[data-live]:not([data-alone])') !== null

function mountAll(): void {
  for (const [textarea, editor] of editors) {
    if (textarea.isConnected && editor.isConnected()) {
      editor.syncAttributes()
      continue
    }
    editor.destroy()
    editors.delete(textarea)
  }
  for (const textarea of document.querySelectorAll<HTMLTextAreaElement>('textarea[data-rich]')) {
    if (!editors.has(textarea)) mount(textarea)
  }
}

function mount(textarea: HTMLTextAreaElement): void {
  if (isWrittenTogether(textarea)) {
    const shared = sharing?.(textarea)
    if (shared) editors.set(textarea, mountSharedText(textarea, shared))
    return
  }
  const mounted = mountRichText(textarea)
  if ('problem' in mounted) {
    refuse(textarea, mounted.problem)
    return
  }
  withdrawRefusal(textarea)
  editors.set(textarea, mounted)
}

// What was refused may have been mended by hand.
document.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLTextAreaElement && target.matches('[data-rich]') && !editors.has(target)) mount(target)
})

// Labels, links of the error summary and the server's choice of focus all lead to the textarea: the editor is meant.
document.addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLTextAreaElement) editors.get(target)?.focus()
})

/** What each field held when a request left: an answer that only repeats it must not undo what was typed since. */
let sent = new WeakMap<HTMLTextAreaElement, string>()

onHtmx('htmx-before-request', () => {
  sent = new WeakMap([...editors.keys()].map((textarea) => [textarea, textarea.value]))
})

// A morphing answer holds the bare textarea. Where it says nothing new, its editor is kept, with caret and history.
onHtmx('htmx-before-swap', (_exchange: HtmxExchange, { detail }) => {
  for (const { fragment, swapSpec } of detail.tasks ?? []) {
    if (!fragment || !/morph/i.test(swapSpec?.style ?? '')) continue
    for (const [textarea, editor] of editors) {
      const next = fragment.querySelector(`textarea[data-rich][id="${CSS.escape(textarea.id)}"]`)
      if (!(next instanceof HTMLTextAreaElement)) continue
      const repeated = editor.isShared || next.value === textarea.value || next.value === sent.get(textarea)
      if (!repeated || document.getElementById(editorId(textarea)) === null) continue
      editor.dress(next)
    }
  }
})

onHtmx('htmx-after-swap', mountAll)
document.addEventListener('vw:alone', mountAll)
mountAll()
