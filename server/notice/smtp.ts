import { createTransport } from 'nodemailer'
import type { MailReason, MailServer, OutgoingMail, SendResult } from './mail.ts'

export interface SmtpSettings {
  readonly host: string
  readonly port: number
  /** `starttls`: encrypted before anything is said; `implicit`: from the first byte; `none`: never. */
  readonly tls: 'starttls' | 'implicit' | 'none'
  readonly signIn: { readonly user: string; readonly password: string } | null
  /** An address alone. */
  readonly from: string
  /** Certificates that are believed beside those of the system, as PEM; tests have their own. */
  readonly trusted?: string
  /** How long a silence may last, where tests cannot wait. */
  readonly patienceMs?: number
}

/** The one door to nodemailer: one connection for each mail, so that nothing is left open between them. */
export function smtpServer(settings: SmtpSettings): MailServer {
  return {
    async send(mail) {
      const watch = watchDialogue()
      const transport = createTransport({
        ...connectionOf(settings),
        logger: watch.logger,
        transactionLog: true,
        disableFileAccess: true,
        disableUrlAccess: true,
      })
      try {
        await transport.sendMail(messageOf(mail, settings.from))
        return { ok: true }
      } catch (error) {
        return failureOf(error, watch.isHandedOver())
      } finally {
        transport.close()
      }
    },
  }
}

function connectionOf({ host, port, tls, signIn, trusted, patienceMs }: SmtpSettings) {
  return {
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: { minVersion: 'TLSv1.2' as const, ...(trusted ? { ca: trusted } : {}) },
    ...(signIn ? { auth: { user: signIn.user, pass: signIn.password } } : {}),
    // A server may look at a mail for a while before it answers (RFC 5321, section 4.5.3.2).
    connectionTimeout: patienceMs ?? 20_000,
    greetingTimeout: patienceMs ?? 20_000,
    dnsTimeout: patienceMs ?? 20_000,
    socketTimeout: patienceMs ?? 120_000,
  }
}

/** The Message-ID follows from the mail alone: whoever gets a second copy can tell that it is one. */
const messageOf = ({ id, address, at, subject, text }: OutgoingMail, from: string) => ({
  from: { name: 'Vorlagenwerk', address: from },
  to: { name: '', address },
  subject,
  text,
  date: at,
  messageId: `<${id.toLowerCase()}@${from.split('@').at(-1)}>`,
  // Nobody's holiday note answers (RFC 3834).
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
})

/** Errors of nodemailer do not say how far it came: its record of what we said does. */
function watchDialogue() {
  let isHandedOver = false
  const note = (entry: unknown, ...words: unknown[]): void => {
    const isOurs = typeof entry === 'object' && entry !== null && 'tnx' in entry && entry.tnx === 'client'
    if (isOurs && words.join(' ').trim() === 'DATA') isHandedOver = true
  }
  const ignore = (): void => undefined
  const logger = { level: ignore, trace: note, debug: note, info: note, warn: note, error: ignore, fatal: ignore }
  return { logger, isHandedOver: () => isHandedOver }
}

/** What an error means, by its code and the stage of the conversation; its words may hold addresses and are not kept. */
function failureOf(error: unknown, isHandedOver: boolean): SendResult {
  const { code, command, responseCode } = partsOf(error)
  const failed = (reason: MailReason, mayHaveGone = false): SendResult => ({ ok: false, reason, mayHaveGone })
  if (code === 'EAUTH' || code === 'ENOAUTH') return failed(responseCode && responseCode < 500 ? 'busy' : 'sign_in')
  if (code === 'ETLS' || isCertificateError(error)) return failed('tls')
  if (responseCode !== null) return failed(reasonOf(command, responseCode))
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return failed('address')
  if (isHandedOver) return failed('no_answer', true)
  return failed(isSilence(error) ? 'no_answer' : 'unreachable')
}

function reasonOf(command: string, responseCode: number): MailReason {
  const isForGood = responseCode >= 500
  if (command === 'RCPT TO') return isForGood ? 'address' : 'later'
  if (command === 'DATA') return isForGood ? 'refused' : 'later'
  if (command === 'MAIL FROM') return isForGood ? 'sender' : 'busy'
  return 'busy'
}

function partsOf(error: unknown): { code: string; command: string; responseCode: number | null } {
  const parts = typeof error === 'object' && error !== null ? error : {}
  return {
    code: 'code' in parts ? String(parts.code) : '',
    command: 'command' in parts ? String(parts.command) : '',
    responseCode: 'responseCode' in parts && typeof parts.responseCode === 'number' ? parts.responseCode : null,
  }
}

const certificateWords = /certificate|self.signed|altnames|SSL|TLS|ERR_TLS|CERT_/i

const isCertificateError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ESOCKET' && certificateWords.test(error.message)

const isSilence = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ETIMEDOUT' || error.code === 'ECONNECTION')
