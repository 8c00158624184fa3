import { EmptyState } from '../layout/empty-state.tsx'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'
import { Status } from '../layout/status.tsx'

export interface ChainFacts {
  /** What the last walk found, or null while the first one is under way. */
  readonly checked: CheckedFacts | null
  /** The number of the newest entry. */
  readonly newest: number
  /** How far the walk is that is under way, or null. */
  readonly runningUpTo: number | null
}

type CheckedFacts = { readonly at: string } & (
  | { readonly broken: null; readonly entries: number; readonly head: string; readonly erased: number }
  /** Why the chain is broken. */
  | { readonly broken: string }
)

export interface AuditLine {
  readonly seq: number
  readonly at: string
  readonly who: string
  readonly event: string
  readonly subject: string
}

interface AuditPageProps {
  /** Null on the pages behind the first. */
  readonly chain: ChainFacts | null
  readonly lines: readonly AuditLine[]
  /** Where the entries before these ones are, or null at the end. */
  readonly older: string | null
  readonly newest: string | null
}

/** For the Revision: whether the trail is whole, and what happened, without content. */
export const AuditPage = ({ chain, lines, older, newest }: AuditPageProps) => (
  <Layout title="Prüfkette" current="audit">
    <PageHead
      title="Prüfkette"
      facts={<span>Jede Änderung ist ein Eintrag, und jeder Eintrag hängt am vorigen.</span>}
    />
    <div class="vw-stack vw-stack--wide">
      {chain && <ChainState {...chain} />}
      {lines.length === 0 ? (
        <EmptyState title="Hier steht noch nichts" text="Der erste Eintrag entsteht mit der ersten Änderung." />
      ) : (
        <Entries lines={lines} />
      )}
      <nav class="vw-line vw-line--between" aria-label="Seiten der Liste">
        {newest ? <a href={newest}>Neueste Einträge</a> : <span />}
        {older ? <a href={older}>Ältere Einträge</a> : <span />}
      </nav>
    </div>
  </Layout>
)

// Asks again by itself where there is a script; without one the link does the same.
const poll = {
  'hx-get': '/audit',
  'hx-trigger': 'every 2s',
  'hx-target': '#zustand',
  'hx-select': '#zustand',
  'hx-swap': 'outerHTML',
}

const ChainState = ({ checked, newest, runningUpTo }: ChainFacts) => (
  <section id="zustand" class="vw-sec" aria-labelledby="zustand-titel" {...(runningUpTo === null ? {} : poll)}>
    <header>
      <h2 id="zustand-titel" class="kern-heading-medium">
        Zustand
      </h2>
      {checked && (
        <Status
          word={checked.broken === null ? 'In Ordnung' : 'Fehler'}
          text={checked.broken === null ? 'Unversehrt' : 'Gebrochen'}
        />
      )}
    </header>
    {checked?.broken && <Broken {...checked} why={checked.broken} />}
    {checked?.broken === null && <Intact {...checked} newest={newest} />}
    {runningUpTo !== null && (
      <Note>
        <p>
          Die ganze Kette wird {checked ? 'gerade neu' : 'gerade'} geprüft: bis Eintrag {count(runningUpTo)} von{' '}
          {count(newest)}. <a href="/audit">Stand neu laden</a>
        </p>
      </Note>
    )}
  </section>
)

const Broken = ({ why, at }: { why: string; at: string }) => (
  <Note kind="danger">
    <p>{why}</p>
    <p>
      Lassen Sie die Datenbank, wie sie ist, und holen Sie die letzte Sicherung. Der Befehl{' '}
      <code>npm run -s audit:verify</code> sagt dasselbe auf der Kommandozeile.
    </p>
    <p>
      Geprüft am <Moment at={at} />.
    </p>
  </Note>
)

interface IntactProps {
  readonly at: string
  readonly entries: number
  readonly head: string
  readonly erased: number
  readonly newest: number
}

const Intact = ({ at, entries, head, erased, newest }: IntactProps) => (
  <dl class="vw-facts">
    <dt>Einträge</dt>
    <dd class="vw-num">{count(entries)}</dd>
    <dt>Kopf</dt>
    <dd class="vw-mono">{head}</dd>
    <dt>Inhalt gelöscht</dt>
    <dd class="vw-num">{count(erased)}</dd>
    <dt>Geprüft</dt>
    <dd>
      <Moment at={at} />, alle Einträge bis {count(entries)}
      {newest > entries && `; seitdem kamen ${count(newest - entries)} hinzu`}
    </dd>
  </dl>
)

const count = (number: number) => number.toLocaleString('de-DE')

const Entries = ({ lines }: { lines: readonly AuditLine[] }) => (
  <section class="vw-sec" aria-labelledby="eintraege">
    <header>
      <h2 id="eintraege" class="kern-heading-medium">
        Einträge
      </h2>
    </header>
    <StackedTable
      caption="Einträge der Prüfkette, die neuesten zuerst"
      columns={['Nr.', 'Zeit', 'Wer', 'Ereignis', 'Gegenstand']}
      rows={lines.map(({ seq, at, who, event, subject }) => [
        seq,
        <Moment at={at} />,
        who,
        <code>{event}</code>,
        <code>{subject}</code>,
      ])}
    />
  </section>
)
