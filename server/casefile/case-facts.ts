import { printDate } from '../calendar/calendar.ts'
import { printField } from '../fields/changes.ts'
import type { Field, GroupField, RowsField, Values } from '../fields/fields.ts'
import { asGroup, asRows } from '../fields/walk.ts'
import { caseFields } from './case-fields.ts'

export interface Fact {
  readonly label: string
  /** Line ends stay. */
  readonly text: string
}

export interface FactTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface CaseFacts {
  readonly person: readonly Fact[]
  readonly residence: readonly Fact[]
  readonly path: string | null
  readonly household: FactTable
  readonly partners: FactTable
}

/** What the case page shows of a case, in the words of its fields; what is missing is left out. */
export function caseFacts(values: Values): CaseFacts {
  const person = asGroup(values.person)
  const residence = asGroup(values.aufenthalt)
  return {
    person: [
      ...fact('Name', [person.vorname, person.nachname].filter(Boolean).join(' ')),
      ...factsOf('person', values, ['anrede', 'geburtsdatum']),
      ...fact('Staatsangehörigkeit', nationality(person)),
      ...fact('Anschrift', address(asGroup(person.anschrift))),
    ],
    residence: [
      ...factsOf('aufenthalt', values, ['einreise', 'duldungSeit']),
      ...fact('Zeiten nach § 60b', periods(residence)),
      ...factsOf('aufenthalt', values, ['beschaeftigung', 'sprachniveau', 'pass', 'verurteilungen']),
    ],
    path: pathLabel(values.pfad === undefined ? null : String(values.pfad)),
    household: tableOf('haushalt', values),
    partners: tableOf('partner', values),
  }
}

/** `§ 25b AufenthG – nachhaltige Integration`; null where none was chosen. */
export function pathLabel(pfad: string | null): string | null {
  const field = caseFields.find(({ name }) => name === 'pfad')
  if (field?.type !== 'choice' || pfad === null) return null
  return field.choices.find(({ value }) => value === pfad)?.label ?? pfad
}

const fact = (label: string, text: string | null): Fact[] => (text ? [{ label, text }] : [])

function factsOf(groupName: string, values: Values, names: readonly string[]): Fact[] {
  const inside = fieldsOf<GroupField>('group', groupName)
  const group = asGroup(values[groupName])
  return names.flatMap((name) => {
    const field = inside.find((each) => each.name === name)
    if (!field || field.type === 'group' || field.type === 'rows') return []
    return fact(field.label, printField(field, group[name], values))
  })
}

function fieldsOf<T extends GroupField | RowsField>(type: T['type'], name: string): readonly Field[] {
  const found = caseFields.find((each) => each.name === name)
  return found && found.type === type && 'fields' in found ? found.fields : []
}

function nationality({ staatsangehoerigkeit, staatsangehoerigkeitGeklaert }: Values): string | null {
  if (staatsangehoerigkeit === undefined) return null
  return `${staatsangehoerigkeit}${staatsangehoerigkeitGeklaert === true ? '' : ' (nach eigenen Angaben)'}`
}

const address = ({ strasse, plz, ort }: Values): string =>
  [strasse, [plz, ort].filter(Boolean).join(' ')].filter(Boolean).join(', ')

const periods = (residence: Values): string =>
  asRows(residence.zeiten60b)
    .map(({ von, bis }) => `${printDate(String(von))} bis ${bis === undefined ? 'heute' : printDate(String(bis))}`)
    .join('\n')

/** A table of rows: a column for each field that any row has a value of. */
function tableOf(name: string, values: Values): { columns: string[]; rows: string[][] } {
  const rows = asRows(values[name])
  const columns = fieldsOf<RowsField>('rows', name).flatMap((field) =>
    field.type !== 'group' && field.type !== 'rows' && rows.some((row) => row[field.name] !== undefined) ? [field] : [],
  )
  return {
    columns: columns.map(({ label }) => label),
    rows: rows.map((row) => columns.map((field) => printField(field, row[field.name], values) ?? '')),
  }
}
