import { onHtmx } from './htmx-events.ts'

// A row was added, moved or removed: the focus goes where the server says, and a screen reader hears what happened.
onHtmx('htmx-after-swap', () => {
  const form = document.querySelector<HTMLFormElement>('form[data-said]')
  if (!form?.dataset.said) return
  form.querySelector<HTMLElement>('[autofocus]')?.focus()
  const spoken = document.getElementById('meldungen')
  if (spoken) spoken.textContent = form.dataset.said
  delete form.dataset.said
  // Whoever follows what is typed learns of the rows too.
  form.dispatchEvent(new Event('input', { bubbles: true }))
})

// The server cannot see which rows stand open: the form tells it with each row.
document.addEventListener(
  'toggle',
  ({ target }) => {
    if (!(target instanceof HTMLDetailsElement) || !target.dataset.row) return
    const told = target.querySelector<HTMLInputElement>(':scope > div > input[name=":open"]')
    if (!target.open) told?.remove()
    else if (!told) target.querySelector(':scope > div')?.prepend(openRow(target.dataset.row))
  },
  true,
)

function openRow(id: string): HTMLInputElement {
  const input = document.createElement('input')
  input.type = 'hidden'
  input.name = ':open'
  input.value = id
  return input
}
