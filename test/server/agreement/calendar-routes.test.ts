import { afterEach, beforeEach, expect, test } from 'vitest'
import { recordStepDone } from '../../../server/agreement/step-actions.ts'
import { deactivateAndHandOver } from '../../../server/casefile/handover-actions.ts'
import { moveReminder, setReminder } from '../../../server/casefile/reminder-actions.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { expectOk } from '../../house.ts'
import { openWeb, type SignedIn, type Web } from '../../web.ts'
import { orderedAgreement } from './agreements.ts'

let web: Web
let ahlers: SignedIn

beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
})

afterEach(() => web.close())

async function newAddress(visitor = ahlers): Promise<string> {
  const page = await (await visitor.post('/profile/calendar-links')).text()
  return /https:\/\/vorlagen\.test(\/calendar\/[\w-]{43}\.ics)/.exec(page)?.[1] ?? ''
}

async function agreementWithReminder() {
  const leitung = await web.user('leitung', 'Dr. Sabine Kortmann')
  const agreement = await orderedAgreement({ house: web, lotsin: ahlers.actor, leitung })
  const about = { caseId: agreement.caseId, about: null, dueOn: '2026-12-01', reason: 'Anruf bei Frau Camara' }
  return { ...agreement, reminderId: expectOk(await setReminder(web.db, ahlers.actor, about)).id }
}

/** Lines unfolded (RFC 5545, 3.1), as properties of each event. */
function eventsIn(ics: string): Record<string, string>[] {
  expect(ics).toMatch(/^BEGIN:VCALENDAR\r\n/)
  expect(ics.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
  expect(ics.replaceAll('\r\n', '')).not.toContain('\n')
  const lines = ics.replaceAll('\r\n ', '').trimEnd().split('\r\n')
  expect(lines).toEqual(expect.arrayContaining(['VERSION:2.0', expect.stringMatching(/^PRODID:/)]))
  expect(lines.at(-1)).toBe('END:VCALENDAR')
  const events: Record<string, string>[] = []
  for (const line of lines) {
    if (line === 'BEGIN:VEVENT') events.push({})
    const [name = '', value = ''] = line.split(/:(.*)/s)
    const event = events.at(-1)
    if (event && !/^(BEGIN|END)$/.test(name)) event[name] = value
  }
  return events
}

test('the feed holds what is due as whole days, without names, the same bytes each time', async () => {
  const { caseId, reminderId } = await agreementWithReminder()
  const address = await newAddress()
  const answer = await web.stranger.get(address)
  expect(answer.headers.get('Content-Type')).toBe('text/calendar; charset=utf-8')
  const ics = await answer.text()
  const events = eventsIn(ics)
  expect(events.map((event) => `${event['DTSTART;VALUE=DATE']} ${event.SUMMARY}`)).toEqual([
    '20261119 Schritt fällig',
    '20261123 Schritt fällig',
    '20261126 Gespräch',
    '20261127 Schritt fällig',
    '20261201 Wiedervorlage',
    '20270129 Schritt fällig',
    '20270225 Gespräch',
    '20271013 Gespräch',
  ])
  for (const event of events) {
    expect(Object.keys(event)).toEqual(
      expect.arrayContaining(['UID', 'DTSTAMP', 'DTSTART;VALUE=DATE', 'DTEND;VALUE=DATE', 'SUMMARY']),
    )
    expect(event.DTSTAMP).toMatch(/^\d{8}T\d{6}Z$/)
  }
  expect(new Set(events.map(({ UID }) => UID)).size).toBe(events.length)
  const reminder = events.find(({ SUMMARY }) => SUMMARY === 'Wiedervorlage')
  expect(Object.entries(reminder ?? {}).find(([name]) => name.startsWith('URL'))?.[1]).toBe(
    `https://vorlagen.test/cases/${caseId}/reminders/${reminderId}`,
  )
  expect(reminder?.['DTEND;VALUE=DATE']).toBe('20261202')
  for (const secret of ['Ceesay', 'Camara', 'Ahlers', '32.3', 'Anruf', 'Botschaft']) expect(ics).not.toContain(secret)
  web.clock.advanceMinutes(60)
  expect(await (await web.stranger.get(address)).text()).toBe(ics)
})

test('a calendar that has it already is told so; what moves keeps its UID, what is done goes', async () => {
  const { caseId, reminderId } = await agreementWithReminder()
  const address = await newAddress()
  const first = await web.stranger.get(address)
  const etag = first.headers.get('ETag') ?? ''
  const before = eventsIn(await first.text())
  expect((await web.stranger.get(address, { 'If-None-Match': etag })).status).toBe(304)
  expectOk(await moveReminder(web.db, ahlers.actor, { caseId, id: reminderId, dueOn: '2026-12-02' }))
  const key = { caseId, stepId: 'z1s1', dueOn: '2026-11-19' }
  expectOk(await recordStepDone(web.db, ahlers.actor, { ...key, doneOn: '2026-11-20', note: 'da', attachments: [] }))
  const second = await web.stranger.get(address, { 'If-None-Match': etag })
  expect(second.status).toBe(200)
  const after = eventsIn(await second.text())
  const uidOf = (events: typeof after) => events.find(({ SUMMARY }) => SUMMARY === 'Wiedervorlage')?.UID
  expect(uidOf(after)).toBe(uidOf(before))
  expect(after).toHaveLength(before.length - 1)
})

test('the address ends when it is renewed or ended, and with the account', async () => {
  const first = await newAddress()
  const second = await newAddress()
  expect((await web.stranger.get(first)).status).toBe(404)
  expect((await web.stranger.get(second)).status).toBe(200)
  expect(await (await ahlers.get('/profile')).text()).not.toContain('/calendar/')
  await ahlers.post('/profile/calendar-links/ends')
  expect((await web.stranger.get(second)).status).toBe(404)
  const third = await newAddress()
  const wellmann = await web.user('administration', 'Tom Wellmann')
  expectOk(await deactivateAndHandOver(web.db, wellmann, { id: ahlers.actor.userId, handOverTo: '' }))
  expect((await web.stranger.get(third)).status).toBe(404)
  const events = (await web.eventsOf(ahlers.actor.userId)).filter((event) => event.includes('calendar'))
  expect(events).toEqual([
    'user.calendar_linked',
    'user.calendar_linked',
    'user.calendar_unlinked',
    'user.calendar_linked',
  ])
})

test('the secret is kept nowhere, neither in the database nor in the log, and an address may not ask without end', async () => {
  const address = await newAddress()
  const token = /[\w-]{43}/.exec(address)?.[0] ?? 'none'
  for (let asked = 0; asked < 121; asked++) await web.stranger.get('/calendar/falsch.ics')
  const refused = await web.stranger.get(address)
  expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '600'])
  web.clock.advanceMinutes(11)
  expect((await web.stranger.get(address)).status).toBe(200)
  expect(JSON.stringify(web.logged)).not.toContain(token)
  expect(JSON.stringify(await web.trailOf(ahlers.actor.userId))).not.toContain(token)
})

test('there is no calendar for people without cases', async () => {
  const clerk = await web.visitor('sitzungsdienst', 'Henning Vosskamp')
  expect((await clerk.post('/profile/calendar-links')).status).toBe(403)
  expect(await (await clerk.get('/profile')).text()).not.toContain('Kalender')
})
