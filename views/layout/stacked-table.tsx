import type { Child } from 'hono/jsx'

interface StackedTableProps {
  /** What the table lists, for screen readers. */
  readonly caption: string
  readonly columns: readonly string[]
  /** One child per column; the first names the row. */
  readonly rows: readonly (readonly Child[])[]
}

// On narrow screens rows become blocks, and `display: block` takes away what a table's elements mean: roles say it again.
const role = (name: string) => ({ role: name })

/** A table whose rows are stacked, with labels, where the window is narrow. */
export const StackedTable = ({ caption, columns, rows }: StackedTableProps) => (
  <table class="kern-table vw-table vw-table--stack" {...role('table')}>
    <caption class="kern-sr-only">{caption}</caption>
    <thead {...role('rowgroup')}>
      <tr class="kern-table__row" {...role('row')}>
        {columns.map((column) => (
          <th class="kern-table__header" scope="col" {...role('columnheader')}>
            {column}
          </th>
        ))}
      </tr>
    </thead>
    <tbody class="kern-table__body" {...role('rowgroup')}>
      {rows.map(([name, ...cells]) => (
        <tr class="kern-table__row" {...role('row')}>
          <th class="kern-table__header" scope="row" {...role('rowheader')}>
            {name}
          </th>
          {cells.map((cell, index) => (
            <td class="kern-table__cell" data-label={columns[index + 1]} {...role('cell')}>
              {cell}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
)
