import type { Person } from '../../../server/writing/protocol.ts'
import type { LivePart, LivePartOptions } from './live-page.ts'

type At = Person['at']

export interface OwnCaret extends LivePart {
  /** Where the caret of the focused text stands from now on. Typing shows the others itself where it went: then it is told
   *  only after a rest. `at` gives undefined as long as nobody else could know the place. */
  follow(at: () => At | undefined, why?: 'moved' | 'typed'): void
}

const spacingMs = 100
const restMs = 1000

/** Tells the others where this person's caret stands: in a control by its place, in a text by its positions. */
export function startOwnCaret({ page, channel }: LivePartOptions): OwnCaret {
  const ending = new AbortController()
  let find: () => At | undefined = () => null
  let told = 'null'
  let soon: ReturnType<typeof setTimeout> | undefined
  let later: ReturnType<typeof setTimeout> | undefined

  function tell(): void {
    soon = undefined
    const at = find()
    const words = JSON.stringify(at)
    if (at === undefined) follow(find)
    else if (words !== told && channel.send({ type: 'caret', at })) told = words
  }

  function follow(at: () => At | undefined, why: 'moved' | 'typed' = 'moved'): void {
    find = at
    clearTimeout(later)
    if (why === 'typed') later = setTimeout(tell, restMs)
    else soon ??= setTimeout(tell, spacingMs)
  }

  const { signal } = ending
  page.root.addEventListener(
    'focusin',
    ({ target }) => {
      if (!(target instanceof Element) || target.closest('.vw-rich')) return
      const place = target.closest<HTMLElement>('[data-place]')?.dataset.place
      follow(() => (place === undefined ? null : { place }))
    },
    { signal },
  )
  page.root.addEventListener(
    'focusout',
    ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && page.root.contains(relatedTarget))) follow(() => null)
    },
    { signal },
  )

  return {
    follow,
    receive(message) {
      if (message.type !== 'ready') return
      told = 'null'
      follow(find)
    },
    stop() {
      ending.abort()
      clearTimeout(soon)
      clearTimeout(later)
    },
  }
}
