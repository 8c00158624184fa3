import type { Problem } from '../../server/base/result.ts'
import type { DueDay } from '../../server/calendar/weeks.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { DueDayMark } from '../layout/due-day.tsx'
import { TextField } from '../layout/field.tsx'
import { Icon } from '../layout/icon.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { Status } from '../layout/status.tsx'

interface ReminderPageProps {
  readonly caseId: string
  readonly caseTitle: string
  readonly id: string
  readonly reason: string
  /** What it is about, where that is more than the case. */
  readonly about: { readonly href: string; readonly label: string } | null
  readonly due: DueDay
  /** `eingetragen am 02.11.2026 von Jutta Ahlers` */
  readonly made: string
  readonly isDone: boolean
  readonly can: { readonly write: boolean }
  readonly typed: string
  readonly back: string
  readonly problem: Problem | null
}

/** One Wiedervorlage: done, or on another day. */
export const ReminderPage = (props: ReminderPageProps) => {
  const { caseId, caseTitle, id, about, isDone, can, back, problem } = props
  const here = `/cases/${caseId}/reminders/${id}`
  return (
    <Layout title={`${caseTitle}: Wiedervorlage`} current="cases">
      <PageHead
        title={props.reason}
        crumbs={[
          { href: '/cases', label: 'Fälle' },
          { href: `/cases/${caseId}`, label: caseTitle },
          { href: `/cases/${caseId}/reminders`, label: 'Wiedervorlagen' },
        ]}
        facts={
          <>
            {isDone ? <Status word="Erledigt" /> : <DueDayMark {...props.due} />}
            <span>{props.made}</span>
            {about && <a href={about.href}>{about.label}</a>}
          </>
        }
      >
        {can.write && !isDone && (
          <form method="post" action={`${here}/completions`}>
            <input type="hidden" name="back" value={back} />
            <button class="kern-btn kern-btn--primary" type="submit">
              <Icon name="check" />
              <span class="kern-label">Erledigt</span>
            </button>
          </form>
        )}
      </PageHead>
      <div class="vw-stack">
        <Refusal title="Die Wiedervorlage ist noch nicht geändert." problem={problem} />
        {can.write && !isDone && (
          <form class="vw-stack" method="post" action={`${here}/moves`}>
            <input type="hidden" name="back" value={back} />
            <TextField
              name="dueOn"
              label="Auf einen anderen Tag verschieben"
              hint="Zum Beispiel 26.11.2026 oder 26.11."
              value={props.typed}
              error={errorAt(problem, 'dueOn')}
              autocomplete="off"
            />
            <p>
              <button class="kern-btn kern-btn--secondary" type="submit">
                <span class="kern-label">Verschieben</span>
              </button>
            </p>
          </form>
        )}
        {can.write && isDone && (
          <form method="post" action={`${here}/reopenings`}>
            <input type="hidden" name="back" value={here} />
            <button class="kern-btn kern-btn--secondary" type="submit">
              <Icon name="autorenew" />
              <span class="kern-label">Rückgängig</span>
            </button>
          </form>
        )}
      </div>
    </Layout>
  )
}
