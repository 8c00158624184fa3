import type { Actor } from '../auth/auth.ts'
import type { Reader } from '../base/database.ts'
import { endOfWeek } from '../calendar/weeks.ts'
import { caseTitles } from '../casefile/casefile-actions.ts'
import type { Reminder } from '../casefile/reminder.ts'
import { dueReminders } from '../casefile/reminder-actions.ts'
import type { DatedStep, PlannedStep, Step } from './agreement.ts'
import * as store from './agreement-store.ts'

/** Something that is due on a day in a case that somebody guides. */
export type Due = { readonly dueOn: string; readonly caseId: string; readonly caseTitle: string } & (
  | { readonly kind: 'reminder'; readonly reminder: Reminder }
  | { readonly kind: 'step'; readonly step: Step }
)

export type DueKind = Due['kind']
export const dueGroups = ['overdue', 'today', 'week', 'later'] as const
export type DueGroupName = (typeof dueGroups)[number]

export interface DueGroup {
  readonly name: DueGroupName
  /** All of them; `shown` are the first. */
  readonly total: number
  readonly shown: readonly Due[]
}

export interface DueList {
  /** Without those that are empty. */
  readonly groups: readonly DueGroup[]
  readonly total: Readonly<Record<DueKind, number>>
}

interface DueQuery {
  readonly today: string
  /** Calendar date, up to and with which. */
  readonly until: string
  readonly kind?: DueKind | undefined
  /** Of each group. */
  readonly limit: number
}

/** What is due in the cases that somebody guides, the oldest first. The words of what is not shown are never read. */
export async function listDue(reader: Reader, actor: Actor, { today, until, kind, limit }: DueQuery): Promise<DueList> {
  const steps = await store.selectDueSteps(reader, actor, until)
  const reminders = await dueReminders(reader, actor, until)
  const all = byDay([...(kind === 'reminder' ? [] : steps), ...(kind === 'step' ? [] : reminders)])
  const sunday = endOfWeek(today)
  const grouped = dueGroups
    .map((name) => ({ name, all: all.filter(({ dueOn }) => groupOf(dueOn, { today, sunday }) === name) }))
    .filter((group) => group.all.length > 0)
  const told = await tell(
    reader,
    actor,
    grouped.flatMap((group) => group.all.slice(0, limit)),
  )
  return {
    groups: grouped.map((group) => ({
      name: group.name,
      total: group.all.length,
      shown: told.filter(({ dueOn }) => groupOf(dueOn, { today, sunday }) === group.name),
    })),
    total: { step: steps.length, reminder: reminders.length },
  }
}

/** The same without any words, for calendars. */
export async function dueEntries(reader: Reader, actor: Actor, until: string): Promise<(Reminder | DatedStep)[]> {
  const steps = await store.selectDueSteps(reader, actor, until)
  return byDay([...steps, ...(await dueReminders(reader, actor, until))])
}

const byDay = <T extends { readonly dueOn: string }>(due: readonly T[]): T[] =>
  due.toSorted((a, b) => a.dueOn.localeCompare(b.dueOn))

function groupOf(dueOn: string, { today, sunday }: { today: string; sunday: string }): DueGroupName {
  if (dueOn < today) return 'overdue'
  if (dueOn === today) return 'today'
  return dueOn <= sunday ? 'week' : 'later'
}

async function tell(reader: Reader, actor: Actor, due: readonly (Reminder | PlannedStep)[]): Promise<Due[]> {
  const steps = due.flatMap((each) => ('reason' in each ? [] : [each]))
  const words = (await store.withWords(reader, steps)).values()
  const titles = await caseTitles(
    reader,
    actor,
    due.map(({ caseId }) => caseId),
  )
  return due.flatMap((each): Due[] => {
    const about = { dueOn: each.dueOn, caseId: each.caseId, caseTitle: titles.get(each.caseId) ?? '' }
    if ('reason' in each) return [{ ...about, kind: 'reminder', reminder: each }]
    const step = words.next().value
    return step ? [{ ...about, kind: 'step', step }] : []
  })
}

export interface Silence {
  readonly caseId: string
  readonly caseTitle: string
  /** Calendar date; null where nothing was ever recorded. */
  readonly lastOn: string | null
}

/** Cases that somebody guides without contact for so many weeks, the longest silence first; `since` is that many before
 *  today. */
export async function listSilences(
  reader: Reader,
  actor: Actor,
  { since, today, limit }: { readonly since: string; readonly today: string; readonly limit: number },
): Promise<{ readonly total: number; readonly shown: readonly Silence[] }> {
  const silent = await store.selectSilentCases(reader, actor, { since, today })
  const shown = silent.slice(0, limit)
  const titles = await caseTitles(
    reader,
    actor,
    shown.map(({ caseId }) => caseId),
  )
  return {
    total: silent.length,
    shown: shown.map(({ caseId, lastOn }) => ({
      caseId,
      caseTitle: titles.get(caseId) ?? '',
      lastOn: lastOn || null,
    })),
  }
}

/** When something was recorded with the client of a case last; null where nothing ever was. Whoever asks: for pages of a
 *  case that she sees. */
export const lastContactOn = (
  reader: Reader,
  about: { readonly caseId: string; readonly today: string },
): Promise<string | null> => store.findLastContact(reader, about)
