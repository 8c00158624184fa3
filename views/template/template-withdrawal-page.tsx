import type { Problem } from '../../server/base/result.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { TextAreaField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'

interface TemplateWithdrawalPageProps {
  readonly slug: string
  readonly title: string
  readonly version: number
  /** The version that new documents would take then; null for none. */
  readonly instead: number | null
  readonly reason: string
  readonly problem: Problem | null
}

/** Before a version is withdrawn: what that means. */
export const TemplateWithdrawalPage = (props: TemplateWithdrawalPageProps) => {
  const { slug, title, version, instead, problem } = props
  const here = `/templates/${slug}/versions/${version}`
  return (
    <Layout title={`${title}, Version ${version}: zurückziehen`} current="templates">
      <PageHead
        title="Version zurückziehen"
        crumbs={[
          { href: '/templates', label: 'Dokumentvorlagen' },
          { href: here, label: `${title}, Version ${version}` },
        ]}
      />
      <form class="vw-narrow vw-stack vw-stack--wide" method="post" action={`${here}/withdrawals`} novalidate>
        <Refusal title="Das ist nicht geschehen." problem={problem} />
        <p>
          Neue Dokumente können diese Version danach nicht mehr nehmen.{' '}
          {instead === null
            ? 'Eine andere gültige Version gibt es nicht: Bis zur nächsten kann niemand ein solches Dokument anlegen.'
            : `Sie nehmen dann Version ${instead}.`}{' '}
          Was schon mit ihr geschrieben ist, behält sie und bleibt lesbar. Zurücknehmen lässt sich das nicht.
        </p>
        <TextAreaField name="reason" label="Grund" value={props.reason} error={errorAt(problem, 'reason')} />
        <div class="vw-line">
          <button class="kern-btn kern-btn--primary" type="submit">
            <span class="kern-label">Version zurückziehen</span>
          </button>
          <a class="kern-btn kern-btn--secondary" href={here}>
            <span class="kern-label">Behalten</span>
          </a>
        </div>
      </form>
    </Layout>
  )
}
