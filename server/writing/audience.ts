import type { Connection } from './connection.ts'
import type { Person, ServerMessage } from './protocol.ts'
import type { StoredCommit } from './writing.ts'

/** One connection in one document. */
export interface Member {
  readonly connection: Connection
  /** Names the page; empty until it has said hello. */
  client: string
  at: Person['at']
  /** Gets commits as they happen. */
  isReady: boolean
  /** Whatever is newer than this went over this connection or will. */
  had: number
}

/** Everybody who has a document open, and what they are told. */
export interface Audience {
  readonly members: ReadonlySet<Member>
  add(member: Member): void
  remove(member: Member): void
  /** To everybody who is ready, with all that happens in one turn of the event loop in one message. */
  happened(commits: readonly StoredCommit[]): void
  /** Sends what waits for the tick now. */
  tick(): void
  peopleChanged(): void
  tell(member: Member, message: ServerMessage): void
  tellPerson(userId: string, message: ServerMessage): void
  tellAll(message: ServerMessage): void
}

/** Everybody hears of everybody: the more people, the less often. */
const pauseMsPerPerson = 20

export function openAudience(): Audience {
  const members = new Set<Member>()
  let outgoing: StoredCommit[] = []
  let ticking: NodeJS.Immediate | null = null
  let isTelling = false

  function tick(): void {
    if (ticking) clearImmediate(ticking)
    ticking = null
    const commits = outgoing
    outgoing = []
    const ready = [...members].filter(({ isReady }) => isReady)
    if (commits.length === 0 || ready.length === 0) return
    const text = textOf({ type: 'commits', commits })
    for (const { connection } of ready) connection.send(text)
  }

  function tellPeople(): void {
    isTelling = false
    const here = [...members].filter(({ isReady }) => isReady)
    const people = here.map(({ client, connection: { person }, at }): Person => ({ client, ...person, at }))
    const text = textOf({ type: 'people', people })
    for (const { connection } of here) connection.send(text)
  }

  return {
    members,
    add: (member) => members.add(member),
    remove: (member) => members.delete(member),
    happened(commits) {
      outgoing.push(...commits)
      ticking ??= setImmediate(tick)
    },
    tick,
    peopleChanged() {
      if (isTelling) return
      isTelling = true
      setTimeout(tellPeople, members.size * pauseMsPerPerson)
    },
    tell: (member, message) => member.connection.send(textOf(message)),
    tellPerson(userId, message) {
      const text = textOf(message)
      for (const { connection } of members) if (connection.person.userId === userId) connection.send(text)
    },
    tellAll(message) {
      const text = textOf(message)
      for (const { connection } of members) connection.send(text)
    },
  }
}

const textOf = (message: ServerMessage): string => JSON.stringify(message)
