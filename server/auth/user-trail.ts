import type { TrailEntry } from '../audit/audit.ts'
import { isCalendarDate, printDate, printList } from '../calendar/calendar.ts'
import { isRole, roleLabels } from './auth.ts'

const changedLabels: Readonly<Record<string, string>> = {
  name: 'Name',
  salutation: 'Anrede',
  email: 'E-Mail',
  unitId: 'Einheit',
  roles: 'Rollen',
}

/** What happened to an account, as a sentence; null for what is not the administration's business: when a person signs
 *  in shows how she works. */
export function userSentence(entry: TrailEntry, names: ReadonlyMap<string, string>): string | null {
  const who = names.get(entry.userId) ?? 'Jemand'
  switch (entry.event) {
    case 'user.created':
      return `${who} hat das Konto angelegt${withRoles(entry)}.`
    case 'user.changed':
      return `${who} hat ${labels(entry.details.changed, (field) => changedLabels[field])} geändert${withRoles(entry)}.`
    case 'user.deactivated':
      return `${who} hat das Konto deaktiviert.`
    case 'password.link_issued':
      return `${who} hat einen Passwort-Link erstellt.`
    case 'password.set':
      return `${who} hat ein neues Passwort gesetzt.`
    case 'vertretung.entered':
      return `${who} hat ${enteredWords(entry, names)}.`
    case 'vertretung.ended':
      return entry.details.deputy === undefined
        ? `${who} hat eine Abwesenheit beendet.`
        : `${who} hat die Vertretung durch ${nameIn(names, entry.details.deputy)} beendet.`
    default:
      return null
  }
}

function enteredWords({ details }: TrailEntry, names: ReadonlyMap<string, string>): string {
  const span = `vom ${dayOf(details.from)} bis zum ${dayOf(details.until)}`
  const away = details.absent === true ? 'eine Abwesenheit' : null
  const deputy = details.deputy === undefined ? null : `${nameIn(names, details.deputy)} als Vertretung`
  return `${span} ${printList([away, deputy].filter((each) => each !== null))} eingetragen`
}

const nameIn = (names: ReadonlyMap<string, string>, id: unknown): string => names.get(String(id)) ?? 'jemanden'

const dayOf = (date: unknown): string => (isCalendarDate(String(date)) ? printDate(String(date)) : 'unbekannten Tag')

/** Everybody whom a sentence about an account names. */
export const peopleIn = ({ userId, details }: TrailEntry): string[] =>
  [userId, details.deputy].filter((id) => typeof id === 'string')

function withRoles({ details }: TrailEntry): string {
  const named = labels(details.roles, (role) => (isRole(role) ? roleLabels[role] : undefined))
  return named === '' ? '' : ` (Rollen jetzt: ${named})`
}

const labels = (codes: unknown, label: (code: string) => string | undefined): string =>
  typeof codes === 'string' && codes !== '' ? printList(codes.split(' ').map((code) => label(code) ?? code)) : ''
