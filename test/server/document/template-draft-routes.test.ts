import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import type { UploadedFile } from '../../../server/base/blobs.ts'
import { closePrinter } from '../../../server/render/print-aside.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { expectOk } from '../../house.ts'
import { openWeb, readText, type SignedIn, type Web } from '../../web.ts'
import { filesNamed, secondVersion } from '../template/drafts.ts'

const slug = 'sitzungsvorlage-kreis'
let web: Web
let rieken: SignedIn
let thiele: SignedIn

beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  rieken = await web.visitor('vorlagenpflege', 'Edda Rieken')
  thiele = await web.visitor('vorlagenpflege', 'Arne Thiele')
})
afterEach(() => web.close())
afterAll(closePrinter)

function formOf(files: readonly UploadedFile[], fields: Readonly<Record<string, string>> = {}): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const { name, bytes } of files) form.append('files', new File([Uint8Array.from(bytes)], name))
  return form
}

async function uploaded(files = secondVersion()): Promise<string> {
  const answer = await rieken.upload('/template-drafts', formOf(files, { slug }))
  expect(answer.status).toBe(303)
  return (answer.headers.get('Location') ?? '').split('?')[0] ?? ''
}

test('an upload with a mistake stays, shows it beside the source, is mended by hand, compared and published by a second person', async () => {
  const here = await uploaded(
    secondVersion({ 'template.hbs': (text) => text.replace('{{facheinheit}}', '{{facheinhiet}}') }),
  )
  const words = await readText(await rieken.get(here))
  expect(words).toMatch(/template\.hbs, Zeile \d+, Spalte \d+/)
  expect(words).toContain('das Feld „facheinhiet“ gibt es nicht')
  const source = `${here}/files/template.hbs`
  expect(await (await rieken.get(source)).text()).toMatch(/<li id="zeile-\d+" class="vw-bad">/)
  expect((await rieken.get(`${here}/comparison`)).status).toBe(303)
  const right = new TextDecoder().decode(filesNamed(secondVersion(), 'template.hbs')[0]?.bytes)
  const text = right.replace('Beschlussvorschlag:', 'Vorschlag:').replaceAll('\n', '\r\n')
  expect((await rieken.post(source, { base: '1', text })).status).toBe(303)
  expect((await rieken.post(`${here}/submissions`, { edit: '1' })).status).toBe(409)
  expect((await rieken.post(`${here}/submissions`, { edit: '2' })).status).toBe(303)
  const page = await thiele.get(`${here}/comparison`)
  const html = await page.clone().text()
  const compared = await readText(page)
  expect(compared).toContain('Vergleich mit Version 1')
  expect(compared).toContain('fields.json ist unverändert')
  expect(compared).toContain('neu: Vorschlag')
  const pdf = await thiele.get(`${here}/sample.pdf`)
  expect(pdf.headers.get('Content-Type')).toBe('application/pdf')
  const contentHash = /name="contentHash" value="(\w+)"/.exec(html)?.[1] ?? ''
  const refused = await thiele.post(`${here}/publications`, { contentHash, validFrom: '01.01.2020', reason: 'Notiz' })
  expect(refused.status).toBe(422)
  expect(await refused.text()).toContain('value="01.01.2020"')
  const published = await thiele.post(`${here}/publications`, { contentHash, validFrom: '01.01.2027' })
  expect(published.headers.get('Location')).toBe(`/templates/${slug}/versions/2?done=published`)
  expect(await readText(await thiele.get(`/templates/${slug}/versions/2`))).toContain('ab 01.01.2027')
  expect(await readText(await thiele.get(here))).toContain('Arne Thiele hat die Version veröffentlicht')
})

test('whoever uploaded sees why she cannot publish, and what she sent by hand meets 403', async () => {
  const here = await uploaded()
  await rieken.post(`${here}/submissions`, { edit: '1' })
  const page = await readText(await rieken.get(`${here}/comparison`))
  expect(page).toContain('Sie können nicht veröffentlichen.')
  const sent = await rieken.post(`${here}/publications`, { contentHash: 'x', validFrom: '01.01.2027' })
  expect(sent.status).toBe(403)
  const returned = await thiele.post(`${here}/returns`, { reason: 'Bitte die Anlagen nennen.' })
  expect(returned.status).toBe(303)
  expect(await readText(await rieken.get(here))).toContain('„Bitte die Anlagen nennen.“')
})

test('a file of ten megabytes is refused at its field with a sentence, and what was typed stays', async () => {
  const large = { name: 'template.hbs', bytes: new Uint8Array(10 * 2 ** 20).fill(0x78) }
  const packed = new Response(formOf([large], { slug: 'neue-vorlage' }))
  const body = await packed.arrayBuffer()
  const headers = {
    'Content-Type': packed.headers.get('Content-Type') ?? '',
    'Content-Length': String(body.byteLength),
  }
  const answer = await rieken.send('/template-drafts', { body, headers })
  expect(answer.status).toBe(422)
  const html = await answer.text()
  expect(html).toContain('größer als 1 MiB')
  expect(html).toContain('value="neue-vorlage"')
})

test('two who mend the same file by hand: the second keeps her text and is told', async () => {
  const here = await uploaded()
  expect((await thiele.post(`${here}/files/sample.json`, { base: '1', text: '{}' })).status).toBe(303)
  const late = await rieken.post(`${here}/files/sample.json`, { base: '1', text: '{"von": "Rieken"}' })
  expect(late.status).toBe(409)
  const words = await late.text()
  expect(words).toContain('Arne Thiele hat diese Datei inzwischen geändert')
  expect(words).toContain('Rieken')
})

test('a file comes back byte by byte, and in another encoding reads as a guess', async () => {
  const bytes = new Uint8Array(Buffer.from('{ "title": "Grüße" }', 'latin1'))
  const here = await uploaded([{ name: 'template.json', bytes }])
  const file = await rieken.get(`${here}/files/template.json?as=file`)
  expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes)
  expect(await readText(await rieken.get(`${here}/files/template.json`))).toContain('Grüße')
  expect((await rieken.get(`${here}/files/passwd`)).status).toBe(404)
})

test('nobody else sees a version before it is published', async () => {
  const here = await uploaded()
  for (const role of ['lotsin', 'leitung', 'sitzungsdienst', 'administration', 'revision'] as const) {
    const other = await web.visitor(role, `Kim ${role}`)
    expect((await other.get(here)).status, role).toBe(403)
    expect((await other.get(`${here}/files/template.hbs?as=file`)).status, role).toBe(403)
  }
  const lotsin = await web.visitor('lotsin', 'Jutta Ahlers')
  expect(await readText(await lotsin.get('/templates'))).not.toContain('In Arbeit')
})

test('a withdrawn version says why, and is not offered for new documents', async () => {
  const lotsin = await web.visitor('sitzungsdienst', 'Henning Vosskamp')
  expect(await (await lotsin.get('/documents/new')).text()).toContain(slug)
  const here = `/templates/${slug}/versions/1`
  const done = await rieken.post(`${here}/withdrawals`, { reason: 'Die Rechtsgrundlage ist entfallen.' })
  expect(done.headers.get('Location')).toBe(`${here}?done=withdrawn`)
  expect(await readText(await rieken.get(here))).toContain('„Die Rechtsgrundlage ist entfallen.“')
  expect(await (await lotsin.get('/documents/new')).text()).not.toContain(slug)
})
