import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { VertretungenPage, type VertretungLine } from '../../views/auth/vertretungen-page.tsx'
import type { Problem } from '../base/result.ts'
import { localDate } from '../calendar/local-time.ts'
import type { Actor } from './auth.ts'
import { currentActor, type Env, postedForm, problemStatus, requireActor, text } from './http.ts'
import { mayEnterFor, timeOf, type Vertretung, type VertretungForm } from './vertretung.ts'
import {
  absencesFor,
  endVertretung,
  enterVertretung,
  listVertretungen,
  vertretungChoices,
} from './vertretung-actions.ts'
import { absenceSentence, printSpan } from './vertretung-facts.ts'

/** Who is away and who stands in: her own, and for a Leitung and the administration those they look after. */
export const vertretungRoutes = new Hono<Env>()

vertretungRoutes.use('/vertretungen/*', requireActor)

vertretungRoutes.get('/vertretungen', async (c) => {
  const notice = notices.get(c.req.query('done') ?? '')
  return c.html(await page(c, { values: { ...empty, userId: currentActor(c).userId }, notice, problem: null }))
})

vertretungRoutes.post('/vertretungen', async (c) => {
  const values = await postedForm(c, vertretungForm)
  const entered = await enterVertretung(c.var.db, currentActor(c), values)
  if (entered.ok) return c.redirect('/vertretungen?done=entered', 303)
  return c.html(await page(c, { values, problem: entered }), problemStatus(entered))
})

vertretungRoutes.post('/vertretungen/:vertretung/ends', async (c) => {
  const ended = await endVertretung(c.var.db, currentActor(c), { id: c.req.param('vertretung') })
  if (ended.ok) return c.redirect('/vertretungen?done=ended', 303)
  if (ended.problem === 'not_found') return c.notFound()
  return c.html(await page(c, { values: empty, problem: ended }), problemStatus(ended))
})

const empty: VertretungForm = { userId: '', deputyId: '', from: '', until: '', absent: '' }
const vertretungForm = z.object({ userId: text, deputyId: text, from: text, until: text, absent: text })

interface Said {
  readonly values: VertretungForm
  readonly notice?: string | undefined
  readonly problem: Problem | null
}

async function page(c: Context<Env>, { values, notice, problem }: Said) {
  const actor = currentActor(c)
  const { db } = c.var
  const now = db.clock.now()
  const today = localDate(now.toISOString())
  const all = await listVertretungen(db, actor, now)
  const at = (time: string) =>
    all.filter((each) => timeOf(each, today) === time).map((each) => lineOf(each, actor, today))
  const { people, deputies } = await vertretungChoices(db, actor)
  const choice = ({ id, name, unitName }: { id: string; name: string; unitName: string }) => ({
    value: id,
    label: `${name}, ${unitName}`,
  })
  return (
    <VertretungenPage
      running={at('running')}
      coming={at('coming')}
      past={at('past').reverse()}
      gaps={(await absencesFor(db, actor, now))
        .map(absenceSentence)
        .flatMap(({ text, isGap }) => (isGap ? [text] : []))}
      values={values}
      people={people.map(choice)}
      deputies={deputies.map(choice)}
      notice={notice}
      problem={problem}
    />
  )
}

function lineOf(vertretung: Vertretung, actor: Actor, today: string): VertretungLine {
  const { id, userId, userName, unitId, unitName, deputyId, deputyName, absent, endedAt, endedByName } = vertretung
  const isPast = timeOf(vertretung, today) === 'past'
  return {
    id,
    name: userId === actor.userId ? `${userName} (Sie)` : userName,
    unitName,
    deputyName: deputyId === actor.userId ? `${deputyName} (Sie)` : deputyName,
    span: printSpan(vertretung),
    absent,
    enteredByName: vertretung.enteredByName,
    enteredAt: vertretung.enteredAt,
    ended: endedAt === null ? null : { at: endedAt, byName: endedByName ?? '' },
    can: { end: !isPast && mayEnterFor(actor, { id: userId, unitId }) },
  }
}

const notices: ReadonlyMap<string, string> = new Map([
  ['entered', 'Die Vertretung ist eingetragen. Sie gilt vom ersten bis zum letzten Tag von selbst.'],
  ['ended', 'Die Vertretung ist beendet.'],
])
