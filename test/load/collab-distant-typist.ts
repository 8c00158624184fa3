import { createHash } from 'node:crypto'
import { Node as ProseNode } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { Step } from 'prosemirror-transform'
import { newId } from '../../server/base/ids.ts'
import { richSchema } from '../../server/blocks/schema.ts'
import type { ServerMessage } from '../../server/writing/protocol.ts'
import type { StoredCommit } from '../../server/writing/writing.ts'
import { openAccount, tallyOf } from './collab-account.ts'
import { endOfBlock, type Keys } from './collab-keys.ts'
import { type LineOptions, openLine } from './collab-line.ts'
import { place } from './collab-text.ts'
import { caretPace, type Typist } from './collab-typist.ts'

interface DistantTypistOptions extends Pick<LineOptions, 'transport' | 'url' | 'cookie' | 'documentId'> {
  /** Her own. */
  readonly letters: string
  /** Where she types: how far down the text, 0 to 1. */
  readonly share: number
  readonly tellsCaret: boolean
}

const pauseMs = 100

/** A typist whose editor runs on a machine of its own, as everybody's does: the server has the same work with her, this
 *  process hardly any. She types letters at one place, follows it through what others do, and keeps what she is sent; her
 *  copy is made of that when somebody asks for it. */
export async function openDistantTypist(options: DistantTypistOptions): Promise<Typist> {
  const account = openAccount()
  const copy = openLateCopy()
  const told: string[] = []
  /** In the text of the version she has. */
  let caret = 0
  let version: number | null = null
  let typed = ''
  let flight: { readonly id: string; readonly message: unknown } | null = null
  let isReady = false
  let opened: (() => void) | null = null

  const onMessage = (message: ServerMessage) => {
    switch (message.type) {
      case 'state': {
        if (version !== null) throw new Error(`The log does not reach back to version ${version}.`)
        version = message.version
        caret = endOfBlock(copy.begin(message.version, message.texts[place]), options.share)
        return
      }
      case 'ready':
        isReady = true
        opened?.()
        if (flight) line.send(flight.message)
        return flush()
      case 'commits':
        for (const commit of message.commits) takeIn(commit)
        return flush()
      case 'unplaced':
        return void told.push(...message.items.map(({ content }) => content))
      case 'refused':
        return refused(message)
    }
  }
  const line = openLine({
    ...options,
    client: newId(),
    version: () => version,
    onMessage,
    onBroken: () => {
      isReady = false
    },
  })

  function takeIn(commit: StoredCommit): void {
    if (version !== null && commit.version <= version) return
    if (commit.version !== (version ?? -1) + 1) throw new Error('commits are missing in between')
    version = commit.version
    const isOwn = commit.id === flight?.id
    if (isOwn) flight = null
    copy.add(commit)
    const side = isOwn ? 1 : -1
    for (const step of stepsOf(commit)) caret = step.getMap().map(caret, side)
  }

  function flush(): void {
    if (!isReady || flight || typed === '' || version === null) return
    const id = newId()
    const steps = [{ stepType: 'replace', from: caret, to: caret, slice: { content: [{ type: 'text', text: typed }] } }]
    flight = { id, message: { type: 'commit', id, base: version, seen: version, place, steps } }
    typed = ''
    line.send(flight.message)
  }

  function refused({ id, outcome }: Extract<ServerMessage, { type: 'refused' }>): void {
    const isLater = outcome.kind === 'refused' && outcome.reason === 'unavailable'
    if (!isLater) throw new Error(`A commit was refused: ${JSON.stringify(outcome)}`)
    setTimeout(() => {
      if (flight?.id === id && isReady) line.send(flight.message)
    }, pauseMs)
  }

  const pace = caretPace(() => {
    if (isReady && version !== null) line.send({ type: 'caret', at: { place, version, from: caret, to: caret } })
  })

  let next = 0
  const keys: Keys = {
    press() {
      const letter = options.letters[next++ % options.letters.length] ?? ''
      tallyOf(letter, account.typed)
      typed += letter
      if (options.tellsCaret) pace.moved('typing')
      flush()
      return letter
    },
  }

  await new Promise<void>((done) => {
    opened = done
  })
  return {
    account,
    keys,
    bytes: line.bytes,
    get state() {
      return copy.state()
    },
    dispatch() {
      throw new Error('She has no editor here.')
    },
    goOffline: line.cut,
    goOnline: line.mend,
    isSettled: () => isReady && flight === null && typed === '',
    unplaced: () => told.join('\n'),
    close() {
      pace.stop()
      line.cut()
    },
  }
}

const stepsOf = ({ change }: Pick<StoredCommit, 'change'>): Step[] =>
  change.kind === 'text' && change.place === place ? change.steps.map((json) => Step.fromJSON(richSchema, json)) : []

/** Copies by all that they were made of, so that equal ones are made once. */
const made = new Map<string, EditorState>()

/** What she was sent, kept until somebody wants to see what it comes to. */
function openLateCopy() {
  const sum = createHash('sha256')
  let first = ProseNode.fromJSON(richSchema, { type: 'doc', content: [{ type: 'paragraph' }] })
  const commits: StoredCommit[] = []

  return {
    begin(version: number, text: unknown): ProseNode {
      const json = JSON.stringify([version, text])
      sum.update(json)
      first = ProseNode.fromJSON(richSchema, text)
      return first
    },
    add(commit: StoredCommit): void {
      sum.update(JSON.stringify(commit))
      commits.push(commit)
    },
    state(): EditorState {
      const key = sum.copy().digest('hex')
      const known = made.get(key)
      if (known) return known
      const doc = commits.flatMap(stepsOf).reduce((before, step) => {
        const { doc: after, failed } = step.apply(before)
        if (!after) throw new Error(`A step does not fit the copy: ${failed}`)
        return after
      }, first)
      const state = EditorState.create({ doc })
      made.set(key, state)
      return state
    },
  }
}
