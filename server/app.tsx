import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { contextStorage } from 'hono/context-storage'
import type { Logger } from 'pino'
import { z } from 'zod'
import { accessLog } from './access-log.ts'
import { administrationRoutes } from './auth/administration-routes.tsx'
import { authRoutes } from './auth/auth-routes.tsx'
import { type Env, withActor } from './auth/http.ts'
import type { Db } from './base/database.ts'
import { projectRoot } from './base/project-root.ts'
import { casefileRoutes } from './casefile/casefile-routes.tsx'
import type { Config } from './config.ts'
import { answerError, answerMissing, answerTooLarge } from './errors.tsx'
import { httpsRedirect } from './https-redirect.ts'
import { operationsRoutes } from './operations/operations-routes.tsx'
import { originCheck } from './origin-check.ts'
import { securityHeaders } from './security-headers.ts'
import { withOwnShell, withPublicShell } from './shell.ts'
import { startRoutes } from './start-routes.tsx'
import type { StaticFiles } from './static-files.ts'

export interface AppOptions {
  readonly config: Pick<Config, 'baseUrl' | 'houseName' | 'sessionLimits' | 'trustProxy'>
  readonly db: Db
  readonly files: StaticFiles
  readonly log: Logger
}

const largestFormBytes = 2 * 2 ** 20

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')))

/** The whole product behind one function from request to response. The order is the order of trust: what surrounds every
 *  answer, who may ask at all, who asks, then the routes. */
export function createApp({ config, db, files, log }: AppOptions): Hono<Env> {
  const app = new Hono<Env>()
  const { baseUrl, houseName, trustProxy, sessionLimits: limits } = config
  const https = baseUrl?.startsWith('https://') ?? false

  app.use(contextStorage(), accessLog(log), securityHeaders({ https }))
  if (https && baseUrl && trustProxy) app.use(httpsRedirect(baseUrl))
  app.use(withPublicShell({ houseName, version, assets: files.assets }))
  app.use('/assets/*', files.serve)
  app.use(originCheck({ baseUrl }), bodyLimit({ maxSize: largestFormBytes, onError: answerTooLarge }))
  app.use(withActor({ db, secureCookies: https, baseUrl, limits, trustProxy }), withOwnShell)

  for (const routes of [startRoutes, authRoutes, administrationRoutes, casefileRoutes, operationsRoutes])
    app.route('/', routes)
  app.notFound(answerMissing(app))
  app.onError(answerError(log))
  return app
}
