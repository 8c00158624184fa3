import { Icon, type IconName } from './icon.tsx'

interface DueProps {
  /** `01.12.2026` */
  readonly date: string
  /** How far away it is. */
  readonly words: string
  readonly urgency: 'late' | 'soon' | 'later'
}

/** A day until which something is to be done: icon, words and colour, in that order of importance. */
export const Due = ({ date, words, urgency }: DueProps) => (
  <>
    <span class={urgency === 'later' ? 'vw-due' : `vw-due vw-due--${urgency}`}>
      <Icon name={icons[urgency]} />
      {words}
    </span>
    <div class="vw-muted vw-small">{date}</div>
  </>
)

const icons = { late: 'danger', soon: 'warning', later: 'calendar-today' } as const satisfies Record<string, IconName>
