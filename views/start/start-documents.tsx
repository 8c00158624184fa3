import { Moment } from '../layout/moments.tsx'
import { Status, type StatusWord } from '../layout/status.tsx'

export interface StartDocument {
  readonly href: string
  readonly title: string
  /** What happened, where the state does not say it. */
  readonly news: string | null
  /** `in Vertretung für Dr. Sabine Kortmann, bis 04.12.2026`; null where it is her own. */
  readonly inVertretung: string | null
  readonly status: StatusWord
  /** ISO time in UTC. */
  readonly at: string
  /** What somebody wrote about it, as the reason of a return. */
  readonly quote: string | null
}

interface StartDocumentsProps {
  readonly id: string
  readonly title: string
  readonly documents: readonly StartDocument[]
  readonly all?: { readonly href: string; readonly label: string }
}

/** Documents that somebody goes on with, or that have something new; nothing where there are none. */
export const StartDocuments = ({ id, title, documents, all }: StartDocumentsProps) =>
  documents.length === 0 ? null : (
    <section class="vw-sec" aria-labelledby={id}>
      <header>
        <h2 id={id} class="kern-heading-medium">
          {title}
        </h2>
        {all && (
          <a class="kern-link kern-link--no-visited-state kern-link--small" href={all.href}>
            {all.label}
          </a>
        )}
      </header>
      <ul class="vw-list">
        {documents.map((document) => (
          <li>
            <div>
              <a href={document.href}>{document.title}</a>
              <div class="vw-muted vw-small">
                <Moment at={document.at} />
              </div>
              {document.inVertretung && <p class="vw-small">{document.inVertretung}</p>}
              {document.news && <p class="vw-small">{document.news}</p>}
              {document.quote && <p class="vw-small">{`„${document.quote}“`}</p>}
            </div>
            <Status word={document.status} />
          </li>
        ))}
      </ul>
    </section>
  )
