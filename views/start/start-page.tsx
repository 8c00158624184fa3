import { DueList, type DueSection } from '../agreement/due-list.tsx'
import { type Pill, Pills } from '../agreement/reminders-page.tsx'
import { type SilenceLine, Silences } from '../agreement/silences.tsx'
import { EmptyState } from '../layout/empty-state.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'
import { type Undo, UndoToast } from '../layout/undo-toast.tsx'
import { type StartDocumentList, StartDocuments } from './start-documents.tsx'
import { type DecisionLine, ToDecide } from './to-decide.tsx'

export interface StartCase {
  readonly id: string
  readonly title: string
  readonly aktenzeichen: string
  readonly pfad: string
  readonly lotsinName: string
}

export interface StartCases {
  readonly title: string
  /** All that are open; `shown` are the first of them. */
  readonly total: number
  readonly shown: readonly StartCase[]
  readonly can: { readonly create: boolean }
}

export interface StartDue {
  readonly sections: readonly DueSection[]
  readonly pills: readonly Pill[]
  /** This page, as it is narrowed now. */
  readonly here: string
}

export interface StartWay {
  readonly title: string
  readonly text: string
  readonly way: { readonly href: string; readonly label: string }
}

interface StartPageProps {
  readonly greeting: string
  /** `Montag, 23. November 2026` */
  readonly today: string
  readonly unitName: string
  /** What lies with a Leitung; null for everybody else. */
  readonly toDecide: { readonly total: number; readonly lines: readonly DecisionLine[] } | null
  /** What is due in the cases of a Lotsin; null for everybody else. */
  readonly due: StartDue | null
  readonly silences: { readonly title: string; readonly total: number; readonly lines: readonly SilenceLine[] } | null
  /** Null for people whose work are no cases. */
  readonly cases: StartCases | null
  /** For somebody who has nothing here; null for whoever has cases or decisions. */
  readonly way: StartWay | null
  readonly news: StartDocumentList
  readonly toContinue: StartDocumentList
  readonly waiting: StartDocumentList
  readonly undo: Undo | null
}

/** What there is to do, and where to go on. */
export const StartPage = (props: StartPageProps) => {
  const { greeting, today, unitName, toDecide, due, silences, cases, waiting, undo } = props
  const hasDesk = due !== null || toDecide !== null
  const hasDocuments = props.news.total + props.toContinue.total + waiting.total > 0
  return (
    <Layout title="Start" current="start">
      <PageHead
        title={greeting}
        facts={
          <>
            <span>{today}</span>
            <span>{unitName}</span>
            {due && cases && cases.total > 0 && (
              <span>{cases.total === 1 ? '1 laufender Fall' : `${cases.total} laufende Fälle`}</span>
            )}
          </>
        }
      >
        {due && cases && cases.total > 0 && (
          <a class="kern-btn kern-btn--primary" href="/documents/new">
            <span class="kern-label">Dokument anlegen</span>
          </a>
        )}
      </PageHead>
      <div class="vw-cols">
        <div class="vw-stack vw-stack--wide">
          {toDecide && <ToDecide {...toDecide} />}
          {due && <Due {...due} />}
          {!hasDesk && <Going {...props} />}
          <StartDocuments
            id="warten"
            title="Wartet auf andere"
            {...waiting}
            all={{ href: '/documents', label: `Alle ${waiting.total}` }}
          />
          {cases && <Cases {...cases} />}
          {!hasDesk && !hasDocuments && props.way && <EmptyState {...props.way} />}
        </div>
        {hasDesk && (
          <aside class="vw-stack vw-stack--wide" aria-label="Schnellzugriff">
            <Going {...props} />
            {silences && <Silences {...silences} />}
          </aside>
        )}
      </div>
      {undo && <UndoToast {...undo} />}
    </Layout>
  )
}

const Going = ({ news, toContinue }: Pick<StartPageProps, 'news' | 'toContinue'>) => (
  <>
    <StartDocuments
      id="ergebnisse"
      title="Neu für Sie"
      {...news}
      all={{ href: '/documents', label: 'Alle Dokumente' }}
    />
    <StartDocuments
      id="entwuerfe"
      title="Weiterarbeiten"
      {...toContinue}
      all={{ href: '/documents?mine=1', label: `Alle ${toContinue.total}` }}
    />
  </>
)

const Due = ({ sections, pills, here }: StartDue) => (
  <section class="vw-sec vw-stack" aria-labelledby="aufgaben">
    <header>
      <h2 id="aufgaben" class="kern-heading-medium">
        Schritte und Wiedervorlagen
      </h2>
      <Pills pills={pills} label="Liste eingrenzen" />
    </header>
    {sections.length > 0 ? (
      <DueList sections={sections} back={here} all="/reminders" />
    ) : (
      <p class="vw-muted">
        Diese Woche steht nichts an. <a href="/reminders">Was später kommt</a>
      </p>
    )}
  </section>
)

const Cases = ({ title, total, shown, can }: StartCases) => (
  <section class="vw-sec" aria-labelledby="faelle">
    <header>
      <h2 id="faelle" class="kern-heading-medium">
        {title}
      </h2>
      {total > 0 && (
        <a class="kern-link kern-link--no-visited-state kern-link--small" href="/cases">
          {total === 1 ? 'Zur Liste' : `Alle ${total} Fälle`}
        </a>
      )}
    </header>
    {shown.length > 0 ? (
      <StackedTable
        caption={`${title}, nach Namen`}
        columns={['Person', 'Aktenzeichen', 'Weg', 'Begleitet von']}
        rows={shown.map((one) => [
          <a href={`/cases/${one.id}`}>{one.title}</a>,
          one.aktenzeichen,
          one.pfad || '–',
          one.lotsinName,
        ])}
      />
    ) : (
      <EmptyState
        title="Noch keine Fälle"
        text={
          can.create
            ? 'Legen Sie den ersten an, dann steht er hier.'
            : 'Sobald in Ihrer Einheit ein Fall angelegt ist, steht er hier.'
        }
        {...(can.create ? { way: { href: '/cases/new', label: 'Fall anlegen' } } : {})}
      />
    )}
  </section>
)
