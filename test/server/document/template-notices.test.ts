import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { nextAgreement } from '../../../data/demo/template-deeds.ts'
import type { Actor } from '../../../server/auth/auth.ts'
import { handOverCase } from '../../../server/casefile/casefile-actions.ts'
import { tellDeadlines } from '../../../server/deadlines.ts'
import { documentsAtStart } from '../../../server/document/start-documents.ts'
import { moveDocument } from '../../../server/document/template-move-actions.ts'
import { composeMail } from '../../../server/notice/mail.ts'
import { markSeen, openNotices } from '../../../server/notice/notice-actions.ts'
import { noticeWords } from '../../../server/notice-words.ts'
import { closePrinter } from '../../../server/render/print-aside.ts'
import { withdrawVersion } from '../../../server/template/template-actions.ts'
import { expectOk } from '../../house.ts'
import { publishVersion } from '../template/drafts.ts'
import { fullAgreement, submittedAgreement } from './documents.ts'
import { openWritingOffice } from './writing-office.ts'

/** Today is Monday, 23.11.2026. */
let office: Awaited<ReturnType<typeof openWritingOffice>>
beforeEach(async () => {
  office = await openWritingOffice()
})
afterEach(() => office.close())
afterAll(closePrinter)

const slug = 'zielvereinbarung-25b'
const publishSecond = async (validFrom = '2026-11-23') =>
  publishVersion(office.house, { slug, files: await nextAgreement(), validFrom })

/** What a look at this moment leaves to be seen by this person. */
async function told({ userId }: Actor): Promise<string[]> {
  await tellDeadlines(office.house.db, { approvalDays: 5 })
  const notices = await openNotices(office.house.db, userId)
  return notices.filter(({ kind }) => kind === 'template_newer').map(({ about }) => about)
}

test('whoever writes a draft is told of a newer version once, on its first day, with the way to the page that moves it', async () => {
  const { house, ahlers, deppe } = office
  const draft = await fullAgreement(house, ahlers)
  await submittedAgreement(house, ahlers, '32.3-ZV-2026-0164')
  await publishSecond('2026-11-24')
  expect(await told(ahlers)).toEqual([])
  house.clock.advanceMinutes(24 * 60)
  expect([await told(ahlers), await told(ahlers), await told(deppe)]).toEqual([[draft.id], [draft.id], []])
  const { news } = await documentsAtStart(house.db, ahlers, house.clock.now())
  expect(news.shown).toMatchObject([{ id: draft.id, news: 'template_newer' }])
  const { text } = composeMail([{ kind: 'template_newer', about: draft.id }], { words: noticeWords, baseUrl: '' })
  expect(text).toContain(`/documents/${draft.id}/template-moves`)
  await markSeen(house.db, ahlers.userId, draft.id)
  expect(await told(ahlers)).toEqual([])
})

test('nobody is told any more once the draft was moved or the version withdrawn', async () => {
  const { house, ahlers } = office
  const draft = await fullAgreement(house, ahlers)
  const other = await fullAgreement(house, ahlers, '32.3-ZV-2026-0164')
  const version = await publishSecond()
  expect(await told(ahlers)).toHaveLength(2)
  const { writing } = office
  expectOk(await moveDocument({ db: house.db, writing }, ahlers, { id: draft.id, from: 1, to: version }))
  expect(await told(ahlers)).toEqual([other.id])
  const keeper = await house.user('vorlagenpflege', 'Petra Lorenz')
  expectOk(await withdrawVersion(house.db, keeper, { slug, version, reason: 'Ein Feld fehlt.' }))
  expect(await told(ahlers)).toEqual([])
})

test('of a draft whose case was handed over, whoever guides it by now is told', async () => {
  const { house, ahlers, deppe, kortmann } = office
  const { id, caseId } = await fullAgreement(house, ahlers)
  await publishSecond()
  expect(await told(ahlers)).toEqual([id])
  expectOk(await handOverCase(house.db, kortmann, { id: caseId ?? '', to: deppe.userId }))
  expect([await told(ahlers), await told(deppe)]).toEqual([[], [id]])
})
