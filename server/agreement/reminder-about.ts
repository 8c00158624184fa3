import type { Actor } from '../auth/auth.ts'
import type { Reader } from '../base/database.ts'
import { printDate } from '../calendar/calendar.ts'
import type { Reminder, ReminderAbout } from '../casefile/reminder.ts'
import { documentTitles } from '../document/document-actions.ts'
import { stepTitle } from './due-lines.ts'
import { stepsOfCase } from './step-actions.ts'

/** Something of a case that a Wiedervorlage can be about. */
export interface AboutChoice {
  /** As it stands in the form; empty for the case itself. */
  readonly value: string
  readonly label: string
  readonly about: ReminderAbout | null
  isOf(reminder: Pick<Reminder, 'documentId' | 'stepId'>): boolean
}

/** The case itself, its running agreements, and what is open of them. */
export async function aboutChoices(reader: Reader, actor: Actor, caseId: string): Promise<AboutChoice[]> {
  const steps = await stepsOfCase(reader, actor, caseId)
  const ids = [...new Set(steps.map(({ documentId }) => documentId))]
  const titles = await documentTitles(reader, ids)
  const seen = new Set<string>()
  return [
    choice('Fall', null),
    ...ids.flatMap((documentId) => [
      choice(titles.get(documentId) ?? '', { documentId, stepId: null }),
      ...steps
        .filter((step) => step.documentId === documentId && step.kind !== 'gespraech' && !seen.has(step.stepId))
        .map((step) => {
          seen.add(step.stepId)
          const label = `Ziel ${step.goalNumber}: ${stepTitle(step)}${step.dueOn ? ` (${printDate(step.dueOn)})` : ''}`
          return choice(label, { documentId, stepId: step.stepId })
        }),
    ]),
  ]
}

const choice = (label: string, about: ReminderAbout | null): AboutChoice => ({
  value: about ? [about.documentId, about.stepId ?? ''].join(' ').trim() : '',
  label,
  about,
  isOf: ({ documentId, stepId }) => documentId === (about?.documentId ?? null) && stepId === (about?.stepId ?? null),
})
