import type { TrailEntry } from '../audit/audit.ts'
import { printList } from '../calendar/calendar.ts'
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
    default:
      return null
  }
}

function withRoles({ details }: TrailEntry): string {
  const named = labels(details.roles, (role) => (isRole(role) ? roleLabels[role] : undefined))
  return named === '' ? '' : ` (Rollen jetzt: ${named})`
}

const labels = (codes: unknown, label: (code: string) => string | undefined): string =>
  typeof codes === 'string' && codes !== '' ? printList(codes.split(' ').map((code) => label(code) ?? code)) : ''
