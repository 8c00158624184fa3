import type { Child } from 'hono/jsx'
import type { AbsenceSentence } from '../../server/auth/vertretung-facts.ts'
import type { ApprovalLine } from '../../server/document/approval-lines.ts'
import { Due } from '../layout/due.tsx'
import { EmptyState } from '../layout/empty-state.tsx'
import { SelectField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { Pagination } from '../layout/pagination.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'
import { kindLabels } from './document-words.ts'

type Choices = readonly { readonly value: string; readonly label: string }[]

interface ApprovalsListPageProps {
  readonly lines: readonly ApprovalLine[]
  readonly total: number
  readonly filter: { readonly unit: string; readonly kind: string }
  readonly unitChoices: Choices
  readonly kindChoices: Choices
  /** Who of the unit is away, and who stands in. */
  readonly absences: readonly AbsenceSentence[]
  /** Within how many working days the house decides. */
  readonly approvalDays: number
  readonly page: number
  readonly pages: number
  readonly pageHref: (page: number) => string
  /** What was decided just now, with a way to it. */
  readonly done: { readonly sentence: string; readonly documentId: string } | null
}

/** What waits for the Leitung's decision, the oldest first. */
export const ApprovalsListPage = (props: ApprovalsListPageProps) => {
  const { lines, total, filter, done, absences } = props
  const isFiltered = filter.unit + filter.kind !== ''
  return (
    <Layout title="Freigaben" current="approvals">
      <PageHead title="Freigaben" facts={total > 0 && <Facts {...props} />} />
      <div class="vw-stack vw-stack--wide">
        {done && (
          <Note kind="success">
            <p>
              {done.sentence} <a href={`/documents/${done.documentId}`}>Zum Dokument</a>
            </p>
          </Note>
        )}
        {absences.map(({ text, isGap }) => (
          <Note kind={isGap ? 'warning' : 'info'}>
            <p>
              {text} <a href="/vertretungen">{isGap ? 'Vertretung eintragen' : 'Zu den Vertretungen'}</a>
            </p>
          </Note>
        ))}
        <FilterForm {...props} />
        {lines.length > 0 ? (
          <StackedTable
            caption="Wartet auf eine Entscheidung, das Älteste zuerst"
            columns={['Dokument', 'Änderung', 'Einheit', 'Vorgelegt von', 'Wartet', 'Frist']}
            rows={lines.map(cells)}
          />
        ) : isFiltered ? (
          <EmptyState
            title="Nichts passt zu dieser Auswahl"
            text="Wählen Sie eine andere Einheit oder Art."
            way={{ href: '/approvals', label: 'Alle zeigen' }}
          />
        ) : (
          <EmptyState
            title="Nichts wartet auf Ihre Entscheidung"
            text="Sobald jemand ein Dokument zur Freigabe gibt, steht es hier."
            way={{ href: '/documents', label: 'Zu den Dokumenten' }}
          />
        )}
        <Pagination page={props.page} pages={props.pages} href={props.pageHref} />
      </div>
    </Layout>
  )
}

const Facts = ({ total, approvalDays }: ApprovalsListPageProps) => (
  <>
    <span>
      {total === 1 ? '1 Dokument wartet auf eine Entscheidung' : `${total} Dokumente warten auf eine Entscheidung`}
    </span>
    <span>{`Frist: ${approvalDays === 1 ? '1 Arbeitstag' : `${approvalDays} Arbeitstage`}, der Tag des Eingangs zählt nicht mit`}</span>
  </>
)

const any = { value: '', label: 'alle' }

/** Nothing where there is nothing to choose. */
const FilterForm = ({ filter, unitChoices, kindChoices }: ApprovalsListPageProps) =>
  (unitChoices.length > 1 || kindChoices.length > 1 || filter.unit + filter.kind !== '') && (
    <form method="get" action="/approvals" class="vw-fields" aria-label="Freigaben auswählen">
      <SelectField name="unit" label="Einheit" value={filter.unit} choices={[any, ...unitChoices]} width={4} />
      <SelectField name="kind" label="Art" value={filter.kind} choices={[any, ...kindChoices]} width={4} />
      <div class="vw-line">
        <button class="kern-btn kern-btn--secondary" type="submit">
          <span class="kern-label">Anzeigen</span>
        </button>
      </div>
    </form>
  )

const cells = (line: ApprovalLine): readonly Child[] => [
  <>
    <a href={`/documents/${line.documentId}/approvals`}>{line.title}</a>
    <div class="vw-muted vw-small">
      {line.subtitle === '' ? kindLabels[line.kind] : `${kindLabels[line.kind]} · ${line.subtitle}`}
    </div>
    {line.remarks.map((remark) => (
      <div class="vw-small">{remark}</div>
    ))}
  </>,
  <>
    {line.change}
    {line.comparedWith !== '' && <div class="vw-muted vw-small">{line.comparedWith}</div>}
  </>,
  line.unitName,
  line.requestedByName,
  <>
    {line.age}
    <div class="vw-muted vw-small">{line.requestedOn}</div>
  </>,
  <Due {...line.deadline} />,
]
