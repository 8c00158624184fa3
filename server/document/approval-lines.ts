import type { ApprovalRequest, ComparedChange } from '../approval/approval.ts'
import { inVertretung } from '../auth/vertretung-facts.ts'
import { printDate } from '../calendar/calendar.ts'
import { localDate, printMoment } from '../calendar/local-time.ts'
import { addWorkingDays, workingDaysBetween } from '../calendar/working-days.ts'
import type { DocumentKind } from './document.ts'
import type { WaitingDocument } from './waiting.ts'

/** A document that waits for a decision, in words. */
export interface ApprovalLine {
  readonly documentId: string
  readonly title: string
  /** What it is about, where the title does not say it. */
  readonly subtitle: string
  readonly kind: DocumentKind
  readonly unitName: string
  readonly requestedByName: string
  /** `Angaben geändert` and `seit der Freigabe`; the second is empty where nothing was decided before. */
  readonly change: string
  readonly comparedWith: string
  /** `seit 3 Arbeitstagen`, and the moment. */
  readonly age: string
  readonly requestedOn: string
  readonly deadline: Deadline
  /** For whom she would decide, why she cannot, or how it came to her. */
  readonly remarks: readonly string[]
}

export interface Deadline {
  /** `01.12.2026` */
  readonly date: string
  /** `noch 2 Arbeitstage`, `seit 1 Arbeitstag überfällig` */
  readonly words: string
  readonly urgency: 'late' | 'soon' | 'later'
}

/** Within how many working days a request is to be decided, unless the house says otherwise. */
export const defaultApprovalDays = 5

export interface ApprovalDays {
  /** ISO time in UTC. */
  readonly now: string
  readonly approvalDays: number
}

export function approvalLine(waiting: WaitingDocument, { now, approvalDays }: ApprovalDays): ApprovalLine {
  const { documentId, title, subtitle, kind, unitName, request } = waiting
  const [asked, today] = [localDate(request.requestedAt), localDate(now)]
  return {
    documentId,
    title,
    subtitle: kind === 'paper' ? subtitle : '',
    kind,
    unitName,
    requestedByName: request.requestedByName,
    ...changeWords(request),
    age: ageInWorkingDays(asked, today),
    requestedOn: printMoment(request.requestedAt),
    deadline: deadlineOf(addWorkingDays(asked, approvalDays), today),
    remarks: remarksOn(waiting),
  }
}

/** How long something has waited: `seit heute`, `seit gestern`, `seit 3 Arbeitstagen`. */
export function ageInWorkingDays(asked: string, today: string): string {
  if (asked >= today) return 'seit heute'
  const days = workingDaysBetween(asked, today)
  return days === 0 ? `seit dem ${printDate(asked)}` : `seit ${inDays(days)}`
}

const inDays = (count: number): string => (count === 1 ? '1 Arbeitstag' : `${count} Arbeitstagen`)

/** The day itself still counts. */
export function deadlineOf(last: string, today: string): Deadline {
  const date = printDate(last)
  if (last === today) return { date, words: 'heute', urgency: 'soon' }
  const left = workingDaysBetween(today, last)
  if (last < today) {
    const words = left === 0 ? 'überfällig' : `seit ${inDays(-left)} überfällig`
    return { date, words, urgency: 'late' }
  }
  return left <= 1
    ? { date, words: 'am nächsten Arbeitstag', urgency: 'soon' }
    : { date, words: `noch ${left} Arbeitstage`, urgency: 'later' }
}

const changes = {
  first: 'Erstmals vorgelegt',
  values: 'Angaben geändert',
  text: 'Text geändert',
  wording: 'Nur der Wortlaut geändert',
  none: 'Unverändert',
} as const

/** Before `und 2 Anlagen geändert`. */
const beside = { first: '', values: 'Angaben und ', text: 'Text und ', wording: 'Wortlaut und ', none: '' } as const

function changedWords({ change, changedAttachments: count }: ComparedChange): string {
  if (count === 0 || change === 'first') return changes[change]
  return `${beside[change]}${count === 1 ? '1 Anlage' : `${count} Anlagen`} geändert`
}

const since = { approved: 'seit der Freigabe', returned: 'seit der Rückgabe' } as const

function changeWords({ compared }: ApprovalRequest) {
  if (!compared) return { change: 'Nicht verglichen', comparedWith: '' }
  const { comparedWith } = compared
  return { change: changedWords(compared), comparedWith: comparedWith ? since[comparedWith] : '' }
}

function remarksOn({ inPlaceOf, barred, forwarded }: WaitingDocument): string[] {
  const remarks: string[] = []
  if (inPlaceOf) remarks.push(inVertretung(inPlaceOf))
  if (barred === 'herself') remarks.push('Von Ihnen geändert: Freigeben muss jemand anders.')
  else if (barred === 'represented')
    remarks.push(`Von ${inPlaceOf?.name ?? 'der vertretenen Person'} geändert: Freigeben muss jemand anders.`)
  else if (forwarded) remarks.push(inPlaceOf ? `An ${inPlaceOf.name} weitergegeben` : 'An Sie weitergegeben')
  return remarks
}
