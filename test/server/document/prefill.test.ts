import { expect, test } from 'vitest'
import type { Actor } from '../../../server/auth/auth.ts'
import type { CaseFile } from '../../../server/casefile/casefile.ts'
import { prefill, prefillCopy } from '../../../server/document/prefill.ts'
import type { Field } from '../../../server/fields/fields.ts'
import { readFieldSchema } from '../../../server/fields/schema.ts'
import type { Template } from '../../../server/template/library.ts'
import { expectOk } from '../../house.ts'

const actor: Actor = {
  ref: { userId: 'u' },
  userId: 'u',
  name: 'Jutta Ahlers',
  salutation: 'Frau',
  unitId: 'unit',
  unitName: 'Ausländerbehörde',
  roles: ['lotsin'],
}

const caseFile: CaseFile = {
  id: 'case',
  unitId: 'unit',
  lotsinId: 'u',
  lotsinName: 'Jutta Ahlers',
  values: {
    pfad: '104c',
    person: { anrede: 'Herr', nachname: 'Ceesay' },
    haushalt: [{ id: 'h1', name: 'Awa Ceesay', verhaeltnis: 'Tochter', schule: 'Grundschule' }],
  },
  version: 1,
  createdAt: '2026-11-23T08:00:00.000Z',
  closedAt: null,
}

const sources = { house: { name: 'Kreis Auental' }, user: actor, caseFile }

const fields = (...schema: readonly object[]): readonly Field[] => expectOk(readFieldSchema({ fields: schema }))

const template = (...schema: readonly object[]): Template => ({
  slug: 'probe',
  version: 1,
  title: 'Probe',
  kind: 'consent',
  description: {
    title: 'Probe',
    kind: 'consent',
    legalBasis: '§ 1',
    validFrom: '2026-09-01',
    supersedes: null,
    documentTitle: 'Probe',
    author: 'Kreis',
  },
  fields: fields(...schema),
  source: '',
  templateHash: 'a'.repeat(64),
})

const text = (name: string, source?: string) => ({ name, label: name, type: 'text', ...(source && { source }) })

test('a code of the case that the template does not offer is left out, and the rest is taken', () => {
  const pfad = {
    name: 'pfad',
    label: 'Weg',
    type: 'choice',
    source: 'case.pfad',
    choices: [{ value: '25b', label: 'b' }],
  }
  const made = template(pfad, text('name', 'case.person.nachname'), text('leer', 'case.person.vorname'))
  expect(prefill(made, sources)).toEqual({ name: 'Ceesay' })
})

test('of the rows of a case only what the template asks for comes into the document', () => {
  const rows = { name: 'kinder', label: 'Kinder', type: 'rows', rowLabel: 'Kind', source: 'case.haushalt' }
  const made = template({ ...rows, fields: [text('name')] })
  expect(prefill(made, sources)).toEqual({ kinder: [{ id: 'h1', name: 'Awa Ceesay' }] })
})

test('house, unit and person are taken from who writes', () => {
  const made = template(text('haus', 'house.name'), text('einheit', 'user.unit'), text('anrede', 'user.anrede'))
  expect(prefill(made, sources)).toEqual({ haus: 'Kreis Auental', einheit: 'Ausländerbehörde', anrede: 'Frau' })
})

test('a copy keeps what still fits, takes known facts anew and leaves out what only issuing assigns', () => {
  const made = template(
    text('thema'),
    text('name', 'case.person.nachname'),
    { ...text('nummer'), kind: 'assigned' },
    { name: 'menge', label: 'Menge', type: 'number' },
  )
  const earlier = { thema: 'Sprache', name: 'Früherer Name', nummer: '0001', menge: 'viel', gestrichen: 'x' }
  expect(prefillCopy(made, earlier, sources)).toEqual({ thema: 'Sprache', name: 'Ceesay' })
})
