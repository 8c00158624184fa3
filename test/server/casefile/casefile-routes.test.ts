import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { closeCase, saveCase } from '../../../server/casefile/casefile-actions.ts'
import { readPage } from '../../form-page.ts'
import { expectOk } from '../../house.ts'
import { openWeb, type Visitor, type Web } from '../../web.ts'
import { caseInput, caseOf, readCase } from './cases.ts'

let web: Web
let ahlers: Awaited<ReturnType<Web['visitor']>>

beforeEach(async () => {
  web = await openWeb()
  ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
})
afterEach(() => web.close())

const pageOf = async (response: Response) => readPage(await response.text())

/** Opens a page, fills its form in as a person without script would, and sends it with one of its buttons. */
async function send(
  visitor: Visitor,
  {
    path,
    action = path,
    fill = {},
    act,
  }: { path: string; action?: string; fill?: Record<string, string>; act?: string },
): Promise<Response> {
  const page = await pageOf(await visitor.get(path))
  return visitor.post(action, { ...Object.fromEntries(page.entries(action)), ...fill, ...(act ? { act } : {}) })
}

const newCase = { aktenzeichen: '32.3-ZV-2026-0163', 'person.nachname': 'Ceesay', 'person.vorname': 'Lamin' }

describe('a new case', () => {
  test('is typed, saved and shown', async () => {
    const fill = { ...newCase, 'person.geburtsdatum': '14.8.1994', pfad: '25b', 'person.anschrift.ort': 'Auental' }
    const saved = await send(ahlers, { path: '/cases/new', fill })
    expect(saved.status).toBe(303)
    const page = await pageOf(await ahlers.get(saved.headers.get('Location') ?? ''))
    expect(page.text).toContain('Ceesay, Lamin')
    for (const text of ['geboren 14.08.1994', '§ 25b AufenthG', 'Begleitet von Jutta Ahlers', 'Der Fall ist angelegt.'])
      expect(page.text).toContain(text)
    expect(page.text).toMatch(/Jutta Ahlers hat den Fall angelegt\. ?Montag, 23\.11\.2026, 09:00 Uhr \(MEZ\)/)
    expect(page.faults()).toEqual([])
  })

  test('a refused form keeps everything typed, says at each field what to do, and saves nothing', async () => {
    const fill = {
      'person.nachname': '<b>Ceesay',
      'person.geburtsdatum': '31.02.1994',
      'aufenthalt.einreise': '1.1.2030',
    }
    const refused = await send(ahlers, { path: '/cases/new', fill })
    expect(refused.status).toBe(422)
    const page = await pageOf(refused)
    const kept = Object.fromEntries(page.entries('/cases/new'))
    expect(kept).toMatchObject(fill)
    expect(page.describedBy('person.geburtsdatum')).toContain('Den Tag 31.02.1994 gibt es im Kalender nicht.')
    expect(page.describedBy('aktenzeichen')).toContain('Geben Sie „Aktenzeichen“ an.')
    const links = page.all('a').map(({ attribs }) => attribs.href)
    expect(links).toContain('#feld-aktenzeichen')
    expect(links).toContain('#feld-person-geburtsdatum')
    expect(page.text).toContain('Person: Geburtsdatum: Den Tag 31.02.1994')
    expect(page.faults()).toEqual([])
    expect((await pageOf(await ahlers.get('/cases'))).text).toContain('Sie begleiten noch keinen Fall')
  })

  test('rows come, move and go without script, and nothing typed is lost on the way', async () => {
    const added = await send(ahlers, { path: '/cases/new', fill: newCase, act: 'add:haushalt' })
    expect(added.status).toBe(200)
    let page = await pageOf(added)
    const step = async (act: string, fill: Record<string, string> = {}) => {
      const form = { ...Object.fromEntries(page.entries('/cases/new')), ...fill, act }
      page = await pageOf(await ahlers.post('/cases/new', form))
    }
    await step('add:haushalt', { 'haushalt[0].verhaeltnis': 'Tochter', 'haushalt[0].geburtsdatum': 'bald' })
    await step('down:haushalt[0]', { 'haushalt[1].verhaeltnis': 'Sohn' })
    await step('add:aufenthalt.zeiten60b')
    const kept = Object.fromEntries(page.entries('/cases/new'))
    expect(kept).toMatchObject({
      ...newCase,
      'haushalt[0].verhaeltnis': 'Sohn',
      'haushalt[1].verhaeltnis': 'Tochter',
      'haushalt[1].geburtsdatum': 'bald',
      'aufenthalt.zeiten60b[0].von': '',
    })
    await step('remove:haushalt[1]')
    expect(Object.keys(Object.fromEntries(page.entries('/cases/new')))).not.toContain('haushalt[1].verhaeltnis')
    expect(page.faults()).toEqual([])
  })

  test('two with one Aktenzeichen: the second is refused at the field', async () => {
    await caseOf(web, ahlers.actor)
    const refused = await send(ahlers, { path: '/cases/new', fill: newCase })
    expect(refused.status).toBe(422)
    expect((await pageOf(refused)).describedBy('aktenzeichen')).toContain('hat in dieser Einheit schon ein Fall')
  })
})

