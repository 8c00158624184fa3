import type { Problem } from '../../server/base/result.ts'
import { AttachmentsLink } from '../attachment/attachments-page.tsx'
import { Refusal } from '../auth/refusal.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import type { CrumbLink } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import type { StatusWord } from '../layout/status.tsx'
import { CommentsPanel, type CommentsPanelProps } from './comments-panel.tsx'
import { DocumentBar } from './document-bar.tsx'
import type { DraftSheet } from './draft-preview.tsx'
import { Paper } from './paper.tsx'

export interface ReadingPageProps {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly status: StatusWord
  /** Why it cannot be edited here, and what may be done instead. */
  readonly sentence: string
  readonly sheet: DraftSheet
  readonly comments: CommentsPanelProps
  readonly can: {
    readonly recall: boolean
    readonly decide: boolean
    /** Editing ends the approval. */
    readonly reopen: boolean
    readonly issue: boolean
    readonly copy: boolean
  }
  readonly notice: string | undefined
  readonly problem: Problem | null
}

/** A document that waits for somebody else, or that only others may change: the paper, and the one thing to do. */
export const ReadingPage = (props: ReadingPageProps) => {
  const { id, title, status, can, sheet } = props
  const here = `/documents/${id}`
  return (
    <Layout title={`${title}, ${status}`} current={props.current} wide>
      <DocumentBar title={title} crumbs={props.crumbs} status={status}>
        {can.recall && (
          <form method="post" action={`${here}/recalls`}>
            <button class="kern-btn kern-btn--secondary" type="submit">
              <span class="kern-label">Zurückholen</span>
            </button>
          </form>
        )}
        {can.reopen && (
          <a class="kern-btn kern-btn--secondary" href={`${here}/draft?edit=yes`}>
            <span class="kern-label">Ändern</span>
          </a>
        )}
        {can.decide && (
          <a class="kern-btn kern-btn--primary" href={`${here}/approvals`}>
            <span class="kern-label">Zur Freigabe</span>
          </a>
        )}
        {can.issue && (
          <a class="kern-btn kern-btn--primary" href={`${here}/issues`}>
            <span class="kern-label">Ausfertigen</span>
          </a>
        )}
      </DocumentBar>
      <div class="vw-desk">
        <div class="vw-narrow vw-stack">
          <Refusal title="Das ist nicht geschehen." problem={props.problem} />
          {props.notice && (
            <Note kind="success">
              <p>{props.notice}</p>
            </Note>
          )}
          <Note>
            <p>{props.sentence}</p>
          </Note>
          <nav class="vw-line" aria-label="Mehr zu diesem Dokument">
            <a href={`${here}/draft.pdf`}>Als PDF ansehen</a>
            <a href={`${here}/trail`}>Verlauf</a>
            <a href={`${here}/versions`}>Fassungen</a>
            <a href={`${here}/authorship`}>Wer hat was geschrieben</a>
            <a href={`${here}/participants`}>Mitschreiben</a>
            {can.copy && <a href={`/documents/new?copy=${id}`}>Als Vorbild für ein neues nehmen</a>}
          </nav>
          {sheet.note && (
            <Note kind="warning">
              <p>{sheet.note}</p>
            </Note>
          )}
          <AttachmentsLink here={`${here}/attachments`} />
          <CommentsPanel {...props.comments} />
        </div>
        {sheet.blocks && (
          <Paper blocks={sheet.blocks} label={title} foot={sheet.footer === null ? [] : [sheet.footer]} />
        )}
      </div>
    </Layout>
  )
}
