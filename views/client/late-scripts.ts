import { onHtmx } from './htmx-events.ts'

// Large scripts are fetched, once, when a page needs them. Until then, and without script, a rich text is a textarea with
// the same text, and a document is a form that is sent.
const ownAddress = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href

const fetched = new Set<string>()

function fetchWhereNeeded(): void {
  holdTexts()
  if (document.querySelector('textarea[data-rich]')) fetchOnce('rich-editor.js').catch(() => {})
  if (document.querySelector('[data-live]')) fetchOnce('live.js').catch(goOnAlone)
}

async function fetchOnce(file: string): Promise<void> {
  if (fetched.has(file)) return
  fetched.add(file)
  await import(new URL(file, ownAddress).href).catch((cause: unknown) => {
    fetched.delete(file)
    throw cause
  })
}

/** What others write in too takes no typing before it is the same for all. */
function holdTexts(): void {
  for (const textarea of document.querySelectorAll<HTMLTextAreaElement>(
    '[data-live]:not([data-alone]) textarea[data-rich]',
  ))
    textarea.readOnly = true
}

function goOnAlone(): void {
  const root = document.querySelector<HTMLElement>('[data-live]')
  if (root) root.dataset.alone = 'true'
  document.dispatchEvent(new Event('vw:alone'))
}

document.addEventListener('vw:alone', () => {
  for (const textarea of document.querySelectorAll<HTMLTextAreaElement>('[data-alone] textarea[data-rich]'))
    textarea.readOnly = false
})

onHtmx('htmx-after-swap', fetchWhereNeeded)
fetchWhereNeeded()
