import type { Drafts } from './device-drafts.ts'
import type { Entries } from './field-controls.ts'
import type { Deed } from './outbox.ts'

/** Something typed in a field that is not on its way yet: somebody is still at it, or it was refused. */
export interface TypedField {
  readonly place: string
  readonly entries: Entries
  readonly base: number
}

/** Everything of the form that the server does not have. */
export interface Unsent {
  readonly deeds: readonly Deed[]
  readonly typed: readonly TypedField[]
}

export interface KeptFields {
  /** Soon; what came before is overwritten. */
  changed(): void
  now(): Promise<void>
  /** Whether closing the window now loses nothing. */
  isSafe(): boolean
  /** Whether nothing lies on the device that the server has by now: a page opened anew would send it again. */
  isClean(): boolean
  /** What pages left behind that live no more, and how to forget it once this page has it. */
  adopt(): Promise<{ readonly unsent: Unsent; readonly forget: () => Promise<void> }>
}

const isNothing = ({ deeds, typed }: Unsent): boolean => deeds.length + typed.length === 0

const what = 'fields'
const delayMs = 150

interface KeptFieldsOptions {
  readonly drafts: Drafts
  readonly unsent: () => Unsent
  /** Nothing lies on the device any more. */
  readonly onClean: () => void
}

/** Keeps on the device what `unsent` gives, as long as there is something. */
export function keepFields({ drafts, unsent, onClean }: KeptFieldsOptions): KeptFields {
  let changes = 0
  let keptChanges = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function now(): Promise<void> {
    clearTimeout(timer)
    const until = changes
    const { deeds, typed } = unsent()
    const count = deeds.length + typed.length
    const isKept = count === 0 ? true : await drafts.write(what, { deeds, typed }, count)
    if (count === 0) await drafts.remove(what)
    if (isKept) keptChanges = Math.max(keptChanges, until)
    if (count === 0 && isClean()) onClean()
  }

  const isClean = (): boolean => isNothing(unsent()) && keptChanges === changes

  return {
    changed() {
      changes++
      clearTimeout(timer)
      if (isNothing(unsent())) void now()
      else timer = setTimeout(now, delayMs)
    },
    now,
    isSafe: () => isNothing(unsent()) || keptChanges === changes,
    isClean,
    async adopt() {
      const orphans = (await drafts.orphans()).filter((orphan) => orphan.what === what)
      const left = orphans.map(({ value }) => value as Unsent)
      return {
        unsent: { deeds: left.flatMap(({ deeds }) => deeds), typed: left.flatMap(({ typed }) => typed) },
        forget: async () => void (await Promise.all(orphans.map((orphan) => orphan.remove()))),
      }
    },
  }
}
