import type { ServerMessage, WritingMode } from '../../../server/writing/protocol.ts'
import type { Channel, ChannelState } from './channel.ts'

/** What every part of writing together knows of the page. */
export interface LivePage {
  /** `.vw-split[data-live]`. */
  readonly root: HTMLElement
  /** `/documents/<id>`. */
  readonly address: string
  readonly documentId: string
  readonly userId: string
  /** One page of one person. */
  readonly client: string
  /** Of somebody who is or was here. */
  nameOf(userId: string): string | undefined
  /** Of the log: everything up to it is known here. Null until the server has told. */
  version(): number | null
  mode(): WritingMode
  frozen(): boolean
}

/** One part of writing together: texts, fields, people, comments. */
export interface LivePart {
  /** In the order in which the server sent them; the page itself has read the message already. */
  receive?(message: ServerMessage): void
  channelChanged?(state: ChannelState): void
  /** The page is left. Resolves when nothing waits to be sent any more; until then the part goes on hearing messages. */
  stop(): void | Promise<void>
}

export interface LivePartOptions {
  readonly page: LivePage
  readonly channel: Channel
}

/** An id nobody else has made, also where the page came without https and `crypto.randomUUID` is missing. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export interface OpenedPage {
  readonly page: LivePage
  /** Keeps the page up to date: to be told each message before anybody else. */
  learn(message: ServerMessage): void
  /** From now on nothing is known of the log. */
  forget(): void
}

export function openPage(root: HTMLElement): OpenedPage {
  const address = root.dataset.live ?? ''
  const names = new Map<string, string>()
  let version: number | null = null
  let mode = modeIn(root)
  let frozen = false
  const page: LivePage = {
    root,
    address,
    documentId: address.split('/').at(-1) ?? '',
    userId: root.dataset.user ?? '',
    client: newId(),
    nameOf: (userId) => names.get(userId),
    version: () => version,
    mode: () => mode,
    frozen: () => frozen,
  }
  const learn = (message: ServerMessage): void => {
    if (message.type === 'state') version = message.version
    if (message.type === 'commits') version = Math.max(version ?? 0, message.commits.at(-1)?.version ?? 0)
    if (message.type === 'people') for (const { userId, name } of message.people) names.set(userId, name)
    if (message.type === 'ready') ({ version, mode, frozen } = message)
    if (message.type === 'frozen') ({ frozen } = message)
  }
  const forget = (): void => {
    version = null
  }
  return { page, learn, forget }
}

function modeIn({ dataset: { mode } }: HTMLElement): WritingMode {
  return mode === 'write' || mode === 'suggest' || mode === 'comment' ? mode : 'none'
}
