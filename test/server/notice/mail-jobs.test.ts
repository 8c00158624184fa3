import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { transact } from '../../../server/audit/audit.ts'
import { type Actor, setupActor } from '../../../server/auth/auth.ts'
import { changeUser, deactivateUser, findUser } from '../../../server/auth/user-actions.ts'
import { ok } from '../../../server/base/result.ts'
import { mailPorts } from '../../../server/mail-ports.ts'
import type { SendResult } from '../../../server/notice/mail.ts'
import { chooseMailWish, readMails, retryMail, retryServer } from '../../../server/notice/mail-actions.ts'
import { deliverDueMail, digestMomentAfter, freeMailLeases } from '../../../server/notice/mail-jobs.ts'
import { markSeen, queueNotice, settleNotices } from '../../../server/notice/notice-actions.ts'
import { smtpServer } from '../../../server/notice/smtp.ts'
import { expectOk, type House, openHouse } from '../../house.ts'
import { type Behaviour, type MailHouse, openMailHouse } from '../../mail-server.ts'

let house: House
let deppe: Actor
let ahlers: Actor
beforeEach(async () => {
  house = await openHouse()
  deppe = await house.user('leitung', 'Malte Deppe')
  ahlers = await house.user('lotsin', 'Jutta Ahlers')
  await giveAddress(deppe, 'deppe@kreis-auental.example')
  await giveAddress(ahlers, 'ahlers@kreis-auental.example')
})
afterEach(() => house.close())

async function giveAddress({ userId }: Actor, email: string) {
  const user = await findUser(house.db, userId)
  if (user) expectOk(await changeUser(house.db, setupActor, { ...user, email }))
}

async function open(behaviour: Behaviour = {}): Promise<MailHouse> {
  const mails = await openMailHouse(behaviour)
  onTestFinished(() => mails.close())
  return mails
}

const portsTo = ({ settings }: Pick<MailHouse, 'settings'>) =>
  mailPorts({ server: smtpServer(settings), baseUrl: 'https://vorlagen.test' })

const deliver = (mails: Pick<MailHouse, 'settings'>) => deliverDueMail(house.db, portsTo(mails))

async function tell(to: Actor, kind: string, about: string, occasion?: string) {
  const entry = { by: ahlers.ref, event: 'test.told', subject: about } as const
  const at = house.clock.now()
  const notice = { to: to.userId, kind, about, at, ...(occasion ? { occasion } : {}) }
  return transact(house.db, entry, async (tx) => ok(await queueNotice(tx, notice)))
}

const list = async () => (await readMails(house.db, { state: null, limit: 50, offset: 0 })).mails
const failure = async () => (await readMails(house.db, { state: null, limit: 1, offset: 0 })).failure
const states = async () => (await list()).map(({ state, lastReason }) => `${state} ${lastReason ?? ''}`.trim())

test('what waits goes out at once, to the person it waits for, with a way to the thing', async () => {
  const mails = await open()
  await tell(deppe, 'approval_requested', 'd1')
  await deliver(mails)
  expect(mails.mails).toMatchObject([{ subject: 'Vorlagenwerk: Eine Freigabe wartet auf Sie' }])
  expect(mails.mails[0]?.to).toMatchObject({ text: 'deppe@kreis-auental.example' })
  expect(mails.mails[0]?.text).toContain('https://vorlagen.test/documents/d1/approvals')
  expect(await states()).toEqual(['sent'])
  await deliver(mails)
  expect(mails.mails).toHaveLength(1)
})

test('a transaction that rolls back mails nothing', async () => {
  const mails = await open()
  const at = house.clock.now()
  const entry = { by: ahlers.ref, event: 'test.told', subject: 'd1' } as const
  const work = transact(house.db, entry, async (tx) => {
    await queueNotice(tx, { to: deppe.userId, kind: 'approval_requested', about: 'd1', at })
    throw new Error('The power went out.')
  })
  await expect(work).rejects.toThrow()
  await deliver(mails)
  expect(mails.mails).toEqual([])
})

