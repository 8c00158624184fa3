import type { Child } from 'hono/jsx'

interface PageHeadProps {
  readonly title: string
  /** Where the page lies, from the outside in; the title itself is not repeated. */
  readonly crumbs?: readonly CrumbLink[]
  /** A line of facts below the title. */
  readonly facts?: Child
  /** Buttons and filters at the end of the line. */
  readonly children?: Child
}

/** Breadcrumb, h1, facts and actions at the top of a page. */
export const PageHead = ({ title, crumbs = [], facts, children }: PageHeadProps) => (
  <div class="vw-head">
    <div class="vw-head__text">
      {crumbs.length > 0 && <Crumb links={crumbs} />}
      <h1 class="kern-heading-large">{title}</h1>
      {facts && <p class="vw-muted vw-small vw-line vw-dots">{facts}</p>}
    </div>
    {children}
  </div>
)

export interface CrumbLink {
  readonly href?: string
  readonly label: string
}

export const Crumb = ({ links }: { links: readonly CrumbLink[] }) => (
  <p class="vw-crumb">
    {links.map(({ href, label }, index) => (
      <>
        {index > 0 && ' › '}
        {href ? <a href={href}>{label}</a> : label}
      </>
    ))}
  </p>
)
