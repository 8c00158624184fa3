import { expect, test } from 'vitest'
import type { AuditEvent, TrailEntry } from '../../../server/audit/audit.ts'
import { caseTeller } from '../../../server/casefile/casefile-trail.ts'

const names = new Map([
  ['a', 'Jutta Ahlers'],
  ['d', 'Malte Deppe'],
])
const said = (event: AuditEvent, details: TrailEntry['details'] = {}, onBehalfOf: string | null = null) =>
  caseTeller.sentence({ seq: 1, at: '', event, subject: 'c', related: null, userId: 'a', onBehalfOf, details }, names)

test.each([
  ['case.created', {}, 'Jutta Ahlers hat den Fall angelegt.'],
  ['case.changed', { fields: 'person.nachname' }, 'Jutta Ahlers hat „Person: Nachname“ geändert.'],
  ['case.changed', { fields: 'pfad haushalt[]' }, 'Jutta Ahlers hat „Rechtlicher Weg“ und „Haushalt“ geändert.'],
  [
    'case.changed',
    { fields: 'pfad', merged: true },
    'Jutta Ahlers hat „Rechtlicher Weg“ geändert, zusammen mit Änderungen anderer.',
  ],
  ['case.closed', {}, 'Jutta Ahlers hat den Fall geschlossen.'],
  ['case.reopened', {}, 'Jutta Ahlers hat den Fall wieder geöffnet.'],
  ['case.handed_over', { from: 'a', to: 'd' }, 'Jutta Ahlers hat den Fall von Jutta Ahlers an Malte Deppe übergeben.'],
] as const)('%s %j', (event, details, sentence) => {
  expect(said(event, details)).toBe(sentence)
})

test('many changed fields are counted, not listed', () => {
  const fields = 'pfad aktenzeichen person.vorname person.nachname aufenthalt.pass'
  expect(said('case.changed', { fields })).toMatch(
    /„Rechtlicher Weg“, „Aktenzeichen“, „Person: Vorname“ und 2 weitere Angaben geändert\.$/,
  )
})

test('a deputy says for whom, and what others tell is left to them', () => {
  expect(said('case.closed', {}, 'd')).toBe('Jutta Ahlers hat in Vertretung für Malte Deppe den Fall geschlossen.')
  expect(said('document.approved')).toBeNull()
})
