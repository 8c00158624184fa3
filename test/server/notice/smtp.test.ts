import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { OutgoingMail } from '../../../server/notice/mail.ts'
import { smtpServer } from '../../../server/notice/smtp.ts'
import { type Behaviour, openMailHouse, openStrangeServer, settingsFor } from '../../mail-server.ts'

const mail: OutgoingMail = {
  id: '01JDZZZZZZZZZZZZZZZZZZZZZZ',
  address: 'jutta.ahlers@kreis-auental.example',
  at: new Date('2026-11-23T08:00:00.000Z'),
  subject: 'Vorlagenwerk: Eine Freigabe wartet auf Sie',
  text: 'Guten Tag,\n\neine Freigabe wartet: https://vorlagen.test/documents/7/approvals',
}

async function open(behaviour: Behaviour = {}, options: Parameters<typeof openMailHouse>[1] = {}) {
  const house = await openMailHouse(behaviour, options)
  onTestFinished(() => house.close())
  return house
}

test('a mail arrives as text, with a Message-ID that follows from the mail, and asks for no automatic answer', async () => {
  const house = await open()
  expect(await smtpServer(house.settings).send(mail)).toEqual({ ok: true })
  const [got] = house.mails
  expect(got).toMatchObject({ subject: mail.subject, messageId: `<${mail.id.toLowerCase()}@kreis-auental.example>` })
  expect(got?.text?.trim()).toBe(mail.text)
  expect(got?.date).toEqual(mail.at)
  expect(got?.from?.text).toBe('"Vorlagenwerk" <vorlagenwerk@kreis-auental.example>')
  expect(got?.headers.get('auto-submitted')).toBe('auto-generated')
  expect(got?.html).toBe(false)
})

test.each<[string, Behaviour, string]>([
  ['knows no such address', { recipients: [550] }, 'address'],
  ['wants the recipient later', { recipients: [451] }, 'later'],
  ['refuses the message for good', { messages: [554] }, 'refused'],
  ['wants the message later', { messages: [452] }, 'later'],
  ['refuses the sender', { sender: [553] }, 'sender'],
  ['is too busy for a sender', { sender: [421] }, 'busy'],
])('a server that %s', async (_, behaviour, reason) => {
  const house = await open(behaviour)
  expect(await smtpServer(house.settings).send(mail)).toEqual({ ok: false, reason, mayHaveGone: false })
  expect(house.mails).toEqual([])
})

test('a wrong password is told from everything else', async () => {
  const house = await open({ password: 'richtig' })
  const signIn = (password: string) => smtpServer({ ...house.settings, signIn: { user: 'x', password } }).send(mail)
  expect(await signIn('falsch')).toMatchObject({ reason: 'sign_in' })
  expect(await signIn('richtig')).toEqual({ ok: true })
})

test('a server that is not there is unreachable', async () => {
  const { port, close } = await openMailHouse()
  await close()
  expect(await smtpServer(settingsFor(port)).send(mail)).toEqual({
    ok: false,
    reason: 'unreachable',
    mayHaveGone: false,
  })
  const nowhere = settingsFor(25, { host: 'gibt-es-nicht.invalid' })
  expect(await smtpServer(nowhere).send(mail)).toMatchObject({ reason: 'unreachable' })
})

test('a server that says nothing, or stops in the middle, is not waited for; whether the mail may have gone is known', async () => {
  const silent = await openStrangeServer(() => undefined)
  onTestFinished(silent.close)
  expect(await smtpServer(silent.settings).send(mail)).toEqual({ ok: false, reason: 'no_answer', mayHaveGone: false })

  const stopsAfterHello = await openStrangeServer((socket) => {
    socket.write('220 hello\r\n')
    socket.once('data', () => socket.write('250 hello\r\n'))
  })
  onTestFinished(stopsAfterHello.close)
  expect(await smtpServer(stopsAfterHello.settings).send(mail)).toMatchObject({
    reason: 'no_answer',
    mayHaveGone: false,
  })

  const house = await open({ silences: 1 })
  expect(await smtpServer(house.settings).send(mail)).toEqual({ ok: false, reason: 'no_answer', mayHaveGone: true })
  expect(house.mails).toHaveLength(1)
})

test('a server that hangs up, or speaks something else, is reported and not thrown', async () => {
  const hangsUp = await openStrangeServer((socket) => socket.end('220 hello\r\n'))
  onTestFinished(hangsUp.close)
  expect(await smtpServer(hangsUp.settings).send(mail)).toMatchObject({ ok: false, mayHaveGone: false })
  const speaksHttp = await openStrangeServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  onTestFinished(speaksHttp.close)
  expect(await smtpServer(speaksHttp.settings).send(mail)).toMatchObject({ ok: false, mayHaveGone: false })
})

describe('TLS', () => {
  const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8')
  const tls = { key: fixture('key.pem'), cert: fixture('cert.pem') }

  test('with STARTTLS nothing is said before it is encrypted, and a trusted certificate is believed', async () => {
    const house = await open({}, { ...tls, secure: false })
    const trusting = settingsFor(house.port, { host: 'localhost', tls: 'starttls', trusted: tls.cert })
    expect(await smtpServer(trusting).send(mail)).toEqual({ ok: true })
  })

  test('from the first byte too', async () => {
    const house = await open({}, { ...tls, secure: true })
    const trusting = settingsFor(house.port, { host: 'localhost', tls: 'implicit', trusted: tls.cert })
    expect(await smtpServer(trusting).send(mail)).toEqual({ ok: true })
  })

  test.each(['starttls', 'implicit'] as const)(
    'an unknown certificate, and one for another host, are refused: %s',
    async (kind) => {
      const house = await open({}, { ...tls, secure: kind === 'implicit' })
      const unknown = settingsFor(house.port, { host: 'localhost', tls: kind })
      expect(await smtpServer(unknown).send(mail)).toMatchObject({ reason: 'tls' })
      const otherHost = settingsFor(house.port, { host: '127.0.0.1', tls: kind, trusted: tls.cert })
      expect(await smtpServer(otherHost).send(mail)).toMatchObject({ reason: 'tls' })
      expect(house.mails).toEqual([])
    },
  )

  test('a server that offers no TLS gets nothing', async () => {
    const house = await open()
    const strict = settingsFor(house.port, { tls: 'starttls' })
    expect(await smtpServer(strict).send(mail)).toMatchObject({ reason: 'tls' })
    const plain = await open()
    expect(await smtpServer(settingsFor(plain.port, { tls: 'implicit' })).send(mail)).toMatchObject({ reason: 'tls' })
  })
})
