import { type FieldProblem, invalid, ok, type Result } from '../base/result.ts'
import { isCalendarDate, printDate } from '../calendar/calendar.ts'
import { oneLine } from './one-line.ts'

/** What somebody wants to see again on a day (Wiedervorlage). It goes with its case to whoever guides that. */
export interface Reminder {
  readonly id: string
  readonly caseId: string
  /** What of the case it is about; null for the case as a whole. */
  readonly documentId: string | null
  readonly stepId: string | null
  /** Calendar date. */
  readonly dueOn: string
  readonly reason: string
  readonly createdBy: string
  readonly createdAt: string
  readonly done: { readonly by: string; readonly at: string } | null
}

/** What it is about, of one case; `null` for the case as a whole. */
export interface ReminderAbout {
  readonly documentId: string
  readonly stepId: string | null
}

export const longestReason = 300

/** A day from today on, at most ten years ahead, and a reason that says what is to be done then. */
export function readReminder(
  { dueOn, reason }: { readonly dueOn: string; readonly reason: string },
  today: string,
): Result<{ readonly dueOn: string; readonly reason: string }> {
  const day = readDueDay(dueOn, today)
  const words = oneLine(reason)
  const fields: FieldProblem[] = [
    ...(day.ok ? [] : day.fields),
    ...(words === '' ? [{ path: 'reason', message: 'Geben Sie an, worum es geht.' }] : []),
    ...(words.length > longestReason
      ? [{ path: 'reason', message: `Kürzen Sie den Grund auf höchstens ${longestReason} Zeichen.` }]
      : []),
  ]
  if (fields.length > 0 || !day.ok) return invalid('Die Wiedervorlage ist noch nicht gespeichert.', fields)
  return ok({ dueOn: day.value, reason: words })
}

/** The path of the field is `dueOn`. */
export function readDueDay(dueOn: string, today: string): Result<string> {
  const refuse = (message: string) => invalid(message, [{ path: 'dueOn', message }])
  if (dueOn === '') return refuse('Geben Sie an, an welchem Tag Sie das wieder sehen wollen.')
  if (!isCalendarDate(dueOn)) return refuse('Geben Sie den Tag als Datum an, zum Beispiel 26.11.2026.')
  if (dueOn < today) {
    return refuse(
      `Der ${printDate(dueOn)} liegt in der Vergangenheit. Wählen Sie einen Tag ab dem ${printDate(today)}.`,
    )
  }
  const last = `${Number(today.slice(0, 4)) + 10}-12-31`
  if (dueOn > last) {
    return refuse(
      `Der ${printDate(dueOn)} liegt zu weit in der Zukunft. Wählen Sie einen Tag bis zum ${printDate(last)}.`,
    )
  }
  return ok(dueOn)
}
