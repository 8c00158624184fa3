import type { DueDay } from '../../server/calendar/weeks.ts'
import { DueDayMark } from '../layout/due-day.tsx'
import { EmptyState } from '../layout/empty-state.tsx'
import { SelectField, TextField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { Pagination } from '../layout/pagination.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'
import { Status } from '../layout/status.tsx'

export interface CaseListLine {
  readonly id: string
  readonly title: string
  readonly aktenzeichen: string
  readonly born: string
  readonly path: string
  readonly lotsinName: string
  readonly isClosed: boolean
  /** What is due next, late or not. */
  readonly due: DueDay | null
  /** Of its running agreements; null where there is none. */
  readonly goals: { readonly all: number; readonly reached: number } | null
}

export interface CaseFilterValues {
  readonly q: string
  readonly lotsin: string
  readonly pfad: string
  readonly state: string
}

type Choices = readonly { readonly value: string; readonly label: string }[]

interface CasesPageProps {
  readonly cases: readonly CaseListLine[]
  readonly total: number
  readonly filter: CaseFilterValues
  readonly isFiltered: boolean
  readonly pathChoices: Choices
  /** Whose cases may be chosen from; empty where there are only one's own. */
  readonly lotsinChoices: Choices
  readonly can: { readonly create: boolean }
  readonly page: number
  readonly pages: number
  readonly pageHref: (page: number) => string
  readonly notice: string | undefined
}

export const CasesPage = (props: CasesPageProps) => (
  <Layout title="Fälle" current="cases">
    <PageHead title="Fälle" facts={<span>{props.total === 1 ? '1 Fall' : `${props.total} Fälle`}</span>}>
      {props.can.create && (
        <a class="kern-btn kern-btn--primary" href="/cases/new">
          <span class="kern-label">Fall anlegen</span>
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
      {props.cases.length > 0 ? <CaseTable {...props} /> : <NoCases {...props} />}
      <Pagination page={props.page} pages={props.pages} href={props.pageHref} />
    </div>
  </Layout>
)

const FilterForm = ({ filter, pathChoices, lotsinChoices }: CasesPageProps) => (
  <form method="get" action="/cases" class="vw-fields" aria-label="Fälle auswählen">
    <TextField name="q" label="Name oder Aktenzeichen" type="search" value={filter.q} width={4} autocomplete="off" />
    <SelectField
      name="pfad"
      label="Rechtlicher Weg"
      value={filter.pfad}
      choices={[{ value: '', label: 'alle' }, ...pathChoices]}
      width={4}
    />
    <SelectField
      name="state"
      label="Stand"
      value={filter.state}
      choices={[
        { value: 'open', label: 'offen' },
        { value: 'closed', label: 'geschlossen' },
        { value: 'all', label: 'alle' },
      ]}
      width={4}
    />
    {lotsinChoices.length > 0 && (
      <SelectField
        name="lotsin"
        label="Begleitet von"
        value={filter.lotsin}
        choices={[{ value: '', label: 'allen' }, ...lotsinChoices]}
        width={4}
      />
    )}
    <div class="vw-line">
      <button class="kern-btn kern-btn--secondary" type="submit">
        <span class="kern-label">Anzeigen</span>
      </button>
    </div>
  </form>
)

const CaseTable = ({ cases, lotsinChoices, filter }: CasesPageProps) => {
  const showsLotsin = lotsinChoices.length > 0
  const showsState = filter.state === 'all'
  return (
    <StackedTable
      caption="Fälle"
      columns={[
        'Name',
        'Aktenzeichen',
        'Geboren',
        'Weg',
        'Ziele erreicht',
        'Nächste Frist',
        ...(showsLotsin ? ['Begleitet von'] : []),
        ...(showsState ? ['Stand'] : []),
      ]}
      rows={cases.map(({ id, title, aktenzeichen, born, path, goals, due, lotsinName, isClosed }) => [
        <a href={`/cases/${id}`}>{title}</a>,
        aktenzeichen,
        born,
        path,
        goals ? <Goals {...goals} /> : '–',
        due ? <DueDayMark {...due} /> : '–',
        ...(showsLotsin ? [lotsinName] : []),
        ...(showsState ? [<Status word={isClosed ? 'Geschlossen' : 'Offen'} />] : []),
      ])}
    />
  )
}

const Goals = ({ all, reached }: { readonly all: number; readonly reached: number }) => (
  <span class="vw-meter">
    <span class="kern-progress">
      <progress
        value={reached}
        max={all}
        aria-label={all === 1 ? `${reached} von 1 Ziel erreicht` : `${reached} von ${all} Zielen erreicht`}
      />
    </span>
    <span class="vw-num">
      {reached} von {all}
    </span>
  </span>
)

const NoCases = ({ isFiltered, can }: CasesPageProps) => {
  if (isFiltered) {
    return (
      <EmptyState
        title="Kein Fall passt zu dieser Auswahl"
        text="Suchen Sie mit weniger Wörtern oder auch unter den geschlossenen Fällen."
        way={{ href: '/cases?state=all', label: 'Alle Fälle zeigen' }}
      />
    )
  }
  return can.create ? (
    <EmptyState
      title="Sie begleiten noch keinen Fall"
      text="Hier stehen die Fälle, die Sie anlegen oder übernehmen."
      way={{ href: '/cases/new', label: 'Fall anlegen' }}
    />
  ) : (
    <EmptyState title="In Ihrer Einheit gibt es keine offenen Fälle" text="Fälle legen die Lotsinnen und Lotsen an." />
  )
}
