import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { SmtpSettings } from '../server/notice/smtp.ts'

/** A real mail server on loopback that reads what it gets. */
export interface MailHouse {
  readonly port: number
  readonly mails: ParsedMail[]
  /** How to reach it, unencrypted, and quick to lose patience. */
  readonly settings: SmtpSettings
  close(): Promise<void>
}

/** Answers, in the order in which they are asked for; after the last one it accepts. */
export interface Behaviour {
  /** Codes to refuse recipients with, `RCPT TO` by `RCPT TO`. */
  readonly recipients?: number[]
  /** Codes to refuse messages with, after they were received. */
  readonly messages?: number[]
  readonly sender?: number[]
  readonly password?: string
  /** Receives a message, keeps it, and then says nothing more: so many times. */
  silences?: number
}

export async function openMailHouse(behaviour: Behaviour = {}, options: SMTPServerOptions = {}): Promise<MailHouse> {
  const mails: ParsedMail[] = []
  const refusal = (codes: number[] | undefined): Error | null => {
    const code = codes?.shift()
    return code ? Object.assign(new Error('No, jutta.ahlers@kreis-auental.example'), { responseCode: code }) : null
  }
  const server = new SMTPServer({
    authOptional: behaviour.password === undefined,
    disabledCommands: options.key ? [] : ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ password }, _, done) =>
      password === behaviour.password ? done(null, { user: 'x' }) : done(new Error('Wrong password')),
    onMailFrom: (_, __, done) => done(refusal(behaviour.sender)),
    onRcptTo: (_, __, done) => done(refusal(behaviour.recipients)),
    async onData(stream, _, done) {
      const mail = await simpleParser(stream)
      const refused = refusal(behaviour.messages)
      if (refused) return done(refused)
      mails.push(mail)
      if ((behaviour.silences ?? 0) > 0) behaviour.silences = (behaviour.silences ?? 0) - 1
      else done()
    },
    ...options,
  })
  server.on('error', () => undefined) // a client that gives up is what some tests want
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    mails,
    settings: settingsFor(port),
    close: () => new Promise((closed) => server.close(() => closed())),
  }
}

export const settingsFor = (port: number, changes: Partial<SmtpSettings> = {}): SmtpSettings => ({
  host: '127.0.0.1',
  port,
  tls: 'none',
  signIn: null,
  from: 'vorlagenwerk@kreis-auental.example',
  patienceMs: 400,
  ...changes,
})

/** Listens and does as told with each connection, speaking no SMTP of its own. */
export async function openStrangeServer(meet: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    meet(socket)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  return {
    port,
    settings: settingsFor(port),
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}
