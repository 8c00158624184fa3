import type { Node as ProseNode } from 'prosemirror-model'
import { toHtmlSubset } from '../../../server/blocks/html-out.ts'
import { parseHtmlSubset } from '../../../server/blocks/html-subset.ts'
import { fromDoc } from '../../../server/blocks/schema.ts'
import { seededRandom } from '../blocks/random-blocks.ts'
import { type Authority, openAuthority } from './simulated-authority.ts'
import { type Client, openClient } from './simulated-client.ts'
import { countCharacters, type Ledger, openLedger, startDoc } from './simulated-text.ts'

/** One thing that happens in a run. It draws its own numbers, so that a script stays a script when parts are left out. */
export interface Action {
  readonly client: number
  readonly kind: (typeof kinds)[number]
  readonly seed: number
}

export interface Script {
  readonly seed: number
  readonly clients: number
  readonly actions: readonly Action[]
}

const kinds = ['edit', 'deliver', 'receive', 'cut', 'join', 'again', 'replay', 'elsewhere', 'reopen', 'look'] as const
const weights: Readonly<Record<Action['kind'], number>> = {
  edit: 36,
  deliver: 26,
  receive: 20,
  cut: 3,
  join: 5,
  again: 2,
  replay: 2,
  elsewhere: 2,
  reopen: 1,
  look: 4,
}

export function scriptOf(seed: number, length = 80): Script {
  const random = seededRandom(seed)
  const clients = 2 + Math.floor(random() * 4)
  const bag = kinds.flatMap((kind) => Array.from({ length: weights[kind] }, () => kind))
  const actions = Array.from({ length }, (): Action => {
    const kind = bag[Math.floor(random() * bag.length)] ?? 'edit'
    return { client: Math.floor(random() * clients), kind, seed: Math.floor(random() * 2 ** 31) }
  })
  return { seed, clients, actions }
}

/** Runs a script to its end, until everybody has everything; says what is wrong then, or null. */
export function run(script: Script): string | null {
  try {
    return play(script)
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
}

function play({ seed, clients: count, actions }: Script): string | null {
  const ledger = openLedger()
  const doc = startDoc(seed, ledger)
  const authority = openAuthority(doc)
  const clients = Array.from({ length: count }, (_, index) => openClient(`p${index}`, { doc, authority, ledger }))
  for (const client of clients) client.connect()
  for (const { client: index, kind, seed } of actions) {
    const client = clients[index]
    if (client) act(client, kind, { random: seededRandom(seed), authority })
  }
  settle(clients)
  return wrongIn(authority, clients, ledger)
}

interface Surroundings {
  readonly random: () => number
  readonly authority: Authority
}

function act(client: Client, kind: Action['kind'], { random, authority }: Surroundings): void {
  switch (kind) {
    case 'edit':
      client.edit(random)
      break
    case 'deliver':
      client.deliver()
      break
    case 'receive':
      client.receive(1 + Math.floor(random() * 4))
      break
    case 'cut':
      client.disconnect()
      break
    case 'join':
      client.connect()
      break
    case 'again':
      client.sendAgain()
      break
    case 'replay':
      authority.replay(client.line, Math.floor(random() * 6))
      break
    case 'elsewhere':
      authority.elsewhere()
      break
    case 'reopen':
      client.reopen()
      break
    case 'look':
      client.look(random)
      break
  }
}

function settle(clients: readonly Client[]): void {
  for (let round = 0; round < 200; round++) {
    for (const client of clients) client.connect()
    for (const client of clients) while (client.line.toAuthority.length > 0) client.deliver()
    for (const client of clients) client.receive(Number.POSITIVE_INFINITY)
    if (clients.every((client) => client.isIdle())) return
  }
  throw new Error('never comes to rest')
}

function wrongIn(authority: Authority, clients: readonly Client[], ledger: Ledger): string | null {
  const { doc, authors } = authority.text()
  for (const client of clients) {
    if (!client.doc().eq(doc)) return `${client.by} differs:\n${client.doc()}\n${doc}`
  }
  doc.check()
  const { problems } = parseHtmlSubset(toHtmlSubset(fromDoc(doc)), { dialect: 'rich' })
  if (problems[0]) return `HTML: ${problems[0].message}`
  if (authors.reduce((sum, { size }) => sum + size, 0) !== doc.content.size) return 'authors do not add up'
  return lossIn(authority, ledger) ?? wrongAuthorIn(doc, authors, ledger)
}

function lossIn(authority: Authority, ledger: Ledger): string | null {
  const inText = countCharacters(authority.text().doc.textContent)
  const unplaced = new Map<string, number>()
  for (const { by, content } of authority.unplaced()) {
    for (const character of countCharacters(content).keys()) {
      if (!ledger.writers(character).includes(by)) return `${character} came back to ${by}, who never wrote it`
      unplaced.set(character, (unplaced.get(character) ?? 0) + 1)
    }
  }
  for (const character of ledger.characters()) {
    const written = ledger.writers(character).length
    const deleted = ledger.deletions(character)
    const found = (inText.get(character) ?? 0) + (unplaced.get(character) ?? 0)
    const told = `written ${written} times, deleted ${deleted}, in the text ${inText.get(character) ?? 0}, unplaced ${unplaced.get(character) ?? 0}`
    if (found < written - deleted) return `${character} is lost: ${told}`
    if (found > written) return `${character} is there too often: ${told}`
  }
  return null
}

function wrongAuthorIn(
  doc: ProseNode,
  authors: readonly { size: number; by: string }[],
  ledger: Ledger,
): string | null {
  const byAt = authors.flatMap(({ size, by }) => Array.from({ length: size }, () => by))
  let wrong: string | null = null
  doc.descendants((node, position) => {
    for (const [offset, character] of [...(node.text ?? '')].entries()) {
      const by = byAt[position + offset] ?? ''
      if (!ledger.writers(character).includes(by)) wrong ??= `${character} counts as ${by}'s`
    }
  })
  return wrong
}

/** The same failure with as few actions as can be found by leaving parts out, large ones first. */
export function shortened(script: Script): Script {
  let shortest = script
  for (let size = script.actions.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < shortest.actions.length; ) {
      const shorter = { ...shortest, actions: shortest.actions.toSpliced(from, size) }
      if (run(shorter) === null) from += size
      else shortest = shorter
    }
  }
  return shortest
}
