import { Layout } from '../layout/layout.tsx'
import { type CrumbLink, PageHead } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import { AttachmentsPanel, type AttachmentsPanelProps } from './attachments-panel.tsx'

interface AttachmentsPageProps {
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly panel: AttachmentsPanelProps
}

/** The attachments as a page of their own, for browsers without script. */
export const AttachmentsPage = ({ title, crumbs, current, panel }: AttachmentsPageProps) => (
  <Layout title={`${title}: Anlagen`} current={current}>
    <PageHead title={`Anlagen zu ${title}`} crumbs={crumbs} />
    <AttachmentsPanel {...panel} />
  </Layout>
)

/** Stands in another page until it has fetched the list; without script the link leads there. */
export const AttachmentsLink = ({ here }: { readonly here: string }) => (
  <section
    class="vw-sec"
    id="anlagen"
    aria-labelledby="anlagen-titel"
    hx-get={here}
    hx-trigger="load"
    hx-target="this"
    hx-swap="outerHTML"
  >
    <header>
      <h2 class="kern-heading-medium" id="anlagen-titel">
        Anlagen
      </h2>
    </header>
    <p>
      <a href={here}>Anlagen ansehen und hinzufügen</a>
    </p>
  </section>
)
