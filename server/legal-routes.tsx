import { Hono } from 'hono'
import { AccessibilityPage } from '../views/legal/accessibility-page.tsx'
import { ImprintPage } from '../views/legal/imprint-page.tsx'
import { PrivacyPage } from '../views/legal/privacy-page.tsx'
import type { Env } from './auth/http.ts'
import { sessionCookieName } from './auth/session-adapter.ts'
import { printDate } from './calendar/calendar.ts'
import type { Config } from './config.ts'

type LegalOptions = Pick<Config, 'houseName' | 'houseFacts' | 'sessionLimits'> & { readonly https: boolean }

/** What the law wants on every public page of an office: who answers for it, what it does with data, and whom it keeps
 *  out. In German addresses, because letters print them. */
export function legalRoutes({ houseName, houseFacts, sessionLimits, https }: LegalOptions): Hono<Env> {
  const routes = new Hono<Env>()
  const { accessibility, ...facts } = houseFacts
  const assessedOn = printDate(accessibility.assessedOn, 'long')
  routes.get('/barrierefreiheit', (c) =>
    c.html(<AccessibilityPage houseName={houseName} {...facts} {...accessibility} assessedOn={assessedOn} />),
  )
  routes.get('/datenschutz', (c) =>
    c.html(
      <PrivacyPage
        houseName={houseName}
        {...facts}
        cookie={sessionCookieName(https)}
        sessionHours={sessionLimits.absoluteMinutes / 60}
        idleMinutes={sessionLimits.idleMinutes}
      />,
    ),
  )
  routes.get('/impressum', (c) => c.html(<ImprintPage {...facts} />))
  return routes
}
