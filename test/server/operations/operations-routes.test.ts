import { afterEach, beforeEach, expect, test } from 'vitest'
import { openWeb, readText, type Web } from '../../web.ts'

let web: Web

beforeEach(async () => {
  web = await openWeb()
})

afterEach(() => web.close())

test('the Revision sees that the trail is whole, where it ends, and what happened, without content', async () => {
  const revision = await web.visitor('revision', 'Gesa Uphoff')
  const person = await web.user('lotsin', 'Jutta Ahlers')
  const text = await readText(await revision.get('/audit'))
  expect(text).toMatch(/Unversehrt .*Einträge \d+ Kopf [0-9a-f]{64} .*Geprüft .*Uhr ?, alle Einträge bis \d+/)
  expect(text).toContain(`user.created ${person.userId}`)
  expect(text).not.toContain('Jutta Ahlers')
})

test('long trails are read page by page', async () => {
  const revision = await web.visitor('revision', 'Gesa Uphoff')
  for (let number = 0; number < 51; number += 1) await web.unit(`9.${number}`)
  const first = await (await revision.get('/audit')).text()
  const older = /href="(\/audit\?before=\d+)"/.exec(first)?.[1] ?? ''
  expect(await readText(await revision.get(older))).toContain('session.started')
  expect((await revision.get('/audit?before=x%27')).status).toBe(200)
})

test('a broken trail is said loudly, with the entry where it breaks', async () => {
  const revision = await web.visitor('revision', 'Gesa Uphoff')
  await web.db.write(async (tx) => {
    await tx.run('DROP TRIGGER audit_payload_never_changes')
    await tx.run(`UPDATE audit_payload SET payload = json_set(payload, '$.userId', 'someone') WHERE seq = 2`)
  })
  const text = await readText(await revision.get('/audit'))
  expect(text).toContain('Gebrochen')
  expect(text).toContain('Der Inhalt von Eintrag 2 wurde geändert.')
})

test.each(['lotsin', 'leitung', 'sitzungsdienst', 'vorlagenpflege', 'administration'] as const)(
  'the trail is not for the role %s',
  async (role) => {
    const visitor = await web.visitor(role, 'Tom Wellmann')
    expect((await visitor.get('/audit')).status).toBe(403)
  },
)

test('a stranger is led to sign in', async () => {
  expect((await web.stranger.get('/audit')).headers.get('Location')).toBe('/session?next=%2Faudit')
})
