import type { Node as ProseNode } from 'prosemirror-model'
import { spansOf } from '../../../server/writing/authors.ts'
import { applyTextCommit } from '../../../server/writing/live-text.ts'
import { readSteps } from '../../../server/writing/text-steps.ts'
import type { ForeignSteps, LiveText, StepJson, StoredCommit } from '../../../server/writing/writing.ts'

export const place = 'sachdarstellung'

export type ToAuthority =
  | { readonly type: 'hello'; readonly version: number }
  | {
      readonly type: 'commit'
      readonly id: string
      readonly base: number
      readonly seen: number
      readonly steps: readonly StepJson[]
    }

/** A connection: what is on its way, in order. Cut, it loses both. */
export interface Line {
  readonly toAuthority: ToAuthority[]
  readonly toClient: string[]
  isReady: boolean
}

export interface Authority {
  /** Takes the oldest message of a line. */
  take(line: Line, by: string): void
  /** Sends the newest commits a second time. */
  replay(line: Line, count: number): void
  /** Something happens in another place of the document. */
  elsewhere(): void
  /** What a client could not place itself. */
  keepUnplaced(by: string, content: string): void
  text(): LiveText
  version(): number
  docAt(version: number): ProseNode
  unplaced(): readonly { readonly by: string; readonly content: string }[]
}

/** The pure engine around an array in place of a database. */
export function openAuthority(doc: ProseNode): Authority {
  let text: LiveText = { doc, authors: spansOf(doc, 'start') }
  const log: StoredCommit[] = []
  const history: ForeignSteps[] = []
  const docs = [doc]
  const unplaced: { by: string; content: string }[] = []
  const lines = new Set<Line>()
  const send = (line: Line, commits: readonly StoredCommit[]) => {
    if (commits.length > 0) line.toClient.push(JSON.stringify(commits))
  }
  const store = (commit: Omit<StoredCommit, 'version' | 'at'>) => {
    const stored = { ...commit, version: log.length + 1, at: '2026-11-22T20:00:00.000Z' }
    log.push(stored)
    docs.push(text.doc)
    for (const line of lines) if (line.isReady) send(line, [stored])
  }
  const commit = (line: Line, by: string, { id, base, seen, steps: json }: ToAuthority & { type: 'commit' }) => {
    const known = log.find((each) => each.id === id)
    if (known) return send(line, [known])
    const steps = readSteps(json)
    if (!steps) throw new Error('steps of a client cannot be read')
    const unseen = history.filter(({ version }) => version > seen)
    const applied = applyTextCommit(text, {
      steps,
      by,
      foreign: unseen.filter(({ version }) => version > base),
      unseen,
    })
    if (!applied) throw new Error(`a commit of a client was refused: ${JSON.stringify(json)} on ${text.doc}`)
    text = applied.text
    unplaced.push(...applied.unplaced)
    const stored = applied.steps.map((step) => step.toJSON())
    store({ id, by, base, change: { kind: 'text', place, steps: stored } })
    history.push({ version: log.length, by, steps: applied.steps })
  }
  return {
    take(line, by) {
      const message = line.toAuthority.shift()
      if (message?.type === 'hello') {
        line.isReady = true
        lines.add(line)
        send(line, log.slice(message.version))
      } else if (message) {
        commit(line, by, message)
      }
    },
    replay(line, count) {
      if (line.isReady && count > 0) send(line, log.slice(-count))
    },
    elsewhere() {
      const id = `elsewhere${log.length}`
      store({ id, by: 'somebody', base: log.length, change: { kind: 'value', place: 'titel', value: id } })
    },
    keepUnplaced: (by, content) => unplaced.push({ by, content }),
    text: () => text,
    version: () => log.length,
    docAt: (version) => docs[version] ?? doc,
    unplaced: () => unplaced,
  }
}
