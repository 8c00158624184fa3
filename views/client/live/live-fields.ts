import type { ServerMessage } from '../../../server/writing/protocol.ts'
import type { StoredCommit } from '../../../server/writing/writing.ts'
import { onHtmx } from '../htmx-events.ts'
import type { Drafts } from './device-drafts.ts'
import { controlsOf, entriesOf, fieldOf, fieldsIn, isSame, sentEntriesOf } from './field-controls.ts'
import { openFormRefresh } from './form-refresh.ts'
import { keepFields, type Unsent } from './kept-fields.ts'
import { type LivePage, type LivePart, newId } from './live-page.ts'
import { startLiveRows } from './live-rows.ts'
import { type Answer, type Deed, openOutbox } from './outbox.ts'
import { tellRowNews } from './row-news.ts'
import { type SaveState, type Saving, tell } from './save-state.ts'
import { startSubmitting } from './submitting.ts'
import { followTypedFields, type TypedFields } from './typed-fields.ts'

export interface LiveFieldsOptions {
  readonly page: LivePage
  readonly drafts: Drafts
  readonly saving: SaveState
}

/** Stores each field when somebody leaves it or rests, and each row at once; shows what others store. */
export function startLiveFields({ page, drafts, saving }: LiveFieldsOptions): LivePart {
  const form = (): HTMLFormElement | null => page.root.querySelector<HTMLFormElement>('form#angaben')
  const ending = new AbortController()
  const { signal } = ending
  /** Deeds of this page, whose commits come back like those of others. */
  const ownKeys = new Set<string>()
  const changers = new Map<string, { readonly by: string; readonly version: number }>()
  const nameOf = (userId: string): string => page.nameOf(userId) ?? 'Jemand'
  const news = tellRowNews(nameOf)
  let newestOwn = 0
  let isLost = false

  const kept = keepFields({ drafts, unsent, onClean: reportSaving })
  const outbox = openOutbox({ address: page.address, userId: page.userId, onAnswer: answered, onChange: changed })
  const fields: TypedFields = followTypedFields({
    form,
    outbox,
    changerOf(place, version) {
      const last = changers.get(place)
      return last && last.version > version ? nameOf(last.by) : undefined
    },
    onChange: changed,
    onOutdated: () => refreshing.refresh(),
  })
  const refreshing = openFormRefresh({
    address: page.address,
    form,
    isWelcome: () => outbox.waiting().every(({ kind }) => kind === 'value'),
    oldest: () => newestOwn,
    isProtected: fields.isProtected,
    onProtected: fields.passedBy,
    onRemoved(list, row) {
      fields.flush(row)
      news.removed(list, row)
    },
    onShown(version) {
      const whole = form()
      if (!whole) return
      lock()
      fields.formShown(version)
      news.shown(whole)
      followPreview()
    },
  })
  const rows = startLiveRows({ form, outbox, flush: fields.flush, onChange: followPreview })
  const submitting = startSubmitting({ page, form, saving, flush: fields.flush, onRefused: fields.focusRefused })
  void begin()
  // What was typed before this script was there.
  for (const field of fieldsIn(page.root)) if (!isSame(entriesOf(field), sentEntriesOf(field))) fields.typed(field)
  document.dispatchEvent(new Event('vw:together'))

  /** What was left behind goes out before anything else. */
  async function begin(): Promise<void> {
    const { unsent: left, forget } = await kept.adopt().catch(() => nothingLeft)
    const typed = left.typed.map((each) => ({ kind: 'value' as const, key: newId(), ...each }))
    const earlier = [...left.deeds, ...typed]
    for (const { key } of earlier) ownKeys.add(key)
    outbox.start(earlier)
    if (earlier.length === 0) return
    await kept.now()
    await forget()
  }

  function unsent(): Unsent {
    return { deeds: outbox.waiting(), typed: fields.unsent() }
  }

  function changed(): void {
    for (const { key } of outbox.waiting()) ownKeys.add(key)
    kept.changed()
    reportSaving()
  }

  function reportSaving(): void {
    saving.reportSaving('fields', savingNow())
  }

  function savingNow(): Saving {
    const halt = outbox.halt()
    if (halt === 'signed-out') return 'signed-out'
    if (halt === 'lost') return 'failing'
    if (halt === 'frozen') return 'undecided'
    if (outbox.waiting().length > 0) return 'pending'
    const stand = fields.stand()
    return stand === 'idle' && !kept.isClean() ? 'pending' : stand
  }

  function answered(deed: Deed, answer: Answer): void {
    if (answer.kind === 'stored') newestOwn = Math.max(newestOwn, answer.version)
    if (deed.kind === 'value') fields.answered(deed, answer)
    else if ('message' in answer) tell(answer.message)
    if (outbox.waiting().length === 0) void refreshing.refresh()
  }

  function lock(): void {
    setReadOnly(form(), page.frozen() || page.mode() !== 'write')
  }

  /** The paper shows what the form shows. */
  function followPreview(): void {
    form()?.dispatchEvent(new Event('input', { bubbles: true }))
  }

  function heard(commit: StoredCommit): void {
    if (ownKeys.has(commit.id)) return
    if (commit.change.kind === 'value') changers.set(commit.change.place, commit)
    else if (commit.by !== page.userId) news.heard(commit)
  }

  document.addEventListener('input', ({ target }) => withField(target, fields.typed), { signal })
  document.addEventListener('change', ({ target }) => withField(target, fields.left), { signal })
  document.addEventListener(
    'focusout',
    ({ target, relatedTarget }) => {
      withField(target, (field) => {
        // Only now has the focus gone.
        if (fieldOf(relatedTarget) !== field) setTimeout(() => fields.left(field))
      })
    },
    { signal },
  )
  // Without a connection the paper stays as it is; what is typed is safe all the same.
  onHtmx(
    'htmx-before-request',
    ({ request }, event) => {
      if (isLost && request.action.endsWith('/previews')) event.preventDefault()
    },
    { signal },
  )
  // An ended session takes nobody away from what she is typing: the bar says so, and leads to the sign-in.
  onHtmx(
    'htmx-before-response',
    ({ target, response }, event) => {
      if (response?.status === 401 && target?.id !== 'seite') event.preventDefault()
    },
    { signal },
  )
  window.addEventListener('pagehide', flushAll, { signal })
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && flushAll(), { signal })
  window.addEventListener('beforeunload', (event) => kept.isSafe() || event.preventDefault(), { signal })

  function withField(target: EventTarget | null, act: TypedFields['typed']): void {
    const field = fieldOf(target)
    if (field && form()?.contains(field)) act(field)
  }

  function flushAll(): void {
    fields.flush(page.root)
    void kept.now()
  }

  return {
    receive(message: ServerMessage) {
      if (message.type === 'ready' || message.type === 'frozen') {
        lock()
        if (!page.frozen()) outbox.wake()
      }
      const isBehind = message.type === 'ready' && message.version > Number(form()?.dataset.version)
      const others = message.type === 'commits' ? message.commits.filter(({ change }) => change.kind !== 'text') : []
      for (const commit of others) heard(commit)
      if (isBehind || others.some(({ id }) => !ownKeys.has(id))) void refreshing.refresh()
    },
    channelChanged(state) {
      if (state === 'open') outbox.wake()
      if (state === 'open' && isLost) followPreview()
      isLost = state === 'offline' || (isLost && state !== 'open')
    },
    async stop() {
      flushAll()
      ending.abort()
      rows.stop()
      submitting.stop()
      refreshing.stop()
      await outbox.finish()
      await kept.now()
    },
  }
}

/** Without the key of the device nobody can read it now; it stays where it is. */
const nothingLeft = { unsent: { deeds: [], typed: [] }, forget: async () => undefined }

/** What nobody may change now can still be read and copied from. */
function setReadOnly(form: HTMLFormElement | null, isReadOnly: boolean): void {
  if (!form) return
  for (const control of fieldsIn(form).flatMap(controlsOf)) {
    const isText =
      control instanceof HTMLTextAreaElement || (control instanceof HTMLInputElement && control.type === 'text')
    if (isText) control.readOnly = isReadOnly
    else if (control.type !== 'hidden') control.disabled = isReadOnly
  }
  for (const button of form.querySelectorAll<HTMLButtonElement>('button[name="act"]')) button.disabled = isReadOnly
}
