import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Role, setupActor } from '../../server/auth/auth.ts'
import { issuePasswordLink } from '../../server/auth/user-actions.ts'
import { startThread } from '../../server/document/comment-actions.ts'
import { createTemplateDraft } from '../../server/template/template-draft-actions.ts'
import { expectOk } from '../house.ts'
import { openTwoUnits, routesOf, type TwoUnits } from '../two-units.ts'

interface Target {
  readonly role: Role | null
  /** What its form sends. */
  readonly names: readonly string[]
  readonly address: (world: TwoUnits) => Promise<string> | string
  /** What a second try sends as it should be, so that the rest is read at all; null for what it leaves out. */
  readonly proper?: Readonly<Record<string, string | null>>
}

const at = (role: Role | null, names: readonly string[], address: Target['address']): Target => ({
  role,
  names,
  address,
})

/** A route about a document of its own: some inputs may well be taken. */
const onDraft = (noun: string, names: readonly string[]): Target =>
  at('lotsin', names, async (world) => {
    const { owner, caseId } = world.things.mine
    return `/documents/${await world.makeDocument(owner, 'draft', caseId)}/${noun}`
  })
const onComment = (noun: string, names: readonly string[]): Target =>
  at('lotsin', names, async (world) => {
    const { owner, caseId } = world.things.mine
    const id = await world.makeDocument(owner, 'draft', caseId)
    const remark = { id, place: '', passage: null, quote: '', text: 'Gut.' }
    const { threadId } = expectOk(await startThread(world.db, owner.author, remark))
    return `/documents/${id}/comments/${threadId}/${noun}`
  })
const onCase = (noun: string, names: readonly string[], role: Role = 'lotsin'): Target =>
  at(role, names, async (world) => `/cases/${await world.makeCase(world.things.mine.owner)}/${noun}`)
const onIssued = (noun: string, names: readonly string[]): Target =>
  at('lotsin', names, ({ things }) => `/documents/${things.mine.documents.issued}/${noun}`)
const onSubmitted = (noun: string, names: readonly string[]): Target =>
  at('leitung', names, ({ things }) => `/documents/${things.mine.documents.submitted}/${noun}`)

/** The routes about the attachments of one thing. */
function attaching(collection: 'cases' | 'documents', here: (world: TwoUnits) => string): Record<string, Target> {
  const base = `POST /${collection}/:id/attachments`
  const one = ({ things }: TwoUnits) => things.mine.attachments[collection === 'cases' ? 'case' : 'draft']
  const onOne = (noun: string, names: readonly string[] = ['act', 'voidApproval']): Target =>
    at('lotsin', names, (world) => `${here(world)}/${one(world)}${noun}`)
  return {
    [base]: at('lotsin', ['file', 'public', 'voidApproval'], here),
    [`${base}/uploads`]: at('lotsin', ['name', 'size', 'sha256', 'public'], (world) => `${here(world)}/uploads`),
    [`${base}/uploads/:upload/discards`]: at('lotsin', [], (world) => `${here(world)}/uploads/%00%ff/discards`),
    [`${base}/:attachment`]: onOne('', ['title', 'dated', 'public', 'voidApproval']),
    [`${base}/:attachment/moves`]: onOne('/moves'),
    [`${base}/:attachment/turns`]: onOne('/turns'),
    [`${base}/:attachment/reductions`]: onOne('/reductions'),
    [`${base}/:attachment/originals`]: onOne('/originals'),
    [`${base}/:attachment/removals`]: onOne('/removals'),
    [`${base}/:attachment/restorations`]: onOne('/restorations'),
  }
}

let drafts = 0
const onTemplateDraft = (noun: string, names: readonly string[]): Target =>
  at('vorlagenpflege', names, async ({ db, visitors }) => {
    drafts += 1
    const files = [{ name: 'template.hbs', bytes: new TextEncoder().encode('<h1>Probe</h1>') }]
    const draft = { slug: `probe-${drafts}`, files }
    const { id } = expectOk(await createTemplateDraft(db, visitors.vorlagenpflege.actor, draft))
    return `/template-drafts/${id}/${noun}`
  })