test('a second notice of a kind about a thing mails nothing before she has looked; afterwards it does', async () => {
  const mails = await open()
  await tell(deppe, 'comment_mentioned', 'd1')
  await tell(deppe, 'comment_mentioned', 'd1')
  await deliver(mails)
  await tell(deppe, 'comment_mentioned', 'd1')
  await deliver(mails)
  expect(mails.mails).toHaveLength(1)
  await markSeen(house.db, deppe.userId, 'd1')
  await tell(deppe, 'comment_mentioned', 'd1')
  await deliver(mails)
  expect(mails.mails).toHaveLength(2)
})

test('a reminder comes once for each deadline, seen or not', async () => {
  const mails = await open()
  for (const occasion of ['2026-11-30', '2026-11-30', '2026-12-07']) {
    await tell(deppe, 'approval_requested', 'd1', occasion)
    await deliver(mails)
    await markSeen(house.db, deppe.userId, 'd1')
  }
  expect(mails.mails).toHaveLength(2)
})

test('what was seen or settled before its mail went out needs none', async () => {
  const mails = await open()
  await tell(deppe, 'approval_requested', 'd1')
  await tell(deppe, 'approved', 'd2')
  await markSeen(house.db, deppe.userId, 'd2')
  const settled = { about: 'd1', kinds: ['approval_requested'], at: house.clock.now() }
  const entry = { by: ahlers.ref, event: 'test.settled', subject: 'd1' } as const
  await transact(house.db, entry, async (tx) => ok(await settleNotices(tx, settled)))
  await deliver(mails)
  expect([mails.mails, await list()]).toEqual([[], []])
})

test('no address: it is told instead of sent, and goes out once there is one', async () => {
  const mails = await open()
  await giveAddress(deppe, '')
  await tell(deppe, 'approval_requested', 'd1')
  await deliver(mails)
  expect(await states()).toEqual(['given_up no_address'])
  await giveAddress(deppe, 'neu@kreis-auental.example')
  const [mail] = await list()
  expectOk(await retryMail(house.db, setupActor.ref, mail?.id ?? ''))
  expect(await house.eventsOf(mail?.id ?? '')).toEqual(['mail.retried'])
  await deliver(mails)
  expect(mails.mails.map(({ to }) => to)).toMatchObject([{ text: 'neu@kreis-auental.example' }])
  expect(await retryMail(house.db, setupActor.ref, mail?.id ?? '')).toMatchObject({ ok: false, problem: 'not_found' })
})

test('whoever was deactivated gets nothing any more', async () => {
  const mails = await open()
  await tell(deppe, 'approval_requested', 'd1')
  const entry = { by: setupActor.ref, event: 'user.deactivated', subject: deppe.userId } as const
  const gone = { id: deppe.userId, at: house.clock.now() }
  expectOk(await transact(house.db, entry, (tx) => deactivateUser(tx, setupActor, gone)))
  await deliver(mails)
  expect([mails.mails.length, await states()]).toEqual([0, ['withdrawn deactivated']])
})

test('without a mail server the text is kept to be read, and not sent later', async () => {
  await tell(deppe, 'approval_requested', 'd1')
  await deliverDueMail(house.db, mailPorts({ server: null, baseUrl: 'https://vorlagen.test' }))
  expect(await list()).toMatchObject([{ state: 'kept', text: expect.stringContaining('/documents/d1/approvals') }])
  const mails = await open()
  await deliver(mails)
  expect(mails.mails).toEqual([])
})

