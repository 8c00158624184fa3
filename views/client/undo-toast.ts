import { onHtmx } from './htmx-events.ts'

// What was just done can be taken back for ten seconds, which begin anew when the pointer or the focus leaves.
const restMs = 10_000

function startToast(): void {
  const toast = document.querySelector<HTMLElement>('[data-toast]')
  if (!toast?.dataset.toast) return
  const spoken = document.getElementById('meldungen')
  if (spoken) spoken.textContent = `${toast.dataset.toast}. Rückgängig ist am Ende der Seite möglich.`
  delete toast.dataset.toast
  // The address would show it again when it is loaded anew.
  const { pathname, search, hash } = location
  const kept = new URLSearchParams(search)
  for (const name of ['done', 'of', 'undo']) kept.delete(name)
  history.replaceState(history.state, '', `${pathname}${kept.size > 0 ? `?${kept}` : ''}${hash}`)
  let closing = setTimeout(() => toast.remove(), restMs)
  const stay = () => clearTimeout(closing)
  const leave = () => {
    clearTimeout(closing)
    closing = setTimeout(() => toast.remove(), restMs)
  }
  toast.addEventListener('pointerenter', stay)
  toast.addEventListener('focusin', stay)
  toast.addEventListener('pointerleave', leave)
  toast.addEventListener('focusout', leave)
}

onHtmx('htmx-after-swap', startToast)
startToast()
