import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { SessionLimits } from './auth/session-adapter.ts'
import { databaseFile } from './base/database.ts'
import { projectRoot } from './base/project-root.ts'
import { type FieldProblem, invalid, ok, type Result } from './base/result.ts'
import { demoHouseFile, type HouseFacts, readHouseFacts } from './house-facts.ts'
import type { SmtpSettings } from './notice/smtp.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Config {
  readonly production: boolean
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Serves the public check and nothing else, so that the rest can stay inside the house's network; null: no second port. */
  readonly publicPort: number | null
  /** As anybody reaches the public check, without a slash at the end: printed into every issued document. */
  readonly publicUrl: string | null
  /** As people reach the product, without a slash at the end; null means: on this machine, at the port it listens on. */
  readonly baseUrl: string | null
  readonly database: { readonly url: string; readonly authToken?: string }
  /** What the process keeps beside the database: the control socket, keys and, in development, the demo's logins. */
  readonly dataFolder: string
  readonly seal: { readonly file: string; readonly password: string } | null
  readonly houseName: string
  /** Who answers for the product: what the public pages say. */
  readonly houseFacts: HouseFacts
  /** The mail server; null: no mails are sent, and the page about mails says so. */
  readonly smtp: SmtpSettings | null
  /** Whether a proxy of ours stands in front, so that its X-Forwarded-For is true. */
  readonly trustProxy: boolean
  readonly logLevel: LogLevel
  /** Within how many working days a request for approval is to be decided. */
  readonly approvalDays: number
  readonly sessionLimits: SessionLimits
  /** How large an attachment may be. */
  readonly attachmentBytes: number
  /** After how many weeks without contact a Lotsin is told of a case; 0 means never. */
  readonly contactWeeks: number
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** The only reader of the environment. Every setting that is missing or wrong is one German sentence that names it and
 *  gives an example, all of them at once; a secret is never repeated in one. */
export function readConfig(environment: Environment): Result<Config> {
  const { given, problems: unreadable } = withSecretFiles(environment)
  const read = settings.safeParse(given)
  const wrong = read.success ? [] : read.error.issues.map(({ path, message }) => about(String(path[0] ?? ''), message))
  const house = readHouseFacts(given.HOUSE_FILE ?? (given.NODE_ENV === 'production' ? null : demoHouseFile))
  const missing = missingTogether(given).filter(({ path }) => !wrong.some((problem) => problem.path === path))
  const problems = [...unreadable, ...wrong, ...missing, ...(house.ok ? [] : house.fields)]
  if (!read.success || !house.ok || problems.length > 0) {
    return invalid('Vorlagenwerk startet nicht, weil Einstellungen fehlen oder nicht stimmen.', problems)
  }
  return ok(configOf(read.data, house.value))
}

/** What the operator reads when the settings are refused: the sentence, then every setting on a line of its own. */
export const printProblems = ({ message, fields }: { message: string; fields: readonly FieldProblem[] }): string =>
  [message, ...fields.map((field) => `  ${field.message}`)].join('\n')

const about = (path: string, message: string): FieldProblem => ({ path, message })

const isUrlOf = (text: string, protocols: readonly string[]): boolean =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol)

const wholeNumber = (from: number, to: number, sentence: string) =>
  z
    .string()
    .regex(/^\d{1,6}$/, sentence)
    .transform(Number)
    .refine((number) => number >= from && number <= to, sentence)

