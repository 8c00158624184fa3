import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../../../server/auth/auth.ts'
import { runDueJobs } from '../../../server/base/jobs.ts'
import { readIssue } from '../../../server/document/issue-actions.ts'
import { issueJobs } from '../../../server/document/issue-jobs.ts'
import { dayField, readSigning } from '../../../server/document/paper-signature-actions.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { expectOk } from '../../house.ts'
import { openWeb, readText, type Visitor, type Web } from '../../web.ts'
import { approvedAgreement } from './documents.ts'
import { issuePorts } from './issuing.ts'

let web: Web
let ahlers: Visitor & { readonly actor: Actor }
let here: string
let id: string
beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  const kortmann = await web.user('leitung', 'Dr. Sabine Kortmann')
  id = (await approvedAgreement(web, ahlers.actor, kortmann)).id
  here = `/documents/${id}`
})
afterEach(() => web.close())

const runJob = async () => runDueJobs(web.db, issueJobs(await issuePorts()))

async function issue(): Promise<string[]> {
  await ahlers.post(`${here}/issues`)
  await runJob()
  return (await readSigning(web.db, ahlers.actor, id))?.places.map(({ rowId }) => rowId) ?? []
}

test('issuing asks first and names the consequence; then the page shows where it stands, at last the issued paper', async () => {
  const question = await ahlers.get(`${here}/issues`)
  const asked = await readText(question)
  expect(asked).toContain('Das lässt sich nicht zurücknehmen.')
  expect(asked).toContain('freigegeben von Dr. Sabine Kortmann')

  const ordered = await ahlers.post(`${here}/issues`)
  expect([ordered.status, ordered.headers.get('Location')]).toEqual([303, here])
  expect(await readText(await ahlers.get(here))).toContain('Das Dokument wird gesetzt, gesiegelt und abgelegt.')

  await runJob()
  const page = await readText(await ahlers.get(here))
  const { order } = (await readIssue(web.db, ahlers.actor, id)) ?? {}
  expect(page).toContain(order?.code)
  expect(page).toContain('Vorlagenwerk hat das Dokument ausgefertigt: gesetzt, gesiegelt und abgelegt.')
  expect((await ahlers.get(`${here}/issues`)).headers.get('Location')).toBe(here)
})

test('a second order is refused with a sentence on the page of the document', async () => {
  await issue()
  const again = await ahlers.post(`${here}/issues`)
  expect(again.status).toBe(409)
  expect(await readText(again)).toContain('Dieses Dokument ist schon ausgefertigt.')
})

test('another content than the one that was read is stale', async () => {
  const refused = await ahlers.post(`${here}/issues`, { contentHash: '0'.repeat(64) })
  expect(refused.status).toBe(409)
  expect(await readText(refused)).toContain('Der Inhalt wurde seitdem geändert.')
})

test('a seal that fails shows its reason and a button that tries again', async () => {
  await ahlers.post(`${here}/issues`)
  const message = 'Das Zertifikat „Siegel“ ist am 22.11.2026 abgelaufen. Zum Siegeln braucht es ein neues.'
  const seal = async () => ({ ok: false, problem: 'invalid', message, fields: [] }) as const
  await runDueJobs(web.db, issueJobs({ seal, publicHost: 'vorlagen.test' }))
  const failed = await readText(await ahlers.get(here))
  expect(failed).toContain(message)
  expect(failed).toContain('Jetzt erneut versuchen')
  expect((await ahlers.post(`${here}/issues`)).status).toBe(303)
  expect(await readText(await ahlers.get(here))).not.toContain(message)
  await runJob()
  expect(await readText(await ahlers.get(here))).toContain('Prüfcode')
})

test('the PDF comes under a neutral name, to be shown or kept', async () => {
  await issue()
  const shown = await ahlers.get(`${here}/pdf`)
  expect(shown.headers.get('Content-Type')).toBe('application/pdf')
  expect(shown.headers.get('Content-Disposition')).toMatch(/^inline; filename="Dokument-[1-9A-Z-]{16}\.pdf"$/)
  expect((await ahlers.get(`${here}/pdf?as=file`)).headers.get('Content-Disposition')).toMatch(/^attachment;/)
})

test('signatures are noted down and taken back; a wrong day comes back at its field as it was typed', async () => {
  const [row = ''] = await issue()
  const field = dayField(row)
  const wrong = await ahlers.post(`${here}/signatures`, { row, act: 'record', [field]: '24.11.2026' })
  expect(wrong.status).toBe(422)
  const html = await wrong.text()
  expect(html).toContain('value="24.11.2026"')
  expect(html).toContain('Der 24.11.2026 liegt in der Zukunft.')
  expect((await ahlers.post(`${here}/signatures`, { row, act: 'record', [field]: '23.11.' })).status).toBe(303)
  expect(await readText(await ahlers.get(here))).toContain('auf Papier unterschrieben am 23.11.2026, erfasst von Jutta')
  expect((await ahlers.post(`${here}/signatures`, { row, act: 'withdraw' })).status).toBe(303)
  expect(await readText(await ahlers.get(here))).not.toContain('auf Papier unterschrieben am')
  expect((await ahlers.post(`${here}/signatures`, { row: 'nobody', act: 'record' })).status).toBe(404)
})

test('who does not see the document finds nothing under any of its addresses', async () => {
  const [row = ''] = await issue()
  const deppe = await web.visitor('lotsin', 'Malte Deppe')
  for (const path of [here, `${here}/issues`, `${here}/pdf`]) {
    expect((await deppe.get(path)).status).toBe(404)
  }
  expect((await deppe.post(`${here}/issues`)).status).toBe(404)
  expect((await deppe.post(`${here}/signatures`, { row, act: 'record' })).status).toBe(404)
  const admin = await web.visitor('administration', 'Tom Wellmann')
  expect((await admin.get(`${here}/pdf`)).status).toBe(403)
  expect((await web.stranger.get(`${here}/pdf`)).status).toBe(303)
})
