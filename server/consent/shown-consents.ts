import { printDate } from '../calendar/calendar.ts'
import { type Consent, recipientKey, type Scope, topicLabels, topics } from './consent.ts'
import { type Disclosure, wayLabels } from './disclosure.ts'

/** User id to name. */
type Names = ReadonlyMap<string, string>

export const peopleIn = (consents: readonly Consent[], disclosures: readonly Disclosure[]): string[] => [
  ...consents.flatMap(({ recordedBy, end }) => [recordedBy, ...(end ? [end.by] : [])]),
  ...disclosures.map(({ recordedBy }) => recordedBy),
]

/** A consent as its pages show it. */
export function shownConsent(
  consent: Consent,
  { names, disclosures }: { names: Names; disclosures: readonly Disclosure[] },
) {
  const { id, recipient, words, grantedOn, evidence, recordedBy, end } = consent
  const key = recipientKey(recipient)
  return {
    id,
    recipient,
    words,
    scope: scopeWords(consent),
    grantedOn: printDate(grantedOn),
    evidence:
      evidence.kind === 'document'
        ? { text: 'unterschriebenes Dokument', href: `/documents/${evidence.documentId}` }
        : { text: evidence.text, href: null },
    recordedBy: names.get(recordedBy) ?? 'Unbekannt',
    end: end && { kind: end.kind, at: end.at, by: names.get(end.by) ?? 'Unbekannt' },
    out: disclosures.filter((each) => each.returnedAt === null && recipientKey(each.recipient) === key).length,
  }
}

/** What was handed over as its pages show it; `isWithdrawn` says whether its consent is. */
export function shownDisclosure(
  disclosure: Disclosure,
  { caseId, names, isWithdrawn }: { caseId: string; names: Names; isWithdrawn: boolean },
) {
  const { id, recipient, what, way, handedOn, recordedBy, returnedAt } = disclosure
  const isSheet = what.kind === 'sheet'
  return {
    id,
    recipient,
    what: isSheet ? `Partnerblatt, ${what.pages === 1 ? '1 Seite' : `${what.pages} Seiten`}` : what.words,
    href: isSheet && !isWithdrawn ? `/cases/${caseId}/disclosures/${id}/sheet.pdf` : null,
    scope: scopeWords(disclosure),
    way: wayLabels[way],
    handedOn: printDate(handedOn),
    recordedBy: names.get(recordedBy) ?? 'Unbekannt',
    returnedAt,
  }
}

export const scopeWords = ({ goals, topics: chosen }: Scope): string[] => [
  ...goals.map(({ nr, title }) => `Ziel ${nr}: ${title}`),
  ...chosen.map((topic) => topicLabels[topic]),
]

export const goalChoices = (goals: Scope['goals']) =>
  goals.map(({ id, nr, title }) => ({ value: id, label: `Ziel ${nr}: ${title}` }))

export const topicChoices = topics.map((value) => ({ value, label: topicLabels[value] }))
