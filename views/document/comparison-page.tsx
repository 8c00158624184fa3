import type { ShownDifference } from '../../server/document/approval-facts.ts'
import { Layout } from '../layout/layout.tsx'
import { type CrumbLink, PageHead } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import { ChangedTexts, ChangedValues } from './approval-changes.tsx'
import { Reasons, type StandLine } from './versions-page.tsx'

export interface ComparisonPageProps extends ShownDifference {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly from: StandLine
  readonly to: StandLine
}

/** Two contents of a document beside each other: its values, then its words. */
export const ComparisonPage = ({ id, title, crumbs, current, from, to, values, texts }: ComparisonPageProps) => {
  const here = `/documents/${id}`
  return (
    <Layout title={`${title}: Fassungen vergleichen`} current={current}>
      <PageHead
        title="Fassungen vergleichen"
        crumbs={[...crumbs, { href: here, label: title }, { href: `${here}/versions`, label: 'Fassungen' }]}
      />
      <div class="vw-stack vw-stack--wide">
        <dl class="vw-facts">
          <Side term="Bisher" stand={from} />
          <Side term="Danach" stand={to} />
        </dl>
        <section class="vw-sec" aria-labelledby="aenderungen">
          <header>
            <h2 class="kern-heading-medium" id="aenderungen">
              Geänderte Angaben
            </h2>
          </header>
          {values.length > 0 ? (
            <ChangedValues values={values} columns={['Angabe', 'Bisher', 'Danach', 'Zuletzt geändert von']} />
          ) : (
            <p>{texts.length > 0 ? 'Keine Angabe ist anders.' : 'Zwischen diesen beiden ist nichts anders.'}</p>
          )}
        </section>
        <ChangedTexts texts={texts} />
        <p class="vw-line">
          <a href={`${here}/versions`}>Zu den Fassungen</a>
          {from.restoration && <a href={from.restoration}>{`${from.name} wiederherstellen`}</a>}
        </p>
      </div>
    </Layout>
  )
}

const Side = ({ term, stand }: { term: string; stand: StandLine }) => (
  <>
    <dt>{term}</dt>
    <dd>
      {`${stand.name}${stand.isNow ? ' (jetzt)' : ''}`}
      <Reasons reasons={stand.reasons} />
    </dd>
  </>
)
