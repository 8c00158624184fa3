import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { transact } from '../../../server/audit/audit.ts'
import type { Actor } from '../../../server/auth/auth.ts'
import { ok } from '../../../server/base/result.ts'
import { closePrinter } from '../../../server/render/print-aside.ts'
import { readSample } from '../../../server/template/sample.ts'
import {
  findLatestPublished,
  loadTemplate,
  registerShipped,
  withdrawVersion,
} from '../../../server/template/template-actions.ts'
import {
  createTemplateDraft,
  discardTemplateDraft,
  editTemplateDraft,
  publishTemplateDraft,
  readTemplateDraft,
  recallTemplateDraft,
  returnTemplateDraft,
  submitTemplateDraft,
} from '../../../server/template/template-draft-actions.ts'
import { checkDraft } from '../../../server/template/template-draft-check.ts'
import { expectOk, type House, openHouse } from '../../house.ts'
import { filesNamed, secondVersion } from './drafts.ts'

const slug = 'sitzungsvorlage-kreis'
let house: House
let rieken: Actor
let thiele: Actor

beforeEach(async () => {
  house = await openHouse()
  expectOk(await registerShipped(house.db))
  rieken = await house.user('vorlagenpflege', 'Edda Rieken')
  thiele = await house.user('vorlagenpflege', 'Arne Thiele')
})
afterEach(() => house.close())
afterAll(closePrinter)

async function uploaded(files = secondVersion()) {
  const { id } = expectOk(await createTemplateDraft(house.db, rieken, { slug, files }))
  return draftOf(id)
}

async function draftOf(id: string) {
  const draft = await readTemplateDraft(house.db, rieken, id)
  if (!draft) throw new Error('The draft is gone.')
  return draft
}

async function submitted(files = secondVersion()) {
  const draft = await uploaded(files)
  expectOk(await submitTemplateDraft(house.db, rieken, draft))
  return draftOf(draft.id)
}

const publish = async (by: Actor, id: string, validFrom = '2027-01-01') =>
  publishTemplateDraft(house.db, by, {
    id,
    validFrom,
    contentHash: (await checkDraft(house.db, await draftOf(id))).contentHash,
  })

async function problemsOf(files: Parameters<typeof uploaded>[0]) {
  const { outcome } = await checkDraft(house.db, await uploaded(files))
  if (outcome.ok) throw new Error('The check found nothing.')
  return outcome.problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)
}

test('what one person uploads another publishes: as the next version, from a day on, with its sample and its trail', async () => {
  const draft = await submitted(
    secondVersion({ 'template.hbs': (text) => text.replace('Beschlussvorschlag:', 'Vorschlag:') }),
  )
  expect(draft.state).toBe('submitted')
  const published = expectOk(await publish(thiele, draft.id))
  expect(published).toMatchObject({ slug, version: 2, validFrom: '2027-01-01' })
  const template = expectOk(await loadTemplate(house.db, slug, 2))
  expect(template).toMatchObject({ templateHash: published.hash, description: { validFrom: '2027-01-01' } })
  expect(expectOk(await readSample(house.db, template))).toHaveProperty('facheinheit')
  expect(await findLatestPublished(house.db, slug, { on: '2026-12-31' })).toMatchObject({ version: 1 })
  expect(await findLatestPublished(house.db, slug, { on: '2027-01-01' })).toMatchObject({ version: 2 })
  expect(await house.eventsOf(draft.id)).toEqual([
    'template.draft_created',
    'template.draft_submitted',
    'template.published',
  ])
  expect(await house.trailOf(`${slug}@2`)).toMatchObject([
    { userId: thiele.userId, details: { hash: published.hash, draft: draft.id, validFrom: '2027-01-01' } },
  ])
  expect(expectOk(await registerShipped(house.db))).toEqual([])
})

