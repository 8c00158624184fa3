/** Word puts lists on the clipboard as paragraphs with a bullet or number in front. Makes lists of them, with their
 *  levels; where the numbering is like 1. a) iv. the list is an ordered one. */
export function gatherWordLists(body: HTMLElement): void {
  let lists: OpenList[] = []
  let last: Element | null = null
  for (const paragraph of [...body.querySelectorAll('p, h1, h2, h3, h4, h5, h6')]) {
    const item = wordItem(paragraph)
    if (!item) continue
    if (previousElement(paragraph) !== last) lists = []
    while (lists.length > item.level) lists.pop()
    const around = lists.at(-1)
    const isNext =
      around && lists.length === item.level && around.dom.localName === item.name && around.list === item.list
    if (!isNext) lists = openList(lists, item, paragraph)
    const list = lists.at(-1)
    if (!list) continue
    const made = paragraph.ownerDocument.createElement('li')
    const text = paragraph.ownerDocument.createElement('p')
    text.append(...paragraph.childNodes)
    made.append(text)
    list.dom.append(made)
    paragraph.remove()
    last = lists[0]?.dom ?? null
  }
}

interface OpenList {
  readonly dom: HTMLElement
  /** Word's own name of the list, as in `l0`. */
  readonly list: string
}

interface WordItem {
  readonly list: string
  readonly level: number
  readonly name: 'ul' | 'ol'
}

function openList(lists: readonly OpenList[], { level, name, list }: WordItem, before: Element): OpenList[] {
  const outer = lists.slice(0, level - 1)
  const dom = before.ownerDocument.createElement(name)
  const parent = outer.at(-1)?.dom.lastElementChild
  if (parent) parent.append(dom)
  else before.before(dom)
  return [...outer, { dom, list }]
}

/** Null for what is no item of a list. Takes the bullet or number away. */
function wordItem(paragraph: Element): WordItem | null {
  const style = paragraph.getAttribute('data-style') ?? ''
  const found = /mso-list *: *(l\d+) +level(\d)/i.exec(style)
  if (!found) return null
  const marker = [...paragraph.querySelectorAll('[data-style]')].find((each) =>
    /mso-list *: *ignore/i.test(each.getAttribute('data-style') ?? ''),
  )
  const label = (marker?.textContent ?? '').replace(/[\s\u00a0]/g, '')
  marker?.remove()
  const name = /^\(?(?:\d+|[a-z]|[ivxlc]+)[.)](?:\d+[.)]?)*$/i.test(label) ? 'ol' : 'ul'
  return { list: found[1] ?? '', level: Number(found[2]), name }
}

function previousElement(element: Element): Element | null {
  const before = element.previousSibling
  const isBlank = before?.nodeType === Node.TEXT_NODE && !before.nodeValue?.trim()
  return isBlank || before === element.previousElementSibling ? element.previousElementSibling : null
}
