import { afterEach, beforeEach, expect, test } from 'vitest'
import { remindersOfCase } from '../../../server/casefile/reminder-actions.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { expectOk } from '../../house.ts'
import { openWeb, readText, type SignedIn, type Web } from '../../web.ts'
import { docx } from '../attachment/files.ts'
import { orderedAgreement } from './agreements.ts'

let web: Web
let ahlers: SignedIn
let caseId: string
let calls = 0

beforeEach(async () => {
  web = await openWeb({
    wrapCall: (call) => {
      calls += 1
      return call()
    },
  })
  expectOk(await registerShipped(web.db))
  ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  const leitung = await web.user('leitung', 'Dr. Sabine Kortmann')
  caseId = (await orderedAgreement({ house: web, lotsin: ahlers.actor, leitung })).caseId
})

afterEach(() => web.close())

const locationOf = (answer: Response): string => {
  expect(answer.status).toBe(303)
  return answer.headers.get('Location') ?? ''
}

const actionOf = (html: string, label: string): string => {
  const before = html.slice(0, html.indexOf(label))
  return [...before.matchAll(/action="([^"]+)"/g)].at(-1)?.[1]?.replaceAll('&amp;', '&') ?? ''
}

const set = async (dueOn = '25.11.', reason = 'Anruf bei der Schule', about = '') =>
  ahlers.post(`/cases/${caseId}/reminders`, { dueOn, reason, about })

test('the start page shows what is due, one click ends a Wiedervorlage, and Rückgängig brings it back', async () => {
  expect(locationOf(await set())).toBe(`/cases/${caseId}/reminders?done=set`)
  const text = await readText(await ahlers.get('/'))
  expect(text).toContain('Alle 5 Schritte 4 Wiedervorlagen 1 Überfällig 1')
  expect(text).toContain(
    'Frau Camara: vereinbart einen Termin bei der Botschaft Schritt · Ceesay · Ziel 1 seit Do, 19.11.',
  )
  expect(text).toContain('Anruf bei der Schule Wiedervorlage · Ceesay Mi, 25.11.')
  const page = await (await ahlers.get('/')).text()
  const after = locationOf(await ahlers.post(actionOf(page, 'Erledigt: Anruf bei der Schule'), { back: '/' }))
  const done = await (await ahlers.get(after)).text()
  expect(done).not.toContain('Anruf bei der Schule')
  const undo = actionOf(done, 'Rückgängig: Wiedervorlage erledigt')
  expect(locationOf(await ahlers.post(undo, { back: '/' }))).toBe('/')
  expect(await readText(await ahlers.get('/'))).toContain('Anruf bei der Schule')
})

test('a step is done from the start page with its evidence, which lies with the attachments of the case', async () => {
  const page = await (await ahlers.get('/')).text()
  const href = /href="([^"]+completions[^"]+)" aria-label="Erledigt: Frau Camara: vereinbart/.exec(page)?.[1] ?? ''
  const form = await (await ahlers.get(href.replaceAll('&amp;', '&'))).text()
  expect(form).toContain('Vereinbart ist: Terminbestätigung')
  expect(form).toContain('value="23.11.2026"')
  const posted = new FormData()
  posted.set('doneOn', '20.11.')
  posted.set('back', '/')
  posted.set('file', new File(['%PDF-1.7 Bestätigung'], 'Botschaft.pdf'))
  const after = locationOf(await ahlers.upload(actionOf(form, 'Erledigt am'), posted))
  expect(await readText(await ahlers.get(after))).toContain('Schritt erledigt')
  const steps = await (await ahlers.get(`/cases/${caseId}/steps`)).text()
  expect(steps).toContain('Erledigt am 20.11.2026, eingetragen von Jutta Ahlers')
  const evidence = /href="([^"]+)" aria-label="Nachweis Botschaft, PDF, 1 kB"/.exec(steps)?.[1] ?? ''
  expect(evidence).toContain(`/cases/${caseId}/attachments/`)
  expect(await readText(await ahlers.get(evidence))).toContain('Botschaft')
})