describe('who may ask', () => {
  test('an invisible case is not there, whatever is asked of it', async () => {
    const { id } = await caseOf(web, ahlers.actor)
    const deppe = await web.visitor('lotsin', 'Malte Deppe')
    for (const path of ['', '/form', '/trail']) expect((await deppe.get(`/cases/${id}${path}`)).status).toBe(404)
    for (const path of ['/form', '/merges', '/closings', '/reopenings', '/handovers']) {
      expect((await deppe.post(`/cases/${id}${path}`, { to: deppe.actor.userId })).status).toBe(404)
      expect((await deppe.post(`/cases/gibtesnicht${path}`)).status).toBe(404)
    }
    expect(await web.eventsOf(id)).toEqual(['case.created'])
  })

  test.each(['sitzungsdienst', 'vorlagenpflege', 'administration', 'revision'] as const)(
    'cases are no page of %s',
    async (role) => {
      const { id } = await caseOf(web, ahlers.actor)
      const other = await web.visitor(role, 'Otto Other')
      for (const path of ['/cases', `/cases/${id}`, '/cases/new', `/cases/${id}/form`])
        expect((await other.get(path)).status).toBe(403)
      expect((await other.post(`/cases/${id}/closings`)).status).toBe(403)
    },
  )

  test('a Leitung makes no cases', async () => {
    const kortmann = await web.visitor('leitung', 'Sabine Kortmann')
    expect((await kortmann.get('/cases/new')).status).toBe(403)
    expect((await pageOf(await kortmann.get('/cases'))).all('a', { href: '/cases/new' })).toEqual([])
  })
})

