import { DomUtils } from 'htmlparser2'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openRequest } from '../../../server/approval/approval-actions.ts'
import { addAttachment, describeAttachment, removeAttachment } from '../../../server/attachment/attachment-actions.ts'
import { setupActor } from '../../../server/auth/auth.ts'
import { changeUser } from '../../../server/auth/user-actions.ts'
import {
  approveDocument,
  recallDocument,
  returnDocument,
  submitDocument,
} from '../../../server/document/approval-actions.ts'
import { documentAttachments } from '../../../server/document/document-attachments.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { readPage } from '../../form-page.ts'
import { expectOk } from '../../house.ts'
import { openWeb, readText, type Visitor, type Web } from '../../web.ts'
import { pdf } from '../attachment/files.ts'
import { agreementInput, fullAgreement, fullPaper, read, save, submit, submittedAgreement } from './documents.ts'

let web: Web
let ahlers: Awaited<ReturnType<Web['visitor']>>
let kortmann: Awaited<ReturnType<Web['visitor']>>

beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  kortmann = await web.visitor('leitung', 'Dr. Sabine Kortmann')
})
afterEach(() => web.close())

const pageOf = async (response: Response | Promise<Response>) => readPage(await (await response).text())
const approvalsOf = (id: string) => `/documents/${id}/approvals`

/** Presses a button of the page's form as it stands there, with what is filled in. */
async function decide(
  visitor: Visitor,
  id: string,
  noun: string,
  fill: Record<string, string> = {},
): Promise<Response> {
  const page = await pageOf(visitor.get(approvalsOf(id)))
  return visitor.post(`/documents/${id}/${noun}`, { ...Object.fromEntries(page.entries(approvalsOf(id))), ...fill })
}

describe('the list', () => {
  test('shows what waits with its kind, unit, author and age, and counts it in the navigation', async () => {
    const { id, title } = await submittedAgreement(web, ahlers.actor)
    const page = await pageOf(kortmann.get('/approvals'))
    for (const text of [
      title,
      'Einheit 32.3',
      'Jutta Ahlers',
      'seit heute',
      '23.11.2026, 09:00 Uhr',
      '1 Dokument wartet auf eine Entscheidung',
    ])
      expect(page.text).toContain(text)
    expect(page.all('a', { href: approvalsOf(id) })).toHaveLength(1)
    expect(page.text).toMatch(/Freigaben ?1 offen/)
    expect(page.faults()).toEqual([])
  })

  test('says when nothing waits, and counts nothing', async () => {
    await fullAgreement(web, ahlers.actor)
    const text = await readText(await kortmann.get('/approvals'))
    expect(text).toContain('Nichts wartet auf Ihre Entscheidung')
    expect(text).not.toContain('offen')
  })

  test('belongs to the Leitung', async () => {
    expect((await ahlers.get('/approvals')).status).toBe(403)
    expect((await web.stranger.get('/approvals')).status).toBe(303)
  })

  test('leaves out what belongs to another unit', async () => {
    await submittedAgreement(web, ahlers.actor)
    const brandt = await visitorOf('Ina Brandt')
    expect(await readText(await brandt.get('/approvals'))).toContain('Nichts wartet auf Ihre Entscheidung')
  })
})

