import { randomInt } from 'node:crypto'
import type { Context, ErrorHandler, Hono, NotFoundHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Logger } from 'pino'
import { ErrorNote, ErrorPage, type Failure } from '../views/layout/error-page.tsx'
import { signInAgain } from './auth/auth-routes.tsx'
import { type Env, isHtmx } from './auth/http.ts'
import { isDiskFull } from './base/database.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** What was thrown becomes a page. What a route threw on purpose (HTTPException) says its own sentence; anything else is
 *  a fault: people read a number, the log has the number and the fault. */
export const answerError =
  (log: Logger): ErrorHandler<Env> =>
  (error, c) => {
    if (!(error instanceof HTTPException)) return answerFault(c, error, log)
    if (error.status === 401) return signInAgain(c)
    const failure = failures[error.status]
    if (!failure) return answerFault(c, error, log)
    // What the library throws for a request it cannot read is English.
    const message = error.status === 400 ? failure.message : error.message || failure.message
    return answer(c, error.status, { ...failure, message })
  }

/** No route answered: nothing is there (404), or it answers to other methods only (405). */
export const answerMissing =
  (app: Hono<Env>): NotFoundHandler<Env> =>
  (c) => {
    const allowed = methods.filter((method) => answersTo(app, method, c.req.path))
    // A route that answers to this method found nothing there.
    const wanted = c.req.method === 'HEAD' ? 'GET' : c.req.method
    if (allowed.length === 0 || allowed.some((method) => method === wanted)) return answer(c, 404, missing)
    c.header('Allow', allowed.join(', '))
    return answer(c, 405, wrongMethod)
  }

export const answerTooLarge = (c: Context): Response | Promise<Response> => answer(c, 413, tooLarge)

function answerFault(c: Context, error: unknown, log: Logger) {
  const reference = newReference()
  log.error({ reference, method: c.req.method, route: routePath(c, -1), err: error }, 'fault')
  return isDiskFull(error) ? answer(c, 507, { ...diskFull, reference }) : answer(c, 500, { ...fault, reference })
}

function answer(c: Context, status: ContentfulStatusCode, failure: Failure): Response | Promise<Response> {
  return c.html(isHtmx(c) ? <ErrorNote {...failure} /> : <ErrorPage {...failure} />, status)
}

const answersTo = (app: Hono<Env>, method: string, path: string): boolean =>
  app.router.match(method, path)[0].some(([[, route]]) => route.method === method)

/** Eight digits in two groups, to be read out on the telephone. */
const newReference = (): string =>
  `${String(randomInt(10_000)).padStart(4, '0')}-${String(randomInt(10_000)).padStart(4, '0')}`

const missing: Failure = {
  title: 'Diese Seite gibt es nicht',
  message: 'Vielleicht wurde sie verschoben, oder sie gehört nicht zu Ihren Fällen. Prüfen Sie die Adresse.',
}

const wrongMethod: Failure = {
  title: 'So lässt sich diese Seite nicht aufrufen',
  message: 'Gehen Sie zurück und benutzen Sie den Link oder den Knopf auf der Seite davor.',
}

const tooLarge: Failure = {
  title: 'Das ist zu groß',
  message:
    'Es wurde nichts gespeichert. Kürzen Sie den Text oder teilen Sie die Datei und versuchen Sie es noch einmal.',
}

const fault: Failure = {
  title: 'Hier ist etwas schiefgegangen',
  message:
    'Das liegt nicht an Ihnen. Was vorher gespeichert war, ist unverändert. Versuchen Sie es noch einmal; ' +
    'hilft das nicht, nennen Sie der Administration die Fehlernummer.',
}

const diskFull: Failure = {
  title: 'Der Speicher des Servers ist voll',
  message:
    'Es wurde nichts gespeichert; was vorher gespeichert war, ist unverändert. Lassen Sie dieses Fenster offen, sagen Sie ' +
    'der Administration Bescheid, und versuchen Sie es noch einmal, wenn wieder Platz ist.',
}

const failures: Readonly<Record<number, Failure>> = {
  400: {
    title: 'Diese Anfrage war nicht zu lesen',
    message: 'Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.',
  },
  403: { title: 'Das dürfen Sie nicht', message: 'Die Rollen vergibt die Administration.' },
  404: missing,
  405: wrongMethod,
  409: { title: 'Das geht gerade nicht', message: 'Gehen Sie zurück und versuchen Sie es später noch einmal.' },
  413: tooLarge,
}
