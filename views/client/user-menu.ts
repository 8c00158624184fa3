// The menu is a <details>, which stays open by itself: close it with Escape and by a click elsewhere.
const openMenu = (): HTMLDetailsElement | null => document.querySelector('details.vw-user[open]')

document.addEventListener('click', ({ target }) => {
  const menu = openMenu()
  if (menu && target instanceof Node && !menu.contains(target)) menu.open = false
})

document.addEventListener('keydown', ({ key }) => {
  const menu = openMenu()
  if (!menu || key !== 'Escape') return
  menu.open = false
  menu.querySelector('summary')?.focus()
})
