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
  /** Set while she acts for somebody else: unit and roles are then that person's, the name stays her own. */
  readonly inPlaceOf?: Represented
  /** For whom she may act today, each as the actor that she is then. Such an actor has none: a deputy's deputy does not
   *  act. */
  readonly deputyships?: readonly Actor[]
}

/** Somebody for whom another person acts. */
export interface Represented {
  readonly userId: string
  readonly name: string
  /** Calendar date: the last day. */
  readonly until: string
}

export const has = (actor: Actor, role: Role): boolean => actor.roles.includes(role)

/** Whose rights count: hers, or those of whom she acts for. Who did something is always `userId`. */
export const rightsOf = (actor: Actor): string => actor.inPlaceOf?.userId ?? actor.userId

/** Herself first, then for whom she may act today. */
export const capacitiesOf = (actor: Actor): readonly Actor[] => [actor, ...(actor.deputyships ?? [])]

/** Whether she has one of these roles, herself or for somebody. */
export const hasAny = (actor: Actor, roles: readonly Role[]): boolean =>
  capacitiesOf(actor).some((each) => each.roles.some((role) => roles.includes(role)))

/** What a deputy takes over: the daily work. Templates, accounts and the trail belong to a person, not to an absence. */
export const deputisedRoles = ['lotsin', 'leitung', 'sitzungsdienst'] as const satisfies readonly Role[]

/** The actor that somebody is while she acts for somebody else: never more than that person may. */
export const actingFor = (deputy: Actor, person: User, until: string): Actor => ({
  ref: { userId: deputy.userId, onBehalfOf: person.id },
  userId: deputy.userId,
  name: deputy.name,
  salutation: deputy.salutation,
  unitId: person.unitId,
  unitName: person.unitName,
  roles: person.roles.filter((role) => deputisedRoles.some((each) => each === role)),
  inPlaceOf: { userId: person.id, name: person.name, until },
})

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
