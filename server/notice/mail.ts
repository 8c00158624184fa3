/** Mails about what waits. A mail says what kind of thing waits, how many of them, and where: it crosses networks and lies
 *  in mailboxes that we do not guard, so it never says whom or what it is about. Pure. */

/** How a person wants to be told. */
export const mailWishes = ['at_once', 'daily', 'none'] as const
export type MailWish = (typeof mailWishes)[number]
export const isMailWish = (text: string): text is MailWish => mailWishes.some((wish) => wish === text)

/** When the daily mail is written, on working days, by clocks in Germany. */
export const digestTime = '07:30'

/** What a kind of notice is called. Whoever composes the product names the kinds of its modules. */
export interface NoticeWord {
  /** `Eine Freigabe wartet auf Sie` */
  readonly one: string
  /** What follows a number: `Freigaben warten auf Sie` */
  readonly many: string
  /** Where the thing stands in the product: `/documents/7/approvals`. */
  readonly path: (about: string) => string
  /** The same for whoever stands in. A kind without it belongs to the person alone. */
  readonly forDeputy?: 'same' | Pick<NoticeWord, 'one' | 'many'>
}

export type NoticeWords = Readonly<Record<string, NoticeWord>>

const unknownWord: NoticeWord = {
  one: 'Eine Neuigkeit für Sie',
  many: 'Neuigkeiten für Sie',
  path: () => '/',
}

export interface MailLine {
  readonly kind: string
  readonly about: string
  /** Told to whoever stands in for the one whom it is for. */
  readonly inVertretung?: true
}

export interface MailText {
  readonly subject: string
  readonly text: string
}

export interface MailWording {
  readonly words: NoticeWords
  /** Without a slash at the end. */
  readonly baseUrl: string
}

/** One thing leads to itself; of several the mail counts the kinds and leads to the start page. */
export function composeMail(lines: readonly MailLine[], { words, baseUrl }: MailWording): MailText {
  const wordOf = (kind: string): NoticeWord => (Object.hasOwn(words, kind) ? words[kind] : undefined) ?? unknownWord
  const [first] = lines
  const isOne = lines.length === 1 && first !== undefined
  const kinds = new Map(lines.map((line) => [`${line.kind} ${line.inVertretung ?? false}`, line]))
  const counted = [...kinds.values()].map((line) => {
    const count = lines.filter((each) => each.kind === line.kind && each.inVertretung === line.inVertretung).length
    const word = wordOf(line.kind)
    return line.inVertretung ? `In Vertretung: ${counting(forDeputy(word), count)}` : counting(word, count)
  })
  const subject = counted.length === 1 ? (counted[0] ?? '') : `${lines.length} Nachrichten für Sie`
  const way = isOne ? wordOf(first.kind).path(first.about) : '/'
  return {
    subject: `Vorlagenwerk: ${subject}`,
    text: [
      'Guten Tag,\n\nin Vorlagenwerk gibt es etwas für Sie.',
      isOne ? `${subject}:\n${baseUrl}${way}` : `Darum geht es:\n${counted.map((one) => `- ${one}`).join('\n')}`,
      ...(isOne ? [] : [`Alles steht auf Ihrer Startseite:\n${baseUrl}${way}`]),
      ...(lines.some(({ inVertretung }) => inVertretung) ? ['Wen Sie dabei vertreten, steht in Vorlagenwerk.'] : []),
      `-- \nDiese Mail nennt absichtlich keine Namen und keine Inhalte. Antworten darauf liest niemand.\nWann Sie solche Mails bekommen, stellen Sie im Profil ein: ${baseUrl}/profile`,
    ].join('\n\n'),
  }
}

const forDeputy = (word: NoticeWord) => (typeof word.forDeputy === 'object' ? word.forDeputy : word)

const counting = (word: Pick<NoticeWord, 'one' | 'many'>, count: number): string =>
  count === 1 ? word.one : `${count} ${word.many}`

/** Everything that can keep a mail from arriving. `server` concerns all mails: they wait until it works again. `mail`
 *  concerns this one: it is tried again if that can help, and given up if not. */
