import { expect, test } from 'vitest'
import { readableValues } from '../../../server/document/readable-values.ts'
import { readFieldSchema } from '../../../server/fields/schema.ts'
import { expectOk } from '../../house.ts'

const fields = expectOk(
  readFieldSchema({
    fields: [
      { name: 'titel', label: 'Titel', type: 'text' },
      {
        name: 'schritte',
        label: 'Schritte',
        type: 'rows',
        rowLabel: 'Schritt',
        fields: [
          { name: 'was', label: 'Was', type: 'text' },
          { name: 'tag', label: 'Tag', type: 'date' },
        ],
      },
    ],
  }),
)

test('what is half typed is left out and named, and all the rest stays', () => {
  const schritte = [
    { id: 's1', was: 'anrufen', tag: '26.1' },
    { id: 's2', was: 'hingehen', tag: '2026-11-26' },
  ]
  expect(readableValues(fields, { titel: 'Kurs', schritte })).toEqual({
    values: {
      titel: 'Kurs',
      schritte: [
        { id: 's1', was: 'anrufen' },
        { id: 's2', was: 'hingehen', tag: '2026-11-26' },
      ],
    },
    left: ['schritte[0].tag'],
  })
})

test('what is no form at all makes an empty sheet', () => {
  expect(readableValues(fields, 'nichts').values).toEqual({})
})