describe('by her own wish', () => {
  test('one mail a working day at half past seven counts what is new since the last', async () => {
    const mails = await open()
    await chooseMailWish(house.db, deppe.userId, 'daily')
    await tell(deppe, 'approval_requested', 'd1')
    await tell(deppe, 'approval_requested', 'd2')
    await tell(deppe, 'approved', 'd3')
    await tell(deppe, 'returned', 'd4')
    await markSeen(house.db, deppe.userId, 'd4')
    house.clock.advanceMinutes(22 * 60 + 29) // Tuesday, 7:29
    await deliver(mails)
    expect(mails.mails).toEqual([])
    house.clock.advanceMinutes(1)
    await deliver(mails)
    expect(mails.mails).toMatchObject([{ subject: 'Vorlagenwerk: 3 Nachrichten für Sie' }])
    const text = mails.mails[0]?.text ?? ''
    expect(text).toContain('- 2 Freigaben warten auf Sie')
    expect(text).toContain('- Eines Ihrer Dokumente ist freigegeben')
    expect(text).toContain('https://vorlagen.test/\n')
    await tell(deppe, 'approved', 'd5')
    house.clock.advanceMinutes(60)
    await deliver(mails)
    expect(mails.mails).toHaveLength(1)
  })

  test('no mail at all; and what waited for another wish follows the new one', async () => {
    const mails = await open()
    await chooseMailWish(house.db, deppe.userId, 'daily')
    await tell(deppe, 'approval_requested', 'd1')
    await chooseMailWish(house.db, ahlers.userId, 'daily')
    await tell(ahlers, 'approved', 'd1')
    await chooseMailWish(house.db, deppe.userId, 'none')
    await chooseMailWish(house.db, ahlers.userId, 'at_once')
    await tell(deppe, 'approval_requested', 'd2')
    await deliver(mails)
    expect(mails.mails.map(({ to }) => to)).toMatchObject([{ text: 'ahlers@kreis-auental.example' }])
  })

  test.each([
    ['Monday, before', '2026-11-23T06:29:00.000Z', '2026-11-23T06:30:00.000Z'],
    ['Monday, after', '2026-11-23T06:30:00.000Z', '2026-11-24T06:30:00.000Z'],
    ['Friday afternoon', '2026-11-27T15:00:00.000Z', '2026-11-30T06:30:00.000Z'],
    ['before Christmas', '2026-12-24T15:00:00.000Z', '2026-12-28T06:30:00.000Z'],
    ['in summer', '2026-07-01T15:00:00.000Z', '2026-07-02T05:30:00.000Z'],
  ])('%s', (_, at, digest) => {
    expect(digestMomentAfter(at)).toBe(digest)
  })
})

describe('when the mail server', () => {
  test('is away for a weekend, nothing is lost, nothing given up, it is said, and all goes out by itself', async () => {
    const gone = await openMailHouse()
    await gone.close()
    await tell(deppe, 'approval_requested', 'd1')
    await tell(ahlers, 'approved', 'd1')
    for (let look = 0; look < 100; look++) {
      await deliver(gone)
      house.clock.advanceMinutes(30)
    }
    expect(await failure()).toMatchObject({ reason: 'unreachable', failingSince: '2026-11-23T08:00:00.000Z' })
    expect(await states()).toEqual(['waiting unreachable', 'waiting unreachable'])
    const mails = await open()
    await deliver(mails)
    expect(mails.mails).toHaveLength(2)
    expect([await states(), await failure()]).toEqual([['sent', 'sent'], null])
  })

  test('fails as a whole, it is asked again after growing pauses, or at once when somebody wants it', async () => {
    let asked = 0
    const broken: SendResult = { ok: false, reason: 'sign_in', mayHaveGone: false }
    const server = { send: async () => (++asked > 3 ? ({ ok: true } as const) : broken) }
    const ports = mailPorts({ server, baseUrl: 'https://vorlagen.test' })
    await tell(deppe, 'approval_requested', 'd1')
    await tell(ahlers, 'approved', 'd1')
    for (let seconds = 0; seconds < 40; seconds += 5) {
      await deliverDueMail(house.db, ports)
      house.clock.advanceMinutes(5 / 60)
    }
    expect(asked).toBe(2)
    await retryServer(house.db)
    await deliverDueMail(house.db, ports)
    expect(asked).toBe(3)
    await retryServer(house.db)
    await deliverDueMail(house.db, ports)
    expect([asked, await states()]).toEqual([5, ['sent', 'sent']])
  })

  test('wants one mail later, the others go out, and that one follows', async () => {
    const mails = await open({ recipients: [451] })
    await tell(deppe, 'approval_requested', 'd1')
    await tell(ahlers, 'approved', 'd1')
    await deliver(mails)
    expect(await states()).toEqual(['sent', 'waiting later'])
    await deliver(mails)
    expect(mails.mails).toHaveLength(1)
    house.clock.advanceMinutes(1)
    await deliver(mails)
    expect(await states()).toEqual(['sent', 'sent'])
  })

  test('never wants a mail, it is given up after some hours, for all to see', async () => {
    const mails = await open({ recipients: Array(20).fill(452) })
    await tell(deppe, 'approval_requested', 'd1')
    let minutes = 0
    for (; (await states())[0] !== 'given_up too_often' && minutes < 600; minutes += 10) {
      await deliver(mails)
      house.clock.advanceMinutes(10)
    }
    expect(minutes).toBeGreaterThan(180)
    expect(minutes).toBeLessThan(600)
    expect(await list()).toMatchObject([{ attempts: 11 }])
  })

  test('knows no such address, or refuses the mail, it is given up at once', async () => {
    const mails = await open({ recipients: [550], messages: [554] })
    await tell(deppe, 'approval_requested', 'd1')
    await tell(ahlers, 'approved', 'd1')
    await deliver(mails)
    expect((await states()).sort()).toEqual(['given_up address', 'given_up refused'])
    expect(JSON.stringify(await list())).not.toContain('No, jutta')
  })

  test('takes a mail and never says so, it is asked again with the same Message-ID and words, at most five times', async () => {
    const mails = await open({ silences: 99 })
    await tell(deppe, 'approval_requested', 'd1')
    await tell(deppe, 'returned', 'd2')
    for (let look = 0; look < 8; look++) {
      await deliver(mails)
      await markSeen(house.db, deppe.userId, 'd2')
      house.clock.advanceMinutes(11)
    }
    expect(mails.mails).toHaveLength(5)
    expect(new Set(mails.mails.map(({ messageId, text }) => `${messageId} ${text}`)).size).toBe(1)
    expect(await states()).toEqual(['given_up unanswered'])
  })
})

