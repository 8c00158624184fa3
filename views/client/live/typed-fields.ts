import type { ValueConflict } from '../../../server/writing/writing.ts'
import { clearNote, showChanged, showConflict } from './conflict-note.ts'
import {
  clearError,
  controlsOf,
  type Entries,
  entriesOf,
  type FieldElement,
  fieldAt,
  fieldsIn,
  fill,
  firstControl,
  isSame,
  labelOf,
  printedSent,
  sentEntriesOf,
  showError,
} from './field-controls.ts'
import type { TypedField } from './kept-fields.ts'
import { newId } from './live-page.ts'
import type { Answer, Deed, Outbox } from './outbox.ts'
import { announce, tell } from './save-state.ts'

interface TypedFieldsOptions {
  readonly form: () => HTMLFormElement | null
  readonly outbox: Outbox
  /** By name, whoever of the others changed a place after that version. */
  readonly changerOf: (place: string, version: number) => string | undefined
  readonly onChange: () => void
  /** What is shown is not what is stored: the form is to be asked for again. */
  readonly onOutdated: () => Promise<void>
}

export interface TypedFields {
  typed(field: FieldElement): void
  left(field: FieldElement): void
  /** Everything typed goes on its way now, in the whole form or a part of it. */
  flush(around: ParentNode): void
  answered(deed: Deed & { readonly kind: 'value' }, answer: Answer): void
  /** Whether it keeps what it shows, whatever the server sends. */
  isProtected(field: FieldElement): boolean
  /** It was protected when the form came with another value. */
  passedBy(field: FieldElement, sent: FieldElement): void
  formShown(version: number): void
  unsent(): TypedField[]
  stand(): 'pending' | 'undecided' | 'idle'
  focusRefused(): void
}

/** What a field shows where that is not of the version of the form. */
interface Shown {
  readonly version: number
  readonly entries: Entries
}

/** Sent and not accepted: somebody has to correct it, or to choose between it and another's. */
interface Refused {
  readonly entries: Entries
  readonly base: number
  readonly message: string
  readonly conflict: Conflict | null
}

type Conflict = ValueConflict & { readonly version: number }

const restMs = 1000

