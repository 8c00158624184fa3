import { afterEach, beforeEach, expect, test } from 'vitest'
import { transact } from '../../../server/audit/audit.ts'
import type { Actor } from '../../../server/auth/auth.ts'
import { conflict, ok } from '../../../server/base/result.ts'
import { markSeen, openNotices, queueNotice, settleNotices } from '../../../server/notice/notice-actions.ts'
import { type House, openHouse } from '../../house.ts'

let house: House
let ahlers: Actor
let deppe: Actor

beforeEach(async () => {
  house = await openHouse()
  ahlers = await house.user('lotsin', 'Jutta Ahlers')
  deppe = await house.user('lotsin', 'Malte Deppe')
})
afterEach(() => house.close())

const tell = (to: Actor, kind: string, about: string, fails = false) =>
  transact(house.db, { by: ahlers.ref, event: 'thing.done', subject: about }, async (tx) => {
    await queueNotice(tx, { to: to.userId, kind, about, at: house.clock.now() })
    return fails ? conflict('Nein.') : ok(null)
  })

const open = async (actor: Actor) => (await openNotices(house.db, actor.userId)).map(({ kind }) => kind)

test('a notice waits for the one it is for, the newest first, until she has looked', async () => {
  await tell(ahlers, 'returned', 'd1')
  await tell(ahlers, 'approved', 'd2')
  expect(await open(ahlers)).toEqual(['approved', 'returned'])
  expect(await open(deppe)).toEqual([])
  await markSeen(house.db, deppe.userId, 'd1')
  await markSeen(house.db, ahlers.userId, 'd2')
  expect(await open(ahlers)).toEqual(['returned'])
})

test('an act that is refused tells nobody', async () => {
  await tell(ahlers, 'returned', 'd1', true)
  expect(await open(ahlers)).toEqual([])
})

test('what is done needs to be seen by nobody any more', async () => {
  await tell(ahlers, 'approval_requested', 'd1')
  await tell(deppe, 'approval_requested', 'd1')
  await tell(deppe, 'approved', 'd1')
  await transact(house.db, { by: ahlers.ref, event: 'thing.settled', subject: 'd1' }, async (tx) => {
    await settleNotices(tx, { about: 'd1', kinds: ['approval_requested'], at: house.clock.now() })
    return ok(null)
  })
  expect(await open(ahlers)).toEqual([])
  expect(await open(deppe)).toEqual(['approved'])
})
