import { type Node as ProseNode, Slice } from 'prosemirror-model'
import { Plugin, PluginKey, Selection, Transaction } from 'prosemirror-state'
import { fixTablesKey } from 'prosemirror-tables'
import { Transform } from 'prosemirror-transform'
import type { EditorView } from 'prosemirror-view'
import { parseHtmlSubset } from '../../../server/blocks/html-subset.ts'
import { toDoc } from '../../../server/blocks/schema.ts'
import type { ClientMessage, ServerMessage } from '../../../server/writing/protocol.ts'
import {
  type Flight,
  flightText,
  hasLanded,
  nextFlight,
  openAgain,
  type Replica,
  received,
  typed,
  unconfirmedText,
  withdrawn,
} from '../../../server/writing/replica.ts'
import type { Place, StoredCommit } from '../../../server/writing/writing.ts'
import { byOthers, type SharedText } from '../rich-text.ts'
import { breaksComposition, keepCaret } from './caret-keeping.ts'
import { newId } from './live-page.ts'

/** One rich text, kept in step with everybody who writes in it, in an editor or without one. */
export interface LiveText {
  readonly place: Place
  view(): EditorView | null
  replica(): Replica
  doc(): ProseNode
  /** Everything here that no server has. */
  unsent(): UnsentText | null
  /** For an editor to be mounted with. While none is, the text goes on without. */
  shared(): SharedText
  /** What happened in the whole document, in order. */
  take(commits: readonly StoredCommit[]): void
  /** Sends what is to be sent, now and again: nothing happens twice. */
  send(): void
  refused(refusal: Extract<ServerMessage, { type: 'refused' }>): void
  /** The whole text as everybody has it, where what happened since is not to be had. */
  reset(doc: ProseNode, version: number): void
  /** The server keeps this unplaced input now. */
  forget(id: string): void
  insert(html: string): boolean
  /** Takes back what is typed here and not under way: it is proposed instead. */
  takeBack(): void
  stop(): void
}

export interface UnsentText {
  readonly replica: Replica
  readonly doc: ProseNode
  readonly unplaced: readonly UnplacedText[]
  /** It is to be proposed, not written. */
  readonly isProposed: boolean
}

/** HTML of what found no place while it was brought past what others wrote, or was refused. */
export interface UnplacedText {
  readonly id: string
  readonly content: string
}

export interface LiveTextOptions extends Pick<UnsentText, 'replica' | 'doc'> {
  readonly unplaced?: readonly UnplacedText[]
  /** False while there is no connection. */
  readonly post: (message: ClientMessage) => boolean
  /** Something was typed, confirmed or refused. */
  readonly onChange: () => void
  /** Only of an editor: what stands in it may not be changed any more. */
  readonly isReadOnly?: () => boolean
  /** What is typed is not sent but proposed, by whoever asks for it. */
  readonly isProposing?: () => boolean
  /** Of an editor: what else is shown in it. */
  readonly plugins?: readonly Plugin[]
  readonly onCaret?: (why: 'moved' | 'typed') => void
}

const replicaKey = new PluginKey<Replica>('replica')

const pendingText = ({ flight, unconfirmed }: Replica): string | null =>
  unconfirmedText({ unconfirmed: unconfirmed.slice(flight?.count ?? 0) })

/** The server could not store it: so long until it is asked again. */
const pauseMs = 1000

