import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { Trail, type TrailLine } from '../layout/trail.tsx'

interface CaseTrailPageProps {
  readonly id: string
  readonly title: string
  readonly lines: readonly TrailLine[]
  /** Where older entries stand; null when there are none. */
  readonly older: string | null
}

export const CaseTrailPage = ({ id, title, lines, older }: CaseTrailPageProps) => (
  <Layout title={`${title}: Verlauf`} current="cases">
    <PageHead
      title="Verlauf"
      crumbs={[
        { href: '/cases', label: 'Fälle' },
        { href: `/cases/${id}`, label: title },
      ]}
    />
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
