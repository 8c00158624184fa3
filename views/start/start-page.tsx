import { EmptyState } from '../layout/empty-state.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'
import { type StartDocument, StartDocuments } from './start-documents.tsx'

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

export interface StartWay {
  readonly href: string
  readonly label: string
  readonly text: string
}

interface StartPageProps {
  readonly greeting: string
  /** `Montag, 23. November 2026` */
  readonly today: string
  readonly unitName: string
  /** Null for people whose work are no cases. */
  readonly cases: StartCases | null
  readonly ways: readonly StartWay[]
  /** What came of what she gave to approval and has not looked at yet. */
  readonly results: readonly StartDocument[]
  readonly drafts: readonly StartDocument[]
}

/** What there is to do, and where to go on. */
export const StartPage = ({ greeting, today, unitName, cases, ways, results, drafts }: StartPageProps) => (
  <Layout title="Start" current="start">
    <PageHead
      title={greeting}
      facts={
        <>
          <span>{today}</span>
          <span>{unitName}</span>
        </>
      }
    >
      {cases?.can.create && cases.total > 0 && (
        <a class="kern-btn kern-btn--primary" href="/cases/new">
          <span class="kern-label">Fall anlegen</span>
        </a>
      )}
    </PageHead>
    <div class="vw-cols">
      <div class="vw-stack vw-stack--wide">
        <StartDocuments id="ergebnisse" title="Neu für Sie" documents={results} />
        <StartDocuments
          id="entwuerfe"
          title="Weiterschreiben"
          documents={drafts}
          all={{ href: '/documents?mine=1', label: 'Alle meine' }}
        />
        {cases && <Cases {...cases} />}
        {!cases && results.length + drafts.length === 0 && <Ways ways={ways} />}
      </div>
      {(cases || results.length + drafts.length > 0) && <Ways ways={ways} />}
    </div>
  </Layout>
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

const Ways = ({ ways }: { ways: readonly StartWay[] }) => (
  <section class="vw-sec" aria-labelledby="wege">
    <header>
      <h2 id="wege" class="kern-heading-medium">
        Wohin
      </h2>
    </header>
    <ul class="vw-list">
      {ways.map(({ href, label, text }) => (
        <li>
          <div>
            <a href={href}>{label}</a>
            <div class="vw-muted vw-small">{text}</div>
          </div>
        </li>
      ))}
    </ul>
  </section>
)
