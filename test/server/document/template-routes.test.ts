import { afterEach, beforeEach, expect, test } from 'vitest'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { expectOk } from '../../house.ts'
import { openWeb, readText, type Web } from '../../web.ts'

let web: Web

beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
})

afterEach(() => web.close())

const version = '/templates/zielvereinbarung-25b/versions/1'

test('the list names every template with its norm, its newest version and how often it was used', async () => {
  const rieken = await web.visitor('vorlagenpflege', 'Edda Rieken')
  const answer = await rieken.get('/templates')
  expect(answer.status).toBe(200)
  const words = await readText(answer)
  expect(words).toContain('6 Dokumentvorlagen')
  expect(words).toContain('§ 25b')
  expect(words).toContain('seit 01.09.2026 noch nicht')
})

test('a version shows its fields, a filled-in sample and its versions', async () => {
  const rieken = await web.visitor('vorlagenpflege', 'Edda Rieken')
  const words = await readText(await rieken.get(version))
  expect(words).toContain('Version 1')
  expect(words).toContain('ziele[].schritte[].')
  expect(words).toContain('veröffentlicht 23.11.2026')
  expect(words).toContain('Ziel 1')
})

test('the sample is a PDF that says ENTWURF in every hand it may fall into', async () => {
  const rieken = await web.visitor('vorlagenpflege', 'Edda Rieken')
  const answer = await rieken.get(`${version}/sample.pdf`)
  expect(answer.headers.get('Content-Type')).toBe('application/pdf')
  expect(answer.headers.get('Content-Disposition')).toBe('inline; filename="beispiel-zielvereinbarung-25b-v1.pdf"')
  expect(Buffer.from(await answer.arrayBuffer()).toString('latin1', 0, 5)).toBe('%PDF-')
})

test.each(['lotsin', 'leitung', 'sitzungsdienst', 'vorlagenpflege'] as const)('%s may read templates', async (role) => {
  const visitor = await web.visitor(role, 'Kim Beispiel')
  for (const path of ['/templates', version, `${version}/sample.pdf`]) {
    expect((await visitor.get(path)).status, path).toBe(200)
  }
})

test.each(['administration', 'revision'] as const)('%s may not', async (role) => {
  const visitor = await web.visitor(role, 'Kim Beispiel')
  for (const path of ['/templates', version, `${version}/sample.pdf`]) {
    expect((await visitor.get(path)).status, path).toBe(403)
  }
})

test('nobody signed in is led to the sign-in page', async () => {
  expect((await web.stranger.get('/templates')).headers.get('Location')).toBe('/session?next=%2Ftemplates')
})

test.each([
  'zielvereinbarung-25b/versions/2',
  'zielvereinbarung-25b/versions/x',
  'nichts/versions/1',
  '..%2F..%2Fetc/versions/1',
])('a version that does not exist is a page that says so: %s', async (path) => {
  const rieken = await web.visitor('vorlagenpflege', 'Edda Rieken')
  expect((await rieken.get(`/templates/${path}`)).status).toBe(404)
  expect((await rieken.get(`/templates/${path}/sample.pdf`)).status).toBe(404)
})
