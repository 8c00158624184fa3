// Says in our words which files are chosen; the field works without it.

const none = 'Noch nichts ausgewählt'
const mostNamed = 3

document.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLInputElement && target.type === 'file') tell(target)
})

// A form that is emptied or kept by the browser when somebody goes back holds other files than the page says.
document.addEventListener('reset', ({ target }) =>
  setTimeout(() => tellAll(target instanceof Element ? target : document)),
)
window.addEventListener('pageshow', () => tellAll(document))

function tellAll(within: ParentNode): void {
  for (const input of within.querySelectorAll<HTMLInputElement>('.vw-file input[type="file"]')) tell(input)
}

function tell(input: HTMLInputElement): void {
  const shown = input.closest('.vw-file')?.querySelector('[data-file-names]')
  const names = [...(input.files ?? [])].map(({ name }) => name)
  const more = names.length - mostNamed
  if (shown) shown.textContent = names.length === 0 ? none : enumerated(names.slice(0, mostNamed), more)
}

const enumerated = (names: readonly string[], more: number): string =>
  more > 0 ? `${names.join(', ')} und ${more} weitere` : names.join(', ')
