import pino, { type Logger } from 'pino'
import { type DemoLogin, loadDemo } from '../data/demo/load.ts'
import { type AppOptions, createApp } from './app.tsx'
import { uploadJobs } from './attachment/upload-jobs.ts'
import { listUsers } from './auth/user-actions.ts'
import { systemClock } from './base/clock.ts'
import { type Db, openDatabase } from './base/database.ts'
import { startJobLoop } from './base/jobs.ts'
import { lockDatabase } from './base/lock.ts'
import { startLoop } from './base/loop.ts'
import { applyMigrations } from './base/migrations.ts'
import type { Problem } from './base/result.ts'
import { indexCases } from './casefile/casefile-actions.ts'
import { type Config, printProblems, readConfig } from './config.ts'
import { tellDeadlines } from './deadlines.ts'
import { indexDocuments } from './document/document-search.ts'
import { openDocumentWriting } from './document/document-writing.ts'
import { issueJobs } from './document/issue-jobs.ts'
import { scanJobs } from './document/scan-jobs.ts'
import { openHouseSeal } from './house-seal.ts'
import { mailPorts } from './mail-ports.ts'
import { deliverDueMail, freeMailLeases } from './notice/mail-jobs.ts'
import { smtpServer } from './notice/smtp.ts'
import { startControl } from './operations/control.ts'
import { createPublicApp } from './public-app.ts'
import { serveHttp } from './serving.ts'
import { loadStaticFiles } from './static-files.ts'
import { registerShipped } from './template/template-actions.ts'

const jobIntervalMs = 5_000
const deadlineIntervalMs = 300_000
/** How long a mail that is just being sent is waited for at the end. */
const mailPatienceMs = 5_000
const clock = systemClock

/** What runs, the newest last; it ends in the opposite order. */
const running: { readonly name: string; end(): Promise<void> }[] = []

async function start(config: Config, log: Logger): Promise<void> {
  const lock = await lockDatabase({ url: config.database.url, clock })
  if (!lock.ok) return refuse(lock)
  running.push({ name: 'lock', end: () => lock.value.release() })
  const seal = await openHouseSeal({ config, clock })
  if (!seal.ok) return refuse(seal)

  const db = await openDatabase({ ...config.database, clock })
  running.push({ name: 'database', end: () => db.close() })
  const applied = await applyMigrations(db)
  if (applied.length > 0) log.info({ applied }, 'migrated')
  const issuing = { seal: seal.value.seal, publicHost: publicHost(config) }
  const { dataFolder: folder, houseName } = config
  const baseUrl = config.baseUrl ?? `http://localhost:${config.port}`
  const logins = config.production ? [] : await loadDemo(db, { folder, houseName, ports: issuing, baseUrl })
  const published = await registerShipped(db)
  if (!published.ok) return refuse(published)
  if (published.value.length > 0) log.info({ published: published.value }, 'templates')
  const indexed = (await indexCases(db)) + (await indexDocuments(db))
  if (indexed > 0) log.info({ indexed }, 'search')

  const onError = (error: unknown) => log.error({ err: error }, 'job loop')
  const jobs = startJobLoop(db, { ...issueJobs(issuing), ...uploadJobs }, { intervalMs: jobIntervalMs, onError })
  running.push({ name: 'jobs', end: () => jobs.stop() })
  startScans(db, onError)

  const writing = openDocumentWriting(db, { onError: (error) => log.error({ err: error }, 'writing') })
  const options = { config, db, files: await loadStaticFiles(), log, writing, anchorsDer: seal.value.anchorsDer }
  const app = createApp(options)
  const serving = await serveHttp({ fetch: app.fetch, host: config.host, port: config.port })
  running.push({ name: 'http', end: () => serving.stop() })
  startDeadlines(db, config, onError)
  await startMail(db, { ...config, port: serving.port }, log)
  // Before the server lets go of its connections: they are closed with the word that they may come again.
  running.push({ name: 'writing', end: () => writing.close() })
  const publicPort = config.publicPort === null ? null : await servePublicCheck(config, options)
  const control = await startControl({ db, dataFolder: config.dataFolder })
  running.push({ name: 'control', end: () => control.close() })

  const url = config.baseUrl ?? `http://${config.host === '127.0.0.1' ? 'localhost' : config.host}:${serving.port}`
  log.info({ url, port: serving.port, publicPort }, 'ready')
  console.log(await greeting(db, url, logins))
}

