import { Hono, type MiddlewareHandler } from 'hono'
import { contextStorage } from 'hono/context-storage'
import { createMiddleware } from 'hono/factory'
import type { Logger } from 'pino'
import { accessLog } from './access-log.ts'
import { actsOnCases, actsOnDocuments } from './acting.ts'
import { calendarRoutes } from './agreement/calendar-routes.ts'
import { caseReminderRoutes } from './agreement/case-reminder-routes.tsx'
import { reminderRoutes } from './agreement/reminder-routes.tsx'
import { standingOfCases } from './agreement/step-actions.ts'
import { progressOfSteps } from './agreement/step-progress.ts'
import { stepRoutes } from './agreement/step-routes.tsx'
import { attachmentRoutes } from './attachment/attachment-routes.tsx'
import { administrationRoutes } from './auth/administration-routes.tsx'
import { authRoutes } from './auth/auth-routes.tsx'
import { type Env, withActor } from './auth/http.ts'
import { vertretungRoutes } from './auth/vertretung-routes.tsx'
import type { Db } from './base/database.ts'
import { caseAttachments } from './casefile/case-attachments.ts'
import { caseListRoutes } from './casefile/case-list-routes.tsx'
import { casefileRoutes } from './casefile/casefile-routes.tsx'
import type { Config } from './config.ts'
import { consentRoutes } from './consent/consent-routes.tsx'
import { tellConsentsOfCase } from './consent/consent-trail.ts'
import { disclosureRoutes } from './consent/disclosure-routes.tsx'
import { defaultApprovalDays } from './document/approval-lines.ts'
import { approvalRoutes } from './document/approval-routes.tsx'
import { authorshipRoutes } from './document/authorship-routes.tsx'
import { bundleRoutes } from './document/bundle-routes.tsx'
import { commentRoutes } from './document/comment-routes.tsx'
import { documentAttachments } from './document/document-attachments.ts'
import { documentRoutes } from './document/document-routes.tsx'
import { tellDocumentsOfCase } from './document/document-trail.ts'
import { draftRoutes } from './document/draft-routes.tsx'
import { fieldRoutes } from './document/field-routes.ts'
import { issueRoutes } from './document/issue-routes.tsx'
import { largePrintRoutes } from './document/large-print-routes.ts'
import { liveRoutes } from './document/live-routes.ts'
import { numberSchemeRoutes } from './document/number-scheme-routes.tsx'
import { paperRoutes } from './document/paper-routes.tsx'
import { participantRoutes } from './document/participant-routes.tsx'
import { scanRoutes } from './document/scan-routes.tsx'
import { suggestionRoutes } from './document/suggestion-routes.tsx'
import { templateDecisionRoutes } from './document/template-decision-routes.tsx'
import { templateDraftRoutes } from './document/template-draft-routes.tsx'
import { templateMoveRoutes } from './document/template-move-routes.tsx'
import { templateRoutes } from './document/template-routes.tsx'
import { unplacedRoutes } from './document/unplaced-routes.tsx'
import { versionRoutes } from './document/version-routes.tsx'
import { answerError, answerMissing } from './errors.tsx'
import { loadHandbook } from './handbook/handbook.ts'
import { handbookRoutes } from './handbook/handbook-routes.tsx'
import { handoutRoutes } from './handout/handout-routes.tsx'
import { httpsRedirect } from './https-redirect.ts'
import { legalRoutes } from './legal-routes.tsx'
import { mailRoutes } from './operations/mail-routes.tsx'
import { operationsRoutes } from './operations/operations-routes.tsx'
import { originCheck } from './origin-check.ts'
import { productVersion } from './product-version.ts'
import { profileRoutes } from './profile-routes.tsx'
import { drawFirstPage } from './scan/first-page-process.ts'
import { searchRoutes } from './search-routes.tsx'
import { securityHeaders } from './security-headers.ts'
import { withHelp, withOwnShell, withPublicShell } from './shell.ts'
import { startRoutes } from './start-routes.tsx'
import type { StaticFiles } from './static-files.ts'
import { limitBody } from './upload-limits.ts'
import { verificationRoutes } from './verification/verification-routes.tsx'
import type { Writing } from './writing/authority.ts'

type AppConfig = Pick<
  Config,
  | 'baseUrl'
  | 'publicUrl'
  | 'houseName'
  | 'houseFacts'
  | 'sessionLimits'
  | 'smtp'
  | 'trustProxy'
  | 'attachmentBytes'
  | 'contactWeeks'
>

export interface AppOptions {
  readonly config: AppConfig & Partial<Pick<Config, 'approvalDays'>>
  readonly db: Db
  readonly files: StaticFiles
  readonly log: Logger
  readonly writing: Writing
  /** Certificates (DER) that the public check believes. */
  readonly anchorsDer?: readonly Uint8Array[]
}

