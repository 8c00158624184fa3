import type { Actor } from '../auth/auth.ts'
import type { CaseFile } from '../casefile/casefile.ts'
import type { Field, GroupField, RowsField, Value, Values } from '../fields/fields.ts'
import { readValues } from '../fields/values.ts'
import { asGroup, asRows } from '../fields/walk.ts'
import { missingCharacters } from '../pdf/fonts.ts'
import type { Template } from '../template/library.ts'
import { contentValues } from './content-hash.ts'

export interface PrefillSources {
  readonly house: { readonly name: string }
  readonly user: Actor
  readonly caseFile: CaseFile | null
}

/** What is known already of a new document: each field that names a source takes its value from there, if it fits. */
export function prefill(template: Template, sources: PrefillSources): Values {
  const known = sourceValues(sources)
  const sourced = takeFrom(template.fields, known)
  return fitting(template, { ...sourced, ...standing(template, sourced, sources) })
}

/** The values of an earlier document in a new one. What has a source is taken anew from there: addresses change. */
export function prefillCopy(template: Template, earlier: Values, sources: PrefillSources): Values {
  const copied = fitting(template, contentValues(template.fields, earlier))
  const sourced = takeFrom(template.fields, sourceValues(sources))
  return fitting(template, { ...overlaid(template.fields, copied, sourced), ...nextVersion(template, copied) })
}

function sourceValues({ house, user, caseFile }: PrefillSources): Values {
  const anrede = user.salutation === '' ? undefined : user.salutation
  return {
    house: { name: house.name },
    user: { name: user.name, anrede, unit: user.unitName },
    ...(caseFile ? { case: caseFile.values } : {}),
  }
}

/** Rows are taken as a whole, with their ids; of each only the fields that the template asks for. */
function takeFrom(fields: readonly Field[], known: Values): Values {
  const members = fields.flatMap((field): [string, Value][] => {
    const value = field.type === 'group' ? groupFrom(field, known) : valueAt(known, field.source)
    if (value === undefined) return []
    return [[field.name, field.type === 'rows' ? rowsFrom(field, value) : value]]
  })
  return Object.fromEntries(members)
}

function groupFrom(field: GroupField, known: Values): Value | undefined {
  const group = takeFrom(field.fields, known)
  return Object.keys(group).length > 0 ? group : undefined
}

const rowsFrom = (field: RowsField, value: Value): Value =>
  asRows(value).map((row) => {
    const names = ['id', ...field.fields.map(({ name }) => name)]
    return Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)))
  })

function valueAt(known: Values, source: string | undefined): Value | undefined {
  if (source === undefined) return undefined
  const names = source.split('.')
  const last = names.pop() ?? ''
  return names.reduce((group, name) => asGroup(group[name]), known)[last]
}

/** What the sources say over what was copied, group by group. Rows stay as they were copied: in an agreement that goes on
 *  they were agreed upon. */
function overlaid(fields: readonly Field[], copied: Values, sourced: Values): Values {
  const members = fields.flatMap((field): [string, Value][] => {
    const [old, now] = [copied[field.name], sourced[field.name]]
    const value =
      field.type === 'group'
        ? overlaid(field.fields, asGroup(old), asGroup(now))
        : field.type === 'rows'
          ? (old ?? now)
          : (now ?? old)
    return value === undefined ? [] : [[field.name, value]]
  })
  return Object.fromEntries(members)
}

/** What each new document of a case begins with: its first version, and who is going to sign. */
function standing({ kind, fields }: Template, values: Values, { user, caseFile }: PrefillSources): Values {
  if (!caseFile) return {}
  const person = asGroup(values.person)
  const name = [person.vorname, person.nachname].filter((part) => part !== undefined).join(' ')
  const client = { id: 'klient', rolle: clientRoles[String(person.anrede)] ?? 'klientperson', name }
  const signs = user.inPlaceOf ? `i. V. ${user.name}` : user.name
  const guide = { id: 'lotse', rolle: user.salutation === 'Herr' ? 'lotse' : 'lotsin', name: signs }
  const signers = kind === 'agreement' ? [client, guide] : [client]
  return {
    ...(has(fields, 'unterschriften') ? { unterschriften: signers.filter((each) => each.name !== '') } : {}),
    ...(kind === 'agreement' && has(fields, 'fassung') ? { fassung: '1.0' } : {}),
    ...(kind === 'agreement' && has(fields, 'fassungsart') ? { fassungsart: 'Erstvereinbarung' } : {}),
  }
}

const clientRoles: Readonly<Record<string, string>> = { Frau: 'klientin', Herr: 'klient' }

/** An agreement that goes on bears the next number: 1.0, 2.0. */
function nextVersion({ kind, fields }: Template, { fassung }: Values): Values {
  if (kind !== 'agreement' || !has(fields, 'fassung')) return {}
  const number = Number.parseInt(String(fassung ?? ''), 10)
  return {
    ...(Number.isNaN(number) ? {} : { fassung: `${number + 1}.0` }),
    ...(has(fields, 'fassungsart') ? { fassungsart: 'Fortschreibung' } : {}),
  }
}

const has = (fields: readonly Field[], name: string): boolean => fields.some((field) => field.name === name)

/** The values in the form of the template; those of fields that it has no more or differently are left out. */
function fitting({ fields }: Template, values: Values): Values {
  const options = { purpose: 'draft', missingCharacters } as const
  const whole = readValues(fields, values, options)
  if (whole.ok) return whole.value
  const members = fields.flatMap((field): [string, Value][] => {
    const value = values[field.name]
    if (value === undefined) return []
    const read = readValues([field], { [field.name]: value }, options)
    if (read.ok) return Object.entries(read.value).flatMap(([name, each]) => (each === undefined ? [] : [[name, each]]))
    if (field.type !== 'group') return []
    const inside = fittingGroup(field, asGroup(value))
    return Object.keys(inside).length > 0 ? [[field.name, inside]] : []
  })
  return Object.fromEntries(members)
}

function fittingGroup(field: GroupField, values: Values): Values {
  const members = field.fields.flatMap((inner): [string, Value][] => {
    const value = values[inner.name]
    if (value === undefined) return []
    const read = readValues([inner], { [inner.name]: value }, { purpose: 'draft', missingCharacters })
    return read.ok && read.value[inner.name] !== undefined ? [[inner.name, value]] : []
  })
  return Object.fromEntries(members)
}
