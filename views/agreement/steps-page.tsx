import type { Problem } from '../../server/base/result.ts'
import type { DueDay } from '../../server/calendar/weeks.ts'
import { Refusal } from '../auth/refusal.tsx'
import { DueDayMark } from '../layout/due-day.tsx'
import { EmptyState } from '../layout/empty-state.tsx'
import { Icon } from '../layout/icon.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { Status } from '../layout/status.tsx'
import { type Undo, UndoToast } from '../layout/undo-toast.tsx'
import type { EvidenceLine } from './completion-page.tsx'

export interface StepLine {
  readonly id: string
  readonly what: string
  /** `Frau Camara · Nachweis: Terminbestätigung` */
  readonly about: string
  /** A day, or the deadline in words. */
  readonly due: DueDay | string
  readonly isOpen: boolean
  /** Where it is marked as done. */
  readonly doneHref: string
  readonly completions: readonly {
    readonly id: string
    /** `getan am 20.11.2026, eingetragen von Jutta Ahlers` */
    readonly words: string
    readonly note: string
    readonly files: readonly EvidenceLine[]
  }[]
}

export interface StepGroup {
  readonly title: string
  readonly lines: readonly StepLine[]
}

interface StepsPageProps {
  readonly caseId: string
  readonly caseTitle: string
  /** One for each running agreement. */
  readonly agreements: readonly {
    readonly id: string
    readonly title: string
    readonly groups: readonly StepGroup[]
  }[]
  readonly can: { readonly write: boolean }
  readonly undo: Undo | null
  readonly problem: Problem | null
}

/** What was agreed, what of it is done and how that shows. */
export const StepsPage = ({ caseId, caseTitle, agreements, can, undo, problem }: StepsPageProps) => (
  <Layout title={`${caseTitle}: Schritte`} current="cases">
    <PageHead
      title={`Schritte mit ${caseTitle}`}
      crumbs={[
        { href: '/cases', label: 'Fälle' },
        { href: `/cases/${caseId}`, label: caseTitle },
      ]}
      facts={
        <a class="kern-link kern-link--no-visited-state kern-link--small" href={`/cases/${caseId}/reminders`}>
          Wiedervorlagen
        </a>
      }
    />
    <div class="vw-stack vw-stack--wide">
      <Refusal title="Das ist noch nicht geschehen." problem={problem} />
      {agreements.length === 0 && (
        <EmptyState
          title="Noch keine ausgefertigte Zielvereinbarung"
          text="Sobald eine ausgefertigt ist, stehen hier ihre Schritte und Fristen."
          way={{ href: `/cases/${caseId}`, label: 'Zur Akte' }}
        />
      )}
      {agreements.map((agreement) => (
        <section class="vw-sec vw-stack" aria-labelledby={`vereinbarung-${agreement.id}`}>
          <header>
            <h2 class="kern-heading-medium" id={`vereinbarung-${agreement.id}`}>
              {agreement.title}
            </h2>
            <a class="kern-link kern-link--no-visited-state kern-link--small" href={`/documents/${agreement.id}`}>
              Zur Ausfertigung
            </a>
          </header>
          {agreement.groups.map(({ title, lines }) => (
            <div>
              <h3 class="kern-heading-small">{title}</h3>
              <ul class="vw-list vw-list--stack">
                {lines.map((line) => (
                  <StepRow caseId={caseId} line={line} can={can} />
                ))}
              </ul>
            </div>
          ))}
        </section>
      ))}
    </div>
    {undo && <UndoToast {...undo} />}
  </Layout>
)

const StepRow = ({ caseId, line, can }: { caseId: string; line: StepLine } & Pick<StepsPageProps, 'can'>) => (
  <li id={line.id}>
    <div>
      {line.what}
      <div class="vw-muted vw-small">{line.about}</div>
      {line.completions.map((done) => (
        <div class="vw-small vw-line">
          <span>{done.words}</span>
          {done.note && <span>{`„${done.note}“`}</span>}
          {done.files.map(({ href, title, kind }) =>
            href === null ? (
              <span class="vw-muted">{`${title} (nicht mehr bei den Anlagen)`}</span>
            ) : (
              <a href={href} aria-label={`Nachweis ${title}, ${kind}`}>
                {title}
              </a>
            ),
          )}
          {can.write && (
            <form method="post" action={`/cases/${caseId}/completions/${done.id}/withdrawals`}>
              <button
                class="kern-btn kern-btn--tertiary kern-btn--x-small"
                type="submit"
                aria-label={`Rückgängig: ${line.what}, ${done.words}`}
              >
                <Icon name="autorenew" />
                <span class="kern-label">Rückgängig</span>
              </button>
            </form>
          )}
        </div>
      ))}
    </div>
    <div class="vw-line">
      {line.isOpen ? <Deadline due={line.due} /> : <Status word="Erledigt" />}
      {can.write && line.isOpen && (
        <a
          class="kern-btn kern-btn--secondary kern-btn--x-small"
          href={line.doneHref}
          aria-label={`Erledigt: ${line.what}`}
        >
          <Icon name="check" />
          <span class="kern-label">Erledigt</span>
        </a>
      )}
    </div>
  </li>
)

const Deadline = ({ due }: Pick<StepLine, 'due'>) =>
  typeof due === 'string' ? <span class="vw-small">{due}</span> : <DueDayMark {...due} />