const onConsent = (noun: string, names: readonly string[]): Target =>
  at('lotsin', names, ({ things: { mine } }) => `/cases/${mine.caseId}/consents/${mine.consentId}/${noun}`)
const consentFields = ['recipient', 'words', 'goals', 'topics', 'grantedOn', 'evidence']
const disclosureFields = ['agreement', 'goals', 'topics', 'words', 'way', 'handedOn']
const schemeFields = ['body', 'pattern', 'period', 'next']

const userFields = ['login', 'name', 'salutation', 'email', 'unitId', 'roles']
const caseFields = [
  'version',
  'act',
  'aktenzeichen',
  'person.nachname',
  'person.geburtsdatum',
  'haushalt[0].id',
  'pfad',
]
const draftFields = ['revision', 'act', 'voidApproval', 'forwardTo', 'aktenzeichen', 'person.nachname']
const groupFields = ['ziele[0].id', 'ziele[0].schritte[0].frist.art', 'ziele[0].schritte[0].frist.datum', 'lesefassung']
const mergeFields = ['base', 'theirs', 'mine', 'voidApproval', 'choice:person.nachname', 'choice:__proto__']
const properDraft = { revision: '2', act: null, forwardTo: null }
const foreignUser = ({ things }: TwoUnits): string => `/users/${things.foreign.owner.author.userId}`

