// The peer in the comparison, in a process of its own: a server for Yjs over WebSockets as the documentation of
// y-protocols shows it. It keeps everything in memory and stores nothing. Gets the texts of its rooms as JSON; says its
// address.
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, length, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { type WebSocket, WebSocketServer } from 'ws'
import { prosemirrorToYXmlFragment } from 'y-prosemirror'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync'
import { Doc } from 'yjs'
import { z } from 'zod'
import { docOfHtml } from '../../load/collab-text.ts'
import { awarenessMessage, fragmentName, syncMessage } from './peer-protocol.ts'

interface Room {
  readonly doc: Doc
  readonly awareness: Awareness
  readonly sockets: Set<WebSocket>
}

const texts = z.array(z.string()).parse(await json(process.stdin))
const rooms = new Map<string, Room>()

function roomOf(name: string): Room {
  const known = rooms.get(name)
  if (known) return known
  const doc = new Doc()
  const html = texts[Number(name.slice(1))] ?? texts.at(-1) ?? ''
  prosemirrorToYXmlFragment(docOfHtml(html), doc.getXmlFragment(fragmentName))
  const room: Room = { doc, awareness: new Awareness(doc), sockets: new Set() }
  room.awareness.setLocalState(null)
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    const encoder = createEncoder()
    writeVarUint(encoder, syncMessage)
    writeUpdate(encoder, update)
    broadcast(room, toUint8Array(encoder), origin)
  })
  room.awareness.on('update', ({ added, updated, removed }: Record<string, number[]>, origin: unknown) => {
    const encoder = createEncoder()
    writeVarUint(encoder, awarenessMessage)
    const changed = [added, updated, removed].flatMap((clients) => clients ?? [])
    writeVarUint8Array(encoder, encodeAwarenessUpdate(room.awareness, changed))
    broadcast(room, toUint8Array(encoder), origin)
  })
  rooms.set(name, room)
  return room
}

function broadcast({ sockets }: Room, bytes: Uint8Array, origin: unknown): void {
  for (const socket of sockets) if (socket !== origin) socket.send(bytes)
}

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
server.on('connection', (socket, request) => {
  const room = roomOf(request.url ?? '')
  room.sockets.add(socket)
  socket.binaryType = 'nodebuffer'
  socket.on('message', (bytes: Buffer) => answer(room, socket, bytes))
  socket.on('close', () => room.sockets.delete(socket))
  const encoder = createEncoder()
  writeVarUint(encoder, syncMessage)
  writeSyncStep1(encoder, room.doc)
  socket.send(toUint8Array(encoder))
})

function answer(room: Room, socket: WebSocket, bytes: Uint8Array): void {
  const decoder = createDecoder(bytes)
  if (readVarUint(decoder) === awarenessMessage) {
    applyAwarenessUpdate(room.awareness, readVarUint8Array(decoder), socket)
    return
  }
  const encoder = createEncoder()
  writeVarUint(encoder, syncMessage)
  readSyncMessage(decoder, encoder, room.doc, socket)
  if (length(encoder) > 1) socket.send(toUint8Array(encoder))
}

server.on('listening', () => {
  const { port }: AddressInfo = addressOf(server.address())
  process.stdout.write(`ready: ws://127.0.0.1:${port}\n`)
})

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  return address
}
