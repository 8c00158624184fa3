import { Layout } from '../layout/layout.tsx'
import { type CrumbLink, PageHead } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import { CommentsPanel, type CommentsPanelProps } from './comments-panel.tsx'

interface CommentsPageProps {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly comments: CommentsPanelProps
}

/** The comments alone: where a refused form comes back to, and what remains of them when the document is issued. */
export const CommentsPage = ({ id, title, crumbs, current, comments }: CommentsPageProps) => (
  <Layout title={`Kommentare: ${title}`} current={current}>
    <PageHead title={title} crumbs={[...crumbs, { href: `/documents/${id}`, label: 'Dokument' }]} />
    <div class="vw-narrow">
      <CommentsPanel {...comments} />
    </div>
  </Layout>
)
