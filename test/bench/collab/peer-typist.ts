import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, length, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { EditorState, type Plugin, type PluginView, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { WebSocket } from 'ws'
import {
  absolutePositionToRelativePosition,
  initProseMirrorDoc,
  ySyncPlugin,
  ySyncPluginKey,
  yUndoPlugin,
} from 'y-prosemirror'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync'
import { Doc } from 'yjs'
import { richSchema } from '../../../server/blocks/schema.ts'
import { enterOwn, openAccount } from '../../load/collab-account.ts'
import { caretPace, type OnRemote, type Typist } from '../../load/collab-typist.ts'
import { awarenessMessage, fragmentName, syncMessage } from './peer-protocol.ts'

interface PeerOptions {
  readonly url: string
  readonly room: string
  /** Her own. */
  readonly letters: string
  readonly onRemote: OnRemote
  readonly tellsCaret: boolean
}

/** A typist whose text is kept by Yjs, through the plugins of y-prosemirror. These ask for an editor's view only to read
 *  its state and to dispatch, so they run without a window. */
export async function openPeerTypist({ url, room, letters, onRemote, tellsCaret }: PeerOptions): Promise<Typist> {
  const doc = new Doc()
  const awareness = new Awareness(doc)
  const fragment = doc.getXmlFragment(fragmentName)
  const account = openAccount()
  const bytes = { sent: 0, received: 0 }
  let socket: WebSocket | null = null

  const send = (message: Uint8Array) => {
    if (socket?.readyState !== WebSocket.OPEN) return
    bytes.sent += message.byteLength
    socket.send(message)
  }
  const connect = () =>
    new Promise<void>((synced) => {
      const own = new WebSocket(`${url}/${room}`, { perMessageDeflate: false })
      socket = own
      own.on('open', () => send(syncBegin(doc)))
      own.on('error', () => undefined)
      own.on('message', (message: Buffer) => {
        if (socket !== own) return
        bytes.received += message.byteLength
        const decoder = createDecoder(message)
        if (readVarUint(decoder) === awarenessMessage) {
          return applyAwarenessUpdate(awareness, readVarUint8Array(decoder), own)
        }
        const encoder = createEncoder()
        writeVarUint(encoder, syncMessage)
        const kind = readSyncMessage(decoder, encoder, doc, own)
        if (length(encoder) > 1) send(toUint8Array(encoder))
        if (kind === 1) synced()
      })
    })
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin === socket) return
    const encoder = createEncoder()
    writeVarUint(encoder, syncMessage)
    writeUpdate(encoder, update)
    send(toUint8Array(encoder))
  })
  awareness.on('update', ({ updated }: { updated: number[] }, origin: unknown) => {
    if (origin === socket || !updated.includes(doc.clientID)) return
    const encoder = createEncoder()
    writeVarUint(encoder, awarenessMessage)
    writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [doc.clientID]))
    send(toUint8Array(encoder))
  })

  await connect()
  const { doc: text, mapping } = initProseMirrorDoc(fragment, richSchema)
  const plugins: readonly Plugin[] = [ySyncPlugin(fragment, { mapping }), yUndoPlugin()]
  let state = EditorState.create({ doc: text, plugins: [...plugins] })
  const dispatch = (tr: Transaction) => {
    const before = state
    const isRemote = tr.getMeta(ySyncPluginKey)?.isChangeOrigin === true
    if (tr.docChanged && !isRemote) enterOwn(account, tr, letters)
    state = state.apply(tr)
    for (const own of views) own.update?.(view, before)
    if (isRemote) onRemote(before.doc, state.doc)
    else if (tellsCaret) caret.moved(tr.docChanged ? 'typing' : 'moving')
  }
  const window: Pick<EditorView, 'state' | 'dispatch' | 'hasFocus'> = {
    get state() {
      return state
    },
    dispatch,
    hasFocus: () => false,
  }
  // What the plugins ask of it is there; the rest of an editor's view needs a browser.
  const view = window as EditorView
  const views: readonly PluginView[] = plugins.flatMap(({ spec }) => spec.view?.(view) ?? [])

  const caret = caretPace(() => {
    const { binding } = ySyncPluginKey.getState(state)
    const at = absolutePositionToRelativePosition(state.selection.head, fragment, binding.mapping)
    awareness.setLocalStateField('cursor', { anchor: at, head: at })
  })
  return {
    account,
    bytes,
    get state() {
      return state
    },
    dispatch,
    goOffline() {
      const last = socket
      socket = null
      last?.terminate()
    },
    goOnline: () => void connect(),
    isSettled: () => true, // Yjs acknowledges nothing
    unplaced: () => '',
    close() {
      caret.stop()
      socket?.terminate()
      awareness.destroy()
    },
  }
}

function syncBegin(doc: Doc): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, syncMessage)
  writeSyncStep1(encoder, doc)
  return toUint8Array(encoder)
}
