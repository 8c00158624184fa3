import { printDate } from '../calendar/calendar.ts'
import type { Field } from '../fields/fields.ts'
import type { TemplateKind } from '../template/description.ts'
import type { Template } from '../template/library.ts'

export const kindLabels: Readonly<Record<TemplateKind, string>> = {
  agreement: 'Zielvereinbarung',
  paper: 'Sitzungsvorlage',
  consent: 'Einwilligung',
  sheet: 'Blatt zum Mitgeben',
}

const typeLabels = {
  text: 'Text in einer Zeile',
  lines: 'Text in Zeilen',
  rich: 'Text mit Formatierung',
  date: 'Datum',
  dates: 'Liste von Daten',
  time: 'Uhrzeit',
  number: 'Zahl',
  boolean: 'Ja oder Nein',
  choice: 'Auswahl',
  frist: 'Frist',
  references: 'Verweise',
  group: 'Gruppe',
  rows: 'Liste',
} as const satisfies Record<Field['type'], string>

/** `Liste, 1 bis 8`, `Zahl in €`, `Auswahl aus 4`. */
export function fieldKind(field: Field): string {
  const label = typeLabels[field.type]
  if (field.type === 'number' && field.unit !== undefined) return `${label} in ${field.unit}`
  if (field.type === 'choice') return `${label} aus ${field.choices.length}`
  if (field.type !== 'rows') return label
  const { minRows, maxRows } = field
  if (minRows !== undefined && maxRows !== undefined) return `${label}, ${minRows} bis ${maxRows}`
  if (minRows !== undefined && minRows > 0) return `${label}, mindestens ${minRows}`
  return maxRows === undefined ? label : `${label}, höchstens ${maxRows}`
}

export function fieldNeed({ kind, required, requiredIf }: Field): string {
  if (kind === 'assigned') return 'wird vergeben'
  const need = required ? 'ja' : requiredIf ? 'je nach Angabe' : 'nein'
  return kind === 'internal' ? `${need}, wird nicht gedruckt` : need
}

/** When new documents take a version: the newest one that is valid on the day. */
export function validity(template: Template, versions: readonly Template[], today: string): string {
  const { validFrom } = template.description
  if (validFrom > today) return `ab ${printDate(validFrom)}`
  const next = versions
    .filter(({ version, description }) => version > template.version && description.validFrom <= today)
    .sort((a, b) => a.version - b.version)[0]
  return next ? `abgelöst am ${printDate(next.description.validFrom)}` : `seit ${printDate(validFrom)}`
}
