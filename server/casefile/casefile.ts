import { type Actor, capacitiesOf, has, rightsOf } from '../auth/auth.ts'
import type { SqlValue } from '../base/database.ts'
import type { FieldProblem } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import type { Value, Values } from '../fields/fields.ts'
import { asGroup, asRows } from '../fields/walk.ts'

/** One person whom a Lotsin guides, as it is now. */
export interface CaseFile {
  readonly id: string
  readonly unitId: string
  readonly lotsinId: string
  readonly lotsinName: string
  readonly values: Values
  /** Counts the saved versions; whoever saves names the one she read. */
  readonly version: number
  readonly createdAt: string
  readonly closedAt: string | null
}

export interface CaseLine {
  readonly id: string
  readonly aktenzeichen: string
  readonly nachname: string
  readonly vorname: string | null
  readonly geburtsdatum: string | null
  readonly pfad: string | null
  readonly lotsinName: string
  readonly closedAt: string | null
}

/** The one place that says which cases a person may see: a Lotsin her own, a Leitung those of her unit, others none; and
 *  what somebody for whom she stands in today may see. A condition on `case_file`, with its values. */
export function visibleCases(actor: Actor): { readonly sql: string; readonly args: readonly SqlValue[] } {
  const conditions: string[] = []
  const args: string[] = []
  for (const each of capacitiesOf(actor)) {
    if (has(each, 'lotsin')) {
      conditions.push('case_file.lotsin_id = ?')
      args.push(rightsOf(each))
    }
    if (has(each, 'leitung')) {
      conditions.push('case_file.unit_id = ?')
      args.push(each.unitId)
    }
  }
  return { sql: conditions.length > 0 ? `(${conditions.join(' OR ')})` : 'FALSE', args }
}

/** The cases that a person guides, or for whose Lotsin she stands in today: what falls due there is hers to do. A condition
 *  on `case_file`, with its values. */
export function guidedCases(actor: Actor): { readonly sql: string; readonly args: readonly SqlValue[] } {
  const guides = capacitiesOf(actor).flatMap((each) => (has(each, 'lotsin') ? [rightsOf(each)] : []))
  return { sql: `case_file.lotsin_id IN (${guides.map(() => '?').join(', ')})`, args: guides }
}

/** `Ceesay, Lamin`, as lists sort it. */
export const caseTitle = (nachname: string, vorname: string | null | undefined): string =>
  vorname ? `${nachname}, ${vorname}` : nachname

export const titleOf = (values: Values): string => {
  const { nachname, vorname } = asGroup(values.person)
  return caseTitle(String(nachname), vorname === undefined ? null : String(vorname))
}

/** What no single date can tell: days that lie in the future or before birth, and periods that end before they begin. */
export function implausibleDates(values: Values, today: string): FieldProblem[] {
  const person = asGroup(values.person)
  const residence = asGroup(values.aufenthalt)
  const born = dateOf(person.geburtsdatum)
  const entered = dateOf(residence.einreise)
  const problems: (FieldProblem | null)[] = [
    born && born >= today
      ? at(
          'person.geburtsdatum',
          `Der ${printDate(born)} liegt nicht in der Vergangenheit. Geben Sie den Tag der Geburt an.`,
        )
      : null,
    born && born < oldest
      ? at('person.geburtsdatum', `Der ${printDate(born)} liegt zu weit zurück. Prüfen Sie das Jahr.`)
      : null,
    notAfter('aufenthalt.einreise', entered, today),
    born && entered && entered < born
      ? at(
          'aufenthalt.einreise',
          `Der ${printDate(entered)} liegt vor der Geburt am ${printDate(born)}. Prüfen Sie beide Tage.`,
        )
      : null,
    notAfter('aufenthalt.duldungSeit', dateOf(residence.duldungSeit), today),
    ...asRows(values.haushalt).map((row, index) =>
      notAfter(`haushalt[${index}].geburtsdatum`, dateOf(row.geburtsdatum), today),
    ),
    ...asRows(residence.zeiten60b).flatMap((row, index) => {
      const path = `aufenthalt.zeiten60b[${index}]`
      const [from, to] = [dateOf(row.von), dateOf(row.bis)]
      const isBackwards = from && to && to < from
      const message = `Die Zeit endet vor ihrem Beginn am ${from ? printDate(from) : ''}. Prüfen Sie beide Tage.`
      return [notAfter(`${path}.von`, from, today), isBackwards ? at(`${path}.bis`, message) : null]
    }),
  ]
  return problems.filter((problem) => problem !== null)
}

const oldest = '1900-01-01'

const at = (path: string, message: string): FieldProblem => ({ path, message })

const dateOf = (value: Value | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

function notAfter(path: string, date: string | undefined, today: string): FieldProblem | null {
  if (date === undefined || date <= today) return null
  return at(path, `Der ${printDate(date)} liegt in der Zukunft. Geben Sie einen Tag bis zum ${printDate(today)} an.`)
}
