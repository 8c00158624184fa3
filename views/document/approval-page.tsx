import type { Block } from '../../server/blocks/blocks.ts'
import type { ApprovalChanges, RouteStep } from '../../server/document/approval-facts.ts'
import type { MarkedAttachments } from '../../server/document/attachment-marks.ts'
import { Refusal } from '../auth/refusal.tsx'
import { Icon } from '../layout/icon.tsx'
import { Layout } from '../layout/layout.tsx'
import type { CrumbLink } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import type { StatusWord } from '../layout/status.tsx'
import { ApprovalAttachments } from './approval-attachments.tsx'
import { ApprovalChangesSection } from './approval-changes.tsx'
import { ApprovalPanel, type ApprovalPanelProps, FourEyes } from './approval-panel.tsx'
import { CommentsPanel, type CommentsPanelProps } from './comments-panel.tsx'
import { DocumentBar } from './document-bar.tsx'
import { Paper } from './paper.tsx'

export interface ApprovalPageProps {
  readonly id: string
  readonly title: string
  readonly subtitle: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly status: StatusWord
  /** The next one that waits for her. */
  readonly next: string | null
  /** Null where nothing was decided before: then everything is new. */
  readonly changes: ApprovalChanges | null
  readonly attachments: MarkedAttachments
  readonly blocks: readonly Block[]
  readonly changedBlocks: ReadonlySet<Block>
  readonly foot: string
  /** Null when there is nothing (any more) to decide; `sentence` says why. */
  readonly panel: ApprovalPanelProps | null
  readonly sentence: string
  readonly route: readonly RouteStep[]
  readonly comments: CommentsPanelProps
  readonly problem: ApprovalPanelProps['problem']
}

/** What changed? The one question of whoever approves. */
export const ApprovalPage = (props: ApprovalPageProps) => {
  const { id, title, panel, changes } = props
  return (
    <Layout title={`Freigabe ${title}`} current={props.current} wide>
      <DocumentBar title={title} crumbs={props.crumbs} status={props.status}>
        {props.next && (
          <a class="kern-btn kern-btn--tertiary kern-btn--x-small" href={`/documents/${props.next}/approvals`}>
            <Icon name="arrow-forward" />
            <span class="kern-label">Nächste</span>
          </a>
        )}
        {panel && (
          <span class="vw-only-small">
            <a class="kern-btn kern-btn--primary" href="#entscheidung">
              <span class="kern-label">Zur Entscheidung</span>
            </a>
          </span>
        )}
      </DocumentBar>
      <div class="vw-split vw-split--two">
        <div>
          <div class="vw-pane vw-stack vw-stack--wide">
            <Refusal title={refusalTitle(props.problem)} problem={props.problem} />
            {props.subtitle !== '' && <p>{props.subtitle}</p>}
            {changes ? (
              <ApprovalChangesSection {...changes} />
            ) : (
              <p>Über dieses Dokument wurde noch nicht entschieden: Alles daran ist neu.</p>
            )}
            <ApprovalAttachments {...props.attachments} here={`/documents/${id}/attachments`} />
          </div>
          <Desk {...props} />
        </div>
        <aside class="vw-pane vw-pane--stick vw-stack vw-stack--wide" aria-label="Entscheidung">
          {panel ? <ApprovalPanel {...panel} /> : <Decided sentence={props.sentence} id={id} />}
          {panel?.can.decide && <FourEyes {...panel} />}
          <CommentsPanel {...props.comments} />
          <Route steps={props.route} />
        </aside>
      </div>
    </Layout>
  )
}

/** Where a field says what to do, the title says what did not happen. */
const refusalTitle = (problem: ApprovalPageProps['problem']): string =>
  problem && problem.fields.length > 0 ? problem.message : 'Das ist nicht geschehen.'

const Desk = ({ id, title, blocks, changedBlocks, foot }: ApprovalPageProps) => (
  <section class="vw-desk vw-stack" aria-labelledby="papier">
    <div class="vw-line vw-line--between vw-small">
      <h2 class="vw-small vw-strong" id="papier">
        {changedBlocks.size > 0 ? 'Papier · Änderungen sind am Rand markiert' : 'Papier'}
      </h2>
      <a href={`/documents/${id}/draft.pdf`} hx-boost="false">
        PDF öffnen
      </a>
    </div>
    <Paper blocks={blocks} label={title} underLevel={2} changed={changedBlocks} foot={[foot]} />
  </section>
)

const Decided = ({ sentence, id }: { sentence: string; id: string }) => (
  <section class="vw-panel vw-stack" aria-labelledby="entscheidung">
    <h2 class="kern-heading-medium" id="entscheidung">
      Entscheidung
    </h2>
    <p>{sentence}</p>
    <p>
      <a href={`/documents/${id}`}>Zum Dokument</a>
    </p>
  </section>
)

const Route = ({ steps }: { steps: readonly RouteStep[] }) => (
  <section class="vw-sec" aria-labelledby="laufweg">
    <header>
      <h2 class="kern-heading-medium" id="laufweg">
        Laufweg
      </h2>
    </header>
    <ol class="vw-route">
      {steps.map(({ text, detail, stand }) => (
        <li {...(stand === 'now' ? { 'aria-current': 'step' as const } : {})}>
          {stand === 'done' && <Icon name="success" />}
          {stand === 'now' && <span class="vw-dot vw-dot--now" />}
          {stand === 'ahead' && <span class="vw-dot" />}
          {stand === 'now' ? <b>{text}</b> : text}
          {detail && <small>{detail}</small>}
        </li>
      ))}
    </ol>
  </section>
)