/** The whole product behind one function from request to response. The order is the order of trust: what surrounds every
 *  answer, who may ask at all, who asks, then the routes. */
export function createApp({ config, db, files, log, writing, anchorsDer = [] }: AppOptions): Hono<Env> {
  const app = new Hono<Env>()
  const { baseUrl, houseName, trustProxy, sessionLimits: limits, contactWeeks } = config
  const handbook = loadHandbook()
  const https = baseUrl?.startsWith('https://') ?? false

  app.use(contextStorage(), accessLog(log), securityHeaders({ https }))
  if (https && baseUrl && trustProxy) app.use(httpsRedirect(baseUrl))
  app.use(withPublicShell({ houseName, version: productVersion, assets: files.assets }))
  app.use('/assets/*', files.serve)
  app.use(originCheck({ baseUrl }), limitBody(config))
  app.use(withActor({ db, secureCookies: https, baseUrl, limits, trustProxy }), withWriting(writing))
  app.use('/approvals', withApprovalDays(config.approvalDays))
  app.use('/documents/:id/*', actsOnDocuments)
  app.use('/cases/:id/*', actsOnCases)
  // Before the shell: nothing of theirs is a page, and they come with each word that is typed.
  app.route('/', liveRoutes())
  app.use(withOwnShell, withHelp(handbook))
  app.use('/documents/:id/*', tellWriters)
  app.use('/cases/*', tellDocuments)

  for (const routes of [
    startRoutes({ contactWeeks, approvalDays: config.approvalDays ?? defaultApprovalDays }),
    authRoutes,
    profileRoutes,
    vertretungRoutes,
    administrationRoutes,
    caseListRoutes({ standingOf: standingOfCases }),
    casefileRoutes,
    operationsRoutes,
  ])
    app.route('/', routes)
  app.route('/', legalRoutes({ ...config, https }))
  app.route('/', mailRoutes({ isOn: config.smtp !== null }))
  app.route('/', verificationRoutes({ anchorsDer }))
  app.route('/', handbookRoutes(handbook))
  app.route('/', documentRoutes)
  app.route('/', draftRoutes)
  app.route('/', fieldRoutes)
  app.route('/', unplacedRoutes)
  app.route('/', approvalRoutes)
  app.route('/', issueRoutes)
  app.route('/', scanRoutes({ publicUrl: config.publicUrl }))
  app.route('/', paperRoutes)
  app.route('/', numberSchemeRoutes)
  app.route('/', largePrintRoutes)
  app.route('/', participantRoutes)
  app.route('/', bundleRoutes)
  app.route('/', commentRoutes)
  app.route('/', suggestionRoutes)
  app.route('/', versionRoutes)
  app.route('/', authorshipRoutes)
  app.route('/', templateMoveRoutes)
  app.route('/', templateRoutes)
  app.route('/', templateDraftRoutes)
  app.route('/', templateDecisionRoutes)
  app.route('/', searchRoutes)
  app.route('/', consentRoutes)
  app.route('/', disclosureRoutes({ readProgress: progressOfSteps }))
  app.route('/', handoutRoutes)
  for (const holder of [caseAttachments, documentAttachments])
    app.route('/', attachmentRoutes({ holder, maxBytes: config.attachmentBytes, drawFirstPage }))
  app.route('/', reminderRoutes({ contactWeeks }))
  app.route('/', caseReminderRoutes)
  app.route('/', stepRoutes({ maxBytes: config.attachmentBytes }))
  app.route('/', calendarRoutes)
  app.notFound(answerMissing(app))
  app.onError(answerError(log))
  return app
}

const withWriting = (writing: Writing): MiddlewareHandler<Env> =>
  createMiddleware<Env>(async (c, next) => {
    c.set('writing', writing)
    await next()
  })

const withApprovalDays = (days = defaultApprovalDays): MiddlewareHandler<Env> =>
  createMiddleware<Env>(async (c, next) => {
    c.set('approvalDays', days)
    await next()
  })

/** Whoever has a document open learns what a form, an approval or a return has made of it. */
const tellWriters = createMiddleware<Env, '/documents/:id/*'>(async (c, next) => {
  await next()
  if (c.req.method !== 'GET' && c.res.status < 400) await c.var.writing.refresh(c.req.param('id'))
})

/** The trail of a case also tells what happened to its documents and consents. */
const tellDocuments = createMiddleware<Env>(async (c, next) => {
  c.set('tellFurther', [tellDocumentsOfCase, tellConsentsOfCase])
  await next()
})
