import type { Child } from 'hono/jsx'
import { Crumb, type CrumbLink } from '../layout/page-head.tsx'
import { Status, type StatusWord } from '../layout/status.tsx'

interface DocumentBarProps {
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly status: StatusWord
  /** What happened to it last, and what can be done: buttons and links. */
  readonly children?: Child
}

/** The bar over a document that is written or read: where it lies, what it is, where it stands, what to do. */
export const DocumentBar = ({ title, crumbs, status, children }: DocumentBarProps) => (
  <div class="vw-docbar">
    <div>
      <Crumb links={crumbs} />
      <h1 class="kern-heading-medium vw-line">
        {title} <Status word={status} />
      </h1>
    </div>
    <div class="vw-line vw-actions--bottom">{children}</div>
  </div>
)

/** Who else has the document open to write in; filled and shown by script (views/client/live/people.ts). */
export const PeopleHere = () => <ul class="vw-people" aria-label="Gerade hier" hidden />
