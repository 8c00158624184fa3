import { type FieldProblem, invalid, ok, type Result } from '../base/result.ts'
import { isCalendarDate, printDate } from '../calendar/calendar.ts'
import { oneLine } from '../casefile/one-line.ts'

/** How a step's deadline is typed in its agreement; `gespraech` are the conversations that an agreement plans. */
export const stepKinds = ['termin', 'termine', 'wiederkehrend', 'laufend', 'text', 'gespraech'] as const
export type StepKind = (typeof stepKinds)[number]

/** Which step of a case: the row of its agreement and, with several days, which of them. */
export interface StepKey {
  readonly caseId: string
  readonly stepId: string
  /** Calendar date; empty for a step without one. */
  readonly dueOn: string
}

/** A step that an issued, running agreement plans, and where its words stand there. */
export interface PlannedStep extends StepKey {
  readonly documentId: string
  readonly kind: StepKind
  /** Places in `ziele` and its `schritte`; null for conversations. */
  readonly goal: number | null
  readonly position: number | null
}

/** One that has a day. */
export interface DatedStep extends PlannedStep {
  /** When its agreement was issued, ISO time. */
  readonly issuedAt: string
}

/** A step in the words of its agreement. */
export interface Step extends PlannedStep {
  readonly who: string
  readonly what: string
  /** The agreed evidence; may be empty. */
  readonly evidence: string
  /** The deadline in words, where it is no day. */
  readonly deadline: string
  readonly goalTitle: string
  readonly goalNumber: string
}

/** That somebody did a step, or something for one that goes on. */
export interface Completion extends StepKey {
  readonly id: string
  readonly documentId: string
  /** Calendar date. */
  readonly doneOn: string
  readonly note: string
  readonly userName: string
  readonly at: string
}

/** Steps that go on: something is done for them again and again, and none of it ends them. */
export const goesOn = (kind: StepKind): boolean => kind === 'wiederkehrend' || kind === 'laufend'

export const longestNote = 300

export interface TypedCompletion {
  /** Calendar date, or whatever was typed instead. */
  readonly doneOn: string
  readonly note: string
}

/** The day on which a step was done and how it shows. A conversation needs no evidence, everything else a note or a file. */
export function readCompletion(
  { doneOn, note }: TypedCompletion,
  { kind, hasFile, today }: { readonly kind: StepKind; readonly hasFile: boolean; readonly today: string },
): Result<TypedCompletion> {
  const words = oneLine(note)
  const dayProblem = refuseDay(doneOn, today)
  const fields: FieldProblem[] = dayProblem === null ? [] : [{ path: 'doneOn', message: dayProblem }]
  if (words.length > longestNote) {
    fields.push({ path: 'note', message: `Kürzen Sie den Nachweis auf höchstens ${longestNote} Zeichen.` })
  }
  if (words === '' && !hasFile && kind !== 'gespraech') {
    const message = 'Geben Sie an, woran man sieht, dass der Schritt getan ist, oder fügen Sie eine Datei bei.'
    fields.push({ path: 'note', message })
  }
  return fields.length > 0 ? invalid('Der Schritt ist noch nicht erledigt.', fields) : ok({ doneOn, note: words })
}

function refuseDay(day: string, today: string): string | null {
  if (day === '') return 'Geben Sie an, an welchem Tag das erledigt war.'
  if (!isCalendarDate(day)) return 'Geben Sie den Tag als Datum an, zum Beispiel 26.11.2026.'
  if (day > today) {
    return `Der ${printDate(day)} liegt in der Zukunft. Geben Sie einen Tag bis zum ${printDate(today)} an.`
  }
  return day < '2000-01-01' ? `Der ${printDate(day)} liegt zu weit zurück. Prüfen Sie das Jahr.` : null
}

/** What a conversation is called where steps are listed. */
export const talkNames: ReadonlyMap<string, string> = new Map([
  ['standortgespraech', 'Standortgespräch'],
  ['abschlussgespraech', 'Abschlussgespräch'],
])
