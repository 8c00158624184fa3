import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Actor } from './auth/auth.ts'
import type { Env } from './auth/http.ts'
import type { Reader } from './base/database.ts'
import { actingOnCase } from './casefile/casefile-actions.ts'
import { actingOn, decidingOn } from './document/acting.ts'

type Find = (reader: Reader, actor: Actor, id: string) => Promise<Actor>

/** Where an address names a thing, everything behind it is done by whoever the person is there: herself, or in Vertretung
 *  for somebody. Here and nowhere else, so that no route forgets it. */
const acts = (findFor: (path: string) => Find): MiddlewareHandler<Env, '/:id/*'> =>
  createMiddleware<Env, '/:id/*'>(async (c, next) => {
    const { actor, db } = c.var
    if (actor?.deputyships?.length) {
      c.set('person', actor)
      c.set('actor', await findFor(c.req.path)(db, actor, c.req.param('id')))
    }
    await next()
  })

export const actsOnCases = acts(() => actingOnCase)

export const actsOnDocuments = acts((path) => (decides.test(path) ? decidingOn : actingOn))

const decides = /\/(approvals|returns|forwardings)$/
