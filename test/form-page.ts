import { DomUtils, parseDocument } from 'htmlparser2'

type Element = ReturnType<typeof DomUtils.getElementsByTagName>[number]

/** A page as a browser without script sees it. */
export interface ReadPage {
  readonly text: string
  /** What the form with this action would send, in the order of its controls. */
  entries(action: string): [string, string][]
  /** The text of the elements that describe the control of this name, its error among them. */
  describedBy(name: string): string
  /** What is wrong with it for people who cannot see it: controls without a label, ids that stand there twice. */
  faults(): string[]
  all(tag: string, attributes?: Readonly<Record<string, string>>): Element[]
}

export function readPage(html: string): ReadPage {
  const document = parseDocument(html)
  // What stands in a template is no part of the page.
  for (const template of DomUtils.getElementsByTagName('template', document)) DomUtils.removeElement(template)
  const all: ReadPage['all'] = (tag, attributes = {}) =>
    DomUtils.getElementsByTagName(tag, document).filter((element) =>
      Object.entries(attributes).every(([name, value]) => element.attribs[name] === value),
    )
  const byId = (id: string) => DomUtils.getElementById(id, document)
  const controls = () => ['input', 'select', 'textarea'].flatMap((tag) => all(tag)).filter(isShown)

  return {
    text: DomUtils.textContent(document).replace(/\s+/g, ' '),
    all,
    entries(action) {
      const form = all('form', { action })[0]
      if (!form) throw new Error(`There is no form to ${action}.`)
      return DomUtils.getElementsByTagName('*', form).filter(isControl).flatMap(entriesOf)
    },
    describedBy(name) {
      const control = ['input', 'select', 'textarea', 'fieldset']
        .flatMap((tag) => all(tag, tag === 'fieldset' ? {} : { name }))
        .find((element) => element.attribs['aria-describedby'])
      const ids = control?.attribs['aria-describedby']?.split(' ') ?? []
      return ids.map((id) => DomUtils.textContent(byId(id) ?? [])).join(' ')
    },
    faults() {
      const ids = all('*').flatMap(({ attribs }) => attribs.id ?? [])
      const twice = ids.filter((id, index) => ids.indexOf(id) < index).map((id) => `the id ${id} stands there twice`)
      const unlabelled = controls()
        .filter(({ attribs }) => !attribs['aria-label'] && all('label', { for: attribs.id ?? '' }).length !== 1)
        .map(({ attribs }) => `${attribs.name} has no label`)
      const dangling = all('*')
        .flatMap(({ attribs }) =>
          ['aria-describedby', 'aria-labelledby', 'for'].flatMap((name) => attribs[name]?.split(' ') ?? []),
        )
        .filter((id) => !byId(id))
        .map((id) => `nothing has the id ${id}`)
      return [...twice, ...unlabelled, ...dangling]
    },
  }
}

const isShown = ({ attribs }: Element): boolean => attribs.type !== 'hidden'
const isControl = (element: Element): boolean => ['input', 'select', 'textarea'].includes(element.name)

function entriesOf(control: Element): [string, string][] {
  const { name, type, value = '' } = control.attribs
  if (!name) return []
  if (type === 'radio' || type === 'checkbox') return control.attribs.checked === undefined ? [] : [[name, value]]
  if (control.name === 'textarea')
    return [[name, DomUtils.textContent(control).replace(/^\n/, '').replaceAll('\n', '\r\n')]]
  if (control.name === 'input') return [[name, value]]
  const options = DomUtils.getElementsByTagName('option', control)
  const chosen = options.findLast(({ attribs }) => attribs.selected !== undefined) ?? options[0]
  return chosen ? [[name, chosen.attribs.value ?? '']] : []
}