describe('the page of the decision', () => {
  test('opens for the first time with everything new, the paper, the hash and why she may decide', async () => {
    const { id, contentHash } = await submittedAgreement(web, ahlers.actor)
    const page = await pageOf(kortmann.get(approvalsOf(id)))
    expect(page.text).toContain('Über dieses Dokument wurde noch nicht entschieden')
    expect(page.text).toContain(`${contentHash.slice(0, 4)} ${contentHash.slice(4, 8)}`.toUpperCase())
    expect(page.text).toContain('Vier Augen sind gewahrt.')
    expect(page.text).toContain('Freigabe: Dr. Sabine Kortmann')
    expect(page.text).not.toContain('Geändert: ')
    expect(Object.fromEntries(page.entries(approvalsOf(id)))).toEqual({ contentHash, reason: '' })
    expect(page.faults()).toEqual([])
  })

  test('opens on what changed since she decided last: data, words and marks at the margin', async () => {
    const { id } = await submittedAgreement(web, ahlers.actor)
    expect((await decide(kortmann, id, 'returns', { reason: 'Der Raum ist belegt.' })).status).toBe(303)
    const input = agreementInput({ lesefassung: 'Romanes' })
    await save(web, ahlers.actor, { id, baseRevision: 2, input })
    expectOk(await submitDocument(web.db, ahlers.actor, { id }))
    const page = await pageOf(kortmann.get(approvalsOf(id)))
    expect(page.text).toContain('Geändert seit der Rückgabe durch Sie, 23.11.2026')
    expect(page.text).toContain('Grund damals: „Der Raum ist belegt.“')
    expect(page.text).toMatch(/Sprache der Lesefassung ?entfernt: Serbisch ?neu: Romanes ?Jutta Ahlers/)
    expect(page.all('ins').length).toBeGreaterThanOrEqual(2)
    expect(page.all('div', { class: 'vw-changed' }).length).toBeGreaterThanOrEqual(1)
    expect(page.text).toContain('Zurückgegeben von Dr. Sabine Kortmann')
    expect(page.text).toContain('„Der Raum ist belegt.“')
    expect(page.faults()).toEqual([])
  })

  test('is not there for people who may not see the document', async () => {
    const { id } = await submittedAgreement(web, ahlers.actor)
    const deppe = await web.visitor('lotsin', 'Malte Deppe')
    const brandt = await visitorOf('Ina Brandt')
    for (const other of [deppe, brandt]) {
      expect((await other.get(approvalsOf(id))).status).toBe(404)
      for (const noun of ['approvals', 'returns', 'forwardings']) {
        expect((await other.post(`/documents/${id}/${noun}`, { contentHash: 'x', to: 'x' })).status).toBe(404)
      }
    }
    expect((await kortmann.get(approvalsOf('01m829a8vnz7rxevfgxgkstnxs'))).status).toBe(404)
    const wellmann = await web.visitor('administration', 'Tom Wellmann')
    expect((await wellmann.get(approvalsOf(id))).status).toBe(403)
  })

  test('is read by whoever wrote the document, without a form', async () => {
    const { id } = await submittedAgreement(web, ahlers.actor)
    const page = await pageOf(ahlers.get(approvalsOf(id)))
    expect(page.text).toContain('Entscheiden kann Dr. Sabine Kortmann.')
    expect(page.all('form', { action: approvalsOf(id) })).toEqual([])
  })
})

