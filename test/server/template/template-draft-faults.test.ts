import { afterAll, expect, test } from 'vitest'
import { closePrinter } from '../../../server/render/print-aside.ts'
import { loadTemplate, registerShipped } from '../../../server/template/template-actions.ts'
import {
  createTemplateDraft,
  listOpenDrafts,
  publishTemplateDraft,
  readTemplateDraft,
  submitTemplateDraft,
} from '../../../server/template/template-draft-actions.ts'
import { checkDraft } from '../../../server/template/template-draft-check.ts'
import { expectOk, openHouse } from '../../house.ts'
import { secondVersion } from './drafts.ts'

const slug = 'sitzungsvorlage-kreis'
afterAll(closePrinter)

/** Lets so many calls to the disk through inside transactions, then none. */
async function houseWithBrokenDisk() {
  const disk = { left: Number.POSITIVE_INFINITY }
  const house = await openHouse({
    wrapCall: (call, { kind }) => {
      if (kind !== 'rollback' && disk.left-- <= 0) return Promise.reject(new Error('disk I/O error'))
      return call()
    },
  })
  expectOk(await registerShipped(house.db))
  return { house, disk }
}

test('wherever an upload or a publication breaks off, all of it is there or nothing, and it can be done again', async () => {
  const { house, disk } = await houseWithBrokenDisk()
  const [rieken, thiele] = [
    await house.user('vorlagenpflege', 'Edda Rieken'),
    await house.user('vorlagenpflege', 'Arne Thiele'),
  ]
  /** Breaks off after 0, 1, 2, … calls until it gets through. */
  async function breakingOff<T>(act: () => Promise<T>, nothingHappened: () => Promise<void>): Promise<T> {
    for (let calls = 0; ; calls++) {
      disk.left = calls
      const done = await act().catch(() => null)
      disk.left = Number.POSITIVE_INFINITY
      if (done) return done
      await nothingHappened()
    }
  }
  const files = secondVersion()
  const created = await breakingOff(
    () => createTemplateDraft(house.db, rieken, { slug, files }),
    async () => expect(await listOpenDrafts(house.db, rieken)).toEqual([]),
  )
  const { id } = expectOk(created)
  const draft = async () => {
    const found = await readTemplateDraft(house.db, rieken, id)
    if (!found) throw new Error('The draft is gone.')
    return found
  }
  expect((await draft()).files).toHaveLength(4)
  expectOk(await submitTemplateDraft(house.db, rieken, await draft()))
  const { contentHash } = await checkDraft(house.db, await draft())
  const published = await breakingOff(
    () => publishTemplateDraft(house.db, thiele, { id, contentHash, validFrom: '2027-01-01' }),
    async () => {
      expect((await draft()).state).toBe('submitted')
      expect(await loadTemplate(house.db, slug, 2)).toMatchObject({ ok: false })
    },
  )
  expect(expectOk(published).version).toBe(2)
  expect((await draft()).state).toBe('published')
  expect(await house.eventsOf(`${slug}@2`)).toEqual(['template.published'])
  await house.close()
}, 60_000)
