import { expect, test } from 'vitest'
import { formSections, missingPlaces } from '../../../server/document/draft-sections.ts'
import { readFieldSchema } from '../../../server/fields/schema.ts'
import { expectOk } from '../../house.ts'

const fields = expectOk(
  readFieldSchema({
    fields: [
      { name: 'nummer', label: 'Nummer', type: 'text', kind: 'assigned' },
      { name: 'fassung', label: 'Fassung', type: 'text', required: true },
      { name: 'art', label: 'Art', type: 'text' },
      {
        name: 'ziele',
        label: 'Ziele',
        type: 'rows',
        rowLabel: 'Ziel',
        fields: [{ name: 'titel', label: 'Bezeichnung', type: 'text', required: true }],
      },
      { name: 'ende', label: 'Ende', type: 'date' },
    ],
  }),
)

test('a form has a section for each list and each run of fields between, without what only issuing assigns', () => {
  expect(formSections(fields, []).map(({ label, hasHeading }) => [label, hasHeading])).toEqual([
    ['Fassung bis Art', false],
    ['Ziele', true],
    ['Ende', false],
  ])
})

test('each section counts what is missing in it, and each place has its name', () => {
  const missing = missingPlaces(fields, { ziele: [{ id: 'z1', titel: 'Deutsch' }, { id: 'z2' }] })
  expect(missing).toEqual([
    { path: 'fassung', label: 'Fassung' },
    { path: 'ziele[1].titel', label: 'Ziel 2: Bezeichnung' },
  ])
  expect(formSections(fields, missing).map((section) => section.missing)).toEqual([1, 1, 0])
})
