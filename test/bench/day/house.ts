import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addDays } from '../../../data/demo/office-days.ts'
import { insertDecision, insertRequest } from '../../../server/approval/approval-store.ts'
import { appendEntry } from '../../../server/audit/chain.ts'
import { type Actor, actorOf, type Role, setupActor } from '../../../server/auth/auth.ts'
import { redeemPasswordLink } from '../../../server/auth/auth-actions.ts'
import { createUnit, createUser, findUser, issuePasswordLink } from '../../../server/auth/user-actions.ts'
import { fixedClock, type MovableClock } from '../../../server/base/clock.ts'
import { type Db, openDatabase, type Tx } from '../../../server/base/database.ts'
import { newId } from '../../../server/base/ids.ts'
import { applyMigrations } from '../../../server/base/migrations.ts'
import { projectRoot } from '../../../server/base/project-root.ts'
import { localDate } from '../../../server/calendar/local-time.ts'
import { insertCase } from '../../../server/casefile/casefile-store.ts'
import { newCheckCode } from '../../../server/document/check-code.ts'
import { insertDocument, insertRevision } from '../../../server/document/document-store.ts'
import { type DraftedRevision, draftRevision } from '../../../server/document/drafting.ts'
import { insertIssuedFile, insertOrder } from '../../../server/document/issue-store.ts'
import { nextPaperNumber } from '../../../server/document/number-circle.ts'
import type { Values } from '../../../server/fields/fields.ts'
import { asGroup } from '../../../server/fields/walk.ts'
import type { Template } from '../../../server/template/library.ts'
import { findLatestPublished, registerShipped } from '../../../server/template/template-actions.ts'
import { expectOk } from '../../house.ts'

export interface HouseSize {
  readonly cases: number
  readonly documents: number
  readonly entries: number
}

export interface Person {
  readonly login: string
  readonly role: Role
}

export const password = 'ein Passwort nur für Messungen'

const units = ['32.1', '32.2', '32.3', '32.4', '01.1'] as const

/** Thirty people: a Leitung for each unit, five Lotsinnen in each of four, clerks in the last. */
export const people: readonly (Person & { readonly unit: string })[] = units.flatMap((unit, index) => [
  { login: `leitung${index}`, role: 'leitung', unit },
  ...(unit === '01.1'
    ? ([
        { login: 'sitzung0', role: 'sitzungsdienst', unit },
        { login: 'sitzung1', role: 'sitzungsdienst', unit },
        { login: 'sitzung2', role: 'sitzungsdienst', unit },
        { login: 'vorlagen0', role: 'vorlagenpflege', unit },
        { login: 'revision0', role: 'revision', unit },
      ] as const)
    : Array.from({ length: 5 }, (_, each) => ({ login: `lotsin${index}${each}`, role: 'lotsin', unit }) as const)),
])

const surnames =
  'Müller Câmara Özdemir Yılmaz Ceesay Größe Weiß Şahin Nguyễn Kowalczyk Ibrahimović Haddad Öztürk Łukasiewicz Jallow Straßer Touré Rahimi Þórsdóttir Abdi'.split(
    ' ',
  )
const firstNames = 'Jürgen Ayşe Lamin Zoë Fatou Björn Aïssata Mehmet Sorin Łucja Amina José Ngọc Omar Ümit'.split(' ')
const bodies = 'Kreistag,Kreisausschuss,Jugendhilfeausschuss,Ausschuss für Sicherheit und Ordnung,Bauausschuss'.split(
  ',',
)

const nameOf = (index: number) => ({
  nachname: `${surnames[index % surnames.length]}${index % 7 === 0 ? `-${surnames[(index * 3 + 1) % surnames.length]}` : ''}`,
  vorname: firstNames[(index * 7) % firstNames.length] ?? '',
})

/** Builds a house of that size: everything through the stores or the steps of the product, in large transactions, with one
 *  entry of the chain for each act. */
export async function buildHouse(url: string, size: HouseSize, tell: (line: string) => void): Promise<void> {
  const now = Date.now()
  const days = 500
  const clock = fixedClock(new Date(now - days * 86_400_000).toISOString())
  const db = await openDatabase({ url, clock })
  await applyMigrations(db)
  expectOk(await registerShipped(db))
  const actors = await makePeople(db)
  clock.advanceMinutes(60 * 24 * 150)
  const minutes = ((days - 150) * 24 * 60 - 60) / (size.cases + size.documents)
  const cases = await makeCases(db, clock, { actors, count: size.cases, minutes })
  tell(`${cases.length} cases`)
  await makeDocuments(db, clock, { actors, cases, count: size.documents, minutes, tell })
  await fillTrail(db, size.entries)
  await db.close()
}

