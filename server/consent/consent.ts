import { conflict, type FieldProblem, forbidden, type Problem } from '../base/result.ts'
import { isCalendarDate, printDate, printList } from '../calendar/calendar.ts'
import type { AgreementGoal } from '../document/goals.ts'
import { fold } from '../search/folding.ts'

/** Kinds of data that a client can allow beside goals. Criminal convictions, residence, health and religion are none of
 *  them: no consent lets them out (Art. 9, 10 DSGVO). */
export const topics = ['contact', 'progress', 'participation', 'work', 'papers'] as const

export type Topic = (typeof topics)[number]

export const topicLabels: Readonly<Record<Topic, string>> = {
  contact: 'Geburtsdatum und Anschrift',
  progress: 'Bearbeitungsstand der Ziele',
  participation: 'Anmeldung und Teilnahme (Kurs, Schule, Ausbildung)',
  work: 'Arbeit und Einkommen',
  papers: 'Kopien von Zeugnissen und Nachweisen',
}

export const isTopic = (text: string): text is Topic => topics.some((topic) => topic === text)

/** A goal as it was when the client consented: under another title it is another goal. */
export interface ConsentGoal {
  readonly id: string
  readonly nr: number
  readonly title: string
}

export interface Scope {
  readonly goals: readonly ConsentGoal[]
  readonly topics: readonly Topic[]
}

export interface Consent extends Scope {
  readonly id: string
  readonly caseId: string
  readonly recipient: string
  /** As it stands in the consent. */
  readonly words: string
  /** Calendar date. */
  readonly grantedOn: string
  readonly evidence:
    | { readonly kind: 'document'; readonly documentId: string; readonly rowId: string }
    | { readonly kind: 'note'; readonly text: string }
  readonly recordedBy: string
  readonly recordedAt: string
  readonly end: { readonly kind: 'withdrawn' | 'replaced'; readonly by: string; readonly at: string } | null
}

/** Two ways of writing a recipient are one. */
export const recipientKey = (recipient: string): string => fold(recipient)

/** Why nothing goes out under this consent any more, or nothing. */
export function refuseEnded({ recipient, end }: Consent): Problem | null {
  if (end === null) return null
  return forbidden(
    end.kind === 'withdrawn'
      ? `Die Einwilligung für ${recipient} ist widerrufen. Weitergegeben wird nichts mehr, bis eine neue erteilt ist.`
      : `Die Einwilligung für ${recipient} ist durch eine neuere ersetzt. Nehmen Sie die neuere.`,
  )
}

/** Why a consent does not cover what is to be handed over, or nothing. */
export function refuseUncovered(consent: Consent, wanted: Scope): Problem | null {
  const goals = wanted.goals.filter((goal) => !coversGoal(consent, goal)).map(({ nr }) => `Ziel ${nr}`)
  const missing = wanted.topics
    .filter((topic) => !consent.topics.includes(topic))
    .map((topic) => `„${topicLabels[topic]}“`)
  const uncovered = [...goals, ...missing]
  if (uncovered.length === 0) return null
  return forbidden(
    `Die Einwilligung für ${consent.recipient} umfasst ${printList(uncovered)} nicht. ` +
      'Geben Sie nur weiter, was sie umfasst, oder holen Sie eine neue ein.',
  )
}

const coversGoal = ({ goals }: Scope, { id, title }: Pick<ConsentGoal, 'id' | 'title'>): boolean =>
  goals.some((goal) => goal.id === id && fold(goal.title) === fold(title))

/** The goals of an agreement that the consent covers. */
export const coveredGoals = (scope: Scope, goals: readonly AgreementGoal[]): AgreementGoal[] =>
  goals.filter((goal) => coversGoal(scope, goal))

/** What a partner never reads, whatever was consented to: words about offences and about the residence status. */
const neverForPartners =
  /\bstraf|straffrei|strafverf|strafta|verurteil|führungszeugnis|ermittlungs|bewährung|tagess[aä]tz|duldung|aufenthalts|niederlassungserlaubnis|beschäftigungserlaubnis|abschieb|ausweisung|ausreisepflicht|asyl|aufenthg|\bstag\b/i

/** What of these goals may stand in a partner's sheet, and what is left out of it, as people read it. */
export function forPartners(goals: readonly AgreementGoal[]): {
  readonly goals: readonly AgreementGoal[]
  readonly leftOut: readonly string[]
} {
  const leftOut: string[] = []
  const kept = goals.flatMap((goal) => {
    if (neverForPartners.test(goal.title)) {
      leftOut.push(`Ziel ${goal.nr} „${goal.title}“`)
      return []
    }
    const steps = goal.steps.filter(({ who, what, evidence, frist }) => {
      const isTold = !neverForPartners.test(`${who} ${what} ${evidence ?? ''} ${JSON.stringify(frist)}`)
      if (!isTold) leftOut.push(`Ziel ${goal.nr}, Schritt „${what}“`)
      return isTold
    })
    return [{ ...goal, steps }]
  })
  return { goals: kept, leftOut }
}

/** Numbers of goals that the words of a consent name: `Ziele 2, 3, 5`, `Ziele 1 bis 6`, `(Ziel 2)`. A proposal for whoever
 *  records it; words that except something are left to her. */
export function goalNumbersIn(words: string): number[] {
  if (/\b(außer|ohne|nicht|bis auf|ausgenommen)\b/iu.test(words)) return []
  const numbers = new Set<number>()
  for (const [, list = ''] of words.matchAll(/\bZiele?n?\s+((?:\d{1,2}(?:\s*(?:,|und|sowie|bis|–|-)\s*)?)+)/giu)) {
    for (const [, from = '', to] of list.matchAll(/(\d{1,2})(?:\s*(?:bis|–|-)\s*(\d{1,2}))?/gu)) {
      for (let number = Number(from); number <= Number(to ?? from); number++) numbers.add(number)
    }
  }
  return [...numbers].toSorted((a, b) => a - b)
}

/** Kinds of data that the words of a consent name; a proposal like the numbers. */
export const topicsIn = (words: string): Topic[] => topics.filter((topic) => topicWords[topic].test(words))

const topicWords: Readonly<Record<Topic, RegExp>> = {
  contact: /geburtsdatum|anschrift|adresse|kontakt|telefon/i,
  progress: /bearbeitungsstand|stand der/i,
  participation: /anmeldung|teilnahme|fehlzeit|schulbesuch/i,
  work: /arbeit(?!ungs)|einkommen|lohn/i,
  papers: /zeugnis|nachweis|bescheinigung|zertifikat/i,
}

/** What is wrong with a day that must lie in the past, or nothing. */
export function dayProblem(
  path: string,
  day: string,
  { today, notBefore }: { today: string; notBefore?: string },
): FieldProblem[] {
  if (day === '') return [{ path, message: 'Geben Sie den Tag an.' }]
  if (!isCalendarDate(day)) return [{ path, message: 'Geben Sie den Tag als Datum an, zum Beispiel 26.11.2026.' }]
  if (day > today) {
    const message = `Der ${printDate(day)} liegt in der Zukunft. Wählen Sie einen Tag bis heute, ${printDate(today)}.`
    return [{ path, message }]
  }
  if (notBefore !== undefined && day < notBefore) {
    const message = `Am ${printDate(day)} gab es die Einwilligung noch nicht. Wählen Sie einen Tag ab dem ${printDate(notBefore)}.`
    return [{ path, message }]
  }
  return []
}

export const closedCase = conflict(
  'Dieser Fall ist geschlossen. Öffnen Sie ihn wieder, bevor Sie etwas festhalten. Widerrufen lässt sich immer.',
)
