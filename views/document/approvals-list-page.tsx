import type { Child } from 'hono/jsx'
import { EmptyState } from '../layout/empty-state.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'

export interface ApprovalLine {
  readonly documentId: string
  readonly title: string
  /** What it is about, where the title does not say it. */
  readonly subtitle: string
  readonly kind: string
  readonly unitName: string
  readonly requestedByName: string
  /** `seit 3 Tagen` with the day: `19.11.2026`. */
  readonly age: string
  readonly requestedOn: string
  /** Why she cannot decide it, or how it came to her. */
  readonly remark: string | null
}

interface ApprovalsListPageProps {
  readonly lines: readonly ApprovalLine[]
  /** What was decided just now, with a way to it. */
  readonly done: { readonly sentence: string; readonly documentId: string } | null
}

/** What waits for the Leitung's decision, the oldest first. */
export const ApprovalsListPage = ({ lines, done }: ApprovalsListPageProps) => (
  <Layout title="Freigaben" current="approvals">
    <PageHead title="Freigaben" facts={lines.length > 0 && <span>{waitingSentence(lines.length)}</span>} />
    <div class="vw-stack">
      {done && (
        <Note kind="success">
          <p>
            {done.sentence} <a href={`/documents/${done.documentId}`}>Zum Dokument</a>
          </p>
        </Note>
      )}
      {lines.length > 0 ? (
        <StackedTable
          caption="Wartet auf eine Entscheidung, das Älteste zuerst"
          columns={['Dokument', 'Art', 'Einheit', 'Vorgelegt von', 'Wartet']}
          rows={lines.map(cells)}
        />
      ) : (
        <EmptyState
          title="Nichts wartet auf Ihre Entscheidung"
          text="Sobald jemand ein Dokument zur Freigabe gibt, steht es hier."
          way={{ href: '/documents', label: 'Zu den Dokumenten' }}
        />
      )}
    </div>
  </Layout>
)

const waitingSentence = (count: number): string =>
  count === 1 ? '1 Dokument wartet auf eine Entscheidung' : `${count} Dokumente warten auf eine Entscheidung`

const cells = (line: ApprovalLine): readonly Child[] => [
  <>
    <a href={`/documents/${line.documentId}/approvals`}>{line.title}</a>
    {line.subtitle !== '' && <div class="vw-muted vw-small">{line.subtitle}</div>}
    {line.remark && <div class="vw-muted vw-small">{line.remark}</div>}
  </>,
  line.kind,
  line.unitName,
  line.requestedByName,
  <>
    {line.age}
    <div class="vw-muted vw-small">{line.requestedOn}</div>
  </>,
]
