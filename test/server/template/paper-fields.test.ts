import { expect, test } from 'vitest'
import { closedTitles, isClosedPaper, withNeutralTitles } from '../../../server/template/paper-fields.ts'

test('a paper is public only where every committee says so', () => {
  const station = (status?: string) => ({ gremium: 'Kreistag', status })
  expect(isClosedPaper({ beratungsfolge: [station('oeffentlich'), station('oeffentlich')] })).toBe(false)
  expect(isClosedPaper({ beratungsfolge: [station('oeffentlich'), station('nichtoeffentlich')] })).toBe(true)
  expect(isClosedPaper({ beratungsfolge: [station('oeffentlich'), station()] })).toBe(true)
  expect(isClosedPaper({ beratungsfolge: [] })).toBe(true)
  expect(isClosedPaper({ sitzungen: [{ modus: 'öffentlich' }] })).toBe(true)
})

test('a template gets no title of an attachment that is not public, and its place all the same', () => {
  const listed = [{ titel: 'Satzung', oeffentlich: true }, { titel: 'Bescheid Ceesay' }, {}]
  expect(withNeutralTitles({ anlagen: listed }).anlagen).toEqual([listed[0], { titel: 'Anlage' }, {}])
  expect(closedTitles({ anlagen: listed })).toEqual(['2. Bescheid Ceesay'])
})
