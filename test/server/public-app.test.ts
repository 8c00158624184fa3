import pino from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultSessionLimits } from '../../server/auth/session-adapter.ts'
import { demoHouseFile, readHouseFacts } from '../../server/house-facts.ts'
import { createPublicApp } from '../../server/public-app.ts'
import { loadStaticFiles } from '../../server/static-files.ts'
import { expectOk, type House, openHouse } from '../house.ts'
import { readText } from '../web.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

async function openPublicApp() {
  const publicUrl = 'https://pruefen.test'
  const config = {
    baseUrl: 'https://vorlagen.test',
    publicUrl,
    houseName: 'Kreis Auental',
    houseFacts: expectOk(readHouseFacts(demoHouseFile)),
    smtp: null,
    sessionLimits: defaultSessionLimits,
    contactWeeks: 8,
    trustProxy: false,
    attachmentBytes: 25 * 2 ** 20,
  }
  const app = createPublicApp({ config, db: house.db, files: await loadStaticFiles(), log: pino({ level: 'silent' }) })
  return { get: (path: string) => app.request(`${publicUrl}${path}`), app, publicUrl }
}

test('the public port serves the check and nothing else', async () => {
  const { get } = await openPublicApp()
  const page = await get('/pruefung')
  expect(page.status).toBe(200)
  expect(await readText(page)).toContain('Ist dieses Dokument echt?')
  expect((await get('/')).headers.get('Location')).toBe('/pruefung')
  for (const path of ['/barrierefreiheit', '/datenschutz', '/impressum']) expect((await get(path)).status).toBe(200)
  for (const path of ['/session', '/cases', '/documents', '/documents/7/pdf', '/users', '/audit', '/profile']) {
    expect((await get(path)).status).toBe(404)
  }
})

test('its forms are posted from its own address, not from inside the house', async () => {
  const { app, publicUrl } = await openPublicApp()
  const post = (Origin: string) => app.request(`${publicUrl}/pruefung`, { method: 'POST', headers: { Origin } })
  expect((await post(publicUrl)).status).toBe(422)
  expect((await post('https://vorlagen.test')).status).toBe(403)
})
