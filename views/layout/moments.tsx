const inHouseZone = { timeZone: 'Europe/Berlin' } as const

const day = new Intl.DateTimeFormat('de-DE', { ...inHouseZone, day: '2-digit', month: '2-digit', year: 'numeric' })
const weekday = new Intl.DateTimeFormat('de-DE', { ...inHouseZone, weekday: 'long' })
const time = new Intl.DateTimeFormat('de-DE', { ...inHouseZone, hour: '2-digit', minute: '2-digit' })
const offset = new Intl.DateTimeFormat('de-DE', { ...inHouseZone, timeZoneName: 'longOffset' })

/** `26.11.2026` for an ISO moment in UTC, as the calendar in the house shows it. */
export const printDay = (iso: string): string => day.format(new Date(iso))

/** `26.11.2026, 09:58 Uhr`. */
export const printMoment = (iso: string): string => `${printDay(iso)}, ${time.format(new Date(iso))} Uhr`

/** `Donnerstag, 26.11.2026, 09:58 Uhr (MEZ)`, for what may have to be proven later. */
export const printExactMoment = (iso: string): string =>
  `${weekday.format(new Date(iso))}, ${printMoment(iso)} (${zoneOf(iso)})`

/** A moment, with its machine-readable form. */
export const Moment = ({ at, exact = false }: { at: string; exact?: boolean }) => (
  <time datetime={at}>{exact ? printExactMoment(at) : printMoment(at)}</time>
)

const zoneOf = (iso: string): string => (offset.format(new Date(iso)).includes('+02:00') ? 'MESZ' : 'MEZ')
