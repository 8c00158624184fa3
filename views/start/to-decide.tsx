import type { DueDay } from '../../server/calendar/weeks.ts'
import { DueDayMark } from '../layout/due-day.tsx'

export interface DecisionLine {
  readonly href: string
  readonly title: string
  /** `Jutta Ahlers, seit 3 Arbeitstagen`, for whom, and why she cannot. */
  readonly words: readonly string[]
  readonly deadline: DueDay
}

interface ToDecideProps {
  readonly total: number
  readonly lines: readonly DecisionLine[]
}

/** What waits for a Leitung, the oldest first. */
export const ToDecide = ({ total, lines }: ToDecideProps) => (
  <section class="vw-sec" aria-labelledby="entscheiden">
    <header>
      <h2 id="entscheiden" class="kern-heading-medium">
        Wartet auf Ihre Entscheidung
      </h2>
      {total > lines.length && (
        <a class="kern-link kern-link--no-visited-state kern-link--small" href="/approvals">
          {`Alle ${total}`}
        </a>
      )}
    </header>
    {lines.length === 0 ? (
      <p class="vw-muted">Nichts liegt zur Freigabe vor.</p>
    ) : (
      <ul class="vw-list vw-list--stack">
        {lines.map(({ href, title, words, deadline }) => (
          <li>
            <div>
              <a href={href}>{title}</a>
              <div class="vw-muted vw-small">{words.join(' · ')}</div>
            </div>
            <DueDayMark {...deadline} />
          </li>
        ))}
      </ul>
    )}
  </section>
)
