import { EmptyState } from '../layout/empty-state.tsx'
import { SelectField, TextField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { Pagination } from '../layout/pagination.tsx'
import type { PageKey } from '../layout/shell.ts'
import { StackedTable } from '../layout/stacked-table.tsx'
import { Status } from '../layout/status.tsx'
import { type StateKey, stateWords } from './document-words.ts'

type Choices = readonly { readonly value: string; readonly label: string }[]

export interface PaperListLine {
  readonly id: string
  readonly title: string
  /** The Beratungsgegenstand; may be empty. */
  readonly subtitle: string
  readonly number: string | null
  readonly state: StateKey
  readonly authorName: string
  readonly body: string
  /** Calendar date of its next sitting, or of its last one. */
  readonly day: string | null
  readonly isOver: boolean
  /** How many bodies more deal with it. */
  readonly further: number
  readonly isPublic: boolean
}

export interface PaperFilterValues {
  readonly q: string
  readonly body: string
  readonly from: string
  readonly until: string
  readonly term: string
  readonly state: string
  readonly sort: string
  readonly mine: string
}

interface PapersPageProps {
  readonly papers: readonly PaperListLine[]
  readonly total: number
  /** As people type it. */
  readonly today: string
  readonly filter: PaperFilterValues
  readonly errors: { readonly from?: string | undefined; readonly until?: string | undefined }
  readonly isFiltered: boolean
  readonly bodies: readonly string[]
  readonly terms: Choices
  readonly states: Choices
  readonly can: { readonly setNumbers: boolean }
  readonly current: PageKey
  readonly page: number
  readonly pages: number
  readonly pageHref: (page: number) => string
}

export const PapersPage = (props: PapersPageProps) => (
  <Layout title="Sitzungsvorlagen" current={props.current}>
    <PageHead
      title="Sitzungsvorlagen"
      facts={<span>{props.total === 1 ? '1 Sitzungsvorlage' : `${props.total} Sitzungsvorlagen`}</span>}
    >
      <div class="vw-line">
        {props.can.setNumbers && (
          <a class="kern-btn kern-btn--tertiary" href="/number-circles">
            <span class="kern-label">Nummernkreise</span>
          </a>
        )}
        <a class="kern-btn kern-btn--primary" href="/documents/new?template=sitzungsvorlage-kreis">
          <span class="kern-label">Sitzungsvorlage anlegen</span>
        </a>
      </div>
    </PageHead>
    <div class="vw-stack vw-stack--wide">
      <Views {...props} />
      <FilterForm {...props} />
      {props.papers.length > 0 ? <PaperTable papers={props.papers} /> : <NoPapers isFiltered={props.isFiltered} />}
      <Pagination page={props.page} pages={props.pages} href={props.pageHref} />
    </div>
  </Layout>
)

/** What is looked for most, one click each. */
const Views = ({ filter, today }: PapersPageProps) => {
  const views = [
    { label: 'Alle', values: {} },
    { label: 'Kommende Sitzungen', values: { from: today } },
    { label: 'In Freigabe', values: { state: 'in_approval' } },
    { label: 'Freigegeben, noch ohne Nummer', values: { state: 'approved' } },
    { label: 'Von mir', values: { mine: '1' } },
  ] as const
  const { sort, ...chosen } = filter
  const key = (values: object) => new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString()
  return (
    <nav class="vw-pills" aria-label="Ansichten">
      {views.map(({ label, values }) => (
        <a
          href={`/papers?${new URLSearchParams({ ...values, sort })}`}
          {...(key(values) === key(chosen) ? { 'aria-current': 'page' } : {})}
        >
          {label}
        </a>
      ))}
    </nav>
  )
}

const any = { value: '', label: 'alle' }

const orders = [
  { value: 'sitting', label: 'nächster Sitzung' },
  { value: 'number', label: 'Nummer, die neueste zuerst' },
  { value: 'saved', label: 'letzter Änderung' },
]

const FilterForm = ({ filter, errors, bodies, terms, states }: PapersPageProps) => (
  <form method="get" action="/papers" class="vw-fields" aria-label="Sitzungsvorlagen auswählen">
    <TextField
      name="q"
      label="Gegenstand, Nummer oder Text"
      type="search"
      value={filter.q}
      width={4}
      autocomplete="off"
    />
    <SelectField
      name="body"
      label="Gremium"
      value={filter.body}
      choices={[any, ...bodies.map((body) => ({ value: body, label: body }))]}
      width={4}
    />
    <SelectField name="state" label="Stand" value={filter.state} choices={[any, ...states]} width={4} />
    <TextField
      name="from"
      label="Sitzung ab"
      value={filter.from}
      error={errors.from}
      placeholder="TT.MM.JJJJ"
      width={4}
      autocomplete="off"
    />
    <TextField
      name="until"
      label="Sitzung bis"
      value={filter.until}
      error={errors.until}
      placeholder="TT.MM.JJJJ"
      width={4}
      autocomplete="off"
    />
    {terms.length > 0 && (
      <SelectField name="term" label="Wahlperiode" value={filter.term} choices={[any, ...terms]} width={4} />
    )}
    <SelectField name="sort" label="Sortiert nach" value={filter.sort} choices={orders} width={4} />
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

const PaperTable = ({ papers }: { papers: readonly PaperListLine[] }) => (
  <StackedTable
    caption="Sitzungsvorlagen"
    columns={['Beratungsgegenstand', 'Sitzung', 'Gremium', 'Stand', 'Von']}
    rows={papers.map(({ id, title, subtitle, number, state, authorName, body, day, isOver, further, isPublic }) => [
      <>
        <a href={`/documents/${id}`}>{subtitle || title}</a>
        <div class="vw-muted vw-small vw-line vw-dots">
          <span class="vw-num">{number ?? 'noch ohne Nummer'}</span>
          {!isPublic && <span>Nichtöffentlich</span>}
        </div>
      </>,
      <>
        {day === null ? '–' : <time datetime={day}>{germanDay(day)}</time>}
        {isOver && <div class="vw-muted vw-small">vorbei</div>}
      </>,
      <>
        {body || '–'}
        {further > 0 && (
          <div class="vw-muted vw-small">{further === 1 ? 'und 1 weiteres' : `und ${further} weitere`}</div>
        )}
      </>,
      <Status word={stateWords[state]} />,
      authorName,
    ])}
  />
)

const weekdays = new Intl.DateTimeFormat('de-DE', {
  timeZone: 'UTC',
  weekday: 'short',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
})

/** `Mi., 09.12.2026` */
const germanDay = (date: string): string => weekdays.format(new Date(`${date}T00:00:00Z`))

const NoPapers = ({ isFiltered }: { isFiltered: boolean }) =>
  isFiltered ? (
    <EmptyState
      title="Keine Sitzungsvorlage passt zu dieser Auswahl"
      text="Wählen Sie weniger aus. Verworfene zeigt die Liste nur, wenn Sie diesen Stand auswählen."
      way={{ href: '/papers', label: 'Alle zeigen' }}
    />
  ) : (
    <EmptyState
      title="Noch keine Sitzungsvorlagen"
      text="Hier stehen Entwürfe, was in Freigabe ist und was ausgefertigt wurde, nach der nächsten Sitzung geordnet."
      way={{ href: '/documents/new?template=sitzungsvorlage-kreis', label: 'Sitzungsvorlage anlegen' }}
    />
  )
