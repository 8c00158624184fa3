import { afterEach, beforeEach, expect, test } from 'vitest'
import { registerShipped } from '../../server/template/template-actions.ts'
import { expectOk } from '../house.ts'
import { openWeb, type SignedIn, type Web } from '../web.ts'
import { emptyAgreement, fullPaper, submittedAgreement } from './document/documents.ts'

let web: Web
let queries = 0

beforeEach(async () => {
  web = await openWeb({
    wrapCall: (call) => {
      queries += 1
      return call()
    },
  })
  expectOk(await registerShipped(web.db))
})

afterEach(() => web.close())

async function asked(visitor: SignedIn, path: string): Promise<readonly [path: string, queries: number]> {
  queries = 0
  expect((await visitor.get(path)).status).toBe(200)
  return [path, queries]
}

test('a list asks the database as often for many rows as for one', async () => {
  const ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  const kortmann = await web.visitor('leitung', 'Dr. Sabine Kortmann')
  const vosskamp = await web.visitor('sitzungsdienst', 'Henning Vosskamp')
  const grow = async (number: number) => {
    await emptyAgreement(web, ahlers.actor, `32.3-ZV-2026-10${number}`)
    await submittedAgreement(web, ahlers.actor, `32.3-ZV-2026-20${number}`)
    await fullPaper(web, vosskamp.actor)
  }
  const askAll = async () => [
    await asked(ahlers, '/'),
    await asked(ahlers, '/cases'),
    await asked(ahlers, '/documents'),
    await asked(ahlers, '/search?q=ceesay'),
    await asked(kortmann, '/'),
    await asked(kortmann, '/approvals'),
    await asked(kortmann, '/documents'),
    await asked(kortmann, '/search?q=ceesay'),
    await asked(vosskamp, '/'),
    await asked(vosskamp, '/papers'),
    await asked(vosskamp, '/search?q=kreis'),
  ]
  await grow(1)
  const once = await askAll()
  for (const number of [2, 3, 4]) await grow(number)
  expect(await askAll()).toEqual(once)
})