/** Scheme, host and port of an address without a path. */
const origin = (sentence: string) =>
  z
    .string()
    .refine((url) => isUrlOf(url, ['http:', 'https:']) && new URL(url).pathname === '/' && !/[?#]/.test(url), sentence)
    .transform((url) => new URL(url).origin)

const settings = z.object({
  NODE_ENV: z
    .enum(
      ['production', 'development', 'test'],
      'NODE_ENV ist production (im Betrieb) oder development, zum Beispiel NODE_ENV=production.',
    )
    .default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535, 'PORT ist eine Zahl von 0 bis 65535, zum Beispiel PORT=3000.').default(3000),
  BASE_URL: origin(
    'BASE_URL ist die Adresse im Browser ohne Pfad, zum Beispiel BASE_URL=https://vorlagen.kreis-auental.de.',
  ).optional(),
  PUBLIC_PORT: wholeNumber(
    0,
    65_535,
    'PUBLIC_PORT ist eine Zahl von 0 bis 65535, zum Beispiel PUBLIC_PORT=3001.',
  ).optional(),
  PUBLIC_URL: origin(
    'PUBLIC_URL ist die Adresse der öffentlichen Prüfseite ohne Pfad, zum Beispiel PUBLIC_URL=https://pruefen.kreis-auental.de.',
  ).optional(),
  DATABASE_URL: z
    .string()
    .refine(
      (url) => url.startsWith('file:') || isUrlOf(url, ['libsql:', 'http:', 'https:']),
      'DATABASE_URL beginnt mit file:, libsql:, https: oder http:, zum Beispiel DATABASE_URL=file:data/local/vorlagenwerk.db.',
    )
    .default('file:data/local/vorlagenwerk.db'),
  DATABASE_AUTH_TOKEN: z.string().optional(),
  SEAL_P12_FILE: z.string().optional(),
  SEAL_P12_PASSWORD: z.string().optional(),
  HOUSE_NAME: z
    .string()
    .trim()
    .max(120, 'HOUSE_NAME ist der Name der Behörde in höchstens 120 Zeichen, zum Beispiel HOUSE_NAME="Kreis Auental".')
    .default('Kreis Auental'),
  HOUSE_FILE: z.string().optional(),
  SMTP_HOST: z.string().optional(),
  SMTP_PORT: wholeNumber(1, 65_535, 'SMTP_PORT ist eine Zahl von 1 bis 65535, zum Beispiel SMTP_PORT=587.').default(
    587,
  ),
  SMTP_TLS: z
    .enum(
      ['starttls', 'implicit', 'none'],
      'SMTP_TLS ist starttls (üblich, Port 587), implicit (Port 465) oder none (unverschlüsselt, nur im eigenen Netz), zum Beispiel SMTP_TLS=starttls.',
    )
    .default('starttls'),
  SMTP_USER: z.string().optional(),
  SMTP_PASSWORD: z.string().optional(),
  SMTP_FROM: z
    .string()
    .regex(
      /^[^\s@<>"]{1,64}@[^\s@<>"]{1,255}$/,
      'SMTP_FROM ist die Adresse, von der die Mails kommen, ohne Namen, zum Beispiel SMTP_FROM=vorlagenwerk@kreis-auental.de.',
    )
    .optional(),
  TRUST_PROXY: z
    .enum(['true', 'false'], 'TRUST_PROXY ist true oder false, zum Beispiel TRUST_PROXY=true hinter einem TLS-Proxy.')
    .default('false'),
  LOG_LEVEL: z
    .enum(logLevels, `LOG_LEVEL ist eines von ${logLevels.join(', ')}, zum Beispiel LOG_LEVEL=info.`)
    .default('info'),
  APPROVAL_WORKING_DAYS: wholeNumber(
    1,
    60,
    'APPROVAL_WORKING_DAYS ist die Frist für Freigaben in Arbeitstagen, eine Zahl von 1 bis 60, zum Beispiel APPROVAL_WORKING_DAYS=5.',
  ).default(5),
  ATTACHMENT_MIB: wholeNumber(
    1,
    100,
    'ATTACHMENT_MIB ist eine Zahl von 1 bis 100, die größte Anlage in MiB, zum Beispiel ATTACHMENT_MIB=25.',
  ).default(25),
  SESSION_IDLE_MINUTES: wholeNumber(
    5,
    1440,
    'SESSION_IDLE_MINUTES ist eine Zahl von 5 bis 1440, zum Beispiel SESSION_IDLE_MINUTES=60.',
  ).default(60),
  CONTACT_WEEKS: wholeNumber(
    0,
    52,
    'CONTACT_WEEKS ist eine Zahl von 0 bis 52, zum Beispiel CONTACT_WEEKS=8; 0 meldet Fälle ohne Kontakt nie.',
  ).default(8),
  SESSION_HOURS: wholeNumber(
    1,
    168,
    'SESSION_HOURS ist eine Zahl von 1 bis 168, zum Beispiel SESSION_HOURS=12.',
  ).default(12),
})

type Settings = z.infer<typeof settings>
type SettingName = keyof Settings

/** What depends on several settings at once. */
function missingTogether(given: Environment): FieldProblem[] {
  const sealIsHalf = Boolean(given.SEAL_P12_FILE) !== Boolean(given.SEAL_P12_PASSWORD)
  const isProduction = given.NODE_ENV === 'production'
  const wanted: [SettingName, boolean, string][] = [
    [
      'BASE_URL',
      isProduction && !given.BASE_URL?.startsWith('https://'),
      'BASE_URL fehlt oder beginnt nicht mit https://: Im Betrieb läuft Vorlagenwerk nur verschlüsselt, zum Beispiel BASE_URL=https://vorlagen.kreis-auental.de.',
    ],
    [
      'PUBLIC_URL',
      isProduction && Boolean(given.PUBLIC_PORT) && !given.PUBLIC_URL?.startsWith('https://'),
      'PUBLIC_URL fehlt oder beginnt nicht mit https://: Unter ihr ist die Prüfseite von PUBLIC_PORT zu erreichen, und sie steht auf jeder Ausfertigung, zum Beispiel PUBLIC_URL=https://pruefen.kreis-auental.de.',
    ],
    [
      'HOUSE_NAME',
      isProduction && !given.HOUSE_NAME,
      'HOUSE_NAME fehlt: Der Name der Behörde steht auf jeder Seite, zum Beispiel HOUSE_NAME="Kreis Auental".',
    ],
    [
      'SEAL_P12_FILE',
      !given.SEAL_P12_FILE && (isProduction || sealIsHalf),
      'SEAL_P12_FILE fehlt: Ausgefertigt wird mit dem Siegel der Behörde, zum Beispiel SEAL_P12_FILE=/etc/vorlagenwerk/siegel.p12.',
    ],
    [
      'SEAL_P12_PASSWORD',
      !given.SEAL_P12_PASSWORD && (isProduction || sealIsHalf),
      'SEAL_P12_PASSWORD fehlt: das Kennwort des Siegels, am besten in einer Datei, zum Beispiel SEAL_P12_PASSWORD_FILE=/run/secrets/siegel.',
    ],
    [
      'SMTP_FROM',
      Boolean(given.SMTP_HOST) && !given.SMTP_FROM,
      'SMTP_FROM fehlt: die Adresse, von der die Mails kommen, zum Beispiel SMTP_FROM=vorlagenwerk@kreis-auental.de.',
    ],
    [
      'SMTP_HOST',
      Boolean(given.SMTP_FROM || given.SMTP_USER) && !given.SMTP_HOST,
      'SMTP_HOST fehlt: der Mailserver, zum Beispiel SMTP_HOST=mail.kreis-auental.de. Ohne ihn werden keine Mails gesendet.',
    ],
    [
      'SMTP_PASSWORD',
      Boolean(given.SMTP_USER) && !given.SMTP_PASSWORD,
      'SMTP_PASSWORD fehlt: das Kennwort von SMTP_USER, am besten in einer Datei, zum Beispiel SMTP_PASSWORD_FILE=/run/secrets/smtp.',
    ],
    [
      'SMTP_TLS',
      given.SMTP_TLS === 'none' && Boolean(given.SMTP_USER),
      'SMTP_TLS=none sendet das Kennwort von SMTP_USER unverschlüsselt. Wählen Sie SMTP_TLS=starttls, oder melden Sie sich nicht an.',
    ],
  ]
  return wanted.filter(([, isMissing]) => isMissing).map(([name, , sentence]) => about(name, sentence))
}

const secrets = ['SEAL_P12_PASSWORD', 'SMTP_PASSWORD', 'DATABASE_AUTH_TOKEN'] as const satisfies readonly SettingName[]

/** An empty setting counts as none. A secret may stand in a file that `…_FILE` names; its last line end is no part of it. */
function withSecretFiles(environment: Environment): { given: Environment; problems: FieldProblem[] } {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()))
  const problems: FieldProblem[] = []
  for (const name of secrets) {
    const file = given[`${name}_FILE`]
    if (given[name] || !file) continue
    const secret = readSecret(file)
    if (secret) given[name] = secret
    else problems.push(about(`${name}_FILE`, `${name}_FILE: Die Datei „${file}“ lässt sich nicht lesen oder ist leer.`))
  }
  return { given, problems }
}