/** In a loop of their own. Whoever stops the product does not wait for a hundred pages: they go on with the next start. */
function startScans(db: Db, onError: (error: unknown) => void): void {
  const reading = new AbortController()
  const scans = startJobLoop(db, scanJobs(reading.signal), { intervalMs: jobIntervalMs, onError })
  const end = async () => {
    reading.abort(new Error('Vorlagenwerk wurde beendet.'))
    await scans.stop()
  }
  running.push({ name: 'scans', end })
}

/** The public check on a port of its own; returns the port. */
async function servePublicCheck({ host, publicPort }: Config, options: AppOptions): Promise<number> {
  const { fetch } = createPublicApp(options)
  const serving = await serveHttp({ fetch, host, port: publicPort ?? 0 })
  running.push({ name: 'public check', end: () => serving.stop() })
  return serving.port
}

/** Looks through the deadlines of the whole house, so now and then only: whoever starts the product late tells them late. */
function startDeadlines(db: Db, settings: Pick<Config, 'approvalDays'>, onError: (error: unknown) => void): void {
  const look = () => tellDeadlines(db, settings)
  const loop = startLoop(look, { intervalMs: deadlineIntervalMs, isSlow: true, onError })
  running.push({ name: 'deadlines', end: () => loop.stop() })
}

/** A loop of its own: a mail server that hangs keeps nobody's document waiting. */
async function startMail(
  db: Db,
  { smtp, baseUrl, port }: Pick<Config, 'smtp' | 'baseUrl' | 'port'>,
  log: Logger,
): Promise<void> {
  await freeMailLeases(db)
  const ports = mailPorts({
    server: smtp && smtpServer(smtp),
    baseUrl: baseUrl ?? `http://localhost:${port}`,
    onServerFailure: (reason) => log.warn({ reason }, 'mail server'),
  })
  const onError = (error: unknown) => log.error({ err: error }, 'mail')
  const loop = startLoop((isStopped) => deliverDueMail(db, ports, isStopped), { intervalMs: jobIntervalMs, onError })
  const patience = () => new Promise<void>((resolve) => setTimeout(resolve, mailPatienceMs))
  running.push({ name: 'mail', end: () => Promise.race([loop.stop(), patience()]) })
}

/** Where the public check is reached, as it is printed. */
const publicHost = ({ publicUrl, publicPort, port }: Config): string =>
  new URL(publicUrl ?? `http://localhost:${publicPort ?? port}`).host

async function greeting(db: Db, url: string, logins: readonly DemoLogin[]): Promise<string> {
  const lines = [`Vorlagenwerk läuft: ${url}`]
  if (logins.length > 0) {
    const width = Math.max(...logins.map(({ login }) => login.length))
    lines.push('Zum Ausprobieren (nur in der Entwicklung, auch in demo-logins.txt):')
    lines.push(
      ...logins.map(({ login, password, name, roles }) => `  ${login.padEnd(width)}  ${password}  ${name}, ${roles}`),
    )
  } else if ((await listUsers(db, { role: 'administration', activeOnly: true })).length === 0) {
    lines.push('Noch gibt es kein Konto. Legen Sie das erste an, während Vorlagenwerk steht, zum Beispiel:')
    lines.push('  npm run -s admin:create -- --login wellmann --name "Tom Wellmann"')
  }
  return lines.join('\n')
}

function refuse(problem: Problem): void {
  console.error(printProblems(problem))
  process.exitCode = 1
  void stop()
}

function portTaken({ port, publicPort }: Config, error: Error): string {
  const isPublic = 'port' in error && error.port === publicPort
  const [taken, setting] = isPublic ? [publicPort, 'PUBLIC_PORT=3002'] : [port, 'PORT=3001']
  return `Der Port ${taken} ist belegt. Wählen Sie einen anderen, zum Beispiel ${setting}.`
}

let isStopping = false

async function stop(log?: Logger): Promise<void> {
  if (isStopping) process.exit(1)
  isStopping = true
  for (const { name, end } of running.toReversed()) {
    await end().catch((error: unknown) => log?.error({ err: error, name }, 'stopping'))
  }
  log?.info('stopped')
  process.exit()
}

const config = readConfig(process.env)
if (config.ok) {
  const log = pino({ level: config.value.logLevel }, pino.destination({ dest: 2, sync: true }))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(log))
  start(config.value, log).catch((error: unknown) => {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    if (isTaken) console.error(portTaken(config.value, error))
    else log.fatal({ err: error }, 'start failed')
    process.exitCode = 1
    void stop(log)
  })
} else {
  refuse(config)
}
