import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { CaseDue } from '../../views/agreement/case-due.tsx'
import { CaseRemindersPage } from '../../views/agreement/case-reminders-page.tsx'
import { currentActor, type Env, isHtmx, postedForm, problemStatus, requireRole, text } from '../auth/http.ts'
import { userNames } from '../auth/user-actions.ts'
import { invalid, type Problem } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import { readGermanDate, readPastGermanDate } from '../calendar/german-date.ts'
import { localDate } from '../calendar/local-time.ts'
import { type CaseFile, titleOf } from '../casefile/casefile.ts'
import { findCase } from '../casefile/casefile-actions.ts'
import { contactsOfCase, noteContact, withdrawContact } from '../casefile/contact-actions.ts'
import { remindersOfCase, setReminder } from '../casefile/reminder-actions.ts'
import { lastContactOn } from './due.ts'
import { dueLine, lastContact, reminderLine } from './due-lines.ts'
import { type AboutChoice, aboutChoices } from './reminder-about.ts'
import { stepsOfCase } from './step-actions.ts'
import { undoOf } from './undoing.ts'

/** Wiedervorlagen and contacts of one case. */
export const caseReminderRoutes = new Hono<Env>()

for (const path of ['/cases/:id/reminders', '/cases/:id/contacts', '/cases/:id/contacts/*'])
  caseReminderRoutes.use(path, requireRole('lotsin', 'leitung'))

caseReminderRoutes.get('/cases/:id/reminders', async (c) => {
  const found = await askedCase(c)
  if (!found) return c.notFound()
  if (isHtmx(c)) return c.html(await nextDue(c, found))
  return casePage(c, found, {})
})

const reminderForm = z.object({ dueOn: text, reason: text, about: text })

caseReminderRoutes.post('/cases/:id/reminders', async (c) => {
  const found = await askedCase(c)
  if (!found) return c.notFound()
  const typed = await postedForm(c, reminderForm)
  const choice = (await aboutChoices(c.var.db, currentActor(c), found.id)).find(({ value }) => value === typed.about)
  const done = choice
    ? await setReminder(c.var.db, currentActor(c), {
        caseId: found.id,
        about: choice.about,
        dueOn: readGermanDate(typed.dueOn.trim(), today(c)),
        reason: typed.reason,
      })
    : goneChoice
  if (done.ok) return c.redirect(`/cases/${found.id}/reminders?done=set`, 303)
  return casePage(c, found, { typed, problem: { of: 'reminder', problem: done } })
})

const goneChoice = invalid('Die Wiedervorlage ist noch nicht gespeichert.', [
  { path: 'about', message: 'Diesen Schritt gibt es nicht (mehr). Wählen Sie einen aus der Liste.' },
])

const contactForm = z.object({ day: text, note: text })

caseReminderRoutes.post('/cases/:id/contacts', async (c) => {
  const found = await askedCase(c)
  if (!found) return c.notFound()
  const typed = await postedForm(c, contactForm)
  const day = readPastGermanDate(typed.day.trim(), today(c))
  const done = await noteContact(c.var.db, currentActor(c), { caseId: found.id, day, note: typed.note })
  if (done.ok) return c.redirect(`/cases/${found.id}/reminders?done=contact`, 303)
  return casePage(c, found, { typedContact: typed, problem: { of: 'contact', problem: done } })
})

caseReminderRoutes.post('/cases/:id/contacts/:contact/withdrawals', async (c) => {
  const found = await askedCase(c)
  if (!found) return c.notFound()
  const about = { caseId: found.id, id: c.req.param('contact') }
  const done = await withdrawContact(c.var.db, currentActor(c), about)
  if (done.ok) return c.redirect(`/cases/${found.id}/reminders?done=withdrawn`, 303)
  return casePage(c, found, { problem: { of: 'other', problem: done } })
})

// A refused form leaves the address of its post in the browser: reloading it leads to where the form stands.
caseReminderRoutes.get('/cases/:id/contacts', async (c) => {
  const found = await askedCase(c)
  return found ? c.redirect(`/cases/${found.id}/reminders`, 303) : c.notFound()
})

