import { afterEach, beforeEach, expect, test } from 'vitest'
import { readWholeTrail } from '../../../server/audit/audit.ts'
import { chainHead } from '../../../server/audit/chain.ts'
import { verifyChain } from '../../../server/audit/verify-chain.ts'
import type { Actor } from '../../../server/auth/auth.ts'
import { runDueJobs } from '../../../server/base/jobs.ts'
import { approveDocument } from '../../../server/document/approval-actions.ts'
import { readCheckCode } from '../../../server/document/check-code.ts'
import { footerCode } from '../../../server/document/issue.ts'
import { orderIssue, readIssue, readIssuedPdf, retryIssue } from '../../../server/document/issue-actions.ts'
import { issueJobs, runIssue } from '../../../server/document/issue-jobs.ts'
import { saveDocument } from '../../../server/document/saving.ts'
import { rendererVersion } from '../../../server/render/render.ts'
import { verifyPdf } from '../../../server/signature/verify.ts'
import { expectOk } from '../../house.ts'
import { agreementInput, approvedAgreement, openOffice, read, submittedAgreement } from './documents.ts'
import { approvedPaper, houseSeal, issue, issuedAgreement, issuePorts } from './issuing.ts'

let office: Awaited<ReturnType<typeof openOffice>>
let landrat: Actor
beforeEach(async () => {
  office = await openOffice()
  landrat = await office.house.user('leitung', 'Dr. Elisabeth Schwenzow', { unit: '10.2' })
})
afterEach(() => office.house.close())

test('an approved agreement is issued: ordered, set, sealed and stored, and the trail says so', async () => {
  const { house, ahlers, kortmann } = office
  const approved = await approvedAgreement(house, ahlers, kortmann)
  const headBefore = await chainHead(house.db)
  const order = expectOk(
    await orderIssue(house.db, ahlers, { id: approved.id, contentHash: approved.contentHash ?? '' }),
  )
  expect(order).toMatchObject({
    number: null,
    at: '2026-11-23T08:00:00.000Z',
    checkpointSeq: headBefore.seq,
    checkpointHash: headBefore.entryHash,
    contentHash: approved.contentHash,
    rendererVersion,
    revision: approved.revision,
    orderedBy: ahlers.userId,
  })
  expect(readCheckCode(order.code)).toBe(order.code)
  expect((await read(house, ahlers, approved.id)).state).toBe('issuing')

  await runDueJobs(house.db, issueJobs(await issuePorts()))
  expect((await read(house, ahlers, approved.id)).state).toBe('issued')
  expect((await house.eventsOf(approved.id)).slice(-2)).toEqual(['document.issue_ordered', 'document.issued'])
  expect(await verifyChain(house.db)).not.toHaveProperty('brokenAt')
})

test('the issued file verifies: sealed by the house, certified, and nothing behind it', async () => {
  const { house, ahlers, kortmann } = office
  const { id } = await issuedAgreement(house, ahlers, kortmann)
  const pdf = await readIssuedPdf(house.db, ahlers, id)
  const report = await verifyPdf(pdf?.bytes ?? new Uint8Array(), { anchors: (await houseSeal()).anchorsDer })
  expect(report).toMatchObject({ intact: true, trusted: true })
  expect(report.signatures).toMatchObject([{ field: 'seal', certifies: true, covers: 'file', bytesAfter: 0 }])
  expect(report.fileHash).toBe((await readIssue(house.db, ahlers, id))?.file?.fileHash)
})

test('a paper gets its number with the order, and the title tells it', async () => {
  const { house, vosskamp } = office
  const paper = await issue(house, vosskamp, await approvedPaper(house, vosskamp, landrat))
  expect(paper.number).toBe('0001/2026/KREIS')
  expect(paper.title).toContain('0001/2026/KREIS')
})

test('twenty papers ordered at once get twenty numbers without a gap', async () => {
  const { house, vosskamp } = office
  const papers = []
  for (let count = 0; count < 20; count++) papers.push(await approvedPaper(house, vosskamp, landrat))
  const orders = await Promise.all(papers.map(({ id }) => orderIssue(house.db, vosskamp, { id })))
  const numbers = orders.map((order) => expectOk(order).number).sort()
  const wanted = Array.from({ length: 20 }, (_, index) => `${String(index + 1).padStart(4, '0')}/2026/KREIS`)
  expect(numbers).toEqual(wanted)
}, 60_000)

test('an order that fails uses up no number', async () => {
  const { house, vosskamp } = office
  const [one, two] = [await approvedPaper(house, vosskamp, landrat), await approvedPaper(house, vosskamp, landrat)]
  expect(await orderIssue(house.db, vosskamp, { id: one.id, contentHash: 'x' })).toMatchObject({ problem: 'stale' })
  expect(expectOk(await orderIssue(house.db, vosskamp, { id: two.id })).number).toBe('0001/2026/KREIS')
  expect(await orderIssue(house.db, vosskamp, { id: two.id })).toMatchObject({ problem: 'conflict' })
  expect(expectOk(await orderIssue(house.db, vosskamp, { id: one.id })).number).toBe('0002/2026/KREIS')
})

test('numbers begin anew at midnight in Germany, an hour before the year ends in UTC', async () => {
  const { house, vosskamp } = office
  const papers = []
  for (let count = 0; count < 3; count++) papers.push(await approvedPaper(house, vosskamp, landrat))
  const [last, first, second] = papers
  const until = (iso: string) => house.clock.advanceMinutes((Date.parse(iso) - house.clock.now().getTime()) / 60_000)
  until('2026-12-31T22:59:59.000Z')
  expect(expectOk(await orderIssue(house.db, vosskamp, { id: last?.id ?? '' })).number).toBe('0001/2026/KREIS')
  until('2026-12-31T23:00:00.000Z')
  expect(expectOk(await orderIssue(house.db, vosskamp, { id: first?.id ?? '' })).number).toBe('0001/2027/KREIS')
  expect(expectOk(await orderIssue(house.db, vosskamp, { id: second?.id ?? '' })).number).toBe('0002/2027/KREIS')
})

