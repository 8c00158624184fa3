import { expect, test } from 'vitest'
import { type DocumentVersion, readVersionName } from '../../../server/document/version.ts'
import { standShown } from '../../../server/document/version-facts.ts'
import { expectOk } from '../../house.ts'

const version = (number: number, kind: DocumentVersion['kind'], name: string | null = null): DocumentVersion => ({
  number,
  revision: 4,
  kind,
  name,
  userName: 'Jutta Ahlers',
  onBehalfOfName: null,
  at: '2026-11-23T08:00:00.000Z',
})
const saved = { revision: 4, writerNames: 'Malte Deppe', savedAt: '2026-11-23T07:00:00.000Z' }

test('a content is called by its versions, and each says why it was noted down', () => {
  expect(standShown({ ...saved, versions: [version(3, 'named', 'vor der Abstimmung')] })).toMatchObject({
    name: 'Fassung 3',
    reasons: [{ what: 'als „vor der Abstimmung“ festgehalten', byName: 'Jutta Ahlers' }],
  })
  const several = standShown({ ...saved, versions: [version(5, 'approved'), version(4, 'submitted')] })
  expect(several.name).toBe('Fassung 4 bis 5')
  expect(several.reasons.map(({ what }) => what)).toEqual(['freigegeben', 'zur Freigabe gegeben'])
})

test('what was only saved is called by who saved it', () => {
  expect(standShown({ ...saved, versions: [] })).toEqual({
    name: 'Gespeicherter Stand',
    reasons: [{ what: 'gespeichert', byName: 'Malte Deppe', at: saved.savedAt }],
  })
})

test('a name is one line of at most 120 characters', () => {
  expect(expectOk(readVersionName('  vor der Abstimmung '))).toBe('vor der Abstimmung')
  for (const wrong of ['', '   ', 'x'.repeat(121), 'zwei\nZeilen', 'mit\u202eRichtung']) {
    expect(readVersionName(wrong)).toMatchObject({ ok: false, fields: [{ path: 'name' }] })
  }
  expectOk(readVersionName('ü'.repeat(120)))
})
