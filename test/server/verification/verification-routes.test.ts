import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { readIssue, readIssuedPdf } from '../../../server/document/issue-actions.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { checksPerWindow, checkWindowMinutes } from '../../../server/verification/verification.ts'
import { expectOk } from '../../house.ts'
import { openWeb, readText, type Web } from '../../web.ts'
import { houseSeal, issuedAgreement } from '../document/issuing.ts'
import { stranger } from '../signature/crafted-house.ts'
import { cmsValue, paper, signRevision } from '../signature/crafted-pdf.ts'

let web: Web
beforeEach(async () => {
  web = await openWeb({ anchorsDer: (await houseSeal()).anchorsDer })
})
afterEach(() => web.close())

async function issued() {
  expectOk(await registerShipped(web.db))
  const ahlers = await web.user('lotsin', 'Jutta Ahlers')
  const { id } = await issuedAgreement(web, ahlers, await web.user('leitung', 'Dr. Sabine Kortmann'))
  const pdf = await readIssuedPdf(web.db, ahlers, id)
  const issue = await readIssue(web.db, ahlers, id)
  if (!pdf || !issue) throw new Error('Nothing was issued.')
  return { bytes: pdf.bytes, code: issue.order.code }
}

function postFile(bytes: Uint8Array, name = 'datei.pdf', headers: Record<string, string> = {}) {
  const body = new FormData()
  body.set('datei', new File([new Uint8Array(bytes)], name))
  body.set('code', '')
  return web.app.request(`${web.baseUrl}/pruefung`, {
    method: 'POST',
    body,
    headers: { Origin: web.baseUrl, 'Content-Length': String(bytes.length + 1000), ...headers },
  })
}

/** Neither the document nor anybody in it may be told to whoever has the file. */
const secrets = ['Ceesay', 'Camara', 'Ahlers', 'Kortmann', 'Zielvereinbarung', '32.3-ZV']

test('exactly the issued file is told so, with its date and its seal, and nothing of its content', async () => {
  const { bytes } = await issued()
  const answer = await postFile(bytes)
  expect(answer.status).toBe(200)
  const said = await readText(answer)
  expect(said).toContain('Das Dokument ist echt und unverändert')
  expect(said).toContain('Genau diese Datei wurde am Montag, 23.11.2026, 09:00 Uhr (MEZ) hier ausgefertigt')
  expect(said).toContain('In Ordnung')
  for (const secret of secrets) expect(said).not.toContain(secret)
})

test('one changed byte, and it is no longer ours', async () => {
  const { bytes } = await issued()
  const changed = Uint8Array.from(bytes)
  changed[600] = (changed[600] ?? 0) ^ 1
  const said = await readText(await postFile(changed))
  expect(said).toContain('Diese Datei ist nicht unsere Ausfertigung')
  expect(said).not.toContain('echt und unverändert')
  expect(said).toContain('Verlassen Sie sich nicht auf diese Datei')
})

test('something appended is told apart from what was issued', async () => {
  const { bytes } = await issued()
  const said = await readText(await postFile(Buffer.concat([bytes, Buffer.from('\n% mehr')])))
  expect(said).toContain('Sie beginnt mit dem, was am Montag, 23.11.2026, 09:00 Uhr (MEZ) hier ausgefertigt wurde.')
})

test('an intact signature of a stranger is no green tick and tells no name', async () => {
  const signed = signRevision(paper('feld10', 'feld11'), { value: cmsValue({ signer: stranger }) })
  const said = await readText(await postFile(signed))
  expect(said).toContain('Diese Datei kennen wir nicht')
  expect(said).toContain('Aussteller unbekannt')
  expect(said).not.toContain('In Ordnung')
})

