import { EmptyState } from '../layout/empty-state.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { type DocumentListLine, DocumentTable } from './document-table.tsx'

interface CaseDocumentsProps {
  readonly caseId: string
  readonly documents: readonly DocumentListLine[]
  readonly can: { readonly create: boolean }
}

/** The documents of a case: a part of its page, which fetches it. */
export const CaseDocuments = ({ caseId, documents, can }: CaseDocumentsProps) => (
  <section class="vw-sec" id="dokumente" aria-labelledby="dokumente-titel">
    <header>
      <h2 class="kern-heading-medium" id="dokumente-titel">
        Dokumente
      </h2>
      {can.create && documents.length > 0 && (
        <a class="kern-btn kern-btn--tertiary kern-btn--x-small" href={`/documents/new?case=${caseId}`}>
          <span class="kern-icon kern-icon--add kern-icon--small" aria-hidden="true" />
          <span class="kern-label">Dokument anlegen</span>
        </a>
      )}
    </header>
    {documents.length > 0 ? (
      <DocumentTable caption="Dokumente zu diesem Fall" documents={documents} />
    ) : (
      <EmptyState
        title="Zu diesem Fall gibt es noch keine Dokumente"
        {...(can.create ? { way: { href: `/documents/new?case=${caseId}`, label: 'Dokument anlegen' } } : {})}
      />
    )}
  </section>
)

/** The same as a page of its own, for browsers without script. */
export const CaseDocumentsPage = ({ caseTitle, ...props }: CaseDocumentsProps & { caseTitle: string }) => (
  <Layout title={`${caseTitle}: Dokumente`} current="cases">
    <PageHead
      title={`Dokumente zu ${caseTitle}`}
      crumbs={[
        { href: '/cases', label: 'Fälle' },
        { href: `/cases/${props.caseId}`, label: caseTitle },
      ]}
    />
    <CaseDocuments {...props} />
  </Layout>
)
