import type { Problem } from '../../server/base/result.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { EmptyState } from '../layout/empty-state.tsx'
import { TextField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { type Undo, UndoToast } from '../layout/undo-toast.tsx'
import { DueList, type DueSection } from './due-list.tsx'
import { type SilenceLine, Silences } from './silences.tsx'

export interface Pill {
  readonly href: string
  readonly label: string
  readonly isCurrent: boolean
}

export const Pills = ({ pills, label }: { pills: readonly Pill[]; label: string }) => (
  <nav class="vw-pills" aria-label={label}>
    {pills.map(({ href, label: text, isCurrent }) => (
      <a href={href} {...(isCurrent ? { 'aria-current': 'true' } : {})}>
        {text}
      </a>
    ))}
  </nav>
)

interface RemindersPageProps {
  readonly sections: readonly DueSection[]
  readonly pills: readonly Pill[]
  /** This page, as it is narrowed now. */
  readonly here: string
  readonly silences: { readonly title: string; readonly total: number; readonly lines: readonly SilenceLine[] }
  readonly weeks: { readonly own: string; readonly house: number }
  readonly undo: Undo | null
  readonly notice: string | undefined
  readonly problem: Problem | null
}

/** Everything that a Lotsin wants or has to see again, by day. */
export const RemindersPage = ({
  sections,
  pills,
  here,
  silences,
  weeks,
  undo,
  notice,
  problem,
}: RemindersPageProps) => (
  <Layout title="Wiedervorlagen" current="reminders">
    <PageHead title="Wiedervorlagen" />
    <div class="vw-cols">
      <div class="vw-stack vw-stack--wide">
        <Refusal title="Das ist noch nicht gespeichert." problem={problem} />
        {notice && (
          <Note kind="success">
            <p>{notice}</p>
          </Note>
        )}
        <section class="vw-sec vw-stack" aria-labelledby="faellig">
          <header>
            <h2 class="kern-heading-medium" id="faellig">
              Fällig
            </h2>
            <Pills pills={pills} label="Liste eingrenzen" />
          </header>
          {sections.length > 0 ? (
            <DueList sections={sections} back={here} all={null} />
          ) : (
            <EmptyState
              title="Nichts steht an"
              text="Hier stehen Wiedervorlagen und die Schritte ausgefertigter Zielvereinbarungen. Wiedervorlagen tragen Sie in der Akte ein."
              way={{ href: '/cases', label: 'Zu den Fällen' }}
            />
          )}
        </section>
      </div>
      <aside class="vw-stack vw-stack--wide" aria-label="Ohne Kontakt">
        <Silences {...silences} />
        <section class="vw-panel" aria-labelledby="erinnern">
          <h2 class="kern-heading-medium" id="erinnern">
            Ohne Kontakt melden
          </h2>
          <form class="vw-stack" method="post" action="/reminders/contact-weeks">
            <TextField
              name="weeks"
              label="Nach wie vielen Wochen?"
              optional
              hint={`Leer: wie im Haus üblich, ${weeks.house === 0 ? 'nie' : `nach ${weeks.house} Wochen`}. 0: nie.`}
              inputmode="numeric"
              value={weeks.own}
              error={errorAt(problem, 'weeks')}
            />
            <button class="kern-btn kern-btn--secondary" type="submit">
              <span class="kern-label">Speichern</span>
            </button>
          </form>
        </section>
      </aside>
    </div>
    {undo && <UndoToast {...undo} />}
  </Layout>
)
