import type { Problem } from '../../server/base/result.ts'
import { Refusal } from '../auth/refusal.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { type CrumbLink, PageHead } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'

export interface IssuePageProps {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly contentHash: string
  readonly approvedBy: string | null
  /** It gets the next number of its circle. */
  readonly isNumbered: boolean
  readonly can: { readonly issue: boolean; readonly why: string }
  readonly problem: Problem | null
}

/** Names the consequence before it happens: what is issued is never taken back. */
export const IssuePage = ({ id, title, crumbs, current, can, problem, ...facts }: IssuePageProps) => (
  <Layout title={`${title}: Ausfertigen`} current={current}>
    <PageHead title="Dokument ausfertigen?" crumbs={[...crumbs, { href: `/documents/${id}`, label: title }]} />
    <div class="vw-narrow vw-stack vw-stack--wide">
      <Refusal title="Das Dokument ist noch nicht ausgefertigt." problem={problem} />
      <p>
        <b>{title}</b>
        {facts.approvedBy && `, freigegeben von ${facts.approvedBy}`}
      </p>
      <Note kind="warning">
        <p class="vw-strong">Das lässt sich nicht zurücknehmen.</p>
        <p>Danach ist der Text endgültig: Er kann nicht mehr geändert und das Dokument nicht mehr verworfen werden.</p>
      </Note>
      <ul>
        {facts.isNumbered && <li>Das Dokument bekommt die nächste Nummer. Sie wird nie ein zweites Mal vergeben.</li>}
        <li>Es bekommt das Datum von heute und einen Prüfcode, mit dem jeder seine Echtheit prüfen kann.</li>
        <li>Es wird als PDF gesetzt, mit dem elektronischen Siegel versehen und abgelegt.</li>
      </ul>
      {can.issue ? (
        <form method="post" action={`/documents/${id}/issues`} class="vw-line">
          <input type="hidden" name="contentHash" value={facts.contentHash} />
          <button class="kern-btn kern-btn--primary" type="submit">
            <span class="kern-label">Ausfertigen</span>
          </button>
          <a class="kern-btn kern-btn--tertiary" href={`/documents/${id}`}>
            <span class="kern-label">Abbrechen</span>
          </a>
        </form>
      ) : (
        <p>{can.why}</p>
      )}
    </div>
  </Layout>
)