/** Knows of each field what somebody typed in it and what became of that. */
export function followTypedFields(options: TypedFieldsOptions): TypedFields {
  const { form, outbox, changerOf, onChange, onOutdated } = options
  const typing = new Map<string, { readonly base: number; readonly rest: ReturnType<typeof setTimeout> }>()
  const refused = new Map<string, Refused>()
  const shown = new Map<string, Shown>()
  const outdated = new Set<string>()
  let formVersion = Number(form()?.dataset.version)

  const at = (place: string): FieldElement | null => {
    const whole = form()
    return whole && fieldAt(whole, place)
  }
  const waitingAt = (place: string) => outbox.waiting().find((deed) => deed.kind === 'value' && deed.place === place)
  const isWaiting = (place: string): boolean => waitingAt(place) !== undefined

  /** The version whose value somebody saw before she typed. */
  function baseOf(place: string): number {
    const waiting = waitingAt(place)
    if (waiting?.kind === 'value') return waiting.base
    return refused.get(place)?.base ?? shown.get(place)?.version ?? formVersion
  }

  function typed(field: FieldElement): void {
    const { place } = field.dataset
    const before = typing.get(place)
    clearTimeout(before?.rest)
    typing.set(place, { base: before?.base ?? baseOf(place), rest: setTimeout(() => put(field), restMs) })
    onChange()
  }

  function put(field: FieldElement): void {
    const { place } = field.dataset
    const begun = typing.get(place)
    if (!begun) return
    clearTimeout(begun.rest)
    typing.delete(place)
    const entries = entriesOf(field)
    const known = shown.get(place)?.entries ?? sentEntriesOf(field)
    if (isSame(entries, known) && !isWaiting(place)) takeBack(field)
    else if (!outbox.revise(place, entries)) {
      refused.delete(place)
      outbox.put({ kind: 'value', key: newId(), place, entries, base: begun.base })
    }
    onChange()
  }

  /** It says again what it said before anybody typed. */
  function takeBack(field: FieldElement): void {
    if (!refused.delete(field.dataset.place)) return
    clearError(field)
    clearNote(field)
    void onOutdated()
  }

  function left(field: FieldElement): void {
    const { place } = field.dataset
    put(field)
    showRefused(place)
    if (outdated.has(place) && !isOccupied(place)) void onOutdated()
  }

  const isOccupied = (place: string): boolean => typing.has(place) || refused.has(place) || isWaiting(place)

  const isProtected = (field: FieldElement): boolean => isOccupied(field.dataset.place) || hasFocus(field)

  function answered({ place, entries, base }: Deed & { readonly kind: 'value' }, answer: Answer): void {
    const field = at(place)
    if (answer.kind === 'stored') shown.set(place, { version: answer.version, entries })
    if (answer.kind === 'gone') {
      tell(answer.message)
      return
    }
    // Something newer was typed: its own answer counts.
    if (typing.has(place) || isWaiting(place)) return
    if (answer.kind === 'stored') {
      if (field) clearError(field)
      if (field) clearNote(field)
      return
    }
    const conflict = answer.kind === 'conflict' ? answer.conflict : null
    refused.set(place, { entries, base, conflict, message: 'message' in answer ? answer.message : '' })
    if (field && conflict) announce(`${conflict.by} hat „${labelOf(field)}“ geändert. Unter dem Feld wählen Sie aus.`)
    showRefused(place)
  }

  /** An error is not said to somebody who is still typing. */
  function showRefused(place: string): void {
    const [field, why] = [at(place), refused.get(place)]
    if (!field || !why) return
    if (!typing.has(place) && !isSame(entriesOf(field), why.entries)) fill(field, why.entries)
    const { conflict } = why
    if (conflict) showConflict(field, conflict, { onTake: () => take(field), onKeep: () => keep(field, conflict) })
    else if (!hasFocus(field)) showError(field, why.message)
  }

  async function take(field: FieldElement): Promise<void> {
    const { place } = field.dataset
    refused.delete(place)
    clearNote(field)
    clearError(field)
    onChange()
    await onOutdated()
    focus(at(place))
  }

  function keep(field: FieldElement, { version }: Conflict): void {
    const { place } = field.dataset
    clearTimeout(typing.get(place)?.rest)
    typing.delete(place)
    refused.delete(place)
    clearNote(field)
    outbox.put({ kind: 'value', key: newId(), place, entries: entriesOf(field), base: version })
    focus(field)
  }

  function passedBy(field: FieldElement, sent: FieldElement): void {
    const { place } = field.dataset
    const known = shown.get(place) ?? { version: formVersion, entries: sentEntriesOf(field) }
    shown.set(place, known)
    if (isSame(sentEntriesOf(sent), known.entries)) return
    outdated.add(place)
    const by = changerOf(place, known.version)
    if (by !== undefined) showChanged(field, { by, printed: printedSent(sent) })
  }

  function formShown(version: number): void {
    formVersion = version
    for (const place of new Set([...shown.keys(), ...outdated])) {
      const field = at(place)
      if (field && isProtected(field)) continue
      shown.delete(place)
      outdated.delete(place)
    }
    for (const [place, { entries, conflict }] of refused) {
      if (at(place)) showRefused(place)
      else if (!conflict) loseRow(place, entries)
    }
  }

  /** Refused, and its row is gone. */
  function loseRow(place: string, entries: Entries): void {
    refused.delete(place)
    const typedText = entries.map(([, value]) => value).join(' ')
    tell(`Den Eintrag, in dem Sie „${typedText}“ eingegeben haben, gibt es nicht mehr. Gespeichert war das noch nicht.`)
    onChange()
  }

  return {
    typed,
    left,
    flush(around) {
      for (const field of fieldsIn(around)) put(field)
    },
    answered,
    isProtected,
    passedBy,
    formShown,
    unsent() {
      const begun = [...typing].flatMap(([place, { base }]) => {
        const field = at(place)
        return field ? [{ place, base, entries: entriesOf(field) }] : []
      })
      const others = [...refused].filter(([place]) => !typing.has(place))
      return [...begun, ...others.map(([place, { entries, base }]) => ({ place, entries, base }))]
    },
    stand: () => (typing.size > 0 ? 'pending' : refused.size > 0 ? 'undecided' : 'idle'),
    focusRefused() {
      const [place = ''] = refused.keys()
      focus(at(place))
    },
  }
}

const hasFocus = (field: FieldElement): boolean =>
  controlsOf(field).some((control) => control === document.activeElement)

function focus(field: FieldElement | null): void {
  if (!field) return
  for (let row = field.closest('details'); row; row = row.parentElement?.closest('details') ?? null) row.open = true
  firstControl(field)?.focus()
}
