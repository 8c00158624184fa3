import { history } from 'prosemirror-history'
import { Node as ProseNode } from 'prosemirror-model'
import { EditorState, Plugin, type Transaction } from 'prosemirror-state'
import { newId } from '../../server/base/ids.ts'
import { richSchema } from '../../server/blocks/schema.ts'
import type { ServerMessage } from '../../server/writing/protocol.ts'
import { mapToConfirmed, nextFlight, openReplica, type Replica, received, typed } from '../../server/writing/replica.ts'
import type { StoredCommit } from '../../server/writing/writing.ts'
import { enterOwn, openAccount } from './collab-account.ts'
import { type LineOptions, openLine } from './collab-line.ts'
import { docOfHtml, place } from './collab-text.ts'
import { caretPace, type OnRemote, type Typist } from './collab-typist.ts'

interface OwnTypistOptions extends Pick<LineOptions, 'transport' | 'url' | 'cookie' | 'documentId'> {
  /** Her own. */
  readonly letters: string
  readonly onRemote: OnRemote
  readonly tellsCaret: boolean
  /** Told the id of each of her commits when she learns that it happened. */
  readonly onAcknowledged?: (id: string) => void
}

export interface OwnTypist extends Typist {
  /** Resolves when everything she has typed is acknowledged. */
  whenSettled(): Promise<void>
}

/** Lets undo find each step again when others' have come before it. */
const forHistory = new Plugin({ historyPreserveItems: true })

const pauseMs = 100

/** A group of her undo ends with each commit. People pause; she never does, and what prosemirror-history does at each commit
 *  of others takes longer with every step of the newest group. */
const newGroupDelay = 1

/** A typist whose browser is this process: the browser's own replica of the text, without a window. */
export async function openOwnTypist(options: OwnTypistOptions): Promise<OwnTypist> {
  const account = openAccount()
  let state = EditorState.create({ schema: richSchema })
  let replica: Replica | null = null
  let isReady = false
  let opened: (() => void) | null = null
  const told: string[] = []
  /** What found no place here and is not yet known to be kept, by the ids of the messages. */
  const dropped = new Map<string, string>()
  const waiting: (() => void)[] = []

  const onMessage = (message: ServerMessage) => {
    switch (message.type) {
      case 'state':
        return begin(message.version, message.texts[place])
      case 'ready':
        isReady = true
        opened?.()
        if (replica?.flight) sendFlight(replica.flight)
        for (const [id, content] of dropped) line.send({ type: 'unplaced', id, place, content })
        return flush()
      case 'commits':
        return takeIn(message.commits)
      case 'unplaced':
        told.push(...message.items.map(({ content }) => content))
        if (message.id !== undefined) dropped.delete(message.id)
        return wake()
      case 'refused':
        return refused(message)
    }
  }
  const line = openLine({
    ...options,
    client: newId(),
    version: () => replica?.version ?? null,
    onMessage,
    onBroken: () => {
      isReady = false
    },
  })

  function begin(version: number, text: unknown): void {
    if (replica) throw new Error(`The log does not reach back to version ${replica.version}.`)
    const doc = text === undefined ? docOfHtml('') : ProseNode.fromJSON(richSchema, text)
    state = EditorState.create({ doc, plugins: [history({ newGroupDelay }), forHistory] })
    replica = openReplica(place, version)
  }

  function dispatch(tr: Transaction): void {
    if (!replica) return
    state = state.apply(tr)
    if (tr.docChanged) {
      enterOwn(account, tr, options.letters)
      replica = typed(replica, tr)
      flush()
    }
    if (options.tellsCaret) caret.moved(tr.docChanged ? 'typing' : 'moving')
  }

  function flush() {
    const next = isReady && replica ? nextFlight(replica, newId()) : null
    if (!next) return wake()
    replica = next
    sendFlight(next.flight)
  }

  function sendFlight({ id, base, seen, steps }: NonNullable<Replica['flight']>): void {
    line.send({ type: 'commit', id, base, seen, place, steps })
  }

  function takeIn(commits: readonly StoredCommit[]): void {
    const before = state.doc
    const flying = replica?.flight?.id
    for (let rest = commits; replica && rest.length > 0; ) {
      const { tr } = state
      const taken = received(replica, tr, rest)
      replica = taken.replica
      state = state.apply(tr)
      if (taken.dropped !== null) keep(taken.dropped)
      rest = taken.rest
    }
    if (flying !== undefined && commits.some(({ id }) => id === flying)) options.onAcknowledged?.(flying)
    options.onRemote(before, state.doc)
    flush()
  }

  function keep(content: string): void {
    const id = newId()
    dropped.set(id, content)
    line.send({ type: 'unplaced', id, place, content })
  }

  function refused({ id, outcome }: Extract<ServerMessage, { type: 'refused' }>): void {
    const isLater = outcome.kind === 'refused' && outcome.reason === 'unavailable'
    if (!isLater) throw new Error(`A commit was refused: ${JSON.stringify(outcome)}`)
    setTimeout(() => {
      const content = dropped.get(id)
      if (content !== undefined) line.send({ type: 'unplaced', id, place, content })
      if (replica?.flight?.id === id && isReady) sendFlight(replica.flight)
    }, pauseMs)
  }

  const caret = caretPace(() => {
    if (!replica || !isReady) return
    const { version } = replica
    const at = mapToConfirmed(replica).map(state.selection.head)
    line.send({ type: 'caret', at: { place, version, from: at, to: at } })
  })

  const isSettled = () => isReady && replica?.unconfirmed.length === 0 && replica.flight === null && dropped.size === 0
  function wake(): void {
    if (waiting.length > 0 && isSettled()) for (const go of waiting.splice(0)) go()
  }

  await new Promise<void>((done) => {
    opened = done
  })
  return {
    account,
    bytes: line.bytes,
    get state() {
      return state
    },
    dispatch,
    goOffline: line.cut,
    goOnline: line.mend,
    isSettled,
    whenSettled: () => (isSettled() ? Promise.resolve() : new Promise((done) => waiting.push(done))),
    unplaced: () => told.join('\n'),
    close() {
      caret.stop()
      line.cut()
    },
  }
}