describe('deciding', () => {
  test('an approval leads back to the list, which says what was done', async () => {
    const { id, title } = await submittedAgreement(web, ahlers.actor)
    const approved = await decide(kortmann, id, 'approvals')
    expect(approved.status).toBe(303)
    const text = await readText(await kortmann.get(approved.headers.get('Location') ?? ''))
    expect(text).toContain(`„${title}“ ist freigegeben.`)
    expect((await web.trailOf(id))[0]).toMatchObject({ event: 'document.approved', userId: kortmann.actor.userId })
    expect(await readText(await kortmann.get(approvalsOf(id)))).toContain('Dr. Sabine Kortmann hat das Dokument am')
  })

  test('a return without a reason is refused at the field and decides nothing', async () => {
    const { id } = await submittedAgreement(web, ahlers.actor)
    const refused = await decide(kortmann, id, 'returns', { reason: '  ' })
    expect(refused.status).toBe(422)
    const page = await pageOf(refused)
    expect(page.describedBy('reason')).toContain('Nennen Sie den Grund, damit klar ist, was zu ändern ist.')
    expect(page.all('textarea', { 'aria-invalid': 'true' })).toHaveLength(1)
    expect(await openRequest(web.db, id)).not.toBeNull()
  })

  test('a reason that is too long comes back as it was typed', async () => {
    const { id } = await submittedAgreement(web, ahlers.actor)
    const reason = `<b>Zu lang & "wahr" ${'x'.repeat(4100)}`
    const refused = await decide(kortmann, id, 'returns', { reason })
    expect(refused.status).toBe(422)
    expect(Object.fromEntries((await pageOf(refused)).entries(approvalsOf(id)))).toMatchObject({ reason })
  })

  test('what was read is no longer what is asked: she gets the new version, and keeps the reason she typed', async () => {
    const { id, contentHash } = await submittedAgreement(web, ahlers.actor)
    expectOk(await recallDocument(web.db, ahlers.actor, { id }))
    await save(web, ahlers.actor, { id, baseRevision: 2, input: agreementInput({ lesefassung: 'Romanes' }) })
    const now = await submit(web, ahlers.actor, await read(web, ahlers.actor, id))
    for (const noun of ['approvals', 'returns']) {
      const refused = await kortmann.post(`/documents/${id}/${noun}`, { contentHash, reason: 'Frist fehlt' })
      expect(refused.status).toBe(409)
      const page = await pageOf(refused)
      expect(page.text).toContain('Lesen Sie die neue Fassung, bevor Sie entscheiden.')
      expect(page.text).toContain('Romanes')
      expect(Object.fromEntries(page.entries(approvalsOf(id)))).toEqual({
        contentHash: now.contentHash,
        reason: 'Frist fehlt',
      })
    }
    expect(await web.eventsOf(id)).not.toContain('document.approved')
  })

  test('what was recalled or decided meanwhile is said, with nothing left to press', async () => {
    const { id, contentHash } = await submittedAgreement(web, ahlers.actor)
    expectOk(await recallDocument(web.db, ahlers.actor, { id }))
    const recalled = await kortmann.post(approvalsOf(id), { contentHash })
    expect(recalled.status).toBe(409)
    const page = await pageOf(recalled)
    expect(page.text).toContain('liegt nicht (mehr) zur Freigabe vor')
    expect(page.text).toContain('wurde das Dokument zurückgeholt')
    expect(page.all('form', { action: approvalsOf(id) })).toEqual([])
    const siebert = await web.visitor('leitung', 'Uwe Siebert')
    const again = await submit(web, ahlers.actor, await read(web, ahlers.actor, id))
    expectOk(await approveDocument(web.db, siebert.actor, again))
    const late = await kortmann.post(approvalsOf(id), { contentHash: again.contentHash })
    expect(late.status).toBe(409)
    expect(await readText(late)).toContain('Uwe Siebert hat das Dokument am')
  })

  test('a form without a hash decides nothing', async () => {
    const { id } = await submittedAgreement(web, ahlers.actor)
    expect((await kortmann.post(approvalsOf(id), {})).status).toBe(409)
    expect(await openRequest(web.db, id)).not.toBeNull()
  })

  test('the author presses in vain', async () => {
    const { id, contentHash } = await submittedAgreement(web, ahlers.actor)
    expect((await ahlers.post(approvalsOf(id), { contentHash })).status).toBe(403)
    expect((await ahlers.post(`/documents/${id}/returns`, { contentHash, reason: 'x' })).status).toBe(403)
    expect(await web.eventsOf(id)).not.toContain('document.approved')
  })
})

describe('a Leitung who changed it last', () => {
  async function barred() {
    const draft = await fullAgreement(web, ahlers.actor)
    const input = agreementInput({ lesefassung: 'Romanes' })
    await save(web, kortmann.actor, { id: draft.id, baseRevision: 2, input })
    return submit(web, ahlers.actor, await read(web, ahlers.actor, draft.id))
  }

  test('reads why she cannot approve, who can, and to whom she can pass it on', async () => {
    const siebert = await web.visitor('leitung', 'Uwe Siebert')
    const { id, contentHash } = await barred()
    const list = await readText(await kortmann.get('/approvals'))
    expect(list).toContain('Von Ihnen geändert: Freigeben muss jemand anders.')
    const page = await pageOf(kortmann.get(approvalsOf(id)))
    expect(page.text).toContain('Sie können nicht freigeben.')
    expect(page.text).toContain('Nach dem Vier-Augen-Prinzip entscheidet eine andere Person')
    expect(page.text).toContain('Entscheiden kann: Uwe Siebert.')
    expect(page.all('form', { action: approvalsOf(id) })).toEqual([])
    expect(page.faults()).toEqual([])
    expect((await kortmann.post(approvalsOf(id), { contentHash })).status).toBe(403)
    expect((await siebert.get(approvalsOf(id))).status).toBe(200)
  })

  test('passes it on to another Leitung, who then sees and decides it', async () => {
    const { id, title } = await submittedByBarred()
    const brandt = await visitorOf('Ina Brandt')
    expect((await brandt.get(approvalsOf(id))).status).toBe(404)
    const forwarded = await kortmann.post(`/documents/${id}/forwardings`, { to: brandt.actor.userId })
    expect(forwarded.status).toBe(303)
    const list = await readText(await kortmann.get(forwarded.headers.get('Location') ?? ''))
    expect(list).toContain(`„${title}“ ist weitergegeben.`)
    expect(await readText(await brandt.get('/approvals'))).toContain('An Sie weitergegeben')
    expect((await decide(brandt, id, 'approvals')).status).toBe(303)
    expect(await web.eventsOf(id)).toContain('document.forwarded')
  })

  test('is told at the field when she chooses nobody, herself or somebody who is no Leitung', async () => {
    const { id } = await submittedByBarred()
    await visitorOf('Ina Brandt')
    for (const to of ['', 'nobody', kortmann.actor.userId, ahlers.actor.userId]) {
      const refused = await kortmann.post(`/documents/${id}/forwardings`, { to })
      expect(refused.status).toBe(422)
      expect((await pageOf(refused)).describedBy('to')).toMatch(/Wählen Sie eine (andere )?Leitung/)
    }
    expect(await web.eventsOf(id)).not.toContain('document.forwarded')
  })

  const submittedByBarred = async () => {
    await web.user('leitung', 'Uwe Siebert')
    return barred()
  }
})

