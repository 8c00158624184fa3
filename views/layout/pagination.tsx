import { Icon } from './icon.tsx'

interface PaginationProps {
  /** Counted from 1. */
  readonly page: number
  readonly pages: number
  readonly href: (page: number) => string
}

/** Ways to the neighbouring pages of a list; nothing when there is only one page. */
export const Pagination = ({ page, pages, href }: PaginationProps) =>
  pages <= 1 ? null : (
    <nav class="vw-line vw-line--between" aria-label="Seiten der Liste">
      {page > 1 ? (
        <a class="kern-link kern-link--no-visited-state kern-link--small" href={href(page - 1)} rel="prev">
          <Icon name="chevron-left" />
          Vorherige Seite
        </a>
      ) : (
        <span />
      )}
      <span class="vw-muted vw-small vw-num">{`Seite ${page} von ${pages}`}</span>
      {page < pages ? (
        <a class="kern-link kern-link--no-visited-state kern-link--small" href={href(page + 1)} rel="next">
          Nächste Seite
          <Icon name="chevron-right" />
        </a>
      ) : (
        <span />
      )}
    </nav>
  )
