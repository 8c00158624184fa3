import { afterEach, beforeEach, expect, test } from 'vitest'
import { verifyChain } from '../../../server/audit/verify-chain.ts'
import type { Actor } from '../../../server/auth/auth.ts'
import { findUser } from '../../../server/auth/user-actions.ts'
import { closeCase, findCase } from '../../../server/casefile/casefile-actions.ts'
import { deactivateAndHandOver } from '../../../server/casefile/handover-actions.ts'
import { expectOk, type House, openHouse } from '../../house.ts'
import { caseOf, readCase } from './cases.ts'

let house: House
let admin: Actor
let ahlers: Actor
let deppe: Actor

beforeEach(async () => {
  house = await openHouse()
  admin = await house.user('administration', 'Ada Min')
  ahlers = await house.user('lotsin', 'Jutta Ahlers')
  deppe = await house.user('lotsin', 'Malte Deppe')
})
afterEach(() => house.close())

const deactivate = (actor: Actor, id: string, handOverTo: string) =>
  deactivateAndHandOver(house.db, actor, { id, handOverTo })

test('whoever leaves leaves no case behind: open and closed ones go to her successor in the same act', async () => {
  const [open, done] = [
    await caseOf(house, ahlers, { aktenzeichen: 'A-1' }),
    await caseOf(house, ahlers, { aktenzeichen: 'A-2' }),
  ]
  expectOk(await closeCase(house.db, ahlers, { id: done.id }))
  expect(expectOk(await deactivate(admin, ahlers.userId, deppe.userId))).toEqual({ cases: 2 })
  for (const { id } of [open, done]) {
    expect((await readCase(house, deppe, id)).lotsinId).toBe(deppe.userId)
    expect((await house.trailOf(id))[0]).toMatchObject({
      event: 'case.handed_over',
      userId: admin.userId,
      details: { from: ahlers.userId, to: deppe.userId },
    })
  }
  expect((await house.trailOf(ahlers.userId))[0]).toMatchObject({
    event: 'user.deactivated',
    details: { cases: 2, handedOverTo: deppe.userId },
  })
  expect(await verifyChain(house.db)).not.toHaveProperty('brokenAt')
})

test('with open cases and no successor the account stays as it is', async () => {
  const { id } = await caseOf(house, ahlers)
  expect(await deactivate(admin, ahlers.userId, '')).toMatchObject({
    problem: 'invalid',
    fields: [{ path: 'handOverTo' }],
  })
  expect((await findUser(house.db, ahlers.userId))?.deactivatedAt).toBeNull()
  expect((await findCase(house.db, ahlers, id))?.lotsinId).toBe(ahlers.userId)
  expect(await house.eventsOf(id)).toEqual(['case.created'])
})

test('without open cases nobody need take over', async () => {
  const { id } = await caseOf(house, ahlers)
  expectOk(await closeCase(house.db, ahlers, { id }))
  expect(expectOk(await deactivate(admin, ahlers.userId, ''))).toEqual({ cases: 0 })
})

test('a case goes to the unit of whoever takes it, unless its Aktenzeichen is taken there', async () => {
  const fern = await house.user('lotsin', 'Eva Fern', { unit: '50.1' })
  const leader = await house.user('leitung', 'Rolf Weit', { unit: '50.1' })
  const { id } = await caseOf(house, ahlers)
  const same = await caseOf(house, fern)
  expect(await deactivate(admin, ahlers.userId, fern.userId)).toMatchObject({ fields: [{ path: 'handOverTo' }] })
  expect((await findUser(house.db, ahlers.userId))?.deactivatedAt).toBeNull()

  const meier = await house.user('lotsin', 'Ida Meier')
  const other = await caseOf(house, meier, { aktenzeichen: 'A-9' })
  expectOk(await deactivate(admin, meier.userId, fern.userId))
  expect(await findCase(house.db, leader, other.id)).not.toBeNull()
  expect(await findCase(house.db, leader, same.id)).not.toBeNull()
  expect(await findCase(house.db, leader, id)).toBeNull()
})

test('cases go to nobody who leaves, is gone or guides none', async () => {
  await caseOf(house, ahlers)
  const gone = await house.user('lotsin', 'Gerd Gone')
  expectOk(await deactivate(admin, gone.userId, ''))
  for (const to of [ahlers.userId, gone.userId, admin.userId, 'nobody']) {
    expect(await deactivate(admin, ahlers.userId, to)).toMatchObject({ fields: [{ path: 'handOverTo' }] })
  }
})

test('only the administration deactivates', async () => {
  expect(await deactivate(deppe, ahlers.userId, deppe.userId)).toMatchObject({ problem: 'forbidden' })
})
