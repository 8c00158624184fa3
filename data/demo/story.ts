import { readWholeTrail, type TrailEntry } from '../../server/audit/audit.ts'
import type { Actor } from '../../server/auth/auth.ts'
import { actorOf } from '../../server/auth/auth.ts'
import { listUsers } from '../../server/auth/user-actions.ts'
import type { Clock } from '../../server/base/clock.ts'
import type { Db } from '../../server/base/database.ts'
import { localDate } from '../../server/calendar/local-time.ts'
import type { IssuePorts } from '../../server/document/issue-jobs.ts'
import { findLatestPublished } from '../../server/template/template-actions.ts'
import { playCase } from './case-deeds.ts'
import { caseRows } from './case-rows.ts'
import { demoConsents, playConsent } from './consents.ts'
import { playDeed, slugs } from './document-deeds.ts'
import { type Act, type Deed, demoDocuments, storyDays } from './documents.ts'
import { chooseMails, deadlinesOn, digestOn, tellOfDeadlines, writeMails } from './mails.ts'
import { numberDeeds } from './numbers.ts'
import { momentOf, officeDaysBefore, officeDaysFrom } from './office-days.ts'
import { reminderDeeds } from './reminder-deeds.ts'
import { templatePlan } from './template-deeds.ts'
import { demoVertretungen, playVertretung } from './vertretungen.ts'

export interface StoryOptions {
  readonly houseName: string
  readonly ports: IssuePorts
  /** What the links of its mails begin with. */
  readonly baseUrl?: string
}

export interface Stage extends StoryOptions {
  /** The database, with the clock of the story. */
  readonly db: Db
  actor(login: string): Actor
}

/** Before anybody else came: when the demo's people were made, at 7:30 on the first day of the story. */
const dawn = 7 * 60 + 30

/** When the story of this database begins or began: so long ago that it ends on the last office day. Null where something
 *  else happened before. */
export async function beginningOfStory(db: Db): Promise<Date | null> {
  const [first] = await readWholeTrail(db, { before: 2, limit: 1 })
  if (first) return isDawn(first.at) ? new Date(first.at) : null
  const [day = ''] = officeDaysBefore(localDate(db.clock.now().toISOString()), storyDays)
  return new Date(momentOf(day, dawn))
}

const isDawn = (at: string): boolean => at === momentOf(localDate(at), dawn)

/** Lets the people of the demo live through some ten weeks of work, act by act through the actions, each at its own time
 *  in the past. The trail tells what has happened already: a story that was interrupted goes on, one that is told changes
 *  nothing. As soon as anything else has happened, it is over. Returns how many acts it did. */
export async function tellStory(
  db: Db,
  { houseName, ports, baseUrl = 'http://localhost:3000' }: StoryOptions,
): Promise<number> {
  const beginning = await beginningOfStory(db)
  if (!beginning) return 0
  const firstDay = localDate(beginning.toISOString())
  if (!(await areTemplatesValid(db, firstDay))) return 0
  const acts = actsOf(firstDay)
  if ((acts.at(-1)?.at ?? '') > db.clock.now().toISOString()) return 0
  const told = await entriesByTime(db, acts.length)
  const moments = new Set([beginning.toISOString(), ...acts.map(({ at }) => at)])
  if ([...told.keys()].some((at) => !moments.has(at))) return 0
  let moment = ''
  const clock: Clock = { now: () => new Date(moment) }
  const users = new Map((await listUsers(db)).map((user) => [user.login, actorOf(user)]))
  const stage: Stage = { db: { ...db, clock }, houseName, ports, actor: (login) => known(users.get(login), login) }
  const ids = new Map<string, string>()
  const stuck = new Set<string>()
  let count = 0
  if (!acts.some(({ at }) => told.has(at))) {
    moment = beginning.toISOString()
    await chooseMails(stage.db)
  }
  for (const act of acts) {
    const entry = told.get(act.at)
    const digest = digestOn(act.at)
    // Only while the story is being told: at a later start the past is over, for mails too.
    if (count > 0 && moment < digest) {
      moment = deadlinesOn(act.at)
      await tellOfDeadlines(stage.db)
      await writeMails(stage.db, baseUrl)
      moment = digest
      await writeMails(stage.db, baseUrl)
    }
    moment = act.at
    const id = entry?.subject ?? (stuck.has(act.thing) ? null : await act.play(stage, ids))
    if (id === null) stuck.add(act.thing)
    else if (act.begins) ids.set(act.thing, id)
    if (entry || id === null) continue
    count += 1
    await writeMails(stage.db, baseUrl)
  }
  return count
}

/** A machine whose calendar lies before the templates' first day has people and no story. */
async function areTemplatesValid(db: Db, on: string): Promise<boolean> {
  const found = await Promise.all(Object.values(slugs).map((slug) => findLatestPublished(db, slug, { on })))
  return found.every((template) => template !== null)
}

