import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Role } from '../../server/auth/auth.ts'
import { createCase } from '../../server/casefile/casefile-actions.ts'
import { expectOk } from '../house.ts'
import { openWeb, readText, type Web } from '../web.ts'

let web: Web

beforeEach(async () => {
  web = await openWeb()
})

afterEach(() => web.close())

const navigation = async (answer: Response): Promise<string[]> => {
  const nav = /<nav class="vw-nav"[\s\S]*?<\/nav>/.exec(await answer.text())?.[0] ?? ''
  return [...nav.matchAll(/<a [^>]*>([^<]*)/g)].map((match) => match[1] ?? '')
}

test.each([
  ['lotsin', ['Start', 'Fälle', 'Dokumente', 'Wiedervorlagen']],
  ['leitung', ['Start', 'Freigaben', 'Fälle', 'Dokumente']],
  ['sitzungsdienst', ['Start', 'Sitzungsvorlagen']],
  ['vorlagenpflege', ['Start', 'Dokumentvorlagen']],
] as const)('the start page of a %s shows what she works with and nothing else', async (role, entries) => {
  const visitor = await web.visitor(role, 'Jutta Ahlers')
  expect(await navigation(await visitor.get('/'))).toEqual(entries)
})

test('someone with two roles sees the entries of both, each once', async () => {
  const visitor = await web.visitor(['lotsin', 'leitung', 'revision'], 'Jutta Ahlers')
  const entries = ['Start', 'Freigaben', 'Fälle', 'Dokumente', 'Wiedervorlagen', 'Prüfkette']
  expect(await navigation(await visitor.get('/'))).toEqual(entries)
})

test.each([
  ['administration', '/users'],
  ['revision', '/audit'],
] as const)('%s begins at %s', async (role: Role, path) => {
  const visitor = await web.visitor(role, 'Gesa Uphoff')
  expect((await visitor.get('/')).headers.get('Location')).toBe(path)
})

test('a stranger is led to sign in', async () => {
  const answer = await web.stranger.get('/')
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/session?next=%2F'])
})

test('a Lotsin finds her own open cases at the start, not those of her colleague', async () => {
  const ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  const colleague = await web.user('lotsin', 'Kerem Özdemir')
  expectOk(await createCase(web.db, ahlers.actor, { input: personNamed('Ceesay', '32.3-1/26') }))
  expectOk(await createCase(web.db, colleague, { input: personNamed('Hrytsenko', '32.3-2/26') }))
  const text = await readText(await ahlers.get('/'))
  expect(text).toContain('Ceesay, Lamin 32.3-1/26')
  expect(text).not.toContain('Hrytsenko')
})

const personNamed = (nachname: string, aktenzeichen: string) => ({
  aktenzeichen,
  person: { nachname, vorname: 'Lamin' },
})
