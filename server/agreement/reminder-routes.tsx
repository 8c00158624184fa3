import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { ReminderPage } from '../../views/agreement/reminder-page.tsx'
import { RemindersPage } from '../../views/agreement/reminders-page.tsx'
import { currentActor, type Env, postedForm, problemStatus, requireRole, safeNext, text } from '../auth/http.ts'
import { userNames } from '../auth/user-actions.ts'
import type { Problem } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import { readGermanDate } from '../calendar/german-date.ts'
import { localDate } from '../calendar/local-time.ts'
import { printDue } from '../calendar/weeks.ts'
import { addDays } from '../calendar/working-days.ts'
import { titleOf } from '../casefile/casefile.ts'
import { findCase } from '../casefile/casefile-actions.ts'
import { contactWeeksOf, setContactWeeks } from '../casefile/contact-actions.ts'
import type { Reminder } from '../casefile/reminder.ts'
import { finishReminder, moveReminder, readReminderOf, reopenReminder } from '../casefile/reminder-actions.ts'
import { type DueKind, listDue, listSilences } from './due.ts'
import { dueSection, silenceLine, silenceTitle } from './due-lines.ts'
import { aboutChoices } from './reminder-about.ts'
import { undoable, undoOf } from './undoing.ts'

export interface ReminderSettings {
  /** After how many weeks without contact people are told, unless they set something of their own; 0 means never. */
  readonly contactWeeks: number
}

/** Wiedervorlagen: all that are due for a Lotsin, and one by one. */
export function reminderRoutes(settings: ReminderSettings): Hono<Env> {
  const routes = new Hono<Env>()
  routes.use('/reminders', requireRole('lotsin'))
  routes.use('/reminders/*', requireRole('lotsin'))
  routes.use('/cases/:id/reminders/*', requireRole('lotsin', 'leitung'))

  routes.get('/reminders', (c) => remindersPage(c, settings, { problem: null, weeks: null }))

  routes.post('/reminders/contact-weeks', async (c) => {
    const { weeks } = await postedForm(c, z.object({ weeks: text }))
    const done = await setContactWeeks(c.var.db, currentActor(c), weeks)
    if (done.ok) return c.redirect('/reminders?done=weeks', 303)
    return remindersPage(c, settings, { problem: done, weeks })
  })
  routes.get('/reminders/contact-weeks', (c) => c.redirect('/reminders', 303))

  routes.get('/cases/:id/reminders/:reminder', async (c) => {
    const reminder = await askedReminder(c)
    if (!reminder) return c.notFound()
    return reminderPage(c, reminder, { typed: '', back: backOf(c, c.req.query('back')), problem: null })
  })

  // A refused form leaves the address of its post in the browser: reloading it leads to where the form stands.
  routes.get('/cases/:id/reminders/:reminder/:act', async (c) => {
    const reminder = await askedReminder(c)
    return reminder ? c.redirect(`/cases/${reminder.caseId}/reminders/${reminder.id}`, 303) : c.notFound()
  })

  routes.post('/cases/:id/reminders/:reminder/completions', async (c) => {
    const reminder = await askedReminder(c)
    if (!reminder) return c.notFound()
    const back = backOf(c, (await postedForm(c, backForm)).back)
    const done = await finishReminder(c.var.db, currentActor(c), reminder)
    if (done.ok) return c.redirect(undoable(back, { kind: 'reminder', of: reminder.caseId, id: reminder.id }), 303)
    return reminderPage(c, reminder, { typed: '', back, problem: done })
  })

  routes.post('/cases/:id/reminders/:reminder/reopenings', async (c) => {
    const reminder = await askedReminder(c)
    if (!reminder) return c.notFound()
    const back = backOf(c, (await postedForm(c, backForm)).back)
    const done = await reopenReminder(c.var.db, currentActor(c), reminder)
    if (done.ok) return c.redirect(back, 303)
    return reminderPage(c, reminder, { typed: '', back, problem: done })
  })

  routes.post('/cases/:id/reminders/:reminder/moves', async (c) => {
    const reminder = await askedReminder(c)
    if (!reminder) return c.notFound()
    const form = await postedForm(c, moveForm)
    const back = backOf(c, form.back)
    const dueOn = readGermanDate(form.dueOn.trim(), today(c))
    const done = await moveReminder(c.var.db, currentActor(c), { ...reminder, dueOn })
    if (done.ok) return c.redirect(back, 303)
    return reminderPage(c, reminder, { typed: form.dueOn, back, problem: done })
  })
  return routes
}