/** What was done at which moment; no two acts of the story share one. Reads a few more than the story can have made. */
async function entriesByTime(db: Db, acts: number): Promise<ReadonlyMap<string, TrailEntry>> {
  const most = 200 + 2 * acts
  const entries = await readWholeTrail(db, { before: most, limit: most })
  return new Map(entries.map((entry) => [entry.at, entry]))
}

export interface StoryAct {
  /** ISO time, a whole minute that no other act has. */
  readonly at: string
  /** What it is about: `case 3`, `document 12`. */
  readonly thing: string
  readonly begins: boolean
  /** Returns the id of the thing, or null where the story of this thing cannot go on. */
  readonly play: (stage: Stage, ids: ReadonlyMap<string, string>) => Promise<string | null>
}

export type StoryPlan = Omit<StoryAct, 'at'> & { readonly day: number; readonly minute: number }

/** The whole story in the order in which it happened. */
export function actsOf(firstDay: string): StoryAct[] {
  const days = officeDaysFrom(firstDay, storyDays)
  const planned = [
    ...caseRows.flatMap((_, index) => casePlan(index, days)),
    ...documentPlan(days),
    ...numberPlan(firstDay),
    ...templatePlan(days),
    ...vertretungPlan(days),
    ...consentPlan(),
    ...reminderPlan(days),
  ]
  const ordered = planned.toSorted((a, b) => a.day - b.day || a.minute - b.minute)
  let last = { day: -1, minute: 0 }
  return ordered.map(({ day, minute, ...act }) => {
    const free = day === last.day ? Math.max(minute, last.minute + 1) : minute
    last = { day, minute: free }
    return { ...act, at: momentOf(days[day] ?? '', free) }
  })
}

function casePlan(index: number, days: readonly string[]): StoryPlan[] {
  const thing = `case ${index}`
  const begun = Math.floor(index * 0.9)
  const year = (days[0] ?? '').slice(0, 4)
  return playCase(index, year).map(({ after, minute, begins, play }) => ({
    thing,
    begins,
    day: begun + after,
    minute,
    play: (stage, ids) => play(stage, ids.get(thing) ?? ''),
  }))
}

function numberPlan(firstDay: string): StoryPlan[] {
  return numberDeeds(firstDay).map(({ minute, play }) => ({
    thing: 'numbers',
    begins: true,
    day: storyDays - 3,
    minute,
    play: (stage) => play(stage),
  }))
}

function documentPlan(days: readonly string[]): StoryPlan[] {
  return demoDocuments.flatMap((document, index) =>
    document.deeds.map(([after, time, act, by]: Deed): StoryPlan => {
      const thing = `document ${index}`
      const day = document.start + after
      return {
        thing,
        begins: act === 'create',
        day,
        minute: minuteOf(time) + jitter(index, act),
        play: (stage, ids) => {
          const caseId = document.content.kind === 'paper' ? null : (ids.get(`case ${document.content.case}`) ?? '')
          return playDeed(stage, { document, act, by, day: days[day] ?? '', id: ids.get(thing) ?? '', caseId })
        },
      }
    }),
  )
}

function vertretungPlan(days: readonly string[]): StoryPlan[] {
  return demoVertretungen.map((vertretung, index) => ({
    thing: `vertretung ${index}`,
    begins: true,
    day: vertretung.day,
    minute: vertretung.minute,
    play: (stage) => playVertretung(stage, vertretung, days.at(-1) ?? ''),
  }))
}

function consentPlan(): StoryPlan[] {
  return demoConsents.flatMap((consent, index) =>
    consent.deeds.map(([day, minute, act]): StoryPlan => {
      const thing = `consent ${index}`
      return {
        thing,
        begins: act.kind === 'grant',
        day,
        minute,
        play: (stage, ids) =>
          playConsent(stage, {
            consent,
            act,
            caseId: ids.get(`case ${consent.case}`) ?? '',
            id: ids.get(thing) ?? '',
          }),
      }
    }),
  )
}

const reminderPlan = (days: readonly string[]): StoryPlan[] =>
  reminderDeeds.map((deed, index) => {
    const thing = `case ${deed.case}`
    return {
      thing,
      begins: false,
      day: deed.day,
      minute: deed.minute + index,
      play: (stage, ids) => deed.play(stage, ids.get(thing) ?? '', days),
    }
  })

/** People do not work to the minute; what follows at once stays together. */
const jitter = (index: number, act: Act): number => ((index * 7) % 23) + (act === 'create' ? 0 : index % 5)

function minuteOf(time: string): number {
  const [hours = '', minutes = ''] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}

function known(actor: Actor | undefined, login: string): Actor {
  if (!actor) throw new Error(`Nobody in the demo has the login ${login}.`)
  return actor
}
