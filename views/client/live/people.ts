import type { Person } from '../../../server/writing/protocol.ts'
import { element } from '../element.ts'
import type { LivePage, LivePart } from './live-page.ts'
import { announce } from './save-state.ts'

const colours = 8
const given = new Map<string, number>()

/** 1 to 8: each other person has a colour of her own on this page, as long as there are enough. */
export function colourOf(userId: string): number {
  const colour = given.get(userId) ?? (given.size % colours) + 1
  given.set(userId, colour)
  return colour
}

/** Shows in the bar who else is here and where they write, and says once of each that she has come. */
export function startPeople({ page }: { readonly page: LivePage }): LivePart {
  const greeted = new Set([page.userId])
  let isOver = false
  const bar = (): HTMLElement | null => document.querySelector('.vw-docbar .vw-people')

  return {
    receive(message) {
      if (message.type !== 'people' || isOver) return
      const others = onePerPerson(message.people.filter(({ userId }) => userId !== page.userId))
      bar()?.replaceChildren(...others.map((person) => personDom(page, person)))
      bar()?.toggleAttribute('hidden', others.length === 0)
      greet(others.filter(({ userId }) => !greeted.has(userId)))
    },
    channelChanged(state) {
      // Who is here now nobody knows.
      if (state !== 'open') bar()?.replaceChildren()
      if (state !== 'open') bar()?.setAttribute('hidden', '')
    },
    stop() {
      isOver = true
    },
  }

  function greet(come: readonly Person[]): void {
    for (const { userId } of come) greeted.add(userId)
    const names = new Intl.ListFormat('de').format(come.map(({ name }) => name))
    if (come.length > 0) announce(`${names} ${come.length === 1 ? 'ist' : 'sind'} jetzt hier`)
  }
}

/** Somebody with the document open in two windows is one person, where she writes. */
function onePerPerson(people: readonly Person[]): Person[] {
  const found = new Map<string, Person>()
  for (const person of people) {
    if (person.at || !found.has(person.userId)) found.set(person.userId, person)
  }
  return [...found.values()]
}

function personDom({ root }: LivePage, { userId, name, at }: Person): HTMLElement {
  const label = at && labelOf(root, at.place)
  const words = label ? `${name} schreibt in „${label}“` : name
  const picture = { class: `vw-initials vw-person--${colourOf(userId)}`, 'aria-hidden': 'true' }
  return element('li', { title: words }, element('span', picture, initials(name)), element('span', {}, words))
}

function labelOf(root: HTMLElement, place: string): string | undefined {
  const control = root.querySelector(`[data-place="${CSS.escape(place)}"]`)
  const label = control?.matches('label, legend') ? control : control?.querySelector('label, legend')
  const own = control instanceof HTMLTextAreaElement ? control.labels?.[0] : undefined
  return (own ?? label)?.firstChild?.textContent?.trim()
}

/** Of first and last name, titles left out: "Dr. Sabine Kortmann" is SK. */
export function initials(name: string): string {
  const words = name.split(/[\s-]+/).filter((word) => word !== '' && !word.endsWith('.'))
  return [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => [...(word ?? '')][0] ?? '').join('')
}
