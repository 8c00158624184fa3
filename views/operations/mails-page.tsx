import { EmptyState } from '../layout/empty-state.tsx'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { Pagination } from '../layout/pagination.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'
import { Status, type StatusWord } from '../layout/status.tsx'

export interface MailLine {
  readonly id: string
  readonly recipientId: string
  readonly recipient: string
  readonly address: string | null
  /** What kind of thing it tells of; null as long as it is not written. */
  readonly subject: string | null
  readonly text: string | null
  readonly at: string
  readonly state: 'waiting' | 'sent' | 'kept' | 'withdrawn' | 'given_up'
  readonly reason: string | null
  readonly nextTryAt: string | null
  readonly can: { readonly retry: boolean }
}

interface MailsPageProps {
  /** A mail server is set. */
  readonly isOn: boolean
  readonly lines: readonly MailLine[]
  readonly filters: readonly { readonly href: string; readonly label: string; readonly isCurrent: boolean }[]
  readonly digest: string | null
  /** Why no mail goes out at all. */
  readonly failure: { readonly reason: string; readonly since: string } | null
  readonly isDone: boolean
  readonly page: number
  readonly pages: number
  readonly pageHref: (page: number) => string
}

export const MailsPage = ({ isOn, lines, filters, digest, failure, isDone, ...props }: MailsPageProps) => (
  <Layout title="Post" current="mails">
    <PageHead
      title="Post"
      facts={<span>Mails sagen nur, welche Art von Vorgang wartet: keine Namen, keine Titel, keine Aktenzeichen.</span>}
    />
    <div class="vw-stack vw-stack--wide">
      {isDone && (
        <Note kind="success">
          <p>Es wird gleich wieder versucht.</p>
        </Note>
      )}
      {!isOn && (
        <Note kind="warning">
          <p>
            Es ist kein Mailserver eingerichtet, deshalb geht keine Mail hinaus. Hier steht, was gesendet würde. Den
            Mailserver nennt die Einstellung <code>SMTP_HOST</code>.
          </p>
        </Note>
      )}
      {failure && <ServerFailure {...failure} />}
      {digest && (
        <Note>
          <p>{digest}</p>
        </Note>
      )}
      <nav class="vw-pills" aria-label="Mails auswählen">
        {filters.map(({ href, label, isCurrent }) => (
          <a href={href} {...(isCurrent ? { 'aria-current': 'true' } : {})}>
            {label}
          </a>
        ))}
      </nav>
      {lines.length === 0 ? (
        <EmptyState
          title="Hier steht noch keine Mail"
          text="Mails entstehen, wenn auf jemanden etwas wartet. Beendete stehen hier 90 Tage."
        />
      ) : (
        <MailTable lines={lines} />
      )}
      <Pagination page={props.page} pages={props.pages} href={props.pageHref} />
    </div>
  </Layout>
)

const ServerFailure = ({ reason, since }: { reason: string; since: string }) => (
  <Note kind="danger">
    <p class="vw-strong">{reason}</p>
    <p>{since}</p>
    <form method="post" action="/mails/server/tries">
      <button class="kern-btn kern-btn--secondary kern-btn--x-small" type="submit">
        <span class="kern-label">Jetzt versuchen</span>
      </button>
    </form>
  </Note>
)

const MailTable = ({ lines }: { lines: readonly MailLine[] }) => (
  <StackedTable
    caption="Mails, die neuesten zuerst"
    columns={['Empfänger', 'Zeit', 'Was', 'Stand']}
    rows={lines.map((mail) => [
      <Recipient {...mail} />,
      <Moment at={mail.at} />,
      <Content {...mail} />,
      <State {...mail} />,
    ])}
  />
)

const Recipient = ({ recipientId, recipient, address }: MailLine) => (
  <>
    <a href={`/users/${recipientId}`}>{recipient}</a>
    {address && <div class="vw-muted vw-small">{address}</div>}
  </>
)

const Content = ({ subject, text }: MailLine) =>
  text === null ? (
    <span class="vw-muted">noch nicht geschrieben</span>
  ) : (
    <details>
      <summary>{subject}</summary>
      <pre class="vw-mail vw-small">{text}</pre>
    </details>
  )

const words: Readonly<Record<MailLine['state'], readonly [StatusWord, string]>> = {
  waiting: ['Offen', 'Wartet'],
  sent: ['In Ordnung', 'Gesendet'],
  kept: ['Entwurf', 'Nur geschrieben'],
  withdrawn: ['Verworfen', 'Nicht mehr nötig'],
  given_up: ['Fehler', 'Aufgegeben'],
}

const State = ({ id, recipient, state, reason, nextTryAt, can }: MailLine) => {
  const [word, text] = words[state]
  return (
    <div class="vw-stack vw-stack--tight">
      <Status word={word} text={text} />
      {reason && state !== 'kept' && <span class="vw-small">{reason}</span>}
      {nextTryAt && (
        <span class="vw-muted vw-small">
          Nächster Versuch: <Moment at={nextTryAt} />
        </span>
      )}
      {can.retry && (
        <form method="post" action={`/mails/${id}/retries`}>
          <button
            class="kern-btn kern-btn--tertiary kern-btn--x-small"
            type="submit"
            aria-label={`Noch einmal senden an ${recipient}`}
          >
            <span class="kern-label">Noch einmal senden</span>
          </button>
        </form>
      )}
    </div>
  )
}