export function openLiveText(options: LiveTextOptions): LiveText {
  const { post, onChange, plugins = [], isReadOnly = () => false, onCaret = () => {} } = options
  const { isProposing = () => false } = options
  const { place } = options.replica
  /** As long as no editor holds them. */
  let kept = { doc: options.doc, replica: options.replica }
  let view: EditorView | null = null
  let unplaced = options.unplaced ?? []
  let untaken: readonly StoredCommit[] = []
  let isTaking = false
  let hasHadCaret = false
  let pause: ReturnType<typeof setTimeout> | undefined

  const replica = (): Replica => (view && replicaKey.getState(view.state)) ?? kept.replica
  const doc = (): ProseNode => view?.state.doc ?? kept.doc
  const begin = (): Transform => view?.state.tr ?? new Transform(kept.doc)

  function become(next: Replica, transform = begin()): void {
    isTaking = true
    try {
      if (view && transform instanceof Transaction) view.dispatch(transform.setMeta(replicaKey, next))
      else kept = { doc: transform.doc, replica: next }
    } finally {
      isTaking = false
    }
  }

  function take(commits: readonly StoredCommit[]): void {
    if (hasLanded(replica(), commits)) become({ ...replica(), flight: null })
    untaken = [...untaken, ...commits]
    while (untaken.length > 0) {
      const transform = begin()
      const { replica: next, dropped, rest } = received(replica(), transform, untaken)
      if (view?.composing && breaksComposition(view.state, transform)) return
      if (view && transform instanceof Transaction) keepCaret(view.state, transform.setMeta(byOthers, true))
      untaken = rest
      become(next, transform)
      keepUnplaced(dropped)
    }
    send()
    onChange()
  }

  /** Sends all that is new, as soon as nothing else is under way. */
  function send(): void {
    const flying = isProposing() ? null : nextFlight(replica(), newId())
    if (flying && !isReadOnly() && post(messageOf(flying.flight))) become(flying)
  }

  function sendAgain(): void {
    const { flight } = replica()
    if (flight && !isReadOnly()) post(messageOf(flight))
    else send()
  }

  const messageOf = ({ count: _here, steps, ...flight }: Flight): ClientMessage => ({
    type: 'commit',
    place,
    ...flight,
    steps: [...steps],
  })

  function keepUnplaced(content: string | null): void {
    if (content === null) return
    const item = { id: newId(), content }
    unplaced = [...unplaced, item]
    post({ type: 'unplaced', place, ...item })
  }

  /** Goes back to what everybody has. `isFlightKept`: what was under way the server itself keeps for its author. */
  function withdraw(isFlightKept: boolean): void {
    const before = replica()
    const { flight } = before
    const transform = begin()
    become(withdrawn(before, transform).replica, transform)
    if (flight && !isFlightKept) keepUnplaced(flightText(flight))
    keepUnplaced(pendingText(before))
    onChange()
  }

  const plugin = (): Plugin =>
    new Plugin<Replica>({
      key: replicaKey,
      historyPreserveItems: true,
      state: {
        init: () => kept.replica,
        apply(transaction, before) {
          const next: Replica | undefined = transaction.getMeta(replicaKey)
          if (next || !transaction.docChanged) return next ?? before
          return typed(before, transaction, transaction.getMeta(fixTablesKey) ? 'repair' : 'edit')
        },
      },
      props: {
        editable: () => !isReadOnly(),
        handleDOMEvents: {
          focus() {
            hasHadCaret = true
            onCaret('moved')
          },
          // The editor itself ends the composition a moment later.
          compositionend: () => void setTimeout(() => take([]), 50),
        },
      },
      view(mounted) {
        view = mounted
        return {
          update(_view, before) {
            const now = mounted.state
            if (isTaking) return
            const isTyped = now.doc !== before.doc
            if (mounted.hasFocus() && (isTyped || !now.selection.eq(before.selection))) {
              onCaret(isTyped ? 'typed' : 'moved')
            }
            if (!isTyped) return
            // Within one act of the editor, several changes may follow each other.
            queueMicrotask(send)
            onChange()
          },
          destroy() {
            kept = { doc: doc(), replica: replica() }
            view = null
          },
        }
      },
    })

  return {
    place,
    view: () => view,
    replica,
    doc,
    unsent() {
      const isAll = replica().unconfirmed.length === 0 && !replica().flight && unplaced.length === 0
      return isAll ? null : { replica: replica(), doc: doc(), unplaced, isProposed: isProposing() }
    },
    shared: () => ({ doc: doc(), plugins: [plugin(), ...plugins] }),
    take,
    send() {
      clearTimeout(pause)
      for (const item of unplaced) post({ type: 'unplaced', place, ...item })
      sendAgain()
    },
    refused({ id, outcome }) {
      if (replica().flight?.id !== id || outcome.kind !== 'refused') return
      if (outcome.reason === 'unavailable') pause = setTimeout(sendAgain, pauseMs)
      else if (outcome.reason !== 'frozen') withdraw(outcome.reason === 'gone')
    },
    reset(given, version) {
      const before = replica()
      const transform = begin()
      if (transform instanceof Transaction) transform.setMeta('addToHistory', false).setMeta(byOthers, true)
      untaken = []
      become(openAgain(before, version), transform.replaceWith(0, transform.doc.content.size, given.content))
      keepUnplaced(pendingText(before))
      onChange()
    },
    forget(id) {
      unplaced = unplaced.filter((each) => each.id !== id)
      onChange()
    },
    insert(html) {
      const { blocks, problems } = parseHtmlSubset(html, { dialect: 'rich' })
      if (!view || problems.length > 0 || isReadOnly()) return false
      const transaction = view.state.tr
      if (!hasHadCaret) transaction.setSelection(Selection.atEnd(transaction.doc))
      view.dispatch(transaction.replaceSelection(Slice.maxOpen(toDoc(blocks).content)).scrollIntoView())
      view.focus()
      return true
    },
    takeBack() {
      const transform = begin()
      become(withdrawn(replica(), transform).replica, transform)
      onChange()
    },
    stop: () => clearTimeout(pause),
  }
}
