/** A cell as far as the grid is concerned; `at` is its offset in a source text. */
export interface GridCell {
  readonly at: number
  readonly colspan: number
  readonly rowspan: number
}

export interface GridRow<C extends GridCell> {
  readonly at: number
  readonly cells: readonly C[]
}

export const maxColumns = 50

/** The column each cell begins in, counted from 0, with what keeps the table from being a rectangle. A `rowspan` ends
 *  with its section, and all rows of all sections are as wide as the first. */
export function layGrid<C extends GridCell>(
  sections: readonly (readonly GridRow<C>[])[],
  refuse: (at: number, message: string) => void,
): Map<C, number> {
  const columnOf = new Map<C, number>()
  let width: number | undefined
  for (const rows of sections) {
    /** For each column, how many rows the cell standing there still covers. */
    let covered: number[] = []
    for (const [index, row] of rows.entries()) {
      const rowsLeft = rows.length - index
      covered = layRow(row, { covered, rowsLeft, columnOf, refuse })
      const columns = covered.filter((left) => left > 0).length
      width ??= columns
      if (columns > maxColumns) {
        refuse(row.at, `Diese Tabelle hat mehr als ${maxColumns} Spalten. Teilen Sie sie auf.`)
        return columnOf
      }
      if (row.cells.length === 0)
        refuse(row.at, 'Diese Zeile hat keine Zelle. Ergänzen Sie eine oder löschen Sie die Zeile.')
      else if (columns !== width) refuse(row.at, unequalRow(columns, width))
      covered = covered.map((left) => Math.max(0, left - 1))
    }
  }
  return columnOf
}

interface RowState<C extends GridCell> {
  readonly covered: readonly number[]
  readonly rowsLeft: number
  readonly columnOf: Map<C, number>
  readonly refuse: (at: number, message: string) => void
}

function layRow<C extends GridCell>(row: GridRow<C>, { covered, rowsLeft, columnOf, refuse }: RowState<C>): number[] {
  const next = [...covered]
  let column = 0
  for (const cell of row.cells) {
    while ((next[column] ?? 0) > 0) column++
    columnOf.set(cell, column)
    if (cell.rowspan > rowsLeft) {
      const rows = rowsLeft === 1 ? 'nur diese Zeile' : `nur noch ${rowsLeft} Zeilen`
      refuse(
        cell.at,
        `rowspan="${cell.rowspan}" reicht zu weit: Bis zum Ende dieses Teils der Tabelle gibt es ${rows}.`,
      )
    }
    const overlaps = covered.slice(column, column + cell.colspan).some((left) => left > 0)
    if (overlaps)
      refuse(cell.at, 'Diese Zelle läuft in eine Zelle, die von oben herabreicht. Ändern Sie colspan oder rowspan.')
    for (const end = column + cell.colspan; column < end; column++) next[column] = Math.min(cell.rowspan, rowsLeft)
    if (column > maxColumns) break
  }
  return next
}

function unequalRow(columns: number, width: number): string {
  const are = columns === 1 ? '1 Spalte' : `${columns} Spalten`
  return `Diese Zeile hat ${are}, die erste Zeile der Tabelle hat ${width}. Ergänzen oder löschen Sie Zellen, oder ändern Sie colspan.`
}