describe('changing', () => {
  test('what others changed meanwhile is kept, and the page says so', async () => {
    const { id } = await caseOf(web, ahlers.actor)
    const kortmann = await web.visitor('leitung', 'Sabine Kortmann')
    const mine = await pageOf(await ahlers.get(`/cases/${id}/form`))
    await send(kortmann, { path: `/cases/${id}/form`, fill: { pfad: '25b' } })
    const typed = { ...Object.fromEntries(mine.entries(`/cases/${id}/form`)), 'person.vorname': 'Lamin' }
    const saved = await ahlers.post(`/cases/${id}/form`, typed)
    expect(saved.headers.get('Location')).toBe(`/cases/${id}?done=merged`)
    expect((await readCase(web, ahlers.actor, id)).values).toMatchObject({ pfad: '25b', person: { vorname: 'Lamin' } })
  })

  test('a conflict shows both values side by side, asks until it is decided, and loses nothing', async () => {
    const { id } = await caseOf(web, ahlers.actor, { pfad: '16g' })
    const path = `/cases/${id}/form`
    const merges = `/cases/${id}/merges`
    const mine = Object.fromEntries((await pageOf(await ahlers.get(path))).entries(path))
    const kortmann = await web.visitor('leitung', 'Sabine Kortmann')
    await send(kortmann, { path, fill: { pfad: '25b', 'person.nachname': 'Ceesay-K.' } })

    const asked = await ahlers.post(path, {
      ...mine,
      pfad: '25a',
      'person.nachname': 'Ceesay-A.',
      'person.vorname': 'Lamin',
    })
    expect(asked.status).toBe(409)
    const page = await pageOf(asked)
    for (const text of [
      'Sabine Kortmann hat diesen Fall am 23.11.2026, 09:00 Uhr geändert',
      'Ceesay-K.',
      'Ceesay-A.',
      '§ 25b',
      '§ 25a',
      '§ 16g',
    ])
      expect(page.text).toContain(text)
    expect(page.faults()).toEqual([])

    const half = { ...Object.fromEntries(page.entries(merges)), 'choice:pfad': 'mine' }
    const again = await ahlers.post(merges, half)
    expect(again.status).toBe(422)
    const unfinished = await pageOf(again)
    expect(unfinished.text).toContain('Person: Nachname: Wählen Sie, welche Angabe gelten soll.')
    const kept = Object.fromEntries(unfinished.entries(merges))
    expect(kept['choice:pfad']).toBe('mine')
    expect(unfinished.faults()).toEqual([])

    const decided = await ahlers.post(merges, { ...kept, 'choice:person.nachname': 'theirs' })
    expect(decided.status).toBe(303)
    expect((await readCase(web, ahlers.actor, id)).values).toMatchObject({
      pfad: '25a',
      person: { nachname: 'Ceesay-K.', vorname: 'Lamin' },
    })
  })

  test('a decision that came too late is asked for anew', async () => {
    const { id } = await caseOf(web, ahlers.actor, { pfad: '16g' })
    const edit = (pfad: string, baseVersion: number) =>
      saveCase(web.db, ahlers.actor, { id, baseVersion, input: caseInput({ pfad }) })
    expectOk(await edit('25b', 1))
    expectOk(await edit('19d', 2))
    const late = await ahlers.post(`/cases/${id}/merges`, {
      base: '1',
      theirs: '2',
      mine: JSON.stringify(caseInput({ pfad: '25a' })),
      'choice:pfad': 'mine',
    })
    expect(late.status).toBe(409)
    expect((await readCase(web, ahlers.actor, id)).values.pfad).toBe('19d')
  })

  test.each([
    [{ base: '1', theirs: '1', mine: 'kein JSON' }, 400],
    [{ base: '1', theirs: '1', mine: '[]' }, 422],
    [{ base: 'x', theirs: '1', mine: JSON.stringify(caseInput({ pfad: '25a' })) }, 404],
  ])('a merge that no page of ours sent does nothing (%j)', async (form, status) => {
    const { id } = await caseOf(web, ahlers.actor)
    expect((await ahlers.post(`/cases/${id}/merges`, form)).status).toBe(status)
    expect(await web.eventsOf(id)).toEqual(['case.created'])
  })

  test('closed while it was open elsewhere: nothing is saved, everything typed is still there', async () => {
    const { id } = await caseOf(web, ahlers.actor)
    const path = `/cases/${id}/form`
    const mine = Object.fromEntries((await pageOf(await ahlers.get(path))).entries(path))
    expectOk(await closeCase(web.db, ahlers.actor, { id }))
    const refused = await ahlers.post(path, { ...mine, 'person.vorname': 'Lamin' })
    expect(refused.status).toBe(409)
    const page = await pageOf(refused)
    expect(page.text).toContain('Dieser Fall ist geschlossen. Öffnen Sie ihn wieder')
    expect(Object.fromEntries(page.entries(path))['person.vorname']).toBe('Lamin')
    expect((await ahlers.get(path)).status).toBe(303)
  })
})