/** Every route that takes a form. One that is missing here fails the test. */
const targets: Readonly<Record<string, Target>> = {
  'POST /sessions': at(null, ['login', 'password', 'next', 'kept'], () => '/sessions'),
  'POST /session/ends': at(null, [], () => '/session/ends'),
  'POST /sessions/ends': at(null, [], () => '/sessions/ends'),
  'POST /sessions/:session/ends': at('revision', [], () => '/sessions/%00%ff/ends'),
  'POST /sessions/others/ends': at('revision', [], () => '/sessions/others/ends'),
  'POST /mails/:mail/retries': at('administration', [], () => '/mails/%00%ff/retries'),
  'POST /mails/server/tries': at('administration', [], () => '/mails/server/tries'),
  'POST /profile/preferences': at('revision', ['theme', 'letterKeys'], () => '/profile/preferences'),
  'POST /profile/mail-wishes': at('revision', ['wish'], () => '/profile/mail-wishes'),
  'POST /profile/passwords': at('revision', ['current', 'password', 'repeat'], () => '/profile/passwords'),
  'POST /password/:token': at(null, ['password', 'repeat'], async ({ db, things }) => {
    const { token } = expectOk(await issuePasswordLink(db, setupActor, things.foreign.owner.author.userId))
    return `/password/${token}`
  }),
  'POST /vertretungen': at('leitung', ['userId', 'deputyId', 'from', 'until', 'absent'], () => '/vertretungen'),
  'POST /vertretungen/:vertretung/ends': at('leitung', [], () => '/vertretungen/%00%ff/ends'),
  'POST /users': at('administration', userFields, () => '/users'),
  'POST /users/:id': at('administration', userFields, foreignUser),
  'POST /users/:id/password-links': at('administration', [], (world) => `${foreignUser(world)}/password-links`),
  'POST /users/:id/deactivations': at(
    'administration',
    ['handOverTo'],
    ({ things }) => `/users/${things.mine.owner.author.userId}/deactivations`,
  ),
  'POST /units': at('administration', ['name', 'short'], () => '/units'),
  'POST /units/:id': at('administration', ['name', 'short'], async ({ unit }) => `/units/${(await unit('50.1')).id}`),
  'POST /cases/new': { ...at('lotsin', caseFields, () => '/cases/new'), proper: { act: null } },
  'POST /cases/:id/form': { ...onCase('form', caseFields), proper: { version: '1', act: null } },
  'POST /cases/:id/merges': { ...onCase('merges', mergeFields), proper: { base: '1' } },
  'POST /cases/:id/closings': onCase('closings', []),
  'POST /cases/:id/reopenings': onCase('reopenings', []),
  'POST /cases/:id/handovers': onCase('handovers', ['to'], 'leitung'),
  'POST /pruefung': at(null, ['datei', 'code'], () => '/pruefung'),
  'POST /documents': at('lotsin', ['template', 'case', 'copy'], () => '/documents'),
  'POST /documents/:id/versions': onDraft('versions', ['name']),
  'POST /documents/:id/restorations': onDraft('restorations', ['revision']),
  'POST /documents/:id/discards': onDraft('discards', []),
  'POST /documents/:id/participants': onDraft('participants', ['userId', 'mode']),
  'POST /documents/:id/participants/:user/ends': onDraft('participants/%00%ff/ends', []),
  'POST /documents/:id/suggest-only': onDraft('suggest-only', ['on']),
  'POST /documents/:id/comments': {
    ...onDraft('comments', ['origin', 'place', 'version', 'from', 'to', 'quote', 'text']),
    proper: { place: 'person', text: 'Gut.' },
  },
  'POST /documents/:id/comments/:thread/entries': onComment('entries', ['origin', 'text']),
  'POST /documents/:id/comments/:thread/entries/:entry': onComment('entries/%00%ff', ['origin', 'text']),
  'POST /documents/:id/comments/:thread/entries/:entry/removals': onComment('entries/x/removals', ['origin']),
  'POST /documents/:id/comments/:thread/resolutions': onComment('resolutions', ['origin']),
  'POST /documents/:id/comments/:thread/reopenings': onComment('reopenings', ['origin']),
  'POST /documents/:id/suggestions': onDraft('suggestions', ['place', 'version', 'from', 'to', 'slice']),
  'POST /documents/:id/suggestions/decisions': onDraft('suggestions/decisions', ['outcome']),
  'POST /documents/:id/suggestions/:suggestion/acceptances': onDraft('suggestions/%00%ff/acceptances', []),
  'POST /documents/:id/suggestions/:suggestion/rejections': onDraft('suggestions/%00%ff/rejections', []),
  'POST /documents/:id/suggestions/:suggestion/withdrawals': onDraft('suggestions/%00%ff/withdrawals', []),
  'POST /documents/:id/draft': { ...onDraft('draft', [...draftFields, ...groupFields]), proper: properDraft },
  'POST /documents/:id/rows/:place': onDraft('rows/ziele%00', ['id', 'after']),
  'POST /documents/:id/rows/:place/:row/restorations': onDraft('rows/%ff/%00/restorations', []),
  'POST /documents/:id/live/messages': onDraft('live/messages?client=x', []),
  'POST /documents/:id/unplaced/:item/settlements': onDraft('unplaced/%00%ff/settlements', []),
  'POST /documents/:id/submissions': {
    ...onDraft('submissions', [...draftFields, ...groupFields]),
    proper: properDraft,
  },
  'POST /documents/:id/recalls': onDraft('recalls', []),
  'POST /documents/:id/previews': onDraft('previews', [...draftFields, ...groupFields]),
  'POST /documents/:id/merges': { ...onDraft('merges', mergeFields), proper: { base: '2' } },
  'POST /documents/:id/approvals': onSubmitted('approvals', ['contentHash', 'reason']),
  'POST /documents/:id/returns': onSubmitted('returns', ['contentHash', 'reason']),
  'POST /documents/:id/forwardings': onSubmitted('forwardings', ['to']),
  'POST /documents/:id/issues': onIssued('issues', ['contentHash']),
  'POST /documents/:id/signatures': onIssued('signatures', ['row', 'act', 'signedOn.u1']),
  'POST /documents/:id/scans': onIssued('scans', ['scan']),
  'POST /documents/:id/scans/:scan/confirmations': onIssued('scans/%00%ff/confirmations', ['page-1', 'page-2']),
  'POST /documents/:id/scans/:scan/removals': onIssued('scans/%00%ff/removals', []),
  'POST /documents/:id/template-moves': onDraft('template-moves', ['from', 'to']),
  'POST /cases/:id/consent-decisions': onCase('consent-decisions', ['document', 'row', 'act', 'goals', 'topics']),
  'POST /cases/:id/consents': onCase('consents', consentFields),
  'POST /cases/:id/consents/:consent/disclosures': onConsent('disclosures', disclosureFields),
  'POST /cases/:id/consents/:consent/withdrawals': onConsent('withdrawals', []),
  'POST /cases/:id/disclosures/:disclosure/returns': at(
    'lotsin',
    [],
    ({ things: { mine } }) => `/cases/${mine.caseId}/disclosures/${mine.disclosureId}/returns`,
  ),
  'POST /profile/calendar-links': at('lotsin', [], () => '/profile/calendar-links'),
  'POST /profile/calendar-links/ends': at('lotsin', [], () => '/profile/calendar-links/ends'),
  'POST /reminders/contact-weeks': at('lotsin', ['weeks'], () => '/reminders/contact-weeks'),
  'POST /cases/:id/reminders': { ...onCase('reminders', ['dueOn', 'reason', 'about']), proper: { about: null } },
  'POST /cases/:id/reminders/:reminder/completions': onCase('reminders/%00%ff/completions', ['back']),
  'POST /cases/:id/reminders/:reminder/reopenings': onCase('reminders/%00%ff/reopenings', ['back']),
  'POST /cases/:id/reminders/:reminder/moves': onCase('reminders/%00%ff/moves', ['back', 'dueOn']),
  'POST /cases/:id/contacts': { ...onCase('contacts', ['day', 'note']), proper: { day: '02.11.2026' } },
  'POST /cases/:id/contacts/:contact/withdrawals': onCase('contacts/%00%ff/withdrawals', []),
  'POST /cases/:id/completions/:completion/withdrawals': onCase('completions/%00%ff/withdrawals', ['back']),
  'POST /cases/:id/steps/:step/completions': at(
    'lotsin',
    ['doneOn', 'note', 'back', 'file'],
    ({ things }) => `/cases/${things.mine.caseId}/steps/z1s1/completions?due=2027-01-31`,
  ),
  'POST /number-circles': at('sitzungsdienst', schemeFields, () => '/number-circles'),
  'POST /number-circles/previews': at('sitzungsdienst', schemeFields, () => '/number-circles/previews'),
  'POST /number-circles/ends': at('sitzungsdienst', ['body'], () => '/number-circles/ends'),
  'POST /legislative-terms': at('sitzungsdienst', ['number', 'begins', 'ends'], () => '/legislative-terms'),
  'POST /template-drafts': at('vorlagenpflege', ['slug', 'files'], () => '/template-drafts'),
  'POST /template-drafts/:draft/files': onTemplateDraft('files', ['files']),
  'POST /template-drafts/:draft/files/:file': onTemplateDraft('files/template.hbs', ['text', 'base']),
  'POST /template-drafts/:draft/submissions': onTemplateDraft('submissions', ['edit']),
  'POST /template-drafts/:draft/recalls': onTemplateDraft('recalls', []),
  'POST /template-drafts/:draft/returns': onTemplateDraft('returns', ['validFrom', 'reason']),
  'POST /template-drafts/:draft/publications': onTemplateDraft('publications', ['contentHash', 'validFrom', 'reason']),
  'POST /template-drafts/:draft/discards': onTemplateDraft('discards', []),
  'POST /templates/:slug/versions/:version/withdrawals': at(
    'vorlagenpflege',
    ['reason'],
    () => '/templates/zielvereinbarung-25b/versions/99/withdrawals',
  ),
  ...attaching('cases', ({ things }) => `/cases/${things.mine.caseId}/attachments`),
  ...attaching('documents', ({ things }) => `/documents/${things.mine.documents.draft}/attachments`),
}

