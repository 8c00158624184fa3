import { EmptyState } from '../layout/empty-state.tsx'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'
import { Status } from '../layout/status.tsx'

export interface ChainFacts {
  readonly entries: number
  readonly head: string
  readonly erased: number
  /** Why the chain is broken, or null. */
  readonly broken: string | null
}

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

const ChainState = ({ entries, head, erased, broken }: ChainFacts) => (
  <section class="vw-sec" aria-labelledby="zustand">
    <header>
      <h2 id="zustand" class="kern-heading-medium">
        Zustand
      </h2>
      <Status word={broken ? 'Fehler' : 'In Ordnung'} text={broken ? 'Gebrochen' : 'Unversehrt'} />
    </header>
    {broken ? (
      <Note kind="danger">
        <p>{broken}</p>
        <p>
          Lassen Sie die Datenbank, wie sie ist, und holen Sie die letzte Sicherung. Der Befehl{' '}
          <code>npm run -s audit:verify</code> sagt dasselbe auf der Kommandozeile.
        </p>
      </Note>
    ) : (
      <dl class="vw-facts">
        <dt>Einträge</dt>
        <dd class="vw-num">{entries.toLocaleString('de-DE')}</dd>
        <dt>Kopf</dt>
        <dd class="vw-mono">{head}</dd>
        <dt>Inhalt gelöscht</dt>
        <dd class="vw-num">{erased.toLocaleString('de-DE')}</dd>
      </dl>
    )}
  </section>
)

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
