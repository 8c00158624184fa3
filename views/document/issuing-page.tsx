import type { Problem } from '../../server/base/result.ts'
import { Refusal } from '../auth/refusal.tsx'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'
import type { CrumbLink } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import { DocumentBar } from './document-bar.tsx'

export interface IssuingPageProps {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly order: { readonly number: string | null; readonly code: string; readonly at: string }
  /** Why the last try failed; null while everything goes its way. */
  readonly failure: { readonly reason: string; readonly nextTryAt: string | null } | null
  readonly can: { readonly retry: boolean }
  readonly problem: Problem | null
}

/** Between the order and the stored file: usually a second or two, longer where something is in the way. */
export const IssuingPage = ({ id, title, crumbs, current, order, failure, can, problem }: IssuingPageProps) => (
  <Layout title={`${title}: wird ausgefertigt`} current={current} wide>
    <DocumentBar title={title} crumbs={crumbs} status={failure ? 'Störung' : 'Wird ausgefertigt'} />
    <div class="vw-desk">
      <div class="vw-narrow vw-stack vw-stack--wide">
        <Refusal title="Das ging nicht." problem={problem} />
        {failure ? <Failed id={id} failure={failure} can={can} /> : <Waiting id={id} />}
        <dl class="vw-facts">
          <dt>Angeordnet am</dt>
          <dd>
            <Moment at={order.at} exact />
          </dd>
          {order.number !== null && <dt>Nummer</dt>}
          {order.number !== null && <dd>{order.number}</dd>}
          <dt>Prüfcode</dt>
          <dd class="vw-mono">{order.code}</dd>
        </dl>
        <p>
          <a href={`/documents/${id}/trail`}>Verlauf</a>
        </p>
      </div>
    </div>
  </Layout>
)

// Asks again by itself where there is a script; without one the link does the same.
const poll = {
  'hx-trigger': 'every 2s',
  'hx-target': '#seite',
  'hx-select': '#seite',
  'hx-swap': 'outerHTML',
}

const Waiting = ({ id }: { id: string }) => (
  <div hx-get={`/documents/${id}`} {...poll}>
    <Note>
      <p>
        Das Dokument wird gesetzt, gesiegelt und abgelegt. <a href={`/documents/${id}`}>Stand neu laden</a>
      </p>
    </Note>
  </div>
)

const Failed = ({
  id,
  failure,
  can,
}: Pick<IssuingPageProps, 'id' | 'can'> & { failure: NonNullable<IssuingPageProps['failure']> }) => (
  <div class="vw-stack">
    <Note kind="danger">
      <p class="vw-strong">Die Ausfertigung steht. Nummer, Datum und Prüfcode bleiben vergeben.</p>
      <p>{failure.reason}</p>
      <p>
        {failure.nextTryAt === null ? (
          'Vorlagenwerk versucht es nicht mehr von selbst.'
        ) : (
          <>
            Der nächste Versuch folgt von selbst, spätestens am <Moment at={failure.nextTryAt} />.
          </>
        )}
      </p>
    </Note>
    {can.retry && (
      <form method="post" action={`/documents/${id}/issues`}>
        <button class="kern-btn kern-btn--primary" type="submit">
          <span class="kern-label">Jetzt erneut versuchen</span>
        </button>
      </form>
    )}
  </div>
)