interface Sent {
  readonly body?: BodyInit
  readonly type?: string
}
const form = (entries: readonly (readonly [string, string])[]): Sent => ({
  body: new URLSearchParams(entries.map(([name, value]) => [name, value])),
})
const each =
  (value: string) =>
  (names: readonly string[]): Sent =>
    form(names.map((name) => [name, value]))

function files(names: readonly string[]): Sent {
  const body = new FormData()
  for (const name of names) body.append(name, new File([new Uint8Array([0, 1, 2])], '../../x\u0000.pdf'))
  return { body }
}

const urlencoded = 'application/x-www-form-urlencoded'
const nested = '['.repeat(100_000)

/** What comes from a broken browser, a careless script or somebody who tries. */
const inputs: Readonly<Record<string, (names: readonly string[]) => Sent>> = {
  'no body at all': () => ({}),
  'an empty form': () => form([]),
  'empty fields': each(''),
  JSON: (names) => ({
    body: JSON.stringify(Object.fromEntries(names.map((name) => [name, 1]))),
    type: 'application/json',
  }),
  text: () => ({ body: 'Guten Tag', type: 'text/plain' }),
  'a form in parts without a boundary': () => ({ body: 'x', type: 'multipart/form-data' }),
  'a form in parts that are none': () => ({ body: 'kein Teil', type: 'multipart/form-data; boundary=grenze' }),
  'broken percent signs': (names) => ({
    body: names.map((name) => `${name}=%E0%A4%A&%=%`).join('&'),
    type: urlencoded,
  }),
  'bytes that are no UTF-8': (names) => ({
    body: names.map((name) => `${name}=%ED%A0%80%FF`).join('&'),
    type: urlencoded,
  }),
  'names of every object': () =>
    form(['__proto__', 'constructor', 'toString', '__proto__[a]', 'a.__proto__.b'].map((name) => [name, '1'])),
  'very long texts': each('ä'.repeat(60_000)),
  'control characters': each('Text\u0000\u0007\u202e\u2028\ufffe'),
  'a row name that is too long': () =>
    form([
      [`ziele${'[0].schritte'.repeat(2000)}`, 'x'],
      [`ziele[999999999].was`, 'x'],
    ]),
  'an id that nobody has': each('01JDZZZZZZZZZZZZZZZZZZZZZZ'),
  'numbers beyond every limit': each('9'.repeat(400)),
  'a half number': each('-1e999'),
  'JSON without an end': each(nested),
  'deep JSON': each(`${nested}${']'.repeat(nested.length)}`),
  'JSON of another kind': each('{"__proto__":{"a":1},"person":[[]],"ziele":{"0":null}}'),
  'every field twice': (names) => form([...names, ...names].map((name, index) => [name, String(index)])),
  'files instead of fields': files,
}