const askedCase = (c: Context<Env>): Promise<CaseFile | null> =>
  findCase(c.var.db, currentActor(c), c.req.param('id') ?? '')

interface Said {
  readonly typed?: { readonly about: string; readonly dueOn: string; readonly reason: string }
  readonly typedContact?: { readonly day: string; readonly note: string }
  readonly problem?: { readonly of: 'reminder' | 'contact' | 'other'; readonly problem: Problem }
}

async function casePage(c: Context<Env>, found: CaseFile, said: Said) {
  const [reader, actor, day] = [c.var.db, currentActor(c), today(c)]
  const reminders = await remindersOfCase(reader, actor, found.id)
  const choices = await aboutChoices(reader, actor, found.id)
  const names = await userNames(
    reader,
    reminders.flatMap(({ done }) => done?.by ?? []),
  )
  const page = (
    <CaseRemindersPage
      caseId={found.id}
      caseTitle={titleOf(found.values)}
      open={reminders.flatMap((each) =>
        each.done ? [] : [reminderLine(each, { about: aboutOf(each, choices), today: day })],
      )}
      done={reminders.flatMap(({ id, reason, done }) =>
        done ? [{ id, reason, done: doneWords(done.at, names.get(done.by) ?? 'Unbekannt') }] : [],
      )}
      contacts={(await contactsOfCase(reader, actor, found.id)).map((each) => ({ ...each, day: printDate(each.day) }))}
      choices={choices.map(({ value, label }) => ({ value, label }))}
      typed={said.typed ?? { about: c.req.query('about') ?? '', dueOn: '', reason: '' }}
      typedContact={said.typedContact ?? { day: printDate(day), note: '' }}
      can={{ write: found.closedAt === null }}
      undo={undoOf(c)}
      notice={notices.get(c.req.query('done') ?? '')}
      problem={said.problem ?? null}
    />
  )
  return c.html(page, said.problem ? problemStatus(said.problem.problem) : 200)
}

const aboutOf = (reminder: Parameters<AboutChoice['isOf']>[0], choices: readonly AboutChoice[]): string[] =>
  choices.flatMap((choice) => (choice.about && choice.isOf(reminder) ? [choice.label] : []))

const doneWords = (at: string, name: string): string => `erledigt am ${printDate(localDate(at))} von ${name}`

const shownNext = 6

async function nextDue(c: Context<Env>, found: CaseFile) {
  const [reader, actor, day] = [c.var.db, currentActor(c), today(c)]
  const steps = (await stepsOfCase(reader, actor, found.id)).filter(({ isOpen, dueOn }) => isOpen && dueOn)
  const reminders = (await remindersOfCase(reader, actor, found.id)).filter(({ done }) => !done)
  const about = { caseId: found.id, caseTitle: '' }
  const due = [
    ...steps.map((step) => ({ ...about, kind: 'step' as const, dueOn: step.dueOn, step })),
    ...reminders.map((reminder) => ({ ...about, kind: 'reminder' as const, dueOn: reminder.dueOn, reminder })),
  ].toSorted((a, b) => a.dueOn.localeCompare(b.dueOn))
  const isClosed = found.closedAt !== null
  const last = await lastContactOn(reader, { caseId: found.id, today: day })
  return (
    <CaseDue
      caseId={found.id}
      lines={isClosed ? [] : due.slice(0, shownNext).map((each) => dueLine(each, day))}
      more={isClosed ? 0 : Math.max(due.length - shownNext, 0)}
      contact={lastContact(last)}
      can={{ write: !isClosed }}
    />
  )
}

const notices: ReadonlyMap<string, string> = new Map([
  ['set', 'Die Wiedervorlage ist eingetragen.'],
  ['contact', 'Der Kontakt ist eingetragen.'],
  ['withdrawn', 'Der Eintrag ist zurückgenommen. Das steht im Verlauf.'],
])

const today = (c: Context<Env>): string => localDate(c.var.db.clock.now().toISOString())
