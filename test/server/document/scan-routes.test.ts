import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../../../server/auth/auth.ts'
import { readIssue } from '../../../server/document/issue-actions.ts'
import { readScanCheck } from '../../../server/document/scan-actions.ts'
import { readScanFile } from '../../../server/document/scan-jobs.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { expectOk } from '../../house.ts'
import { openWeb, readText, type Visitor, type Web } from '../../web.ts'
import { issuedAgreement } from './issuing.ts'

let web: Web
let ahlers: Visitor & { readonly actor: Actor }
let here: string
let id: string
beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  const kortmann = await web.user('leitung', 'Dr. Sabine Kortmann')
  id = (await issuedAgreement(web, ahlers.actor, kortmann)).id
  here = `/documents/${id}`
})
afterEach(() => web.close())

const pdf = new TextEncoder().encode('%PDF-1.7 gescannt')

function postScans(visitor: Visitor, ...files: (readonly [name: string, bytes: Uint8Array])[]) {
  const body = new FormData()
  for (const [name, bytes] of files) body.append('scan', new File([new Uint8Array(bytes)], name))
  return visitor.upload(`${here}/scans`, body)
}

const scans = async () => (await readScanCheck(web.db, ahlers.actor, id))?.files ?? []

async function readAs(pages: readonly (number | null)[]): Promise<void> {
  const issue = await readIssue(web.db, ahlers.actor, id)
  const { code = '' } = issue?.order ?? {}
  const of = issue?.file?.pages ?? 0
  await readScanFile(web.db, (await scans()).at(-1)?.id ?? '', async ({ onPage }) => {
    for (const [index, page] of pages.entries()) {
      const marks = page === null ? [] : [{ code, page, of }]
      const preview = page === null ? new Uint8Array([0xff, 0xd8]) : null
      await onPage({ position: index + 1, of: pages.length, marks, isBlank: false, preview })
    }
    return null
  })
}

test('the print copy is a PDF of its own, always the same, and names itself', async () => {
  const [one, other] = [await ahlers.get(`${here}/print-copy`), await ahlers.get(`${here}/print-copy`)]
  expect(one.headers.get('Content-Type')).toBe('application/pdf')
  expect(one.headers.get('Content-Disposition')).toMatch(/^inline; filename="Druckexemplar-[\w-]+\.pdf"$/)
  expect(Buffer.from(await one.arrayBuffer()).equals(Buffer.from(await other.arrayBuffer()))).toBe(true)
})

test('what came back is read, and the page says what is missing and what to do', async () => {
  expect(await readText(await ahlers.get(`${here}/scans`))).toContain('Noch ist nichts zurückgekommen.')
  const posted = await postScans(ahlers, ['scan.pdf', pdf])
  expect([posted.status, posted.headers.get('Location')]).toEqual([303, `${here}/scans`])
  expect(await readText(await ahlers.get(`${here}/scans`))).toContain('„scan.pdf“ wird gelesen.')
  await readAs([1, null])
  const text = await readText(await ahlers.get(`${here}/scans`))
  expect(text).toContain(
    'fehlen. Scannen Sie diese Seiten und laden Sie die Datei hier hoch; was schon da ist, bleibt.',
  )
  expect(text).toContain('„scan.pdf“, Blatt 2, ist nicht lesbar.')
  const [scan] = await scans()
  const preview = await ahlers.get(`${here}/scans/${scan?.id}/pages/2`)
  expect([preview.status, preview.headers.get('Content-Type')]).toEqual([200, 'image/jpeg'])
  const confirm = `${here}/scans/${scan?.id}/confirmations`
  const none = await ahlers.post(confirm, { 'blatt.2': '' })
  expect([none.status, await readText(none)]).toEqual([422, expect.stringContaining('Wählen Sie bei mindestens einem')])
  expect((await ahlers.post(confirm, { 'blatt.2': '2' })).status).toBe(303)
  expect(await readText(await ahlers.get(`${here}/scans`))).toContain('„scan.pdf“, Blatt 2, von Hand zugeordnet')
  const trail = await readText(await ahlers.get(`${here}/trail`))
  expect(trail).toContain('Jutta Ahlers hat von Hand bestätigt, dass Seite 2 im Scan liegt: 2 von 6 Seiten sind da.')
  expect(trail).toContain('Vorlagenwerk hat einen Scan gelesen: 1 von 6 Seiten sind da.')
  expect((await ahlers.post(`${here}/scans/${scan?.id}/removals`)).status).toBe(303)
  expect(await readText(await ahlers.get(`${here}/scans`))).toContain('Noch ist nichts zurückgekommen.')
})

test('a scan goes out as a file that no browser runs, under a neutral name', async () => {
  expect((await postScans(ahlers, ['Fatoumata Camara.pdf', pdf])).status).toBe(303)
  const [scan] = await scans()
  const answer = await ahlers.get(`${here}/scans/${scan?.id}`)
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(pdf)
  expect(answer.headers.get('Content-Disposition')).toMatch(
    /^attachment; filename="Kopie-unterschriebenes-Papier-\w{8}\.pdf"$/,
  )
  expect(answer.headers.get('Content-Security-Policy')).toBe("default-src 'none'; sandbox")
  expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff')
})

test('what is no scan is refused at its field', async () => {
  const refused = await postScans(ahlers, ['scan.pdf', new TextEncoder().encode('<script>')])
  expect(refused.status).toBe(422)
  expect(await readText(refused)).toContain('Diese Datei ist kein PDF und kein Bild')
  expect((await ahlers.post(`${here}/scans`)).status).toBe(422)
})

test('who does not see the document finds nothing under any of its addresses', async () => {
  await postScans(ahlers, ['scan.pdf', pdf])
  const [scan] = await scans()
  const deppe = await web.visitor('lotsin', 'Malte Deppe')
  const one = `${here}/scans/${scan?.id}`
  for (const path of [`${here}/print-copy`, `${here}/scans`, one, `${one}/pages/1`]) {
    expect((await deppe.get(path)).status).toBe(404)
  }
  expect((await postScans(deppe, ['scan.pdf', pdf])).status).toBe(404)
  expect((await deppe.post(`${one}/confirmations`, { 'blatt.1': '1' })).status).toBe(404)
  expect((await deppe.post(`${one}/removals`)).status).toBe(404)
  const admin = await web.visitor('administration', 'Tom Wellmann')
  expect((await admin.get(`${here}/print-copy`)).status).toBe(403)
})

test('the address of the QR code leads to the public check', async () => {
  const code = ((await readIssue(web.db, ahlers.actor, id))?.order.code ?? '').replaceAll('-', '')
  const answer = await web.stranger.get(`/pruefung/${code}?s=2-6`)
  expect(answer.status).toBe(200)
})