const failures = {
  unreachable: ['server', 'Der Mailserver ist nicht zu erreichen. Prüfen Sie SMTP_HOST und SMTP_PORT und ob er läuft.'],
  no_answer: ['server', 'Der Mailserver hat mitten im Gespräch nicht mehr geantwortet.'],
  sign_in: ['server', 'Der Mailserver lehnt die Anmeldung ab. Prüfen Sie SMTP_USER und SMTP_PASSWORD_FILE.'],
  tls: [
    'server',
    'Die Verbindung zum Mailserver lässt sich nicht sicher verschlüsseln: Das Zertifikat gilt nicht für ihn, ist abgelaufen oder unbekannt, oder er bietet kein TLS an. Prüfen Sie SMTP_HOST und SMTP_TLS; ein eigenes Stammzertifikat nennt NODE_EXTRA_CA_CERTS.',
  ],
  busy: ['server', 'Der Mailserver nimmt zurzeit nichts an und bittet, es später zu versuchen.'],
  sender: ['server', 'Der Mailserver nimmt den Absender nicht an. Prüfen Sie SMTP_FROM.'],
  later: ['mail', 'Der Mailserver nimmt für diese Adresse zurzeit nichts an. Es wird wieder versucht.'],
  too_often: [
    'mail',
    'Der Mailserver hat die Mail für diese Adresse zu oft nicht angenommen. Vielleicht ist das Postfach voll.',
  ],
  address: ['mail', 'Der Mailserver kennt die Adresse nicht oder nimmt für sie nichts an. Prüfen Sie sie im Konto.'],
  refused: ['mail', 'Der Mailserver hat diese Mail abgelehnt, vielleicht hält er sie für Werbung.'],
  unanswered: [
    'mail',
    'Die Mail wurde mehrmals übergeben, aber der Mailserver hat den Empfang nie bestätigt. Vielleicht ist sie angekommen.',
  ],
  no_address: [
    'mail',
    'Im Konto steht keine E-Mail-Adresse. Tragen Sie sie unter Konten ein und senden Sie die Mail dann noch einmal.',
  ],
  deactivated: ['mail', 'Das Konto ist deaktiviert.'],
  seen: ['mail', 'Die Person hat sich die Sache vorher angesehen, oder sie war schon erledigt.'],
  no_server: ['mail', 'Es ist kein Mailserver eingerichtet. Der Text steht nur hier.'],
} as const satisfies Record<string, readonly ['server' | 'mail', string]>

export type MailReason = keyof typeof failures

const isReason = (code: string): code is MailReason => Object.hasOwn(failures, code)

/** The reason as people read it. */
export const reasonSentence = (code: string): string =>
  isReason(code) ? failures[code][1] : 'Der Grund ist unbekannt.'

export const concernsServer = (reason: MailReason): boolean => failures[reason][0] === 'server'

const minuteMs = 60_000

/** Growing pauses; the longest one bounds how long it takes after the server was mended. */
export const serverPauseMs = (failures: number): number => Math.min(15_000 * 2 ** (failures - 1), longestServerPauseMs)
export const longestServerPauseMs = 10 * minuteMs

export const mailPauseMs = (attempts: number): number => Math.min(minuteMs * 2 ** (attempts - 1), longestMailPauseMs)
export const longestMailPauseMs = 60 * minuteMs

/** After so many refusals "for now" a mail is given up: that is some five hours. */
export const mostAttempts = 11

/** Each may have put another copy into the mailbox. */
export const mostUnanswered = 5

/** Longer than any conversation with a mail server. */
export const leaseMs = 10 * minuteMs

export interface OutgoingMail extends MailText {
  readonly id: string
  readonly address: string
  readonly at: Date
}

/** `mayHaveGone`: the mail was handed over, and the answer is missing. */
export type SendResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: MailReason; readonly mayHaveGone: boolean }

/** The port to a mail server: never throws for what a mail server can do. */
export interface MailServer {
  send(mail: OutgoingMail): Promise<SendResult>
}
