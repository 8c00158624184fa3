import type { MarkedAttachment, MarkedAttachments } from '../../server/document/attachment-marks.ts'
import { StackedTable } from '../layout/stacked-table.tsx'

interface ApprovalAttachmentsProps extends MarkedAttachments {
  /** Where all of them are. */
  readonly here: string
}

/** The files that are approved together with the words, and what is new about them. */
export const ApprovalAttachments = ({ here, attachments, reordered }: ApprovalAttachmentsProps) => (
  <section class="vw-sec" id="anlagen" aria-labelledby="anlagen-titel">
    <header>
      <h2 class="kern-heading-medium" id="anlagen-titel">
        Anlagen
      </h2>
    </header>
    {attachments.length === 0 ? (
      <p>Zu diesem Dokument gibt es keine Anlagen.</p>
    ) : (
      <StackedTable caption="Anlagen" columns={['Anlage', 'Änderung']} rows={attachments.map(rowOf)} />
    )}
    {reordered && <p>Die Reihenfolge der Anlagen ist anders als damals.</p>}
    <p>
      <a href={here}>Anlagen ansehen</a>
    </p>
  </section>
)

const rowOf = ({ title, href, about, mark, before }: MarkedAttachment) => [
  <>
    {href === null ? <del>{title}</del> : <a href={href}>{title}</a>}
    {about !== '' && <span class="vw-muted vw-small">{` ${about}`}</span>}
  </>,
  <>
    {mark === null ? 'Erstmals vorgelegt' : mark === 'Unverändert' ? mark : <strong>{mark}</strong>}
    {before !== '' && <span class="vw-muted vw-small">{` ${before}`}</span>}
  </>,
]
