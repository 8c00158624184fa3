import type { Problem } from '../../server/base/result.ts'
import type { ShownDifference } from '../../server/document/approval-facts.ts'
import { Refusal } from '../auth/refusal.tsx'
import { Layout } from '../layout/layout.tsx'
import { type CrumbLink, PageHead } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import { ChangedTexts, ChangedValues } from './approval-changes.tsx'
import { Reasons, type StandLine } from './versions-page.tsx'

export interface VersionRestorationPageProps {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly stand: StandLine
  readonly revision: number
  readonly difference: ShownDifference
  readonly can: { readonly restore: boolean }
  readonly problem: Problem | null
}

/** Before an earlier version comes back: what will be different. */
export const VersionRestorationPage = (props: VersionRestorationPageProps) => {
  const { id, title, stand, difference, problem } = props
  const here = `/documents/${id}`
  const isSame = difference.values.length === 0
  return (
    <Layout title={`${title}: Fassung wiederherstellen`} current={props.current}>
      <PageHead
        title="Fassung wiederherstellen"
        crumbs={[...props.crumbs, { href: here, label: title }, { href: `${here}/versions`, label: 'Fassungen' }]}
      />
      <form class="vw-stack vw-stack--wide" method="post" action={`${here}/restorations`}>
        <Refusal title="Das ist nicht geschehen." problem={problem} />
        <input type="hidden" name="revision" value={String(props.revision)} />
        <div>
          <p class="vw-strong">{stand.name}</p>
          <Reasons reasons={stand.reasons} />
        </div>
        <p>
          {isSame
            ? 'Das Dokument steht schon so da: Es gibt nichts wiederherzustellen.'
            : 'Das Dokument bekommt den Inhalt dieser Fassung. Was jetzt darin steht, geht nicht verloren: Es bleibt unter den Fassungen und kann ebenso wiederhergestellt werden.'}
        </p>
        {!isSame && (
          <section class="vw-sec" aria-labelledby="aenderungen">
            <header>
              <h2 class="kern-heading-medium" id="aenderungen">
                Was sich dadurch ändert
              </h2>
            </header>
            <ChangedValues values={difference.values} columns={['Angabe', 'Jetzt', 'Danach']} />
          </section>
        )}
        <ChangedTexts texts={difference.texts} />
        <div class="vw-line">
          {props.can.restore && !isSame && (
            <button class="kern-btn kern-btn--primary" type="submit">
              <span class="kern-label">Diese Fassung wiederherstellen</span>
            </button>
          )}
          <a class="kern-btn kern-btn--secondary" href={`${here}/versions`}>
            <span class="kern-label">Zu den Fassungen</span>
          </a>
        </div>
      </form>
    </Layout>
  )
}
