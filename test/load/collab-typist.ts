import type { Node as ProseNode } from 'prosemirror-model'
import type { Account } from './collab-account.ts'
import type { Editing, Keys } from './collab-keys.ts'

/** A person who writes in a text, whatever engine carries it to the others. */
export interface Typist extends Editing {
  /** How she types, where she does it without an editor of this process. */
  readonly keys?: Keys
  readonly account: Account
  readonly bytes: { readonly sent: number; readonly received: number }
  /** Breaks the connection off; what is typed meanwhile waits. */
  goOffline(): void
  goOnline(): void
  /** Whether everything she typed has been acknowledged and nothing hinders her from getting what others type. */
  isSettled(): boolean
  /** What she herself was told found no place, as text. */
  readonly unplaced: () => string
  close(): void
}

/** Told of each change that came from others, before it can be seen which of them it was. */
export type OnRemote = (before: ProseNode, after: ProseNode) => void

/** As the browser tells it: soon when the caret was moved; while somebody types only after a rest, for typing shows the
 *  others itself where she is. */
export function caretPace(tell: () => void): { moved(by: 'typing' | 'moving'): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined
  return {
    moved(by) {
      clearTimeout(timer)
      timer = setTimeout(tell, by === 'typing' ? 1000 : 100)
    },
    stop: () => clearTimeout(timer),
  }
}
