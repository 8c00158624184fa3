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
  readonly on: string
}

/** The values of a partner's sheet: the goals and nothing else of the case, not even its Aktenzeichen. */
export function partnerSheetValues({ consent, caseFile, unit, houseName, goals, withContact, on }: SheetSources) {
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
    ziele: goals.map(goalValues),
  }
}

export const addressOf = ({ strasse, plz, ort }: Values): string =>
  [strasse, [plz, ort].filter((part) => part !== undefined).join(' ')]
    .filter((part) => part !== undefined && part !== '')
    .join('\n')

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
