import { Layout } from '../layout/layout.tsx'
import { type CrumbLink, PageHead } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import { Trail, type TrailLine } from '../layout/trail.tsx'

interface DocumentTrailPageProps {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly lines: readonly TrailLine[]
  /** Where older entries stand; null when there are none. */
  readonly older: string | null
}

export const DocumentTrailPage = ({ id, title, crumbs, current, lines, older }: DocumentTrailPageProps) => (
  <Layout title={`${title}: Verlauf`} current={current}>
    <PageHead title="Verlauf" crumbs={[...crumbs, { href: `/documents/${id}`, label: title }]} />
    <div class="vw-narrow vw-stack">
      <Trail lines={lines} />
      {older && (
        <p>
          <a class="kern-link kern-link--no-visited-state" href={older}>
            Ältere Einträge
          </a>
        </p>
      )}
    </div>
  </Layout>
)
