import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../server/auth/auth.ts'
import { readPage } from '../form-page.ts'
import { openTwoUnits, type TwoUnits } from '../two-units.ts'

interface Refusal {
  readonly role: Role | null
  /** The page with the form. */
  readonly page: (world: TwoUnits) => string
  /** What the form names as its address, where that is not the page. */
  readonly action?: (world: TwoUnits) => string
  /** Where it is sent, where a button says so. */
  readonly sentTo?: (world: TwoUnits) => string
  /** What is typed, something of it wrong. */
  readonly typed: Readonly<Record<string, string>>
  /** What is said of it. */
  readonly says: string
}

const onCase = ({ things }: TwoUnits): string => `/cases/${things.mine.caseId}/form`
const onDraft = ({ things }: TwoUnits): string => `/documents/${things.mine.documents.draft}/draft`
const decision = ({ things }: TwoUnits): string => `/documents/${things.mine.documents.submitted}`
const someone = ({ things }: TwoUnits): string => `/users/${things.foreign.owner.author.userId}`
const itsUnit = ({ things }: TwoUnits): string => `/units/${things.foreign.owner.author.unitId}`
const issued = ({ things }: TwoUnits): string => `/documents/${things.mine.documents.issued}`
const direction = 'Fremd\u202eling'

const refusals: Readonly<Record<string, Refusal>> = {
  'a new case': {
    role: 'lotsin',
    page: () => '/cases/new',
    typed: { aktenzeichen: '32.3-NEU', 'person.vorname': 'Aminata', 'person.geburtsdatum': '31.02.1990' },
    says: '31.02.1990',
  },
  'a case': {
    role: 'lotsin',
    page: onCase,
    typed: { 'person.vorname': 'Aminata', 'person.geburtsdatum': 'gestern' },
    says: 'Geben Sie Tag, Monat und Jahr an',
  },
  'characters that turn the text': {
    role: 'lotsin',
    page: onCase,
    typed: { 'person.vorname': 'Aminata', 'person.nachname': direction },
    says: 'Steuerzeichen',
  },
  'a draft': {
    role: 'lotsin',
    page: onDraft,
    typed: { 'person.vorname': 'Aminata', 'person.nachname': direction, 'laufzeit.von': 'bald' },
    says: 'Steuerzeichen',
  },
  'a draft that is asked for approval': {
    role: 'lotsin',
    page: onDraft,
    sentTo: (world) => onDraft(world).replace('draft', 'submissions'),
    typed: { 'person.vorname': 'Aminata', 'laufzeit.von': 'bald' },
    says: 'Geben Sie Tag, Monat und Jahr an',
  },
  'a new account': {
    role: 'administration',
    page: () => '/users/new',
    action: () => '/users',
    typed: { login: 'Äh !', name: 'Ohne Rolle', salutation: 'Herr', email: 'keine Adresse' },
    says: 'E-Mail',
  },
  'an account': {
    role: 'administration',
    page: someone,
    typed: { name: '', salutation: 'Herr', email: 'keine Adresse' },
    says: 'Namen',
  },
  'a new unit': {
    role: 'administration',
    page: () => '/units',
    typed: { name: 'Neue Einheit', short: '' },
    says: 'Kurz',
  },
  'a unit': { role: 'administration', page: itsUnit, typed: { name: '', short: '50.1' }, says: 'Namen' },
  'a decision about another content': {
    role: 'leitung',
    page: (world) => `${decision(world)}/approvals`,
    sentTo: (world) => `${decision(world)}/returns`,
    typed: { contentHash: 'f'.repeat(64), reason: 'Ziel 2 nennt keinen Nachweis.' },
    says: 'geändert',
  },
  'a return without a reason': {
    role: 'leitung',
    page: (world) => `${decision(world)}/approvals`,
    sentTo: (world) => `${decision(world)}/returns`,
    typed: { reason: ' ' },
    says: 'Grund',
  },
  'a Vertretung': {
    role: 'leitung',
    page: () => '/vertretungen',
    typed: { from: 'bald', until: '31.02.2027' },
    says: 'Geben Sie den ersten Tag an',
  },
  'the day of a signature': {
    role: 'lotsin',
    page: issued,
    action: (world) => `${issued(world)}/signatures`,
    typed: { signedOn: 'neulich' },
    says: 'als Datum',
  },
  'signing in': {
    role: null,
    page: () => '/session',
    action: () => '/sessions',
    typed: { login: 'niemand', password: 'falsch' },
    says: 'Passwort',
  },
  'a check code': { role: null, page: () => '/pruefung', typed: { code: 'XXXX' }, says: 'Prüfcode' },
}

let world: TwoUnits
beforeAll(async () => {
  world = await openTwoUnits()
}, 120_000)
afterAll(() => world?.close())

/** What no answer gives back. */
const neverBack = new Set(['password', 'contentHash'])

test.each(Object.entries(refusals))('%s: what is refused comes back as it was typed', async (_, refusal) => {
  const { role, page, action = page, sentTo = action, typed, says } = refusal
  const visitor = role ? world.visitors[role] : world.stranger
  const shown = readPage(await (await visitor.get(page(world))).text()).entries(action(world))
  const typedAt = (name: string) => typed[name] ?? typed[name.split('.')[0] ?? '']
  const sent = shown.map(([name, value]): [string, string] => [name, typedAt(name) ?? value])
  expect(sent).not.toEqual(shown)
  const answer = await visitor.send(sentTo(world), { body: new URLSearchParams(sent) })
  const html = await answer.text()
  const again = readPage(html)
  expect(Math.floor(answer.status / 100)).toBe(4)
  const kept = (entries: readonly [string, string][]) => entries.filter(([name]) => !neverBack.has(name))
  expect(kept(again.entries(action(world)))).toEqual(kept(sent))
  expect(again.text).toContain(says)
  expect(again.faults()).toEqual([])
})
