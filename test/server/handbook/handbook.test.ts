import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadHandbook, loadPictures, searchHandbook } from '../../../server/handbook/handbook.ts'
import { helpFor, helpPlaces, placesIn } from '../../../server/handbook/help-places.ts'
import { routesOf } from '../../two-units.ts'
import { openWeb, readText, type Web } from '../../web.ts'

const handbook = loadHandbook()
let web: Web

beforeAll(async () => {
  web = await openWeb()
})

afterAll(() => web.close())

test('every page leads to a passage that exists', () => {
  const passages = new Set(handbook.chapters.flatMap(placesIn))
  expect(Object.values(helpPlaces).flatMap((places) => places.filter((place) => !passages.has(place)))).toEqual([])
})

test('every page of the table is a page of the product', () => {
  const routes = new Set(routesOf(web))
  expect(Object.keys(helpPlaces).filter((path) => !routes.has(`GET ${path}`))).toEqual([])
})

test('each role is led to its own passage', () => {
  expect(helpFor(handbook, { path: '/cases/01abc', roles: ['leitung'] })).toBe('/hilfe/leitung#faelle-der-einheit')
  expect(helpFor(handbook, { path: '/cases/new', roles: ['lotsin'] })).toBe('/hilfe/lotsin#faelle')
  expect(helpFor(handbook, { path: '/gibt-es-nicht', roles: ['lotsin'] })).toBe('/hilfe')
})

test('no two passages of a chapter have the same address', () => {
  for (const { passages } of handbook.chapters) {
    expect(new Set(passages.map(({ id }) => id)).size).toBe(passages.length)
  }
})

test('every picture is there, is told in words, and has its passage', () => {
  const pictures = loadPictures()
  const shown = handbook.chapters.flatMap(({ passages }) => passages.flatMap((passage) => passage.pictures))
  expect(shown.map(({ file }) => file).sort()).toEqual([...pictures.keys()].sort())
})

test.each([
  ['Großdruck', 'drucken-und-mitgeben'],
  ['grossdruck', 'drucken-und-mitgeben'],
  ['qr scannen', 'ausfertigen-und-unterschreiben'],
  ['vertretung', 'vertretung-und-abwesenheit'],
])('„%s“ is found first in %s', (query, id) => {
  expect(searchHandbook(handbook, query)[0]?.passage.id).toBe(id)
})

test('the handbook opens with the chapters of the reader, and says when it has nothing', async () => {
  const reader = await web.visitor('leitung', 'Dr. Sabine Kortmann')
  const page = await readText(await reader.get('/hilfe'))
  expect(page.indexOf('Für die Leitung')).toBeLessThan(page.indexOf('Für andere Aufgaben'))
  expect(await readText(await reader.get('/hilfe?q=Zeppelin'))).toContain('steht nichts im Handbuch')
  expect((await reader.get('/hilfe/zeppelin')).status).toBe(404)
  expect(await (await reader.get('/cases')).text()).toContain('href="/hilfe/leitung#faelle-der-einheit"')
})
