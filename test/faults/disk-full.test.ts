import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { chainHead } from '../../server/audit/chain.ts'
import { verifyChain } from '../../server/audit/verify-chain.ts'
import { newId } from '../../server/base/ids.ts'
import { createDocument, readDocument } from '../../server/document/document-actions.ts'
import { settleDocument } from '../../server/document/live.ts'
import { asGroup } from '../../server/fields/walk.ts'
import { registerShipped } from '../../server/template/template-actions.ts'
import { expectOk } from '../house.ts'
import { caseOf } from '../server/casefile/cases.ts'
import { agreementInput, houseName, save } from '../server/document/documents.ts'
import { openWeb, readText, type SignedIn, type Web } from '../web.ts'

let web: Web
let ahlers: SignedIn
let id: string

beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  const { id: caseId } = await caseOf(web, ahlers.actor)
  ;({ id } = expectOk(await createDocument(web.db, ahlers.actor, { slug: 'zielvereinbarung-25b', caseId, houseName })))
  await save(web, ahlers.actor, { id, baseRevision: 1, input: agreementInput() })
})

afterEach(() => web.close())

/** SQLite then says what it says on a full disk: what still fits into pages that are begun is taken. */
async function limitDisk(wanted: 'full' | 'roomy'): Promise<void> {
  await web.db.write(async (tx) => {
    const most = wanted === 'full' ? 1 : 1_000_000
    await tx.all(z.object({ maxPageCount: z.number() }), `PRAGMA max_page_count = ${most}`)
  })
}

/** Changes one field again and again; returns the first answer that is none, with the key of what was sent. */
async function typeUntilRefused(): Promise<{ readonly key: string; readonly base: string }> {
  let base = '"0"'
  for (let tries = 0; tries < 1000; tries += 1) {
    const key = newId()
    const answer = await put(key, base, `Raum ${tries}`)
    if (answer.status >= 500) return { key, base }
    base = answer.headers.get('ETag') ?? base
  }
  throw new Error('The disk did not get full.')
}

const put = (key: string, base: string, text: string) =>
  ahlers.send(`/documents/${id}/fields/gespraech.ort`, {
    method: 'PUT',
    body: new URLSearchParams({ ort: text }),
    headers: { 'Idempotency-Key': key, 'If-Match': base },
  })

test('on a full disk a field is not taken, and arrives once when there is room again', async () => {
  await limitDisk('full')
  const { key, base } = await typeUntilRefused()
  // Both are what a browser sends again by itself.
  expect([503, 507]).toContain((await put(key, base, 'Rathaus')).status)
  await limitDisk('roomy')
  expect((await put(key, base, 'Rathaus')).status).toBe(204)
  await settleDocument(web.db, id)
  expect(asGroup((await readDocument(web.db, ahlers.actor, id))?.values.gespraech)).toMatchObject({ ort: 'Rathaus' })
  expect(await verifyChain(web.db)).not.toHaveProperty('brokenAt')
})

test('on a full disk a form says so, changes nothing and leaves no trace; later it goes through', async () => {
  await limitDisk('full')
  await typeUntilRefused()
  let before = await chainHead(web.db)
  let answer = await nameVersion(0)
  for (let tries = 1; tries < 200 && answer.status === 303; tries += 1) {
    before = await chainHead(web.db)
    answer = await nameVersion(tries)
  }
  expect(answer.status).toBe(507)
  expect(await readText(answer)).toContain('Der Speicher des Servers ist voll')
  expect(await chainHead(web.db)).toEqual(before)
  await limitDisk('roomy')
  expect((await nameVersion(1000)).status).toBe(303)
  expect(await verifyChain(web.db)).not.toHaveProperty('brokenAt')
})

const nameVersion = (number: number) => ahlers.post(`/documents/${id}/versions`, { name: `Fassung ${number}` })
