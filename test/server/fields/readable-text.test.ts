import { expect, test } from 'vitest'
import { readableText } from '../../../server/fields/readable-text.ts'
import { readFieldSchema } from '../../../server/fields/schema.ts'
import { expectOk } from '../../house.ts'

const fields = expectOk(
  readFieldSchema({
    fields: [
      { name: 'thema', label: 'Thema', type: 'text' },
      { name: 'bericht', label: 'Bericht', type: 'rich' },
      { name: 'am', label: 'Am', type: 'date' },
      { name: 'frist', label: 'Frist', type: 'frist' },
      { name: 'art', label: 'Art', type: 'choice', choices: [{ value: 'k', label: 'Kenntnisnahme' }] },
      { name: 'eilt', label: 'Eilt', type: 'boolean' },
      {
        name: 'schritte',
        label: 'Schritte',
        type: 'rows',
        rowLabel: 'Schritt',
        fields: [{ name: 'was', label: 'Was', type: 'text' }],
      },
    ],
  }),
)

test('the words of values are those that people read, a line for each', () => {
  const values = {
    thema: 'Sprachkurs',
    bericht: '<p>Ein <strong>Kurs</strong></p><ul><li>A2</li></ul>',
    am: '2026-11-26',
    frist: { art: 'termine', daten: ['2026-12-01', '2026-12-08'] },
    art: 'k',
    eilt: true,
    schritte: [{ id: 's1', was: 'Anmelden' }],
  }
  expect(readableText(fields, values)).toBe(
    'Sprachkurs\nEin Kurs\nA2\n26.11.2026\n01.12.2026, 08.12.2026\nKenntnisnahme\nAnmelden',
  )
})

test('what could not be printed is no reason to lose the rest', () => {
  const values = { thema: 'Kurs', am: '2026-02-31', frist: { art: 'termin', datum: 'bald' } }
  expect(readableText(fields, values)).toBe('Kurs\n2026-02-31\nbald')
})
