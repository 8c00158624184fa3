import type { Field } from '../../../server/fields/fields.ts'
import { readFieldSchema } from '../../../server/fields/schema.ts'

export const schema = (...fields: unknown[]): readonly Field[] => {
  const read = readFieldSchema({ fields })
  if (!read.ok) throw new Error(JSON.stringify(read.fields))
  return read.value
}

export const text = (name: string, more: object = {}) => ({ name, label: name.toUpperCase(), type: 'text', ...more })

/** One field of each kind, and rows in rows. */
export const fields = schema(
  text('titel', { required: true }),
  { name: 'grund', label: 'Grund', type: 'lines' },
  { name: 'vortrag', label: 'Vortrag', type: 'rich', required: true },
  { name: 'datum', label: 'Datum', type: 'date', required: true },
  { name: 'anzahl', label: 'Anzahl', type: 'number', unit: '€' },
  { name: 'dringend', label: 'Dringend', type: 'boolean' },
  { name: 'vermerk', label: 'Vermerk', type: 'text', kind: 'internal' },
  {
    name: 'status',
    label: 'Status',
    type: 'choice',
    choices: [
      { value: 'oeffentlich', label: 'öffentlich' },
      { value: 'nichtoeffentlich', label: 'nichtöffentlich' },
    ],
  },
  { name: 'termine', label: 'Termine', type: 'dates' },
  { name: 'person', label: 'Person', type: 'group', fields: [text('vorname'), text('nachname', { required: true })] },
  {
    name: 'ziele',
    label: 'Ziele',
    type: 'rows',
    rowLabel: 'Ziel',
    required: true,
    fields: [
      text('titel', { required: true }),
      { name: 'frist', label: 'Frist', type: 'frist' },
      text('nachweis'),
      { name: 'schritte', label: 'Schritte', type: 'rows', rowLabel: 'Schritt', fields: [text('was')] },
    ],
  },
  {
    name: 'unterschriften',
    label: 'Unterschriften',
    type: 'rows',
    rowLabel: 'Unterschrift',
    fields: [
      { name: 'rolle', label: 'Rolle', type: 'choice', choices: [{ value: 'klientin', label: 'Klientin' }] },
      text('name'),
      text('zusatz'),
    ],
  },
)
