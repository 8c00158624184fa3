import type { Field, Values } from '../fields/fields.ts'

/** Somebody who is to sign on paper: a row of `unterschriften`. */
export interface Signatory {
  readonly rowId: string
  readonly name: string
  /** As printed: "Klientin". */
  readonly role: string
}

const rowsName = 'unterschriften'

/** In the document's order. Documents without such rows are signed by nobody but the seal. */
export function signatoriesOf(fields: readonly Field[], values: Values): Signatory[] {
  const rows = values[rowsName]
  if (!Array.isArray(rows)) return []
  const roles = roleLabels(fields)
  return rows.flatMap((row: unknown) => {
    if (typeof row !== 'object' || row === null) return []
    const { id, name, rolle } = { id: undefined, name: '', rolle: '', ...row }
    if (typeof id !== 'string') return []
    return [{ rowId: id, name: String(name), role: roles.get(String(rolle)) ?? String(rolle) }]
  })
}

function roleLabels(fields: readonly Field[]): ReadonlyMap<string, string> {
  const rows = fields.find(({ name }) => name === rowsName)
  const role = rows?.type === 'rows' ? rows.fields.find(({ name }) => name === 'rolle') : undefined
  return new Map(role?.type === 'choice' ? role.choices.map(({ value, label }) => [value, label]) : [])
}
