import type { DueDay } from '../../server/calendar/weeks.ts'
import { DueDayMark } from '../layout/due-day.tsx'
import { Icon } from '../layout/icon.tsx'

/** Something that is due in a case, as lists show it. */
export interface DueLine {
  readonly title: string
  readonly href: string
  /** `Wiedervorlage · Ceesay, Lamin` */
  readonly about: readonly string[]
  readonly due: DueDay
  /** Where it is marked as done: at once, or on a page that asks for the evidence. */
  readonly done: { readonly action: string } | { readonly href: string }
}

export interface DueSection {
  readonly id: string
  /** `Überfällig` */
  readonly title: string
  readonly total: number
  readonly lines: readonly DueLine[]
}

interface DueListProps {
  readonly sections: readonly DueSection[]
  /** The page to come back to. */
  readonly back: string
  /** Where all of them stand, for sections that show only the first. */
  readonly all: string | null
}

/** What is due, in sections by day, each thing with its button. */
export const DueList = ({ sections, back, all }: DueListProps) => (
  <>
    {sections.map(({ id, title, total, lines }) => (
      <div>
        <h3 class="kern-heading-small" id={id}>
          {title} <span class="vw-muted">{total}</span>
        </h3>
        <ul class="vw-list vw-list--stack" aria-labelledby={id}>
          {lines.map((line) => (
            <DueRow line={line} back={back} />
          ))}
        </ul>
        {total > lines.length && (
          <p class="vw-small">
            {all ? (
              <a href={all}>{`Alle ${total} ansehen`}</a>
            ) : (
              <span class="vw-muted">{`Die ersten ${lines.length} von ${total}`}</span>
            )}
          </p>
        )}
      </div>
    ))}
  </>
)

export const DueRow = ({ line, back }: { line: DueLine; back: string }) => (
  <li>
    <div>
      <a href={line.href}>{line.title}</a>
      <div class="vw-muted vw-small">{line.about.join(' · ')}</div>
    </div>
    <div class="vw-line">
      <DueDayMark {...line.due} />
      <DoneButton line={line} back={back} />
    </div>
  </li>
)

const buttonClass = 'kern-btn kern-btn--secondary kern-btn--x-small'

const DoneButton = ({ line: { title, done }, back }: { line: DueLine; back: string }) =>
  'action' in done ? (
    <form method="post" action={done.action}>
      <input type="hidden" name="back" value={back} />
      <button class={buttonClass} type="submit" aria-label={`Erledigt: ${title}`}>
        <Icon name="check" />
        <span class="kern-label">Erledigt</span>
      </button>
    </form>
  ) : (
    <a
      class={buttonClass}
      href={`${done.href}${done.href.includes('?') ? '&' : '?'}back=${encodeURIComponent(back)}`}
      aria-label={`Erledigt: ${title}`}
    >
      <Icon name="check" />
      <span class="kern-label">Erledigt</span>
    </a>
  )
