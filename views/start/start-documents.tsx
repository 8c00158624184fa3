import { Moment } from '../layout/moments.tsx'
import { Status, type StatusWord } from '../layout/status.tsx'

export interface StartDocument {
  readonly href: string
  readonly title: string
  /** What a paper is about; else empty. */
  readonly subtitle: string
  /** What happened or is missing, where the state does not say it. */
  readonly note: string | null
  /** `in Vertretung für Dr. Sabine Kortmann, bis 04.12.2026`; null where it is her own. */
  readonly inVertretung: string | null
  readonly status: StatusWord
  /** `2 von 3 Unterschriften`, where the status counts something. */
  readonly statusText?: string
  /** ISO time in UTC. */
  readonly at: string
  /** What somebody wrote about it, as the reason of a return. */
  readonly quote: string | null
}

export interface StartDocumentList {
  /** All of them; `shown` are the first. */
  readonly total: number
  readonly shown: readonly StartDocument[]
}

interface StartDocumentsProps extends StartDocumentList {
  readonly id: string
  readonly title: string
  /** Where the rest of them stands. */
  readonly all: { readonly href: string; readonly label: string }
}

/** Documents that somebody goes on with, waits for, or that have something new; nothing where there are none. */
export const StartDocuments = ({ id, title, total, shown, all }: StartDocumentsProps) =>
  shown.length === 0 ? null : (
    <section class="vw-sec" aria-labelledby={id}>
      <header>
        <h2 id={id} class="kern-heading-medium">
          {title}
        </h2>
        {total > shown.length && (
          <a class="kern-link kern-link--no-visited-state kern-link--small" href={all.href}>
            {all.label}
          </a>
        )}
      </header>
      <ul class="vw-list">
        {shown.map((document) => (
          <li>
            <div>
              <a href={document.href}>{document.title}</a>
              {document.subtitle !== '' && <p class="vw-small">{document.subtitle}</p>}
              <div class="vw-muted vw-small">
                <Moment at={document.at} />
              </div>
              {document.inVertretung && <p class="vw-small">{document.inVertretung}</p>}
              {document.note && <p class="vw-small">{document.note}</p>}
              {document.quote && <p class="vw-small">{`„${document.quote}“`}</p>}
            </div>
            <Status word={document.status} {...(document.statusText ? { text: document.statusText } : {})} />
          </li>
        ))}
      </ul>
    </section>
  )
