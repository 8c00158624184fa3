import { gzipSync } from 'node:zlib'
import pino from 'pino'
import { z } from 'zod'
import { createApp } from '../../../server/app.tsx'
import { signIn } from '../../../server/auth/auth-actions.ts'
import { defaultSessionLimits, sessionCookieName } from '../../../server/auth/session-adapter.ts'
import { systemClock } from '../../../server/base/clock.ts'
import { openDatabase } from '../../../server/base/database.ts'
import { applyMigrations } from '../../../server/base/migrations.ts'
import { openDocumentWriting } from '../../../server/document/document-writing.ts'
import { demoHouseFile, readHouseFacts } from '../../../server/house-facts.ts'
import { loadStaticFiles } from '../../../server/static-files.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { expectOk } from '../../house.ts'
import { type Person, password } from './house.ts'
import { pages } from './pages.ts'

export interface PageAccount {
  readonly bytes: number
  readonly gzip: number
  readonly queries: number
  /** Of the queries that take longest, alone on an idle process: milliseconds and text. */
  readonly slowest: readonly (readonly [ms: number, sql: string])[]
}

export interface Visitor extends Person {
  readonly cookie: string
  readonly caseId: string
  readonly documentId: string
}

/** How much really stands in the house. */
export interface Counts {
  readonly cases: number
  readonly documents: number
  readonly entries: number
}

export interface Account {
  readonly counts: Counts
  readonly visitors: readonly Visitor[]
  readonly pages: ReadonlyMap<string, PageAccount>
}

/** What each page weighs and asks of the database: in this process, before the server takes the file. */
export async function takeAccount(url: string, people: readonly Person[]): Promise<Account> {
  let queries: [ms: number, sql: string][] = []
  const db = await openDatabase({
    url,
    clock: systemClock,
    async wrapCall(call, { sql = '' }) {
      const start = performance.now()
      try {
        return await call()
      } finally {
        queries.push([performance.now() - start, sql.replace(/\s+/g, ' ').trim()])
      }
    },
  })
  // A house that was kept may be older than the product.
  await applyMigrations(db)
  expectOk(await registerShipped(db))
  const writing = openDocumentWriting(db, { onError: (error) => console.error(error) })
  const config = {
    baseUrl: null,
    publicUrl: null,
    houseName: 'Kreis Auental',
    sessionLimits: defaultSessionLimits,
    trustProxy: false,
    houseFacts: expectOk(readHouseFacts(demoHouseFile)),
    smtp: null,
    contactWeeks: 8,
    attachmentBytes: 25 * 2 ** 20,
  }
  const log = pino({ level: 'silent' })
  const app = createApp({ config, db, files: await loadStaticFiles(), log, writing })
  const visitors: Visitor[] = []
  const accounts = new Map<string, PageAccount>()
  for (const person of people) {
    const { sessionId } = expectOk(await signIn(db, { login: person.login, password, address: 'bench' }))
    const cookie = `${sessionCookieName(false)}=${sessionId}`
    const read = async (path: string) => {
      const answer = await app.request(`http://localhost${path}`, { headers: { Cookie: cookie } })
      return { status: answer.status, text: await answer.text() }
    }
    const linkIn = async (list: string, link: RegExp) => link.exec((await read(list)).text)?.[1] ?? ''
    const caseId = await linkIn('/cases', /href="\/cases\/([0-9a-z]{26})"/)
    const documentId = await linkIn('/documents', /href="\/documents\/([0-9a-z]{26})"/)
    const visitor = { ...person, cookie, caseId, documentId }
    visitors.push(visitor)
    for (const [page] of pages[person.role]) {
      const key = `${person.role} ${page}`
      if (accounts.has(key)) continue
      await read(addressOf(page, visitor))
      queries = []
      const { status, text } = await read(addressOf(page, visitor))
      if (status !== 200) throw new Error(`${key}: ${status}`)
      const slowest = queries.toSorted(([a], [b]) => b - a).slice(0, 3)
      accounts.set(key, {
        bytes: Buffer.byteLength(text),
        gzip: gzipSync(text).length,
        queries: queries.length,
        slowest,
      })
    }
  }
  const counts = await db.first(
    countsRow,
    `SELECT (SELECT count(*) FROM case_file) AS cases, (SELECT count(*) FROM document) AS documents,
       (SELECT count(*) FROM audit_entry) AS entries`,
  )
  await writing.close()
  await db.close()
  if (!counts) throw new Error('Nothing was counted.')
  return { counts, visitors, pages: accounts }
}

const countsRow: z.ZodType<Counts> = z.object({ cases: z.number(), documents: z.number(), entries: z.number() })

export const addressOf = (page: string, { caseId, documentId }: Visitor): string =>
  page
    .replace(':case', caseId)
    .replace(':document', documentId)
    .replace(
      '=heute',
      `=${new Date().toLocaleDateString('de-DE', { day: '2-digit', month: '2-digit', year: 'numeric' })}`,
    )
