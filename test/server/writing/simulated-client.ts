import { history } from 'prosemirror-history'
import type { Node as ProseNode } from 'prosemirror-model'
import { EditorState, Plugin, type Transaction } from 'prosemirror-state'
import { fixTablesKey, tableEditing } from 'prosemirror-tables'
import type { Mapping } from 'prosemirror-transform'
import { isReadableAfter } from '../../../server/writing/readable.ts'
import {
  confirmedDoc,
  mapFrom,
  mapToConfirmed,
  nextFlight,
  openReplica,
  type Replica,
  received,
  typed,
} from '../../../server/writing/replica.ts'
import { draftOf, replicaFrom } from '../../../server/writing/replica-draft.ts'
import type { StoredCommit } from '../../../server/writing/writing.ts'
import { type Authority, type Line, place } from './simulated-authority.ts'
import { editAtRandom } from './simulated-edits.ts'
import type { Ledger } from './simulated-text.ts'

export interface Client {
  readonly by: string
  readonly line: Line
  doc(): ProseNode
  edit(random: () => number): void
  /** The authority takes one message. */
  deliver(): void
  receive(most: number): void
  connect(): void
  disconnect(): void
  sendAgain(): void
  /** Closes the page while offline and opens it again with what the device kept. */
  reopen(): void
  /** Whether positions of some version lead to the same character here, and back. */
  look(random: () => number): void
  isIdle(): boolean
}

export interface Surroundings {
  readonly doc: ProseNode
  readonly authority: Authority
  readonly ledger: Ledger
}

/** An editor's real state, with history and tables, without a view. */
export function openClient(by: string, { doc, authority, ledger }: Surroundings): Client {
  const line: Line = { toAuthority: [], toClient: [], isReady: false }
  let state = editorState(doc)
  let replica: Replica = openReplica(place, 0)
  let isOnline = false
  let flights = 0

  const apply = (tr: Transaction) => {
    const { state: next, transactions } = state.applyTransaction(tr)
    return { next, transactions }
  }
  const dispatch = (tr: Transaction) => {
    const { next, transactions } = apply(tr)
    if (!isReadableAfter(state.doc, next.doc)) return
    for (const each of transactions) {
      if (!each.docChanged) continue
      for (const [index, before] of each.docs.entries()) {
        ledger.record(by, before.textContent, (each.docs[index + 1] ?? each.doc).textContent)
      }
      replica = typed(replica, each, each.getMeta(fixTablesKey) ? 'repair' : 'edit')
    }
    state = next
  }
  const send = () => {
    if (!isOnline) return
    const next = nextFlight(replica, `${by}-${flights}`)
    if (!next) return
    flights++
    replica = next
    post()
  }
  const post = () => {
    const { flight } = replica
    if (flight && isOnline) line.toAuthority.push(copy({ type: 'commit', ...flight }))
  }
  const take = (commits: readonly StoredCommit[]) => {
    for (let rest = commits; rest.length > 0; ) {
      const tr = state.tr
      const taken = received(replica, tr, rest)
      replica = taken.replica
      rest = taken.rest
      if (taken.dropped !== null) authority.keepUnplaced(by, taken.dropped)
      const { next, transactions } = apply(tr)
      for (const each of transactions.slice(1)) if (each.docChanged) replica = typed(replica, each, 'repair')
      state = next
    }
  }
  const disconnect = () => {
    isOnline = false
    line.isReady = false
    line.toAuthority.length = 0
    line.toClient.length = 0
  }
  return {
    by,
    line,
    doc: () => state.doc,
    edit(random) {
      editAtRandom({ state: () => state, dispatch, nextCharacter: () => ledger.nextCharacter(), random })
      send()
    },
    deliver: () => authority.take(line, by),
    receive(most) {
      for (const message of line.toClient.splice(0, most)) take(JSON.parse(message))
      send()
    },
    connect() {
      if (isOnline) return
      isOnline = true
      line.toAuthority.push({ type: 'hello', version: replica.version })
      post()
      send()
    },
    disconnect,
    sendAgain: post,
    reopen() {
      disconnect()
      const restored = replicaFrom(copy(draftOf(replica, state.doc)))
      replica = restored.replica
      state = editorState(restored.doc)
    },
    look(random) {
      if (!confirmedDoc(replica, state.doc).eq(authority.docAt(replica.version)))
        throw new Error('not what is confirmed')
      const version = replica.since + Math.floor(random() * (replica.version - replica.since + 1))
      const way = mapFrom(replica, version)
      if (!way) throw new Error('a version that can be followed has no way')
      follow(authority.docAt(version), way, state.doc, random)
      follow(state.doc, mapToConfirmed(replica), authority.docAt(replica.version), random)
    },
    isIdle: () => replica.version === authority.version() && replica.unconfirmed.length === 0 && !replica.flight,
  }
}

/** A character is where its positions lead, or it is gone. */
function follow(doc: ProseNode, way: Mapping, other: ProseNode, random: () => number): void {
  const at = Math.floor(random() * doc.content.size)
  const character = doc.textBetween(at, at + 1)
  const { pos, deletedAfter } = way.mapResult(at, 1)
  if (character === '' || deletedAfter) return
  if (other.textBetween(pos, pos + 1) !== character) throw new Error(`${character} is not where its positions lead`)
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value))

const keepsItems = new Plugin({ historyPreserveItems: true })

function editorState(doc: ProseNode): EditorState {
  return EditorState.create({ doc, plugins: [history({ newGroupDelay: 0 }), keepsItems, tableEditing()] })
}