test('without script a file is not lost with a form that is refused, and any kind that attachments take will do', async () => {
  const action = `/cases/${caseId}/steps/z1s1/completions?due=2026-11-19`
  const posted = new FormData()
  posted.set('doneOn', 'gestern')
  posted.set('file', new File([Buffer.from(docx())], 'Bescheinigung.docx'))
  const refused = await ahlers.upload(action, posted)
  expect(refused.status).toBe(422)
  const html = await refused.text()
  expect(html).toContain('Bescheinigung (Word, 1 kB)')
  const attachment = /name="attachment" value="([^"]+)"/.exec(html)?.[1] ?? ''
  const again = new FormData()
  again.set('doneOn', '20.11.')
  again.set('attachment', attachment)
  expect((await ahlers.upload(action, again)).status).toBe(303)
  expect(await readText(await ahlers.get(`/cases/${caseId}/steps`))).toContain('Bescheinigung')
  const page = new FormData()
  page.set('doneOn', '20.11.')
  page.set('file', new File(['<script>'], 'seite.html'))
  const wrong = await ahlers.upload(action, page)
  expect(wrong.status).toBe(422)
  expect(await wrong.text()).toContain('Dateien dieser Art nimmt Vorlagenwerk nicht an.')
})

test('a refused form keeps what was typed and says what to do at its place', async () => {
  const refused = await set('31.11.', '')
  expect(refused.status).toBe(422)
  const html = await refused.text()
  expect(html).toContain('value="31.11."')
  expect(html).toContain('href="#feld-dueOn"')
  expect(html).toContain('Geben Sie an, worum es geht.')
  const form = new FormData()
  form.set('doneOn', 'gestern')
  form.set('note', 'Blatt 14')
  const step = await ahlers.upload(`/cases/${caseId}/steps/z1s1/completions?due=2026-11-19`, form)
  expect(step.status).toBe(422)
  expect(await step.text()).toMatch(/value="gestern"[\s\S]*value="Blatt 14"/)
  const contact = await ahlers.post(`/cases/${caseId}/contacts`, { day: '24.11.2026', note: 'Anruf' })
  expect(contact.status).toBe(422)
  expect(await contact.text()).toContain('Der 24.11.2026 liegt in der Zukunft.')
})

test('a Wiedervorlage about a step names it, moves to another day, and leads nobody out of the product', async () => {
  const page = await (await ahlers.get(`/cases/${caseId}/reminders`)).text()
  const step = /value="([^"]+ z1s1)"/.exec(page)?.[1] ?? ''
  locationOf(await set('25.11.', 'Bestätigung nachhalten', step))
  expect((await set('25.11.', 'Nichts', 'erfunden z9')).status).toBe(422)
  const [reminder] = await remindersOfCase(web.db, ahlers.actor, caseId)
  const own = `/cases/${caseId}/reminders/${reminder?.id}`
  expect(await readText(await ahlers.get(own))).toContain('Ziel 1: Frau Camara: vereinbart einen Termin')
  expect(locationOf(await ahlers.post(`${own}/moves`, { dueOn: '2.12.', back: '//fremd.example/' }))).toBe('/')
  expect(await readText(await ahlers.get('/reminders'))).toContain('Bestätigung nachhalten')
  expect((await ahlers.post(`${own}/moves`, { dueOn: '2.12.' })).status).toBe(422)
})

test('the number of questions to the database does not depend on how much is due', async () => {
  const count = async (path: string) => {
    const before = calls
    expect((await ahlers.get(path)).status).toBe(200)
    return calls - before
  }
  const [few, fewReminders] = [await count('/'), await count('/reminders')]
  for (let day = 24; day < 30; day++) locationOf(await set(`${day}.11.`, `Anruf ${day}`))
  expect([await count('/'), await count('/reminders')]).toEqual([few, fewReminders])
  expect(few).toBeLessThanOrEqual(20)
})
