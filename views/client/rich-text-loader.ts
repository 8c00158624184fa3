import { onHtmx } from './htmx-events.ts'

// The editor for rich text is large: it is fetched, once, when a page has a field for it. Until then, and without script,
// the field is a textarea with the same text.
const ownAddress = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href
const editorAddress = new URL('rich-editor.js', ownAddress).href

let isLoading = false

function loadWhereNeeded(): void {
  if (isLoading || !document.querySelector('textarea[data-rich]')) return
  isLoading = true
  import(editorAddress).catch(() => {
    isLoading = false
  })
}

onHtmx('htmx-after-swap', loadWhereNeeded)
loadWhereNeeded()
