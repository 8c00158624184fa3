import type { DueDay } from '../../server/calendar/weeks.ts'
import { Icon } from './icon.tsx'

const looks = {
  late: ['danger', 'vw-due vw-due--late'],
  soon: ['warning', 'vw-due vw-due--soon'],
  later: ['calendar-today', 'vw-due'],
} as const

/** By when something is due: icon, words and colour. */
export const DueDayMark = ({ words, urgency }: DueDay) => {
  const [icon, className] = looks[urgency]
  return (
    <span class={className}>
      <Icon name={icon} />
      {words}
    </span>
  )
}
