import { Hono } from 'hono'
import { contextStorage } from 'hono/context-storage'
import { createMiddleware } from 'hono/factory'
import type { Logger } from 'pino'
import { accessLog } from './access-log.ts'
import { administrationRoutes } from './auth/administration-routes.tsx'
import { authRoutes } from './auth/auth-routes.tsx'
import { type Env, withActor } from './auth/http.ts'
import type { Db } from './base/database.ts'
import { casefileRoutes } from './casefile/casefile-routes.tsx'
import type { Config } from './config.ts'
import { approvalRoutes } from './document/approval-routes.tsx'
import { documentRoutes } from './document/document-routes.tsx'
import { documentSentence, peopleOf } from './document/document-trail.ts'
import { draftRoutes } from './document/draft-routes.tsx'
import { issueRoutes } from './document/issue-routes.tsx'
import { templateRoutes } from './document/template-routes.tsx'
import { answerError, answerMissing } from './errors.tsx'
import { httpsRedirect } from './https-redirect.ts'
import { operationsRoutes } from './operations/operations-routes.tsx'
import { originCheck } from './origin-check.ts'
import { productVersion } from './product-version.ts'
import { securityHeaders } from './security-headers.ts'
import { withOwnShell, withPublicShell } from './shell.ts'
import { startRoutes } from './start-routes.tsx'
import type { StaticFiles } from './static-files.ts'
import { limitBody } from './upload-limits.ts'
import { verificationRoutes } from './verification/verification-routes.tsx'

export interface AppOptions {
  readonly config: Pick<Config, 'baseUrl' | 'publicUrl' | 'houseName' | 'sessionLimits' | 'trustProxy'>
  readonly db: Db
  readonly files: StaticFiles
  readonly log: Logger
  /** Certificates (DER) that the public check believes. */
  readonly anchorsDer?: readonly Uint8Array[]
}

/** The whole product behind one function from request to response. The order is the order of trust: what surrounds every
 *  answer, who may ask at all, who asks, then the routes. */
export function createApp({ config, db, files, log, anchorsDer = [] }: AppOptions): Hono<Env> {
  const app = new Hono<Env>()
  const { baseUrl, houseName, trustProxy, sessionLimits: limits } = config
  const https = baseUrl?.startsWith('https://') ?? false

  app.use(contextStorage(), accessLog(log), securityHeaders({ https }))
  if (https && baseUrl && trustProxy) app.use(httpsRedirect(baseUrl))
  app.use(withPublicShell({ houseName, version: productVersion, assets: files.assets }))
  app.use('/assets/*', files.serve)
  app.use(originCheck({ baseUrl }), limitBody)
  app.use(withActor({ db, secureCookies: https, baseUrl, limits, trustProxy }), withOwnShell)
  app.use('/cases/*', tellDocuments)

  for (const routes of [startRoutes, authRoutes, administrationRoutes, casefileRoutes, operationsRoutes])
    app.route('/', routes)
  app.route('/', verificationRoutes({ anchorsDer }))
  app.route('/', documentRoutes)
  app.route('/', draftRoutes)
  app.route('/', approvalRoutes)
  app.route('/', issueRoutes)
  app.route('/', templateRoutes)
  app.notFound(answerMissing(app))
  app.onError(answerError(log))
  return app
}

/** The trail of a case also tells what happened to its documents. */
const tellDocuments = createMiddleware<Env>(async (c, next) => {
  c.set('tellFurther', { sentence: documentSentence, people: peopleOf })
  await next()
})
