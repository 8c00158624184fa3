import type { Problem } from '../../server/base/result.ts'
import { Refusal } from '../auth/refusal.tsx'
import { Layout } from '../layout/layout.tsx'
import { type CrumbLink, PageHead } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'

interface DiscardPageProps {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly problem: Problem | null
}

/** Before a draft is discarded: what that means. */
export const DiscardPage = ({ id, title, crumbs, current, problem }: DiscardPageProps) => (
  <Layout title={`${title}: Entwurf verwerfen`} current={current}>
    <PageHead title="Entwurf verwerfen" crumbs={[...crumbs, { href: `/documents/${id}`, label: title }]} />
    <form class="vw-narrow vw-stack vw-stack--wide" method="post" action={`/documents/${id}/discards`}>
      <Refusal title="Das ist nicht geschehen." problem={problem} />
      <p>
        „{title}“ wird danach nicht mehr weitergeschrieben. Es bleibt unter „Verworfen“ zu lesen und kann als Vorbild
        für ein neues Dokument dienen. Zurücknehmen lässt sich das nicht.
      </p>
      <div class="vw-line">
        <button class="kern-btn kern-btn--primary" type="submit">
          <span class="kern-label">Entwurf verwerfen</span>
        </button>
        <a class="kern-btn kern-btn--secondary" href={`/documents/${id}/draft`}>
          <span class="kern-label">Behalten</span>
        </a>
      </div>
    </form>
  </Layout>
)
