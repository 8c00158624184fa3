import type { Actor } from '../auth/auth.ts'
import type { Reader } from '../base/database.ts'
import { printDate } from '../calendar/calendar.ts'
import { stepsOfCase } from './step-actions.ts'

/** How far the steps of a case's running agreements are, by their ids: `erledigt am 20.11.2026`. A step with several days,
 *  or one that goes on, says when something was done for it last. Steps without an entry are open. */
export async function progressOfSteps(reader: Reader, actor: Actor, caseId: string): Promise<Map<string, string>> {
  const steps = await stepsOfCase(reader, actor, caseId)
  const progress = new Map<string, string>()
  for (const { stepId } of steps) {
    const days = steps.filter((step) => step.stepId === stepId)
    const last = days
      .flatMap(({ completions }) => completions.map(({ doneOn }) => doneOn))
      .toSorted()
      .at(-1)
    if (last === undefined) continue
    const isDone = days.every(({ isOpen }) => !isOpen)
    progress.set(stepId, `${isDone ? 'erledigt' : 'zuletzt etwas getan'} am ${printDate(last)}`)
  }
  return progress
}