describe('four eyes', () => {
  test('whoever uploaded, edited last or submitted does not publish, and the database refuses it too', async () => {
    const draft = await submitted()
    expect(await publish(rieken, draft.id)).toMatchObject({ ok: false, problem: 'forbidden' })
    const forged = transact(house.db, { by: rieken.ref, event: 'template.forged', subject: 'x' }, async (tx) => {
      await tx.run(
        `INSERT INTO template_version SELECT slug, 2, hash, source, fields, description, published_at
         FROM template_version WHERE slug = ?`,
        [slug],
      )
      await tx.run(
        'INSERT INTO template_publication (slug, version, draft_id, submission_id, sample, user_id) VALUES (?, 2, ?, ?, ?, ?)',
        [slug, draft.id, draft.submission?.id ?? '', '{}', rieken.userId],
      )
      return ok(null)
    })
    await expect(forged).rejects.toThrow('does not publish')
  })

  test('a second person who edits becomes one of the first two', async () => {
    const draft = await uploaded()
    expectOk(
      await editTemplateDraft(house.db, thiele, { id: draft.id, files: filesNamed(secondVersion(), 'sample.json') }),
    )
    expectOk(await submitTemplateDraft(house.db, rieken, await draftOf(draft.id)))
    expect(await publish(thiele, draft.id)).toMatchObject({ ok: false, problem: 'forbidden' })
    const third = await house.user('vorlagenpflege', 'Ute Klar')
    expectOk(await publish(third, draft.id))
  })

  test('not even through a deputy', async () => {
    const draft = await submitted()
    const deputy = { ...thiele, ref: { userId: thiele.userId, onBehalfOf: rieken.userId } }
    expect(await publish(deputy, draft.id)).toMatchObject({ ok: false, problem: 'forbidden' })
  })

  test('a Lotsin neither sees nor changes what is not published', async () => {
    const ahlers = await house.user('lotsin', 'Jutta Ahlers')
    const draft = await submitted()
    expect(await readTemplateDraft(house.db, ahlers, draft.id)).toBeNull()
    expect(await publish(ahlers, draft.id)).toMatchObject({ problem: 'forbidden' })
    expect(await createTemplateDraft(house.db, ahlers, { slug: 'neu', files: secondVersion() })).toMatchObject({
      problem: 'forbidden',
    })
    expect(await withdrawVersion(house.db, ahlers, { slug, version: 1, reason: 'x' })).toMatchObject({
      problem: 'forbidden',
    })
  })
})

test('it goes back with a reason, is mended and comes again', async () => {
  const draft = await submitted()
  expect(await returnTemplateDraft(house.db, thiele, { id: draft.id, reason: ' ' })).toMatchObject({
    fields: [{ path: 'reason', message: 'Geben Sie an, was noch zu ändern ist.' }],
  })
  expectOk(await returnTemplateDraft(house.db, thiele, { id: draft.id, reason: 'Die Überschrift fehlt.' }))
  expect(await draftOf(draft.id)).toMatchObject({
    state: 'returned',
    submission: { end: { reason: 'Die Überschrift fehlt.' } },
  })
  expectOk(await submitTemplateDraft(house.db, rieken, await draftOf(draft.id)))
  expectOk(await recallTemplateDraft(house.db, rieken, draft))
  expect(await draftOf(draft.id)).toMatchObject({ state: 'editing' })
  expectOk(await discardTemplateDraft(house.db, rieken, draft))
  expect(await submitTemplateDraft(house.db, rieken, await draftOf(draft.id))).toMatchObject({ problem: 'conflict' })
  expectOk(await createTemplateDraft(house.db, thiele, { slug, files: secondVersion() }))
})

test('what lies for publication is not edited, and nobody publishes what she has not seen', async () => {
  const draft = await submitted()
  const edit = { id: draft.id, files: filesNamed(secondVersion(), 'sample.json') }
  expect(await editTemplateDraft(house.db, rieken, edit)).toMatchObject({ problem: 'conflict' })
  const other = await publishTemplateDraft(house.db, thiele, {
    id: draft.id,
    validFrom: '2027-01-01',
    contentHash: 'x',
  })
  expect(other).toMatchObject({ problem: 'stale' })
  expect(await publish(thiele, draft.id, '2026-11-22')).toMatchObject({
    fields: [{ path: 'validFrom', message: expect.stringContaining('ab heute, 23.11.2026') }],
  })
  expect(await publish(thiele, draft.id, 'morgen')).toMatchObject({ fields: [{ path: 'validFrom' }] })
  const both = await Promise.all([publish(thiele, draft.id), publish(thiele, draft.id)])
  expect(both.filter((done) => done.ok)).toHaveLength(1)
})

