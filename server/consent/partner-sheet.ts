import type { Unit } from '../auth/auth.ts'
import type { CaseFile } from '../casefile/casefile.ts'
import type { AgreementGoal } from '../document/goals.ts'
import type { Values } from '../fields/fields.ts'
import { asGroup } from '../fields/walk.ts'
import type { Consent } from './consent.ts'

export const partnerSheet = 'partnerblatt'

export interface SheetSources {
  readonly consent: Consent
  readonly caseFile: CaseFile
  readonly unit: Unit | null
  readonly houseName: string
  /** Covered by the consent and fit for partners. */
  readonly goals: readonly AgreementGoal[]
  /** Whether date of birth and address go along. */
  readonly withContact: boolean
  /** How far each step is, by its id; null where that does not go along. */
  readonly progress: ReadonlyMap<string, string> | null
  readonly on: string
}

/** The values of a partner's sheet: the goals and nothing else of the case, not even its Aktenzeichen. */
export function partnerSheetValues(sources: SheetSources) {
  const { consent, caseFile, unit, houseName, goals, withContact, progress, on } = sources
  const { vorname, nachname, geburtsdatum, anschrift } = asGroup(caseFile.values.person)
  const address = addressOf(asGroup(anschrift))
  return {
    behoerde: { name: houseName, einheit: unit?.name ?? houseName, ansprechperson: caseFile.lotsinName },
    empfaenger: consent.recipient,
    person: {
      name: [vorname, nachname].filter((part) => part !== undefined).join(' '),
      ...(withContact && geburtsdatum !== undefined ? { geburtsdatum } : {}),
      ...(withContact && address !== '' ? { anschrift: address } : {}),
    },
    einwilligung: { vom: consent.grantedOn, umfang: consent.words },
    stand: on,
    ziele: goals.map((goal) => goalValues(progress ? withProgress(goal, progress) : goal)),
  }
}

export const addressOf = ({ strasse, plz, ort }: Values): string =>
  [strasse, [plz, ort].filter((part) => part !== undefined).join(' ')]
    .filter((part) => part !== undefined && part !== '')
    .join('\n')

/** Below what is to be done stands how far it is: the sheet of every house has that column. */
const withProgress = (goal: AgreementGoal, progress: ReadonlyMap<string, string>): AgreementGoal => ({
  ...goal,
  steps: goal.steps.map((step) => ({ ...step, what: `${step.what}\nStand: ${progress.get(step.id) ?? 'offen'}` })),
})

/** A goal as sheets print it. */
export const goalValues = ({ id, nr, title, steps }: AgreementGoal) => ({
  id,
  nr,
  titel: title,
  schritte: steps.map(({ id: stepId, who, what, frist, evidence }) => ({
    id: stepId,
    wer: who,
    was: what,
    frist,
    ...(evidence === null ? {} : { nachweis: evidence }),
  })),
})

/** `Zielvereinbarung, Fassung 1.0`, without the name of the person. */
export const agreementTitle = ({ fassung }: Values): string =>
  fassung === undefined ? 'Zielvereinbarung' : `Zielvereinbarung, Fassung ${fassung}`