async function makePeople(db: Db): Promise<Actor[]> {
  const ids = new Map<string, string>()
  for (const short of units)
    ids.set(short, expectOk(await createUnit(db, setupActor, { short, name: `Einheit ${short}` })).id)
  const actors: Actor[] = []
  for (const { login, role, unit } of people) {
    const form = {
      login,
      name: `Person ${login}`,
      salutation: '',
      email: '',
      unitId: ids.get(unit) ?? '',
      roles: [role],
    }
    const { id } = expectOk(await createUser(db, setupActor, form))
    const { token } = expectOk(await issuePasswordLink(db, setupActor, id))
    expectOk(await redeemPasswordLink(db, { token, password }))
    const user = await findUser(db, id)
    if (user) actors.push(actorOf(user))
  }
  return actors
}

interface MadeCase {
  readonly id: string
  readonly lotsin: Actor
  readonly name: ReturnType<typeof nameOf>
}

const perTransaction = 250

/** Runs a step for each index, many in one transaction. */
async function inBatches(db: Db, count: number, step: (tx: Tx, index: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < count; from += perTransaction) {
    await db.write(async (tx) => {
      for (let index = from; index < Math.min(from + perTransaction, count); index++) await step(tx, index)
    })
  }
}

interface Building {
  readonly actors: readonly Actor[]
  readonly count: number
  /** Between two things. */
  readonly minutes: number
}

async function makeCases(db: Db, clock: MovableClock, { actors, count, minutes }: Building): Promise<MadeCase[]> {
  const lotsinnen = actors.filter(({ roles }) => roles.includes('lotsin'))
  const made: MadeCase[] = []
  await inBatches(db, count, async (tx, index) => {
    const lotsin = pick(lotsinnen, index)
    const [id, name, at] = [newId(), nameOf(index), clock.now()]
    const values = {
      aktenzeichen: `32.3-ZV-2026-${String(index).padStart(5, '0')}`,
      person: { ...name, geburtsdatum: '1990-05-17', staatsangehoerigkeit: 'Gambia' },
      pfad: '25b',
    }
    const { unitId, userId } = lotsin
    await insertCase(tx, { id, unitId, lotsinId: userId, values, savedBy: userId, at: at.toISOString() })
    // About eighty stay open for each of twenty.
    if (index % 3 > 0) await tx.run('UPDATE case_file SET closed_at = ? WHERE id = ?', [at.toISOString(), id])
    await appendEntry(tx, { event: 'case.created', subject: id, userId }, at)
    made.push({ id, lotsin, name })
    clock.advanceMinutes(minutes)
  })
  return made
}

type Stand = 'draft' | 'returned' | 'in_approval' | 'approved' | 'issued'

const standOf = (index: number, count: number): Stand => {
  if (index > count * 0.995) return 'in_approval'
  const kind = index % 20
  if (kind < 14) return 'issued'
  return kind < 15 ? 'approved' : kind < 16 ? 'returned' : 'draft'
}

async function makeDocuments(
  db: Db,
  clock: MovableClock,
  { actors, cases, count, minutes, tell }: Building & { cases: readonly MadeCase[]; tell: (line: string) => void },
): Promise<void> {
  const on = localDate(clock.now().toISOString())
  const agreement = await sampleOf(db, 'zielvereinbarung-25b')
  const paper = await sampleOf(db, 'sitzungsvorlage-kreis')
  const clerks = actors.filter(({ roles }) => roles.includes('sitzungsdienst'))
  const leaders = actors.filter(({ roles }) => roles.includes('leitung'))
  const blobId = randomBytes(32).toString('hex')
  await db.write((tx) =>
    tx.run("INSERT INTO blob (id, sha256, size, media_type) VALUES (?, ?, 1, 'application/pdf')", [blobId, blobId]),
  )
  await inBatches(db, count, async (tx, index) => {
    const isPaper = index % 7 === 0
    const made = pick(cases, index)
    const author = isPaper ? pick(clerks, index) : made.lotsin
    const leader = leaders.find(({ unitId }) => unitId === author.unitId) ?? pick(leaders, 0)
    const subject = isPaper ? paperOf(paper, index, addDays(on, Math.round(index / 40))) : agreementOf(agreement, made)
    await makeDocument(tx, clock.now(), {
      ...subject,
      author,
      leader,
      stand: standOf(index, count),
      blobId,
      caseId: isPaper ? null : made.id,
    })
    clock.advanceMinutes(minutes)
    if (index % 5000 === 4999) tell(`${index + 1} documents`)
  })
}

interface Sample {
  readonly template: Template
  readonly drafted: DraftedRevision
}

async function sampleOf(db: Db, slug: string): Promise<Sample> {
  const template = await findLatestPublished(db, slug, { on: '2026-11-01' })
  if (!template) throw new Error(`There is no template ${slug}.`)
  const file = join(projectRoot, 'templates', slug, 'v1', 'sample.json')
  const values: Values = JSON.parse(readFileSync(file, 'utf8'))
  // A machine that is busy lets a template run out of its time.
  for (let attempt = 1; ; attempt++) {
    const drafted = await draftRevision(template, values)
    if (drafted.ok || attempt === 10) return { template, drafted: expectOk(drafted) }
  }
}