describe('closing and handing over', () => {
  test('a closed case says so and can be opened again', async () => {
    const { id } = await caseOf(web, ahlers.actor)
    expect((await send(ahlers, { path: `/cases/${id}`, action: `/cases/${id}/closings` })).status).toBe(303)
    const page = await pageOf(await ahlers.get(`/cases/${id}`))
    expect(page.text).toContain('Geschlossen am 23.11.2026')
    expect(page.all('a', { href: `/cases/${id}/form` })).toEqual([])
    expect((await ahlers.post(`/cases/${id}/closings`)).status).toBe(409)
    expect((await send(ahlers, { path: `/cases/${id}`, action: `/cases/${id}/reopenings` })).status).toBe(303)
    expect(await web.eventsOf(id)).toEqual(['case.created', 'case.closed', 'case.reopened'])
  })

  test('whoever gives a case away lands in her list, the new Lotsin finds it in hers', async () => {
    const { id } = await caseOf(web, ahlers.actor)
    const deppe = await web.visitor('lotsin', 'Malte Deppe')
    const path = { path: `/cases/${id}`, action: `/cases/${id}/handovers` }
    const refused = await send(ahlers, path)
    expect(refused.status).toBe(422)
    expect((await pageOf(refused)).describedBy('to')).toContain('Wählen Sie, wer den Fall übernimmt.')
    const done = await send(ahlers, { ...path, fill: { to: deppe.actor.userId } })
    expect(done.headers.get('Location')).toBe('/cases?done=handed_over')
    expect((await pageOf(await deppe.get('/cases'))).text).toContain('Ceesay')
    expect((await pageOf(await deppe.get(`/cases/${id}/trail`))).text).toContain(
      'Jutta Ahlers hat den Fall von Jutta Ahlers an Malte Deppe übergeben.',
    )
  })

  test('deactivating an account hands its cases over, or says what is missing', async () => {
    const { id } = await caseOf(web, ahlers.actor)
    const [admin, deppe] = [
      await web.visitor('administration', 'Tom Wellmann'),
      await web.visitor('lotsin', 'Malte Deppe'),
    ]
    const path = `/users/${ahlers.actor.userId}/deactivations`
    const refused = await send(admin, { path })
    expect(refused.status).toBe(422)
    const page = await pageOf(refused)
    expect(page.describedBy('handOverTo')).toContain('Wählen Sie, wer sie übernimmt.')
    expect(page.text).not.toContain('Ceesay')
    expect((await send(admin, { path, fill: { handOverTo: deppe.actor.userId } })).status).toBe(303)
    expect((await deppe.get(`/cases/${id}`)).status).toBe(200)
    expect((await ahlers.get('/cases')).status).toBe(303)
    expect((await deppe.post(path)).status).toBe(403)
  })
})

describe('the list', () => {
  test('is searched without regard to how a name is typed, and keeps the words', async () => {
    await caseOf(web, ahlers.actor, { person: { nachname: 'Müller' } })
    const page = await pageOf(await ahlers.get('/cases?q=mueller'))
    expect(page.text).toContain('Müller')
    expect(page.all('input', { id: 'feld-q' })[0]?.attribs.value).toBe('mueller')
    expect((await pageOf(await ahlers.get('/cases?q=meier'))).text).toContain('Kein Fall passt zu dieser Auswahl')
    expect(page.faults()).toEqual([])
  })

  test('a name is text, never markup', async () => {
    const nachname = '<img src=x onerror=alert(1)>'
    const { id } = await caseOf(web, ahlers.actor, { person: { nachname } })
    for (const path of [
      '/cases',
      `/cases/${id}`,
      `/cases/${id}/form`,
      `/cases/${id}/trail`,
      `/cases?q=${encodeURIComponent(nachname)}`,
    ]) {
      const page = await pageOf(await ahlers.get(path))
      expect(page.all('img')).toEqual([])
    }
  })

  test('strange filters are no fault', async () => {
    for (const query of ['page=-1', 'page=1e9', 'state=x', 'pfad=x', 'lotsin=x', 'q=%00'])
      expect((await ahlers.get(`/cases?${query}`)).status).toBe(200)
  })
})
