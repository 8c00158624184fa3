import type { Field, RowsField } from '../../server/fields/fields.ts'
import { asked } from './form-view.ts'
import { FoldedRow, OpenRow } from './row-list.tsx'

interface RowTemplatesProps {
  readonly fields: readonly Field[]
  /** Where the form posts to. */
  readonly action: string
}

/** An empty row of each list, for a browser that inserts rows by itself. Path and place of such a row are `:neu`; no row of
 *  a form can have them. */
export const RowTemplates = ({ fields, action }: RowTemplatesProps) => (
  <>
    {listsIn(fields).map(({ field, of, nested }) => {
      const view = { fields, values: {}, problems: [], open: new Set([newRow]), focus: null, action }
      const props = { field, row: { id: newRow }, index: 0, last: 0, path: newRow, place: newRow, view }
      return <template data-row-of={of}>{nested ? <OpenRow {...props} /> : <FoldedRow {...props} />}</template>
    })}
  </>
)

const newRow = ':neu'

interface FoundList {
  readonly field: RowsField
  /** As in `ziele.schritte`. */
  readonly of: string
  readonly nested: boolean
}

function listsIn(fields: readonly Field[], around = '', nested = false): FoundList[] {
  return asked(fields).flatMap((field) => {
    const of = `${around}${field.name}`
    if (field.type === 'group') return listsIn(field.fields, `${of}.`, true)
    return field.type === 'rows' ? [{ field, of, nested }, ...listsIn(field.fields, `${of}.`, true)] : []
  })
}
