import type { ActorRef } from '../audit/audit.ts'

/** In the order in which people read them. Two permissions never follow from `administration`: reading content and reading
 *  the trail (`revision`); both are roles of their own. */
export const roles = ['lotsin', 'leitung', 'sitzungsdienst', 'vorlagenpflege', 'administration', 'revision'] as const

export type Role = (typeof roles)[number]

export const roleLabels: Readonly<Record<Role, string>> = {
  lotsin: 'Integrationslotsin oder -lotse',
  leitung: 'Leitung',
  sitzungsdienst: 'Sitzungsdienst',
  vorlagenpflege: 'Vorlagenpflege',
  administration: 'Administration',
  revision: 'Revision',
}

export const isRole = (text: string): text is Role => roles.some((role) => role === text)

/** Whoever acts, as every use case needs it. Read anew for each request, so a changed unit or role counts at once. */
export interface Actor {
  readonly ref: ActorRef
  readonly userId: string
  readonly name: string
  readonly salutation: string
  readonly unitId: string
  readonly unitName: string
  readonly roles: readonly Role[]
}

export const has = (actor: Actor, role: Role): boolean => actor.roles.includes(role)

/** The first start and the command line act as this: before it there is nobody who could. */
export const setupActor: Actor = {
  ref: { userId: 'setup' },
  userId: 'setup',
  name: 'Einrichtung',
  salutation: '',
  unitId: '',
  unitName: '',
  roles: ['administration'],
}

export interface Unit {
  readonly id: string
  readonly name: string
  /** As it stands in letters and numbers, e.g. `32.3`. */
  readonly short: string
}

export interface User {
  readonly id: string
  readonly login: string
  readonly name: string
  /** `Frau`, `Herr` or empty. */
  readonly salutation: string
  readonly email: string
  readonly unitId: string
  readonly unitName: string
  readonly roles: readonly Role[]
  /** ISO time; null as long as nobody has redeemed a password link. */
  readonly passwordSetAt: string | null
  readonly deactivatedAt: string | null
}

export const actorOf = (user: User): Actor => ({
  ref: { userId: user.id },
  userId: user.id,
  name: user.name,
  salutation: user.salutation,
  unitId: user.unitId,
  unitName: user.unitName,
  roles: user.roles,
})
