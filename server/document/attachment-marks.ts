import type { AttachmentChange, AttachmentThen } from '../attachment/attachment-changes.ts'
import type { AttachmentsSince } from '../attachment/stand-actions.ts'
import { printDate } from '../calendar/calendar.ts'
import type { Document } from './document.ts'

/** An attachment of what is to be approved, and what became of it since the decision before. */
export interface MarkedAttachment {
  readonly title: string
  /** Null of one that was removed. */
  readonly href: string | null
  /** `vom 12.11.2026, nichtöffentlich`; empty where there is nothing to say. */
  readonly about: string
  /** Null where nothing was decided before. */
  readonly mark: 'Neu' | 'Ersetzt' | 'Angaben geändert' | 'Unverändert' | 'Entfernt' | null
  /** What was otherwise before: `Titel bisher „Bescheid“`. */
  readonly before: string
}

export interface MarkedAttachments {
  readonly attachments: readonly MarkedAttachment[]
  readonly reordered: boolean
}

export function markedAttachments(
  { id, kind }: Pick<Document, 'id' | 'kind'>,
  { changes, reordered }: AttachmentsSince,
  { isCompared }: { readonly isCompared: boolean },
): MarkedAttachments {
  const marked = changes.map((change): MarkedAttachment => {
    const { attachment } = change
    return {
      title: attachment.title,
      href: change.kind === 'removed' ? null : `/documents/${id}/attachments/${attachment.id}`,
      about: about(attachment, kind).join(', '),
      mark: isCompared ? marks[change.kind] : null,
      before: isCompared ? otherwise(change, kind) : '',
    }
  })
  return { attachments: marked, reordered: isCompared && reordered }
}

const marks = {
  added: 'Neu',
  replaced: 'Ersetzt',
  changed: 'Angaben geändert',
  same: 'Unverändert',
  removed: 'Entfernt',
} as const

const about = ({ dated, isPublic }: AttachmentThen, kind: Document['kind']): string[] => [
  ...(dated === null ? [] : [`vom ${printDate(dated)}`]),
  ...(kind === 'paper' ? [isPublic ? 'öffentlich' : 'nichtöffentlich'] : []),
]

function otherwise({ attachment: now, before }: AttachmentChange, kind: Document['kind']): string {
  if (!before) return ''
  const title = before.title === now.title ? [] : [`Titel bisher „${before.title}“`]
  const dated =
    before.dated === now.dated ? [] : [before.dated ? `bisher vom ${printDate(before.dated)}` : 'bisher ohne Datum']
  const isMoved = kind === 'paper' && before.isPublic !== now.isPublic
  const publicity = isMoved ? [before.isPublic ? 'bisher öffentlich' : 'bisher nichtöffentlich'] : []
  return [...title, ...dated, ...publicity].join(', ')
}