test('only what is approved is issued, and only by those whose business it is', async () => {
  const { house, ahlers, deppe, kortmann, brandt, vosskamp } = office
  const waiting = await submittedAgreement(house, ahlers)
  expect(await orderIssue(house.db, ahlers, waiting)).toMatchObject({ problem: 'conflict' })
  const { id, contentHash } = waiting
  expectOk(await approveDocument(house.db, kortmann, { id, contentHash }))
  for (const stranger of [deppe, brandt, vosskamp]) {
    expect(await orderIssue(house.db, stranger, { id })).toMatchObject({ problem: 'not_found' })
    expect(await readIssue(house.db, stranger, id)).toBeNull()
    expect(await readIssuedPdf(house.db, stranger, id)).toBeNull()
  }
})

test('the Leitung of the unit may issue, and the author of a paper as well as the Sitzungsdienst', async () => {
  const { house, ahlers, kortmann, vosskamp, siebert } = office
  expectOk(await orderIssue(house.db, kortmann, { id: (await approvedAgreement(house, ahlers, kortmann)).id }))
  const byLotsin = await approvedPaper(house, ahlers, kortmann)
  expectOk(await orderIssue(house.db, vosskamp, { id: byLotsin.id }))
  const another = await approvedPaper(house, ahlers, kortmann)
  expectOk(await orderIssue(house.db, siebert, { id: another.id }))
  const own = await approvedPaper(house, ahlers, kortmann)
  expectOk(await orderIssue(house.db, ahlers, { id: own.id }))
})

test('what is ordered is edited no more', async () => {
  const { house, ahlers, kortmann } = office
  const approved = await approvedAgreement(house, ahlers, kortmann)
  expectOk(await orderIssue(house.db, ahlers, { id: approved.id }))
  const edit = { id: approved.id, baseRevision: approved.revision, input: agreementInput({ aktenzeichen: 'anders' }) }
  expect(await saveDocument(house.db, ahlers, { ...edit, voidApproval: true })).toMatchObject({ problem: 'conflict' })
})

test('a seal that fails is told with its reason, tried again by itself or at once, and the order stays', async () => {
  const { house, ahlers, kortmann } = office
  const { id } = await approvedAgreement(house, ahlers, kortmann)
  const order = expectOk(await orderIssue(house.db, ahlers, { id }))
  const expired = 'Das Zertifikat „Siegel“ ist am 22.11.2026 abgelaufen. Zum Siegeln braucht es ein neues.'
  const broken = issueJobs({
    publicHost: 'vorlagen.test',
    seal: async () => ({ ok: false, problem: 'invalid', message: expired, fields: [] }),
  })
  await runDueJobs(house.db, broken)
  const failed = await readIssue(house.db, ahlers, id)
  expect(failed).toMatchObject({ file: null, job: { lastError: expired, givenUpAt: null } })
  expect(failed?.job?.runAfter).not.toBeNull()
  expect(await runDueJobs(house.db, issueJobs(await issuePorts()))).toBe(0)

  expectOk(await retryIssue(house.db, kortmann, { id }))
  expect(await runDueJobs(house.db, issueJobs(await issuePorts()))).toBe(1)
  expect(await readIssue(house.db, ahlers, id)).toMatchObject({ order, job: null, file: { documentId: id } })
  expect(await house.eventsOf(id)).toContain('document.issue_resumed')
  expect(await retryIssue(house.db, kortmann, { id })).toMatchObject({ problem: 'conflict' })
})

test('the job called again stores nothing a second time, not even two at once', async () => {
  const { house, ahlers, kortmann } = office
  const { id } = await approvedAgreement(house, ahlers, kortmann)
  expectOk(await orderIssue(house.db, ahlers, { id }))
  const ports = await issuePorts()
  const both = await Promise.all([runIssue(house.db, id, ports), runIssue(house.db, id, ports)])
  const again = await runIssue(house.db, id, ports)
  const hashes = [...both, again].map((result) => expectOk(result).fileHash)
  expect(new Set(hashes).size).toBe(1)
  expect((await house.eventsOf(id)).filter((event) => event === 'document.issued')).toHaveLength(1)
})

test('an order given under another renderer takes the new version, and the trail says so', async () => {
  const { house, ahlers, kortmann } = office
  const { id } = await approvedAgreement(house, ahlers, kortmann)
  const order = expectOk(await orderIssue(house.db, ahlers, { id }))
  // As if the order had been given before an update of the program.
  await house.db.write((tx) => tx.run('UPDATE issue_order SET renderer_version = ? WHERE document_id = ?', ['0', id]))
  expectOk(await runIssue(house.db, id, await issuePorts()))
  const issued = await readIssue(house.db, ahlers, id)
  expect(issued?.order).toEqual({ ...order, rendererVersion })
  const [entry] = await readWholeTrail(house.db, { limit: 1 })
  expect(entry).toMatchObject({
    event: 'document.issued',
    details: { renderer: rendererVersion, orderedRenderer: '0' },
  })
})

test('the foot of every page names code, address and the head of the trail', () => {
  const order = { code: 'AU7F-3A91-C2K4-8', checkpointSeq: 17, checkpointHash: '9b04e7d1a2c3'.padEnd(64, '0') }
  expect(footerCode(order, 'vorlagen.test')).toBe(
    'Prüfcode AU7F-3A91-C2K4-8 · vorlagen.test/pruefung · Prüfkette 17:9b04e7d1a2c3',
  )
})
