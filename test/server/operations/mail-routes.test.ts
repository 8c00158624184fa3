import { afterEach, beforeEach, expect, test } from 'vitest'
import { transact } from '../../../server/audit/audit.ts'
import { ok } from '../../../server/base/result.ts'
import { mailPorts } from '../../../server/mail-ports.ts'
import type { SendResult } from '../../../server/notice/mail.ts'
import { deliverDueMail } from '../../../server/notice/mail-jobs.ts'
import { queueNotice } from '../../../server/notice/notice-actions.ts'
import { openWeb, readText, type SignedIn, type Web } from '../../web.ts'

let web: Web
let admin: SignedIn
beforeEach(async () => {
  web = await openWeb()
  admin = await web.visitor('administration', 'Tom Wellmann')
})
afterEach(() => web.close())

async function tell(about: string) {
  const { userId: to } = await web.user('leitung', 'Malte Deppe', { login: about })
  const entry = { by: admin.actor.ref, event: 'test.told', subject: about } as const
  const notice = { to, kind: 'approval_requested', about, at: web.clock.now() }
  await transact(web.db, entry, async (tx) => ok(await queueNotice(tx, notice)))
}

async function deliver(result: SendResult, address = 'deppe@kreis-auental.example') {
  const ports = mailPorts({ server: { send: async () => result }, baseUrl: 'https://vorlagen.test' })
  await deliverDueMail(web.db, { ...ports, recipient: async () => ({ address, isActive: true }) })
}

const pageText = async (path = '/mails') => readText(await admin.get(path))

test('the page says that no mail server is set, and shows what would have been sent', async () => {
  await tell('d1')
  await deliverDueMail(web.db, mailPorts({ server: null, baseUrl: 'https://vorlagen.test' }))
  const text = await pageText()
  for (const part of ['kein Mailserver eingerichtet', 'SMTP_HOST', 'Malte Deppe', 'Nur geschrieben', 'd1/approvals'])
    expect(text).toContain(part)
})

test('a server that fails is said with its reason, since when, and when it is tried again', async () => {
  await tell('d1')
  await deliver({ ok: false, reason: 'sign_in', mayHaveGone: false })
  const text = await pageText()
  for (const part of ['lehnt die Anmeldung ab', 'seit 23.11.2026, 09:00 Uhr', '1 Mail wartet', 'Jetzt versuchen'])
    expect(text).toContain(part)
  expect((await admin.post('/mails/server/tries')).headers.get('Location')).toBe('/mails?done=retried')
})

test('a mail that was given up stands there with its reason, counts in the navigation, and is sent again by a button', async () => {
  await tell('d1')
  await deliver({ ok: false, reason: 'address', mayHaveGone: false })
  expect(await pageText()).toContain('Der Mailserver kennt die Adresse nicht')
  expect(await pageText()).toMatch(/Post 1 offen/)
  const html = await (await admin.get('/mails?state=given_up')).text()
  // This product has no mail server: there is nobody to send it again.
  expect(html).not.toContain('/retries"')
  expect((await admin.post('/mails/gibt-es-nicht/retries')).status).toBe(404)
})

test('many mails stand on several pages, chosen by what became of them', async () => {
  for (let count = 0; count < 53; count++) await tell(`d${count}`)
  await deliver({ ok: true })
  expect(await pageText()).toContain('gesendet (53)')
  expect(await pageText('/mails?state=sent&page=2')).toContain('Seite 2 von 2')
  expect(await pageText('/mails?state=given_up')).toContain('Hier steht noch keine Mail')
  expect((await admin.get('/mails?state=<x>&page=-9')).status).toBe(200)
})