/** As the product would have drafted them, without expanding the template each time. */
function agreementOf({ template, drafted }: Sample, { name }: MadeCase): Sample {
  const values = { ...drafted.values, person: { ...asGroup(drafted.values.person), ...name } }
  const title = `Zielvereinbarung ${name.vorname} ${name.nachname}`
  return { template, drafted: { ...drafted, values, title } }
}

function paperOf({ template, drafted }: Sample, index: number, sitsOn: string): Sample {
  const subtitle = `Bericht über das Vorhaben ${index} am ${pick(surnames, index)}platz`
  const beratungsfolge = [0, 1].map((each) => ({
    id: `bf${each}`,
    gremium: pick(bodies, index + each),
    datum: addDays(sitsOn, each * 14),
    status: index % 9 === 0 ? 'nichtoeffentlich' : 'oeffentlich',
  }))
  const { nummer: _assigned, ...sample } = drafted.values
  const values = { ...sample, beratungsgegenstand: subtitle, beratungsfolge }
  const title = 'Sitzungsvorlage noch ohne Nummer'
  return { template, drafted: { ...drafted, values, title, subtitle } }
}

interface Planned extends Sample {
  readonly author: Actor
  readonly leader: Actor
  readonly stand: Stand
  readonly caseId: string | null
  readonly blobId: string
}

async function makeDocument(tx: Tx, at: Date, planned: Planned): Promise<void> {
  const { template, drafted, author, leader, stand, caseId, blobId } = planned
  const { kind } = template
  if (kind === 'sheet') throw new Error('Nobody writes sheets.')
  const [id, time, contentHash] = [newId(), at.toISOString(), randomBytes(32).toString('hex')]
  const note = (event: string, userId = author.userId) =>
    appendEntry(tx, { event, subject: id, userId, related: caseId ?? undefined }, at)
  await insertDocument(tx, {
    id,
    templateSlug: template.slug,
    templateVersion: template.version,
    templateHash: template.templateHash,
    kind,
    caseId,
    unitId: author.unitId,
    authorId: author.userId,
    createdAt: time,
    copiedFrom: null,
  })
  await note('document.created')
  const revision = { documentId: id, revision: 1, editorId: author.userId, writers: null, savedAt: time }
  await insertRevision(tx, { ...drafted, ...revision, fields: template.fields, contentHash })
  await note('document.saved')
  if (stand === 'draft') return
  const requestId = newId()
  const { unitId, userId: authorId } = author
  const compared = { change: 'first', comparedWith: null, changedAttachments: 0 } as const
  const by = { authorId, lastEditorId: authorId, requestedBy: authorId, requestedAt: time, writers: [], compared }
  await insertRequest(tx, { id: requestId, subject: id, number: 1, unitId, contentHash, revision: 1, ...by })
  await note('document.submitted')
  if (stand === 'in_approval') return
  const isReturned = stand === 'returned'
  await insertDecision(tx, requestId, {
    outcome: isReturned ? 'returned' : 'approved',
    reason: isReturned ? 'Bitte ergänzen.' : null,
    contentHash,
    userId: leader.userId,
    onBehalfOf: null,
    decidedAt: time,
  })
  await note(isReturned ? 'document.returned' : 'document.approved', leader.userId)
  if (stand !== 'issued') return
  const number = caseId === null ? expectOk(await nextPaperNumber(tx, { body: '', at })) : null
  const head = await note('document.issue_ordered')
  const checkpoint = { checkpointSeq: head.seq, checkpointHash: head.entryHash }
  const order = {
    documentId: id,
    number,
    code: newCheckCode(),
    at: time,
    contentHash,
    rendererVersion: '1',
    revision: 1,
  }
  await insertOrder(tx, { ...order, ...checkpoint, orderedBy: authorId })
  const fileHash = randomBytes(32).toString('hex')
  await insertIssuedFile(tx, { documentId: id, blobId, fileHash, pages: 3, storedAt: time })
  await note('document.issued', 'system')
}

/** With readings of the same documents, until the trail is as long as wanted. */
async function fillTrail(db: Db, wanted: number): Promise<void> {
  const { seq } = await db.write((tx) =>
    appendEntry(tx, { event: 'bench.filled', subject: 'bench', userId: 'setup' }, db.clock.now()),
  )
  await inBatches(db, Math.max(wanted - seq, 0), async (tx, index) => {
    await appendEntry(tx, { event: 'bench.filled', subject: `bench${index % 50}`, userId: 'setup' }, db.clock.now())
  })
}

function pick<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length]
  if (found === undefined) throw new Error('Nothing to choose from.')
  return found
}