let world: TwoUnits
beforeAll(async () => {
  world = await openTwoUnits()
}, 120_000)
afterAll(() => world?.close())

const addresses = new Map<string, string>()

async function send(route: string, make: (names: readonly string[]) => Sent): Promise<Response> {
  const target = targets[route]
  if (!target) throw new Error(`${route} is not tried.`)
  const { role, names, address } = target
  const here = addresses.get(route) ?? (await address(world))
  addresses.set(route, here)
  const { body, type } = make(names)
  const visitor = role ? world.visitors[role] : world.stranger
  const headers = type ? { 'Content-Type': type } : {}
  return visitor.send(here, { headers, ...(body === undefined ? {} : { body }) })
}

const withProper =
  (make: (names: readonly string[]) => Sent, proper: NonNullable<Target['proper']>) =>
  (names: readonly string[]): Sent => {
    const { body, ...rest } = make(names)
    if (!(body instanceof URLSearchParams)) return { ...rest, ...(body === undefined ? {} : { body }) }
    const kept = Object.entries(proper).flatMap(([name, value]): [string, string][] =>
      value === null ? [] : [[name, value]],
    )
    return form([...kept, ...[...body].filter(([name]) => !Object.hasOwn(proper, name))])
  }

/** A whole German page or a part of one, with a sentence of ours and no words of a program. */
function isSentence(html: string): boolean {
  const text = html.replace(/<[^>]+>/g, ' ')
  return /\p{Lu}[\p{L} ,„“.-]{15,}\./u.test(text) && !/Malformed|Bad Request|Error:|undefined|\[object/.test(text)
}

/** What the log says of the newest fault. */
const faultOf = (): string =>
  JSON.stringify(world.logged.findLast(({ msg }) => msg === 'fault')?.err ?? '').slice(0, 600)

test('every route that takes a form is tried', () => {
  expect(Object.keys(targets).sort()).toEqual(
    routesOf(world)
      .filter((route) => route.startsWith('POST'))
      .sort(),
  )
})

describe.each(Object.keys(targets))('%s', (route) => {
  test('answers whatever comes with a sentence, never with a fault', async () => {
    const wrong: string[] = []
    const proper = targets[route]?.proper
    for (const [name, make] of Object.entries(inputs)) {
      for (const again of proper ? [make, withProper(make, proper)] : [make]) {
        const answer = await send(route, again)
        const html = await answer.text()
        const isAnswered = answer.status < 400 || (answer.status < 500 && isSentence(html))
        if (!isAnswered) wrong.push(`${name}: ${answer.status} ${faultOf()}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('refuses what is too large, before it is read', async () => {
    const answer = await send(route, () => form([['x', 'x'.repeat(2 ** 21)]]))
    expect([answer.status, isSentence(await answer.text())]).toEqual([413, true])
  })
})

const queries = ['9'.repeat(400), '-1', '1e999', '%00', '%ED%A0%80', '%E0%A4%A&%=%', '__proto__', 'ä'.repeat(4000)]
const queryNames = [
  'q',
  'page',
  'before',
  'state',
  'kind',
  'case',
  'mine',
  'lotsin',
  'pfad',
  'unit',
  'role',
  'done',
  'document',
  'next',
  'after',
  'template',
  'copy',
  'view',
  'edit',
  'as',
]

test('no address of a page ends in a fault, whatever it asks for', async () => {
  const { documents, caseId = '' } = world.things.mine
  const wrong: string[] = []
  const walked: readonly (readonly [Role, readonly string[]])[] = [
    [
      'lotsin',
      [
        '/',
        '/profile',
        '/session',
        '/cases',
        '/documents',
        '/documents/new',
        `/cases/${caseId}`,
        `/cases/${caseId}/trail`,
        `/documents/${documents.issued}`,
        `/documents/${documents.issued}/trail`,
        `/documents/${documents.draft}/draft`,
        `/documents/${documents.submitted}/approvals`,
        '/templates',
        '/templates/x/versions/',
      ],
    ],
    ['leitung', ['/approvals', '/cases', '/documents']],
    ['administration', ['/users', '/users/', '/units', '/units/', '/password/', '/pruefung/']],
    ['revision', ['/audit']],
  ]
  for (const [role, paths] of walked) {
    for (const path of paths) {
      for (const value of queries) {
        const query = queryNames.map((name) => `${name}=${value}`).join('&')
        const address =
          path.length > 1 && path.endsWith('/') ? `${path}${encodeURIComponent(value)}` : `${path}?${query}`
        const { status } = await world.visitors[role].get(address)
        if (status >= 500) wrong.push(`${path} ${value.slice(0, 12)}: ${status} ${faultOf()}`)
      }
    }
  }
  expect(wrong).toEqual([])
})