test('a process that dies while it sends sends again with the same Message-ID, and then marks it', async () => {
  const mails = await open()
  await tell(deppe, 'approval_requested', 'd1')
  const smtp = smtpServer(mails.settings)
  const dying = mailPorts({
    baseUrl: 'https://vorlagen.test',
    server: {
      async send(mail) {
        await smtp.send(mail)
        throw new Error('kill -9')
      },
    },
  })
  await expect(deliverDueMail(house.db, dying)).rejects.toThrow('kill -9')
  await deliver(mails)
  expect(mails.mails).toHaveLength(1) // somebody else may still be sending it
  await freeMailLeases(house.db) // the next process has the file to itself
  await deliver(mails)
  await deliver(mails)
  expect(mails.mails).toHaveLength(2)
  expect(new Set(mails.mails.map(({ messageId }) => messageId)).size).toBe(1)
  expect(await states()).toEqual(['sent'])
})

test('a clock that jumps a day ahead and back loses nothing, sends nothing twice, and keeps nothing waiting', async () => {
  const day = 24 * 60
  const mails = await open({ recipients: [451] })
  await chooseMailWish(house.db, ahlers.userId, 'daily')
  house.clock.advanceMinutes(day)
  await tell(deppe, 'approval_requested', 'd1')
  await tell(ahlers, 'approved', 'd1')
  await deliver(mails)
  expect(await states()).toEqual(['waiting later'])
  const broken: SendResult = { ok: false, reason: 'unreachable', mayHaveGone: false }
  await tell(deppe, 'approval_requested', 'd2')
  await deliverDueMail(house.db, mailPorts({ server: { send: async () => broken }, baseUrl: 'https://vorlagen.test' }))
  house.clock.advanceMinutes(-day)
  await deliver(mails)
  expect(mails.mails).toHaveLength(2)
  house.clock.advanceMinutes(22 * 60 + 30) // Tuesday, 7:30
  await deliver(mails)
  house.clock.advanceMinutes(day)
  await deliver(mails)
  expect(mails.mails.map(({ to }) => to && 'text' in to && to.text).sort()).toEqual([
    'ahlers@kreis-auental.example',
    'deppe@kreis-auental.example',
    'deppe@kreis-auental.example',
  ])
})

test('what ended three months ago is forgotten', async () => {
  const mails = await open()
  await tell(deppe, 'approval_requested', 'd1')
  await deliver(mails)
  house.clock.advanceMinutes(91 * 24 * 60)
  await deliver(mails)
  expect(await list()).toEqual([])
})