test('what is uploaded stays, with or without mistakes; single files are replaced, and nobody overwrites unseen', async () => {
  const draft = await uploaded(
    filesNamed(secondVersion({ 'template.hbs': () => '{{#if' }), 'template.hbs', 'fields.json'),
  )
  expect(draft.files.map(({ name, edit }) => `${name} ${edit}`)).toEqual(['template.hbs 1', 'fields.json 1'])
  expect(await submitTemplateDraft(house.db, rieken, draft)).toMatchObject({ problem: 'conflict' })
  const source = filesNamed(secondVersion(), 'template.hbs')
  expectOk(await editTemplateDraft(house.db, thiele, { id: draft.id, files: source, base: 1 }))
  expect(await editTemplateDraft(house.db, rieken, { id: draft.id, files: source, base: 1 })).toMatchObject({
    problem: 'stale',
    message: expect.stringContaining('Arne Thiele'),
  })
  expectOk(
    await editTemplateDraft(house.db, rieken, {
      id: draft.id,
      files: filesNamed(secondVersion(), 'template.json', 'sample.json'),
    }),
  )
  expect((await checkDraft(house.db, await draftOf(draft.id))).outcome).toMatchObject({ ok: true })
})

test('one version of a template is made at a time', async () => {
  const files = secondVersion()
  const both = await Promise.all([
    createTemplateDraft(house.db, rieken, { slug, files }),
    createTemplateDraft(house.db, thiele, { slug, files }),
  ])
  expect(both.filter((done) => done.ok)).toHaveLength(1)
})

describe('the check names line and column', () => {
  test('of a field that does not exist', async () => {
    const files = secondVersion({ 'template.hbs': (text) => text.replace('{{facheinheit}}', '{{facheinhiet}}') })
    expect(await problemsOf(files)).toEqual([
      expect.stringMatching(/^template\.hbs:\d+:\d+ das Feld „facheinhiet“ gibt es nicht/),
    ])
  })

  test('of broken JSON, doubled names, unknown members and words of the language', async () => {
    expect(await problemsOf(secondVersion({ 'sample.json': () => '{\n  "a": }' }))).toEqual([
      'sample.json:2:8 ein Wert wird erwartet',
    ])
  })

  test('of doubled fields, where the second one stands', async () => {
    const twice =
      '{\n"fields": [\n{ "name": "a", "label": "A", "type": "text" },\n{ "name": "a", "label": "B", "type": "text" }\n]}'
    expect(await problemsOf(secondVersion({ 'fields.json': () => twice }))).toEqual([
      'fields.json:4:1 diesen Namen gibt es zweimal',
    ])
  })

  test('of a version that replaces the wrong one or changes its kind', async () => {
    const files = secondVersion({
      'template.json': (text) =>
        text.replace('"supersedes": 1', '"supersedes": null').replace('"paper"', '"agreement"'),
    })
    expect(await problemsOf(files)).toEqual([
      expect.stringMatching(/^template\.json:\d+:3 erwartet wird 1: die Version, die von dieser abgelöst wird$/),
      expect.stringMatching(/^template\.json:\d+:3 erwartet wird „paper“/),
    ])
  })

  test('of files that are missing or in another encoding', async () => {
    const latin = { name: 'template.json', bytes: new Uint8Array(Buffer.from('{\n "title": "Grüße"', 'latin1')) }
    const files = [latin, ...filesNamed(secondVersion(), 'template.hbs', 'fields.json')]
    expect(await problemsOf(files)).toEqual([
      'sample.json:null:null die Datei fehlt noch',
      expect.stringMatching(/^template\.json:2:14 Hier beginnt etwas, das kein Text in UTF-8 ist/),
    ])
  })
})

