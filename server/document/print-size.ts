import { printNumber } from '../calendar/calendar.ts'

/** The size of a file as people read it. */
export const printSize = (bytes: number): string =>
  bytes < 1_000_000
    ? `${printNumber(Math.max(1, Math.round(bytes / 1000)))} kB`
    : `${printNumber(Math.round(bytes / 100_000) / 10)} MB`
