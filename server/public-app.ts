import { Hono } from 'hono'
import { contextStorage } from 'hono/context-storage'
import { accessLog } from './access-log.ts'
import type { AppOptions } from './app.tsx'
import { type Env, withoutActor } from './auth/http.ts'
import { answerError, answerMissing } from './errors.tsx'
import { httpsRedirect } from './https-redirect.ts'
import { legalRoutes } from './legal-routes.tsx'
import { originCheck } from './origin-check.ts'
import { productVersion } from './product-version.ts'
import { securityHeaders } from './security-headers.ts'
import { withPublicShell } from './shell.ts'
import { limitBody } from './upload-limits.ts'
import { verificationRoutes } from './verification/verification-routes.tsx'

/** The public check alone, for a port of its own that people outside can reach: no sessions, no other page but those that
 *  the law wants beside it. */
export function createPublicApp({ config, db, files, log, anchorsDer = [] }: Omit<AppOptions, 'writing'>): Hono<Env> {
  const app = new Hono<Env>()
  const { publicUrl: baseUrl, houseName, trustProxy } = config
  const https = baseUrl?.startsWith('https://') ?? false
  app.use(contextStorage(), accessLog(log), securityHeaders({ https }))
  if (https && baseUrl && trustProxy) app.use(httpsRedirect(baseUrl))
  app.use(withPublicShell({ houseName, version: productVersion, assets: files.assets }))
  app.use('/assets/*', files.serve)
  app.use(originCheck({ baseUrl }), limitBody({ attachmentBytes: 0 }), withoutActor({ db, trustProxy }))
  app.get('/', (c) => c.redirect('/pruefung', 303))
  app.route('/', legalRoutes({ ...config, https }))
  app.route('/', verificationRoutes({ anchorsDer }))
  app.notFound(answerMissing(app))
  app.onError(answerError(log))
  return app
}