describe('hostile uploads', () => {
  const file = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) })

  test.each([
    ['ten megabytes', [file('template.hbs', 'x'.repeat(10 * 2 ** 20))], 'größer als 1 MiB'],
    ['an empty file', [file('template.hbs', '')], 'ist leer'],
    ['a foreign file', [file('../../etc/passwd', 'x')], 'gehört nicht zu einer Dokumentvorlage'],
    ['the same file twice', [file('template.hbs', 'x'), file('template.hbs', 'y')], 'zweimal ausgewählt'],
    ['nothing', [], 'Wählen Sie die Dateien aus'],
  ])('%s is told at its field, and nothing is stored', async (_, files, words) => {
    const refused = await createTemplateDraft(house.db, rieken, { slug, files })
    expect(refused).toMatchObject({
      problem: 'invalid',
      fields: [{ path: 'files', message: expect.stringContaining(words) }],
    })
  })

  test.each(['', 'Groß', '../x', 'a--b', 'x'.repeat(61)])('no template is called %s', async (wanted) => {
    expect(await createTemplateDraft(house.db, rieken, { slug: wanted, files: secondVersion() })).toMatchObject({
      fields: [{ path: 'slug' }],
    })
  })

  const inTitle = (words: string) =>
    secondVersion({ 'template.hbs': (text) => text.replace('</h1>', `</h1>\n${words}`) })

  test.each([
    ['blocks nested three thousand deep', inTitle('{{#if facheinheit}}'.repeat(3000) + '{{/if}}'.repeat(3000))],
    ['a helper of Handlebars that leads outside', inTitle('<p>{{lookup this "constructor"}}</p>')],
    ['a way to the prototype', inTitle('<p>{{facheinheit.__proto__.constructor}}</p>')],
    ['markup from a value', inTitle('<p>{{{facheinheit}}}</p>')],
    ['a partial', inTitle('{{> fremd}}')],
    ['a script', inTitle('<script>alert(1)</script>')],
    ['more than two hundred thousand letters', inTitle(`<p>${'x'.repeat(200_001)}</p>`)],
    ['JSON nested a hundred thousand deep', secondVersion({ 'fields.json': () => `{"fields":${'['.repeat(100_000)}` })],
    ['fields nested two thousand deep', secondVersion({ 'fields.json': () => deepFields(2000) })],
    ['ten thousand fields', secondVersion({ 'fields.json': () => manyFields(10_000) })],
    ['a prototype in JSON', secondVersion({ 'fields.json': (text) => text.replace('{', '{"__proto__": {"x": 1},') })],
  ])('%s are told as a mistake', async (_, files) => {
    expect(await problemsOf(files)).not.toEqual([])
  })

  test('a loop without end is stopped, and the next check is not held up', async () => {
    const loop =
      '{{#each beratungsfolge}}{{#each @root.beratungsfolge}}{{#each @root.beratungsfolge}}<p>{{gremium}}</p>{{/each}}{{/each}}{{/each}}'
    const rows = JSON.stringify(
      Array.from({ length: 200 }, (_, index) => ({ id: `b${index}`, gremium: 'Kreistag', datum: '2027-01-01' })),
    )
    const files = secondVersion({
      'template.hbs': (text) => text.replace('</h1>', `</h1>\n${loop}`),
      'sample.json': (text) => text.replace(/"beratungsfolge": \[[\s\S]*?\]/, `"beratungsfolge": ${rows}`),
    })
    expect(await problemsOf(files)).not.toEqual([])
  }, 30_000)
})

const deepFields = (depth: number): string => {
  const open = '{"name":"g","label":"G","type":"group","fields":['.repeat(depth)
  return `{"fields":[${open}{"name":"a","label":"A","type":"text"}${']}'.repeat(depth)}]}`
}

const manyFields = (count: number): string =>
  JSON.stringify({
    fields: Array.from({ length: count }, (_, index) => ({ name: `f${index}`, label: 'F', type: 'text' })),
  })

test('a withdrawn version is not taken any more and stays to be read', async () => {
  const draft = await submitted()
  expectOk(await publish(thiele, draft.id, '2026-11-23'))
  expect(await withdrawVersion(house.db, rieken, { slug, version: 2, reason: '' })).toMatchObject({
    fields: [{ path: 'reason' }],
  })
  expectOk(await withdrawVersion(house.db, rieken, { slug, version: 2, reason: 'Ein Absatz fehlt.' }))
  expect(await findLatestPublished(house.db, slug, { on: '2026-11-23' })).toMatchObject({ version: 1 })
  expect(await loadTemplate(house.db, slug, 2)).toMatchObject({ ok: true })
  expect(await withdrawVersion(house.db, rieken, { slug, version: 2, reason: 'x' })).toMatchObject({
    problem: 'conflict',
  })
  expect(await house.eventsOf(`${slug}@2`)).toEqual(['template.published', 'template.withdrawn'])
})

test.each([
  "UPDATE template_draft SET slug = 'x'",
  'DELETE FROM template_draft_edit',
  "UPDATE template_draft_file SET name = 'sample.json'",
  'INSERT OR REPLACE INTO template_draft_file SELECT draft_id, edit, name, blob_id FROM template_draft_file',
  'DELETE FROM template_submission',
  "UPDATE template_submission_end SET reason = 'x'",
  'DELETE FROM template_publication',
  'DELETE FROM template_withdrawal',
  'INSERT INTO template_draft_edit SELECT draft_id, 2, user_id, at FROM template_draft_edit',
])('the database refuses to change what happened: %s', async (sql) => {
  const draft = await submitted()
  expectOk(await publish(thiele, draft.id, '2026-11-23'))
  expectOk(await withdrawVersion(house.db, rieken, { slug, version: 2, reason: 'Ein Absatz fehlt.' }))
  const entry = { by: rieken.ref, event: 'template.forged', subject: 'x' } as const
  await expect(transact(house.db, entry, async (tx) => ok(await tx.run(sql)))).rejects.toThrow()
})
