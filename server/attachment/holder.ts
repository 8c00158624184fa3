import type { AuditDetails } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import type { Problem, Result } from '../base/result.ts'

/** What attachments ask of the module whose things they belong to: it says who may see them, and makes each change in a
 *  transaction of its own kind. */
export interface AttachmentHolder {
  /** The first part of the addresses. */
  readonly collection: 'cases' | 'documents'
  /** Null for whoever may not see it. */
  find(reader: Reader, actor: Actor, id: string): Promise<Holding | null>
  /** Runs `work` in one transaction with its entry. Refuses what may not be changed now. */
  change<T>(db: Db, actor: Actor, change: HolderChange, work: (tx: Tx) => Promise<Result<T>>): Promise<Result<T>>
}

export type AttachmentEvent =
  | 'attachment_added'
  | 'attachment_changed'
  | 'attachment_moved'
  | 'attachment_removed'
  | 'attachment_restored'
  | 'attachment_turned'
  | 'attachment_reduced'
  | 'attachment_original_restored'
  | 'attachment_original_discarded'

export interface HolderChange {
  readonly id: string
  /** Said by whoever knows that an approval ends by it. */
  readonly voidApproval: boolean
  readonly event: AttachmentEvent
  readonly details: AuditDetails
}

/** A case or a document, as a page of its attachments tells of it. */
export interface Holding {
  readonly id: string
  readonly title: string
  /** The entry of the navigation. */
  readonly current: 'cases' | 'documents' | 'papers'
  /** To the thing itself, which comes last. */
  readonly crumbs: readonly { readonly href: string; readonly label: string }[]
  /** Whether each attachment is public or not. */
  readonly hasPublicity: boolean
  /** Why this person can change nothing here now, or nothing. */
  readonly refusal: Problem | null
  /** It is approved: a change ends that. */
  readonly endsApproval: boolean
  /** Addresses of everything in one PDF, where there is one. */
  readonly bundles: readonly { readonly href: string; readonly label: string }[]
}
