import { toDoc } from '../../../server/blocks/schema.ts'
import type { ServerMessage } from '../../../server/writing/protocol.ts'
import { draftOf, type ReplicaDraft, replicaFrom } from '../../../server/writing/replica-draft.ts'
import { type Channel, type ChannelState, openChannel } from './channel.ts'
import type { Drafts } from './device-drafts.ts'
import { newId } from './live-page.ts'
import { type LiveText, openLiveText, type UnplacedText, type UnsentText } from './live-text.ts'

/** What the device keeps of a text. JSON. */
export interface TextDraft {
  readonly text: ReplicaDraft
  readonly unplaced: readonly UnplacedText[]
  /** It is to be proposed, not written. */
  readonly isProposed: boolean
}

export interface TextKeeping {
  /** Soon; most changes are stored before, and nothing needs to be kept. */
  changed(): void
  now(): Promise<void>
  /** Whether closing the window now loses nothing. */
  isSafe(): boolean
}

const delayMs = 150

/** Keeps on the device what of a text the server does not have. */
export function keepText(drafts: Drafts, text: LiveText): TextKeeping {
  const what = `text:${text.place}`
  let isKept = false
  let changes = 0
  let keptChanges = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function now(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const until = changes
    const unsent = text.unsent()
    if (unsent) {
      isKept = true
      if (await drafts.write(what, textDraft(unsent))) keptChanges = Math.max(keptChanges, until)
    } else if (isKept) {
      isKept = false
      await drafts.remove(what)
    }
  }

  return {
    changed() {
      changes++
      timer ??= setTimeout(now, delayMs)
    },
    now,
    isSafe: () => keptChanges === changes || text.unsent() === null,
  }
}

const textDraft = ({ replica, doc, ...unsent }: UnsentText): TextDraft => ({ text: draftOf(replica, doc), ...unsent })

/** Longer than this a draft is not waited for: it stays on the device for the next time. */
const patienceMs = 60_000

/** Brings what a page that is gone has left behind to the server, as that page would have gone on. False when it has to
 *  stay on the device. */
export function finishText(address: string, { text: begun, unplaced }: TextDraft): Promise<boolean> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => end(false), patienceMs)
    const { replica, doc } = replicaFrom(begun)
    const text = openLiveText({ replica, doc, unplaced, post: (message) => channel.send(message), onChange })
    const channel: Channel = openChannel({
      address,
      client: newId(),
      version: () => text.replica().version,
      onMessage,
      onState,
    })

    function onMessage(message: ServerMessage): void {
      if (message.type === 'commits') text.take(message.commits)
      // Its log is another now: what was typed can only be put in anew.
      if (message.type === 'state') text.reset(toDoc([]), message.version)
      if (message.type === 'ready' && message.frozen) end(false)
      if (message.type === 'refused') text.refused(message)
      if (message.type === 'unplaced' && message.id !== undefined) text.forget(message.id)
    }

    function onState(state: ChannelState): void {
      if (state === 'open') text.send()
      if (state === 'signed-out' || state === 'forbidden') end(false)
    }

    function onChange(): void {
      if (text.unsent() === null) end(true)
    }

    function end(isDone: boolean): void {
      clearTimeout(patience)
      channel.close()
      text.stop()
      resolve(isDone)
    }
  })
}
