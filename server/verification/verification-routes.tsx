import { type Context, Hono } from 'hono'
import { CheckPage } from '../../views/verification/check-page.tsx'
import { CodePage } from '../../views/verification/code-page.tsx'
import { FilePage } from '../../views/verification/file-page.tsx'
import { uploadedForm } from '../auth/form-entries.ts'
import type { Env } from '../auth/http.ts'
import { localTime } from '../calendar/local-time.ts'
import { readCheckCode } from '../document/check-code.ts'
import { admitCheck, checkCode, checkFile } from './verification-actions.ts'

export interface VerificationOptions {
  /** Certificates (DER) that the house vouches for. */
  readonly anchorsDer: readonly Uint8Array[]
}

/** Files that are held in memory at the same time; more are asked to come back. */
const mostFilesAtOnce = 4

/** The public check: no account, no trace of what was checked. */
export function verificationRoutes({ anchorsDer }: VerificationOptions): Hono<Env> {
  const routes = new Hono<Env>()
  let filesInHand = 0

  routes.get('/pruefung', (c) => c.html(<CheckPage />))

  routes.post('/pruefung', async (c) => {
    if (filesInHand >= mostFilesAtOnce) {
      c.header('Retry-After', '30')
      return c.html(<CheckPage refused={{ message: crowded, fields: [] }} />, 503)
    }
    filesInHand += 1
    try {
      return await answerCheck(c, anchorsDer)
    } finally {
      filesInHand -= 1
    }
  })

  routes.get('/pruefung/:code', async (c) => {
    const refused = await refuseHaste(c)
    if (refused) return refused
    const typed = c.req.param('code')
    const found = await checkCode(c.var.db, typed)
    if (found.ok) return c.html(<CodePage {...found.value} />)
    return c.html(<CheckPage code={typed.slice(0, 40)} refused={found} />, 404)
  })

  return routes
}

async function answerCheck(c: Context<Env>, anchorsDer: readonly Uint8Array[]): Promise<Response> {
  const { file, typed } = await readForm(c)
  if (!file && typed.trim() === '') return c.html(<CheckPage refused={nothingGiven} />, 422)
  if (!file) {
    const code = readCheckCode(typed)
    if (code) return c.redirect(`/pruefung/${code}`, 303)
    const wrong = await checkCode(c.var.db, typed)
    return c.html(<CheckPage code={typed.slice(0, 40)} {...(wrong.ok ? {} : { refused: wrong })} />, 422)
  }
  const refused = await refuseHaste(c)
  if (refused) return refused
  const bytes = new Uint8Array(await file.arrayBuffer())
  return c.html(<FilePage {...(await checkFile(c.var.db, bytes, anchorsDer))} />)
}

async function readForm(c: Context<Env>): Promise<{ file: File | null; typed: string }> {
  const form = await uploadedForm(c)
  const [datei, code] = [form.get('datei'), form.get('code')]
  return {
    file: datei instanceof File && (datei.size > 0 || datei.name !== '') ? datei : null,
    typed: typeof code === 'string' ? code : '',
  }
}

/** 429 with Retry-After where an address asks too often (RFC 6585 § 4). */
async function refuseHaste(c: Context<Env>): Promise<Response | null> {
  const waiting = await admitCheck(c.var.db, c.var.address)
  if (!waiting) return null
  const until = Date.parse(waiting.waitUntil)
  c.header('Retry-After', String(Math.max(Math.ceil((until - c.var.db.clock.now().getTime()) / 1000), 1)))
  const clock = localTime(new Date(Math.ceil(until / 60_000) * 60_000).toISOString())
  const message = `Von Ihrem Anschluss wurde sehr oft geprüft. Um ${clock} Uhr geht es weiter.`
  return c.html(<CheckPage refused={{ message, fields: [] }} />, 429)
}

/** The answer to a file beyond what is read at all. */
export const answerTooLargeFile = (c: Context): Response | Promise<Response> =>
  c.html(<CheckPage refused={{ message: tooLarge, fields: [{ path: 'datei', message: tooLarge }] }} />, 413)

const tooLarge =
  'Die Datei ist größer als 64 MiB. So große Dateien stellen wir nicht aus: Sie ist nicht unsere Ausfertigung.'
const crowded = 'Zurzeit werden sehr viele Dateien geprüft. Versuchen Sie es in einer Minute noch einmal.'
const nothing = 'Wählen Sie eine PDF-Datei aus oder geben Sie den Prüfcode ein.'
const nothingGiven = { message: nothing, fields: [{ path: 'datei', message: nothing }] }
