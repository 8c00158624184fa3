import { expect, test } from 'vitest'
import { columnWidths, gridOf, tableGrid } from '../../../server/render/table-layout.ts'
import { row, td } from './print-blocks.ts'

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

test('columns fill the width, whatever they need', () => {
  for (const needs of [
    [{ minPt: 10, maxPt: 20 }],
    [
      { minPt: 10, maxPt: 20 },
      { minPt: 50, maxPt: 3000 },
      { minPt: 60, maxPt: 60 },
    ],
    [
      { minPt: 300, maxPt: 300 },
      { minPt: 400, maxPt: 900 },
    ],
    [
      { minPt: 0, maxPt: 0 },
      { minPt: 0, maxPt: 0 },
    ],
  ]) {
    const widths = columnWidths(needs, 467)
    expect(sum(widths)).toBeCloseTo(467)
    expect(widths.every((width) => width >= 0)).toBe(true)
  }
})

test('no column is narrower than its longest word where all words have room', () => {
  const needs = [
    { minPt: 100, maxPt: 900 },
    { minPt: 150, maxPt: 2000 },
    { minPt: 60, maxPt: 61 },
  ]
  columnWidths(needs, 467).forEach((width, column) => {
    expect(width).toBeGreaterThanOrEqual(needs[column]?.minPt ?? 0)
  })
})

test('a short column keeps its whole line beside long ones', () => {
  const [date] = columnWidths(
    [
      { minPt: 40, maxPt: 55 },
      { minPt: 80, maxPt: 4000 },
      { minPt: 80, maxPt: 700 },
    ],
    467,
  )
  expect(date).toBe(55)
})

test('a table without cells, and rows without cells, are no problem', () => {
  expect(tableGrid([], []).columns).toBe(0)
  expect(gridOf([row(), row()], 0).columns).toBe(0)
})

test('holes are filled and spans end where another cell stands', () => {
  const grid = gridOf([row('a', td('b', { rowspan: 2 }), 'c'), row(td('d', { colspan: 3 })), row('e')], 3)
  const places = grid.rows.map((cells) => cells.map(({ column, endColumn }) => `${column}-${endColumn}`).join(' '))
  expect(places).toEqual(['0-1 1-2 2-3', '0-1 2-3', '0-1 1-2 2-3'])
})

test('a cell of the head does not reach into the body', () => {
  const grid = tableGrid([row(td('a', { rowspan: 5 }), 'b')], [row('c', 'd')])
  expect(grid.rows[0]?.[0]).toMatchObject({ row: 0, endRow: 1 })
  expect(grid.rows[1]).toHaveLength(2)
})