function readSecret(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch {
    return null
  }
}

function configOf(read: Settings, houseFacts: HouseFacts): Config {
  const url = inProject(read.DATABASE_URL)
  const file = databaseFile(url)
  return {
    production: read.NODE_ENV === 'production',
    host: read.HOST,
    port: read.PORT,
    baseUrl: read.BASE_URL ?? null,
    publicPort: read.PUBLIC_PORT ?? null,
    publicUrl: read.PUBLIC_URL ?? read.BASE_URL ?? null,
    database: { url, ...(read.DATABASE_AUTH_TOKEN ? { authToken: read.DATABASE_AUTH_TOKEN } : {}) },
    dataFolder: file ? dirname(file) : join(projectRoot, 'data', 'local'),
    seal:
      read.SEAL_P12_FILE && read.SEAL_P12_PASSWORD
        ? { file: read.SEAL_P12_FILE, password: read.SEAL_P12_PASSWORD }
        : null,
    houseName: read.HOUSE_NAME,
    houseFacts,
    smtp: smtpOf(read),
    trustProxy: read.TRUST_PROXY === 'true',
    logLevel: read.LOG_LEVEL,
    approvalDays: read.APPROVAL_WORKING_DAYS,
    sessionLimits: { absoluteMinutes: read.SESSION_HOURS * 60, idleMinutes: read.SESSION_IDLE_MINUTES },
    attachmentBytes: read.ATTACHMENT_MIB * 2 ** 20,
    contactWeeks: read.CONTACT_WEEKS,
  }
}

function smtpOf(read: Settings): SmtpSettings | null {
  if (!read.SMTP_HOST || !read.SMTP_FROM) return null
  const signIn = read.SMTP_USER && read.SMTP_PASSWORD ? { user: read.SMTP_USER, password: read.SMTP_PASSWORD } : null
  return { host: read.SMTP_HOST, port: read.SMTP_PORT, tls: read.SMTP_TLS, signIn, from: read.SMTP_FROM }
}

/** A relative file is meant from the project's folder, wherever the process was started. */
function inProject(url: string): string {
  const path = url.slice('file:'.length)
  return url.startsWith('file:') && !path.startsWith('/') && !isAbsolute(path)
    ? pathToFileURL(join(projectRoot, decodeURIComponent(path))).href
    : url
}
