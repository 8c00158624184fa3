/** Fills a control with a printed value as if somebody had typed or chosen it. False where that is not possible: a Frist has
 *  several parts, and a choice may be gone. */
export function typeInto(wrapper: HTMLElement, printed: string): boolean {
  const controls = [...wrapper.querySelectorAll<HTMLElement>('input:not([type=hidden]), select, textarea')]
  const [first] = controls
  if (!first) return false
  if (first instanceof HTMLInputElement && /^(?:radio|checkbox)$/.test(first.type)) {
    const chosen = controls.find((control) => labelOf(control) === printed)
    if (!(chosen instanceof HTMLInputElement)) return false
    chosen.checked = true
    return told(chosen)
  }
  if (controls.length > 1) return false
  if (first instanceof HTMLSelectElement) {
    const option = [...first.options].find(({ label }) => label === printed)
    if (!option) return false
    first.value = option.value
    return told(first)
  }
  if (!(first instanceof HTMLInputElement || first instanceof HTMLTextAreaElement)) return false
  first.value = printed
  return told(first)
}

const labelOf = (control: HTMLElement): string | undefined =>
  control instanceof HTMLInputElement ? control.labels?.[0]?.textContent?.trim() : undefined

function told(control: HTMLElement): true {
  control.focus()
  control.dispatchEvent(new Event('input', { bubbles: true }))
  control.dispatchEvent(new Event('change', { bubbles: true }))
  return true
}
