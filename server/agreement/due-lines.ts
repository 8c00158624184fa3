import { printDate } from '../calendar/calendar.ts'
import { printDue } from '../calendar/weeks.ts'
import type { Reminder } from '../casefile/reminder.ts'
import type { PlannedStep, Step } from './agreement.ts'
import type { Due, DueGroup, DueGroupName, Silence } from './due.ts'

/** What is due, as pages show it. */

const groupTitles: Readonly<Record<DueGroupName, string>> = {
  overdue: 'Überfällig',
  today: 'Heute',
  week: 'Diese Woche',
  later: 'Später',
}

const groupIds: Readonly<Record<DueGroupName, string>> = {
  overdue: 'ueberfaellig',
  today: 'heute',
  week: 'diese-woche',
  later: 'spaeter',
}

export const dueSection = ({ name, total, shown }: DueGroup, today: string) => ({
  id: groupIds[name],
  title: groupTitles[name],
  total,
  lines: shown.map((due) => dueLine(due, today)),
})

export const dueLine = (due: Due, today: string) =>
  due.kind === 'step'
    ? {
        title: stepTitle(due.step),
        href: `/cases/${due.caseId}/steps#${stepAnchor(due.step)}`,
        about: [due.step.kind === 'gespraech' ? 'Gespräch' : 'Schritt', ...named(due.caseTitle), ...goalOf(due.step)],
        due: printDue(due.dueOn, today),
        done: { href: completionHref(due.step) },
      }
    : reminderLine(due.reminder, { about: named(due.caseTitle), today })

export const reminderLine = (
  { id, caseId, reason, dueOn }: Reminder,
  { about, today }: { readonly about: readonly string[]; readonly today: string },
) => ({
  title: reason,
  href: `/cases/${caseId}/reminders/${id}`,
  about: ['Wiedervorlage', ...about],
  due: printDue(dueOn, today),
  done: { action: `/cases/${caseId}/reminders/${id}/completions` },
})

/** `Frau Camara: vereinbart einen Termin` */
export const stepTitle = ({ who, what }: Step): string => {
  const line = what.replace(/\s+/g, ' ')
  return who ? `${who}: ${line}` : line
}

/** On the page of a case its name stands at the top. */
const named = (caseTitle: string): string[] => (caseTitle ? [caseTitle] : [])

const goalOf = ({ goalNumber }: Step): string[] => (goalNumber ? [`Ziel ${goalNumber}`] : [])

export const stepAnchor = ({ stepId, dueOn }: Pick<PlannedStep, 'stepId' | 'dueOn'>): string =>
  `schritt-${stepId}${dueOn ? `-${dueOn}` : ''}`

export const completionHref = ({ caseId, stepId, dueOn }: Pick<PlannedStep, 'caseId' | 'stepId' | 'dueOn'>): string =>
  `/cases/${caseId}/steps/${stepId}/completions${dueOn ? `?due=${dueOn}` : ''}`

/** The day of a step, or its deadline in words. */
export function printDeadline({ kind, dueOn, deadline }: Step, today: string) {
  if (dueOn) return printDue(dueOn, today)
  return kind === 'laufend' ? 'laufend' : deadline || 'ohne Frist'
}

export const silenceLine = ({ caseId, caseTitle, lastOn }: Silence) => ({
  caseId,
  title: caseTitle,
  last: lastContact(lastOn),
})

export const lastContact = (day: string | null): string =>
  day ? `letzter Kontakt am ${printDate(day)}` : 'noch kein Kontakt eingetragen'

export const silenceTitle = (weeks: number): string =>
  weeks === 1 ? 'Ohne Kontakt seit einer Woche' : `Ohne Kontakt seit ${weeks} Wochen`
