import type { ActorRef } from '../audit/audit.ts'
import type { WritingMode } from './protocol.ts'

/** What somebody may do in one document now, and as whom. */
export interface Rights {
  readonly mode: WritingMode
  readonly author: ActorRef
}

/** One open page of one person, however its messages travel. */
export interface Connection {
  readonly person: { readonly userId: string; readonly name: string }
  /** Asked again and again; null when she may not read the document any more. */
  rights(): Promise<Rights | 'signed-out' | null>
  /** Sends one message. Does nothing when the page is gone. */
  send(text: string): void
  /** Resolves when little of what was sent still waits in this process, or when the page is gone. */
  drained(): Promise<void>
  close(end: ConnectionEnd): void
}

export type ConnectionEnd =
  | 'signed-out'
  | 'forbidden'
  | 'unreadable' // what it sent is no message
  | 'restart' // it may come again at once

/** A connection that has joined a document. */
export interface Session {
  /** Takes one message, read from JSON but not checked yet. Resolves when it is dealt with. Never rejects. */
  receive(message: unknown): Promise<void>
  leave(): void
}
