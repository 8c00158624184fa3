import { tallyOf } from '../../load/collab-account.ts'
import { comeTogether } from '../../load/collab-crew.ts'
import { openWritingHouse } from '../../load/collab-house.ts'
import { openOwnTypist } from '../../load/collab-own-typist.ts'
import type { Typist } from '../../load/collab-typist.ts'
import { startServer } from '../../load/server-process.ts'
import { type ConcurrentCase, concurrentCases, outline, typeBehind, typedWord } from './cases.ts'
import { startPeer } from './peer.ts'
import { openPeerTypist } from './peer-typist.ts'

export interface CaseResult {
  readonly name: string
  readonly engine: 'own' | 'yjs'
  /** Of the letters that were typed. */
  readonly inText: number
  readonly unplaced: number
  readonly isDone: boolean
  readonly equal: boolean
  readonly outline: string
}

type Pair = readonly [typing: Typist, other: Typist]

/** Every case through both engines: both people lose their connection, do it, and come back, whoever types first. */
export async function measureCases(): Promise<CaseResult[]> {
  return [...(await ownCases()), ...(await peerCases())]
}

async function ownCases(): Promise<CaseResult[]> {
  const house = await openWritingHouse({ people: 2, texts: concurrentCases.map(({ html }) => html) })
  const server = await startServer(house.file)
  const results: CaseResult[] = []
  for (const [index, each] of concurrentCases.entries()) {
    const documentId = house.documentIds[index] ?? ''
    const open = ({ cookie }: { readonly cookie: string }) =>
      openOwnTypist({
        transport: 'socket',
        url: server.url,
        cookie,
        documentId,
        letters: typedWord,
        onRemote: () => undefined,
        tellsCaret: false,
      })
    const [one, other] = await Promise.all(house.people.map(open))
    if (one && other) results.push(await play(each, 'own', [one, other]))
  }
  await server.stop()
  await house.remove()
  return results
}

async function peerCases(): Promise<CaseResult[]> {
  const peer = await startPeer({ texts: concurrentCases.map(({ html }) => html) })
  const results: CaseResult[] = []
  for (const [index, each] of concurrentCases.entries()) {
    const open = () =>
      openPeerTypist({
        url: peer.url,
        room: String(index),
        letters: typedWord,
        onRemote: () => undefined,
        tellsCaret: false,
      })
    results.push(await play(each, 'yjs', [await open(), await open()]))
  }
  peer.stop()
  return results
}

async function play({ name, act, isDone }: ConcurrentCase, engine: CaseResult['engine'], pair: Pair) {
  const [typing, other] = pair
  for (const typist of pair) typist.goOffline()
  typeBehind(typing)
  act(other)
  typing.goOnline()
  await comeTogether([typing])
  other.goOnline()
  await comeTogether(pair)
  const { doc } = typing.state
  const count = (text: string) => [...tallyOf(text)].filter(([letter]) => typedWord.includes(letter)).length
  const result: CaseResult = {
    name,
    engine,
    inText: count(doc.textContent),
    unplaced: count(pair.map((typist) => typist.unplaced()).join()),
    isDone: isDone(doc),
    equal: doc.eq(other.state.doc),
    outline: outline(doc),
  }
  for (const typist of pair) typist.close()
  return result
}
