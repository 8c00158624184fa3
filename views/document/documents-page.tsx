import { EmptyState } from '../layout/empty-state.tsx'
import { SelectField, TextField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { Pagination } from '../layout/pagination.tsx'
import type { PageKey } from '../layout/shell.ts'
import { type DocumentListLine, DocumentTable } from './document-table.tsx'

type Choices = readonly { readonly value: string; readonly label: string }[]

export interface DocumentFilterValues {
  readonly q: string
  readonly kind: string
  readonly state: string
  readonly case: string
  readonly mine: string
}

interface DocumentsPageProps {
  /** "Dokumente", or "Sitzungsvorlagen" where the list shows nothing else. */
  readonly title: string
  readonly current: PageKey
  readonly documents: readonly DocumentListLine[]
  readonly total: number
  readonly filter: DocumentFilterValues
  readonly isFiltered: boolean
  readonly kindChoices: Choices
  readonly stateChoices: Choices
  /** Empty for people who have no cases. */
  readonly caseChoices: Choices
  /** Where a new document begins; null for people who write none. */
  readonly create: { readonly href: string; readonly label: string } | null
  readonly page: number
  readonly pages: number
  readonly pageHref: (page: number) => string
  readonly notice: string | undefined
}

export const DocumentsPage = (props: DocumentsPageProps) => {
  const { title, total, create } = props
  return (
    <Layout title={title} current={props.current}>
      <PageHead title={title} facts={<span>{total === 1 ? '1 Dokument' : `${total} Dokumente`}</span>}>
        {create && (
          <a class="kern-btn kern-btn--primary" href={create.href}>
            <span class="kern-label">{create.label}</span>
          </a>
        )}
      </PageHead>
      <div class="vw-stack vw-stack--wide">
        {props.notice && (
          <Note kind="success">
            <p>{props.notice}</p>
          </Note>
        )}
        <FilterForm {...props} />
        {props.documents.length > 0 ? (
          <DocumentTable caption={title} documents={props.documents} />
        ) : (
          <NoDocuments {...props} />
        )}
        <Pagination page={props.page} pages={props.pages} href={props.pageHref} />
      </div>
    </Layout>
  )
}

const any = { value: '', label: 'alle' }

const FilterForm = ({ filter, kindChoices, stateChoices, caseChoices }: DocumentsPageProps) => (
  <form method="get" action="/documents" class="vw-fields" aria-label="Dokumente auswählen">
    <TextField name="q" label="Titel, Name oder Nummer" type="search" value={filter.q} width={4} autocomplete="off" />
    <SelectField name="state" label="Stand" value={filter.state} choices={[any, ...stateChoices]} width={4} />
    {kindChoices.length > 1 ? (
      <SelectField name="kind" label="Art" value={filter.kind} choices={[any, ...kindChoices]} width={4} />
    ) : (
      filter.kind && <input type="hidden" name="kind" value={filter.kind} />
    )}
    {caseChoices.length > 0 && (
      <SelectField name="case" label="Fall" value={filter.case} choices={[any, ...caseChoices]} width={4} />
    )}
    <div class="kern-form-check vw-w4">
      <input
        class="kern-form-check__checkbox"
        type="checkbox"
        id="feld-mine"
        name="mine"
        value="1"
        checked={filter.mine !== ''}
      />
      <label class="kern-label" for="feld-mine">
        Nur meine
      </label>
    </div>
    <div class="vw-line">
      <button class="kern-btn kern-btn--secondary" type="submit">
        <span class="kern-label">Anzeigen</span>
      </button>
    </div>
  </form>
)

const NoDocuments = ({ isFiltered, create, current }: DocumentsPageProps) => {
  if (isFiltered) {
    return (
      <EmptyState
        title="Kein Dokument passt zu dieser Auswahl"
        text="Suchen Sie mit weniger Wörtern oder in allen Ständen. Verworfene zeigt die Liste nur, wenn Sie sie auswählen."
        way={{ href: current === 'papers' ? '/papers' : '/documents', label: 'Alle zeigen' }}
      />
    )
  }
  return create ? (
    <EmptyState title="Noch keine Dokumente" text="Hier stehen Entwürfe und alles, was daraus wird." way={create} />
  ) : (
    <EmptyState title="Noch keine Dokumente" text="Sobald jemand eines anlegt, das Sie lesen dürfen, steht es hier." />
  )
}