test.each([
  ['a text', new TextEncoder().encode('Hallo')],
  ['an empty file', new Uint8Array()],
  ['half a PDF', new TextEncoder().encode('%PDF-1.7\n1 0 obj\n<<')],
  ['markup', new TextEncoder().encode('<script>alert(1)</script>')],
])('%s gets a verdict', async (_, bytes) => {
  const answer = await postFile(bytes)
  expect(answer.status).toBe(200)
  expect(await readText(answer)).toContain('Diese Datei ist kein lesbares PDF')
})

test('a file of more than 64 MiB gets an answer without being read', async () => {
  const answer = await postFile(new Uint8Array(10), 'gross.pdf', { 'Content-Length': String(66 * 2 ** 20) })
  expect(answer.status).toBe(413)
  expect(await readText(answer)).toContain('größer als 64 MiB')
})

test('a form of very many parts is refused before it is taken to pieces', async () => {
  const part = '--x\r\nContent-Disposition: form-data; name="code"\r\n\r\n\r\n'
  const answer = await web.app.request(`${web.baseUrl}/pruefung`, {
    method: 'POST',
    body: `${part.repeat(100_000)}--x--\r\n`,
    headers: { Origin: web.baseUrl, 'Content-Type': 'multipart/form-data; boundary=x', 'Content-Length': '5500000' },
  })
  expect(answer.status).toBe(400)
})

test('nothing of a checked file stays', async () => {
  await postFile(new TextEncoder().encode('%PDF-1.7 geheim'))
  const blobs = await web.db.all(z.object({ id: z.string() }), 'SELECT id FROM blob')
  expect(blobs).toEqual([])
  expect(JSON.stringify(web.logged)).not.toContain('datei.pdf')
})

test('a code leads to its page, however it was typed, and says when, not what', async () => {
  const { code } = await issued()
  const answer = await web.stranger.post('/pruefung', { code: ` ${code.toLowerCase().replaceAll('-', ' ')} ` })
  expect(answer.status).toBe(303)
  expect(answer.headers.get('Location')).toBe(`/pruefung/${code}`)
  const page = await web.stranger.get(`/pruefung/${code}`)
  const said = await readText(page)
  expect(page.status).toBe(200)
  expect(said).toContain('Ausgefertigt am Montag, 23.11.2026, 09:00 Uhr (MEZ)')
  for (const secret of secrets) expect(said).not.toContain(secret)
})

test('an unknown code is not found, a mistyped one comes back as it was typed', async () => {
  const unknown = await web.stranger.get('/pruefung/AU7F-3A91-C2K4-8')
  expect(unknown.status).toBe(404)
  expect(await readText(unknown)).toContain('Zu diesem Code kennen wir kein Dokument.')
  const wrong = await web.stranger.post('/pruefung', { code: 'AU7F-3A91-C2K4-9' })
  expect(wrong.status).toBe(422)
  const html = await wrong.text()
  expect(html).toContain('value="AU7F-3A91-C2K4-9"')
  expect(html).toContain('aria-invalid="true"')
})

test('neither file nor code is told at the field', async () => {
  const answer = await web.stranger.post('/pruefung', {})
  expect(answer.status).toBe(422)
  expect(await readText(answer)).toContain('Wählen Sie eine PDF-Datei aus oder geben Sie den Prüfcode ein.')
})

test('an address that asks too often waits, and is told until when; afterwards it goes on', async () => {
  for (let count = 0; count < checksPerWindow; count++) {
    expect((await web.stranger.get('/pruefung/AU7F-3A91-C2K4-8')).status).toBe(404)
  }
  const refused = await web.stranger.get('/pruefung/AU7F-3A91-C2K4-8')
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('Retry-After'))).toBe(checkWindowMinutes * 60)
  expect(await readText(refused)).toContain('Um 09:10 Uhr geht es weiter.')
  expect((await postFile(new Uint8Array([1]))).status).toBe(429)
  web.clock.advanceMinutes(checkWindowMinutes)
  expect((await web.stranger.get('/pruefung/AU7F-3A91-C2K4-8')).status).toBe(404)
})
