import { Moment } from '../layout/moments.tsx'
import { PublicLayout } from '../layout/public-layout.tsx'
import { AnotherCheck, Unsaid } from './check-page.tsx'
import { Verdict } from './verdict.tsx'

export interface CodePageProps {
  readonly code: string
  /** ISO text in UTC. */
  readonly issuedAt: string
}

/** What a code tells: that something was issued, and when. What, only its paper says. */
export const CodePage = ({ code, issuedAt }: CodePageProps) => (
  <PublicLayout title="Prüfcode bekannt">
    <Verdict kind="success" title="Diesen Prüfcode haben wir vergeben">
      <p>Unter ihm wurde hier ein Dokument ausgefertigt.</p>
    </Verdict>
    <dl class="vw-facts">
      <dt>Prüfcode</dt>
      <dd class="vw-mono">{code}</dd>
      <dt>Ausgefertigt am</dt>
      <dd>
        <Moment at={issuedAt} exact />
      </dd>
    </dl>
    <Unsaid />
    <AnotherCheck />
  </PublicLayout>
)