test('whoever decides on a paper reads what it is about', async () => {
  const vosskamp = await web.visitor('sitzungsdienst', 'Henning Vosskamp')
  const { id, subtitle } = await submit(web, vosskamp.actor, await fullPaper(web, vosskamp.actor))
  const text = await readText(await kortmann.get(approvalsOf(id)))
  expect(text).toContain(subtitle.replace(/\s+/g, ' '))
  expect((await decide(kortmann, id, 'approvals')).status).toBe(303)
})

test('a document that came back can be decided again, and the way says both', async () => {
  const { id, contentHash } = await submittedAgreement(web, ahlers.actor)
  expectOk(await returnDocument(web.db, kortmann.actor, { id, contentHash, reason: 'Bitte prüfen.' }))
  expectOk(await submitDocument(web.db, ahlers.actor, { id }))
  const page = await pageOf(kortmann.get(approvalsOf(id)))
  expect(page.text).toContain('Keine Angabe ist anders als damals.')
  expect((await decide(kortmann, id, 'approvals')).status).toBe(303)
})

/** A Leitung of another unit. */
async function visitorOf(name: string) {
  const visitor = await web.visitor('leitung', name)
  const { id: unitId } = await web.unit('50.1')
  const { userId: id } = visitor.actor
  expectOk(await changeUser(web.db, setupActor, { id, name, salutation: '', email: '', unitId, roles: ['leitung'] }))
  return { ...visitor, actor: await web.actor(id) }
}

test('the page marks which attachments changed since the decision before, and the list counts them', async () => {
  const { id } = await fullAgreement(web, ahlers.actor)
  const place = { holder: documentAttachments, id }
  const add = async (name: string) => {
    const file = { name, bytes: await pdf(name) }
    const added = await addAttachment(web.db, ahlers.actor, { ...place, file, isPublic: false, maxBytes: 2 ** 22 })
    return expectOk(added).attachment
  }
  const [, geht, heisst] = [await add('Bleibt.pdf'), await add('Geht.pdf'), await add('Heisst.pdf')]
  const rowsOf = (page: ReturnType<typeof readPage>) =>
    page.all('tr').map((row) => DomUtils.textContent(row).replace(/\s+/g, ' '))
  await submit(web, ahlers.actor, await read(web, ahlers.actor, id))
  expect(rowsOf(await pageOf(kortmann.get(approvalsOf(id))))).toContain('BleibtErstmals vorgelegt')
  expect((await decide(kortmann, id, 'returns', { reason: 'Eine Anlage fehlt.' })).status).toBe(303)
  expectOk(await removeAttachment(web.db, ahlers.actor, { ...place, attachment: geht }))
  const about = { title: 'Heißt anders', dated: '', isPublic: false }
  expectOk(await describeAttachment(web.db, ahlers.actor, { ...place, attachment: heisst, ...about }))
  await add('Kommt.pdf')
  await submit(web, ahlers.actor, await read(web, ahlers.actor, id))
  const rows = rowsOf(await pageOf(kortmann.get(approvalsOf(id))))
  for (const row of [
    'BleibtUnverändert',
    'Heißt andersAngaben geändert Titel bisher „Heisst“',
    'KommtNeu',
    'GehtEntfernt',
  ])
    expect(rows).toContain(row)
  expect((await pageOf(kortmann.get('/approvals'))).text).toContain('3 Anlagen geändert')
})
