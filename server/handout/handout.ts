import type { Unit } from '../auth/auth.ts'
import { localDate } from '../calendar/local-time.ts'
import type { CaseFile } from '../casefile/casefile.ts'
import type { Consent } from '../consent/consent.ts'
import { addressOf, agreementTitle, goalValues } from '../consent/partner-sheet.ts'
import type { AgreementInForce } from '../document/agreements-in-force.ts'
import { daysOf, goalsOf } from '../document/goals.ts'
import type { Values } from '../fields/fields.ts'
import { asGroup, asRows } from '../fields/walk.ts'

/** Parts of the overview of a case that a Lotsin can give along or leave out. Facts about the residence, convictions and
 *  notes of the file are none of them. */
export const overviewParts = [
  'termine',
  'vereinbarungen',
  'helfer',
  'einwilligungen',
  'aktenzeichen',
  'haushalt',
  'angaben',
] as const

export type OverviewPart = (typeof overviewParts)[number]

export const isOverviewPart = (text: string): text is OverviewPart => overviewParts.some((part) => part === text)

export interface HandoutSources {
  readonly caseFile: CaseFile
  readonly agreements: readonly AgreementInForce[]
  /** Those that hold. */
  readonly consents: readonly Consent[]
  readonly unit: Unit | null
  readonly houseName: string
  /** Calendar date. */
  readonly on: string
}

/** The values of the overview that a client takes along. */
export function overviewValues(sources: HandoutSources, parts: readonly OverviewPart[]) {
  const { caseFile, agreements, consents, on } = sources
  const { values } = caseFile
  const person = asGroup(values.person)
  const has = (part: OverviewPart) => parts.includes(part)
  return {
    ...common(sources),
    person: { name: nameOf(person), ...(has('angaben') ? knownOf(person) : {}) },
    ...(has('aktenzeichen') ? { aktenzeichen: values.aktenzeichen } : {}),
    ...(has('termine') ? { termine: nextDays(agreements, on) } : {}),
    ...(has('vereinbarungen')
      ? {
          vereinbarungen: agreements.map((agreement) => ({
            ...headOf(agreement),
            ziele: goalsOf(agreement.document.values)
              .map(({ nr, title }) => `${nr}. ${title}`)
              .join('\n'),
          })),
        }
      : {}),
    ...(has('helfer') ? { helfer: rowsOf(values.partner, ['rolle', 'stelle', 'name']) } : {}),
    ...(has('haushalt') ? { haushalt: rowsOf(values.haushalt, ['verhaeltnis', 'name']) } : {}),
    ...(has('einwilligungen')
      ? {
          einwilligungen: consents.map(({ id, recipient, words, grantedOn }) => ({
            id,
            empfaenger: recipient,
            umfang: words,
            erteilt: grantedOn,
          })),
        }
      : {}),
  }
}

/** The values of the list of agreements: goals, steps and the next days. */
export function agreementListValues(sources: HandoutSources) {
  const { caseFile, agreements, on } = sources
  return {
    ...common(sources),
    person: { name: nameOf(asGroup(caseFile.values.person)) },
    vereinbarungen: agreements.map((agreement) => ({
      ...headOf(agreement),
      ziele: goalsOf(agreement.document.values).map(goalValues),
    })),
    termine: nextDays(agreements, on),
  }
}

const common = ({ caseFile, unit, houseName, on }: HandoutSources) => ({
  behoerde: { name: houseName, einheit: unit?.name ?? houseName, ansprechperson: caseFile.lotsinName },
  stand: on,
})

const headOf = ({ document: { id, values }, order }: AgreementInForce) => {
  const { bis } = asGroup(values.laufzeit)
  const vom = localDate(order.at)
  return { id, titel: agreementTitle(values), vom, ...(bis === undefined ? {} : { bis }) }
}

const shownDays = 12

const nextDays = (agreements: readonly AgreementInForce[], on: string) =>
  agreements
    .flatMap(({ document }) => daysOf(document.values, on))
    .toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
    .slice(0, shownDays)
    .map(({ day, what }, index) => ({ id: `t${index + 1}`, datum: day, was: what.replace(/\s+/g, ' ') }))

const nameOf = ({ vorname, nachname }: Values): string =>
  [vorname, nachname].filter((part) => part !== undefined).join(' ')

function knownOf({ geburtsdatum, anschrift }: Values) {
  const address = addressOf(asGroup(anschrift))
  return { ...(geburtsdatum === undefined ? {} : { geburtsdatum }), ...(address === '' ? {} : { anschrift: address }) }
}

const rowsOf = (value: Values[string], names: readonly string[]) =>
  asRows(value).map((row) => Object.fromEntries(['id', ...names].map((name) => [name, row[name]])))
