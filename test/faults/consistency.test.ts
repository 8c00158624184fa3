import { afterEach, beforeEach, expect, test } from 'vitest'
import { openOffice } from '../server/document/documents.ts'
import { approvedPaper, issue } from '../server/document/issuing.ts'
import { contradictions } from './consistency.ts'

let office: Awaited<ReturnType<typeof openOffice>>
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.house.close())

async function issuedPaper() {
  const { house, vosskamp } = office
  const landrat = await house.user('leitung', 'Dr. Elisabeth Schwenzow', { unit: '10.2' })
  return issue(house, vosskamp, await approvedPaper(house, vosskamp, landrat))
}

test('a paper from its first draft to its issue contradicts nothing; each thing half done is found', async () => {
  const { id } = await issuedPaper()
  const { db } = office.house
  expect(await contradictions(db)).toEqual([])

  const halfDone: [sql: string, sentence: string][] = [
    ['UPDATE number_circle SET last = 2', 'the numbers have gaps: KREIS 2026'],
    ["UPDATE notice SET to_user_id = (SELECT id FROM user LIMIT 1) WHERE kind = 'issued'", 'who ordered was not told'],
    ["UPDATE job SET subject = 'nothing'", 'an order has not exactly one job'],
    [
      "INSERT INTO blob (id, sha256, size, media_type) VALUES (printf('%064d', 1), printf('%064d', 1), 0, 'application/pdf')",
      'a blob belongs to nothing',
    ],
    [
      `INSERT INTO document_revision (document_id, revision, values_json, title, subtitle, search_text, editor_id, saved_at)
       SELECT 'planted', 1, '{}', title, subtitle, search_text, editor_id, saved_at FROM document_revision
       WHERE revision = 1`,
      'a record has no entry: planted document.created',
    ],
  ]
  const copied = 'template_slug, template_version, template_hash, kind, unit_id, author_id, created_at'
  await db.write((tx) => tx.run(`INSERT INTO document (id, ${copied}) SELECT 'planted', ${copied} FROM document`))
  for (const [sql] of halfDone) await db.write((tx) => tx.run(sql))
  const found = (await contradictions(db)).join('\n')
  for (const [, sentence] of halfDone) expect(found).toContain(sentence)
  expect(found).not.toContain(`a record has no entry: ${id}`)
})