const backForm = z.object({ back: text })
const moveForm = z.object({ back: text, dueOn: text })

const shownInGroup = 50
const aYear = 366

async function remindersPage(
  c: Context<Env>,
  { contactWeeks }: ReminderSettings,
  { problem, weeks }: { readonly problem: Problem | null; readonly weeks: string | null },
) {
  const [reader, actor, day] = [c.var.db, currentActor(c), today(c)]
  const show = c.req.query('show') ?? ''
  const kind = kindsShown.get(show)
  const due = await listDue(reader, actor, { today: day, until: addDays(day, aYear), kind, limit: shownInGroup })
  const own = await contactWeeksOf(reader, actor)
  const after = own ?? contactWeeks
  const query = { since: addDays(day, -7 * after), today: day, limit: shownInGroup }
  const silences = after === 0 ? { total: 0, shown: [] } : await listSilences(reader, actor, query)
  const page = (
    <RemindersPage
      sections={due.groups.map((group) => dueSection(group, day))}
      pills={[
        { href: '/reminders', label: `Alle ${due.total.step + due.total.reminder}`, isCurrent: kind === undefined },
        { href: '/reminders?show=steps', label: `Schritte ${due.total.step}`, isCurrent: kind === 'step' },
        {
          href: '/reminders?show=reminders',
          label: `Wiedervorlagen ${due.total.reminder}`,
          isCurrent: kind === 'reminder',
        },
      ]}
      here={kind ? `/reminders?show=${show}` : '/reminders'}
      silences={{ title: silenceTitle(after), total: silences.total, lines: silences.shown.map(silenceLine) }}
      weeks={{ own: weeks ?? (own === null ? '' : String(own)), house: contactWeeks }}
      undo={undoOf(c)}
      notice={c.req.query('done') === 'weeks' ? 'Die Einstellung ist gespeichert.' : undefined}
      problem={problem}
    />
  )
  return c.html(page, problem ? problemStatus(problem) : 200)
}

const kindsShown: ReadonlyMap<string, DueKind> = new Map([
  ['steps', 'step'],
  ['reminders', 'reminder'],
])

const askedReminder = (c: Context<Env>): Promise<Reminder | null> =>
  readReminderOf(c.var.db, currentActor(c), { caseId: c.req.param('id') ?? '', id: c.req.param('reminder') ?? '' })

const backOf = (c: Context<Env>, back: string | undefined): string =>
  back ? safeNext(back) : `/cases/${c.req.param('id')}/reminders`

interface Shown {
  readonly typed: string
  readonly back: string
  readonly problem: Problem | null
}

async function reminderPage(c: Context<Env>, { id, caseId }: Reminder, { typed, back, problem }: Shown) {
  const [reader, actor] = [c.var.db, currentActor(c)]
  const found = await findCase(reader, actor, caseId)
  // As it stands now: somebody else may have been quicker.
  const reminder = await readReminderOf(reader, actor, { caseId, id })
  if (!found || !reminder) return c.notFound()
  const names = await userNames(reader, [reminder.createdBy])
  const made = `eingetragen am ${printDate(localDate(reminder.createdAt))} von ${names.get(reminder.createdBy) ?? 'Unbekannt'}`
  const about = (await aboutChoices(reader, actor, caseId)).find((choice) => choice.isOf(reminder))
  const page = (
    <ReminderPage
      caseId={caseId}
      caseTitle={titleOf(found.values)}
      id={id}
      reason={reminder.reason}
      about={about && reminder.documentId ? { href: `/cases/${caseId}/steps`, label: about.label } : null}
      due={printDue(reminder.dueOn, today(c))}
      made={made}
      isDone={reminder.done !== null}
      can={{ write: found.closedAt === null }}
      typed={typed}
      back={back}
      problem={problem}
    />
  )
  return c.html(page, problem ? problemStatus(problem) : 200)
}

const today = (c: Context<Env>): string => localDate(c.var.db.clock.now().toISOString())
