import type { Node as ProseNode } from 'prosemirror-model'
import { Slice } from 'prosemirror-model'
import type { EditorView } from 'prosemirror-view'
import { richSchema } from '../../../server/blocks/schema.ts'
import type { ServerMessage } from '../../../server/writing/protocol.ts'
import type { Replica } from '../../../server/writing/replica.ts'
import { unplacedHtml } from '../../../server/writing/unplaced-content.ts'
import { element } from '../element.ts'
import { onHtmx } from '../htmx-events.ts'
import type { Drafts } from './device-drafts.ts'
import type { LiveEditor, LiveEditors } from './live-editors.ts'
import type { LivePart, LivePartOptions } from './live-page.ts'
import { changedRanges, type Proposal, proposalsOf } from './proposals.ts'
import { announce, type SaveState } from './save-state.ts'
import { type ShownProposal, suggestedKey } from './suggested.ts'

export interface Suggesting extends LivePart {
  isOn(): boolean
  /** Something was typed that is to be proposed: soon. */
  typed(text: ProposedText): void
  /** What another page of this person was about to propose. */
  propose(replica: Replica, doc: ProseNode): Promise<boolean>
}

/** A text whose unconfirmed part is a proposal. */
export interface ProposedText {
  readonly place: string
  replica(): Replica
  doc(): ProseNode
  view(): EditorView | null
  takeBack(): void
}

interface SuggestionsOptions extends LivePartOptions {
  readonly drafts: Drafts
  readonly saving: SaveState
  readonly editors: () => LiveEditors | null
}

/** So long after the last key what was typed becomes a proposal. */
const restMs = 2000
const patienceMs = 5000

/** Typing what others decide about: a switch, the way of proposals to the server, and what is proposed in the texts. */
export function startSuggestions({ page, channel, drafts, saving, editors }: SuggestionsOptions): Suggesting {
  const ending = new AbortController()
  const { signal } = ending
  const resting = new Map<string, ReturnType<typeof setTimeout>>()
  const typing = new Map<string, ProposedText>()
  const button = switchFor()
  let waiting: readonly Proposal[] = []
  let sending: Promise<void> | null = null
  let again: ReturnType<typeof setTimeout> | undefined
  let isChosen = false
  let isTurning = false

  const isOn = (): boolean => page.mode() === 'suggest' || (isChosen && page.mode() === 'write')

  function switchFor(): HTMLButtonElement | null {
    if (!page.root.querySelector('textarea[data-rich]')) return null
    const name = element('span', { class: 'kern-label' }, 'Vorschlagen')
    const title = 'Was Sie schreiben, wird ein Vorschlag, über den andere entscheiden'
    const made = element('button', { type: 'button', class: switchClass, title, 'aria-pressed': 'false' }, name)
    made.addEventListener('click', () => void turn(), { signal })
    document.getElementById('speicherstand')?.before(made)
    return made
  }

  /** What was typed before belongs to the way it was typed in. */
  async function turn(): Promise<void> {
    if (page.mode() !== 'write' || isTurning) return
    isTurning = true
    const isDone = isChosen ? await finishTyping() : (await saving.settled(signal)) === 'idle'
    isTurning = false
    if (!isDone) return announce('Das geht, sobald alles gespeichert ist.')
    isChosen = !isChosen
    showSwitch()
    announce(isChosen ? 'Was Sie schreiben, wird jetzt ein Vorschlag.' : 'Sie schreiben wieder im Text selbst.')
  }

  function showSwitch(): void {
    if (!button) return
    button.hidden = page.mode() !== 'write' && page.mode() !== 'suggest'
    button.setAttribute('aria-pressed', String(isOn()))
    if (page.mode() === 'suggest') button.title = 'In diesem Dokument schlagen Sie Änderungen vor'
  }

  function typed(text: ProposedText): void {
    clearTimeout(resting.get(text.place))
    typing.set(text.place, text)
    const rest = () => (isAtCaret(text) ? typed(text) : void finish(text))
    resting.set(text.place, setTimeout(rest, restMs))
  }

  /** Whether nothing is left that was typed and is no proposal yet. */
  async function finishTyping(): Promise<boolean> {
    await Promise.all([...typing.values()].map(finish))
    return typing.size === 0
  }

  /** Kept on the device first, so that it is there twice for a moment rather than not at all. */
  async function finish(text: ProposedText): Promise<void> {
    clearTimeout(resting.get(text.place))
    const replica = text.replica()
    if (replica.unconfirmed.length === 0) return void typing.delete(text.place)
    if (replica.flight) return typed(text)
    const proposals = proposalsOf(replica, text.doc())
    await keep([...waiting, ...proposals])
    if (text.replica().unconfirmed !== replica.unconfirmed) {
      await keep(waiting)
      return typed(text)
    }
    typing.delete(text.place)
    waiting = [...waiting, ...proposals]
    text.takeBack()
    show()
    void send()
  }

  const keep = (proposals: readonly Proposal[]): Promise<unknown> =>
    proposals.length === 0 ? drafts.remove(what) : drafts.write(what, proposals, proposals.length)

  function send(): Promise<void> {
    sending ??= sendAll().finally(() => {
      sending = null
    })
    return sending
  }

  /** One after another; what cannot be sent now goes out again later, under the same ids. */
  async function sendAll(): Promise<void> {
    clearTimeout(again)
    for (let next = waiting[0]; next && !signal.aborted; next = waiting[0]) {
      saving.reportSaving(what, 'pending')
      const answer = await post(next)
      if (answer === 'later' || (answer === 'refused' && !offerBack(next))) {
        again = setTimeout(() => void send(), patienceMs)
        saving.reportSaving(what, 'failing')
        break
      }
      waiting = waiting.filter((each) => each !== next)
      await keep(waiting)
    }
    if (waiting.length === 0) saving.reportSaving(what, 'idle')
    show()
  }

  async function post({ id, slice, ...anchor }: Proposal): Promise<'done' | 'refused' | 'later'> {
    const entries = Object.entries({ ...anchor, slice }).map(([name, value]) => [name, String(value)])
    const body = new URLSearchParams(entries)
    const request = { method: 'POST', body, headers: { 'Idempotency-Key': id } }
    const answer = await fetch(`${page.address}/suggestions`, request).catch(() => null)
    if (!answer || answer.status >= 500 || answer.status === 401) return 'later'
    return answer.ok ? 'done' : 'refused'
  }

  /** Its words go to "Nicht übernommene Eingaben"; false as long as they cannot. */
  function offerBack({ id, place, slice }: Proposal): boolean {
    const content = unplacedHtml([Slice.fromJSON(richSchema, JSON.parse(slice)).content])
    if (content !== null && !channel.send({ type: 'unplaced', id, place, content })) return false
    const where = content === null ? '' : ' Er steht unter „Nicht übernommene Eingaben“.'
    announce(`Ein Vorschlag passte nicht mehr zum Text.${where}`)
    return true
  }

  function show(): void {
    for (const editor of editors()?.all() ?? []) {
      const view = editor.view()
      if (!view) continue
      const shown = [...storedAbout(editor), ...waitingIn(editor)]
      view.dispatch(view.state.tr.setMeta(suggestedKey, shown))
    }
  }

  const waitingIn = (editor: LiveEditor): ShownProposal[] =>
    waiting.flatMap((proposal) => placed(editor, { ...proposal, byName: 'Ihnen' }))

  async function takeOver(): Promise<void> {
    const left = (await drafts.orphans()).filter((orphan) => orphan.what === what)
    for (const orphan of left) {
      waiting = [...waiting, ...(orphan.value as readonly Proposal[])]
      await keep(waiting)
      await orphan.remove()
    }
    if (waiting.length > 0) void send()
  }

  let isBegun = false

  function receive({ type }: ServerMessage): void {
    if (type === 'ready') {
      showSwitch()
      if (!isBegun) void takeOver()
      else if (waiting.length > 0) void send()
      isBegun = true
    }
    if (type === 'ready' || type === 'commits') show()
  }

  page.root.addEventListener('focusout', () => void finishTyping(), { signal })
  page.root.addEventListener(
    'click',
    ({ target }) => {
      const id = target instanceof Element ? target.closest<HTMLElement>('[data-suggested]')?.dataset.suggested : null
      if (id) document.getElementById(`vorschlag-${id}`)?.scrollIntoView({ block: 'nearest' })
      const way = target instanceof Element ? target.closest<HTMLElement>('[data-shows-suggestion]') : null
      if (way) lead(way.dataset.showsSuggestion ?? '')
    },
    { signal },
  )
  onHtmx('htmx-after-swap', ({ target }) => target?.id === 'vorschlaege' && show(), { signal })

  function lead(id: string): void {
    for (const editor of editors()?.all() ?? []) {
      const found = storedAbout(editor).find((each) => each.id === id)
      if (found) editor.select(found.from, found.to)
    }
  }

  return {
    isOn,
    typed,
    receive,
    async propose(replica, doc) {
      waiting = [...waiting, ...proposalsOf(replica, doc)]
      await keep(waiting)
      void send()
      return true
    },
    async stop() {
      await finishTyping()
      await send()
      clearTimeout(again)
      button?.remove()
      ending.abort()
    },
  }
}

/** Whoever goes on where she stands goes on with the same proposal: two at one point would have no order. */
function isAtCaret(text: ProposedText): boolean {
  const view = text.view()
  if (!view?.hasFocus()) return false
  const { head } = view.state.selection
  return changedRanges(text.replica(), view.state.doc).some(({ fromB, toB }) => fromB <= head && head <= toB)
}

const what = 'suggestions'
const switchClass = 'kern-btn kern-btn--tertiary kern-btn--x-small vw-switch'

/** What the panel says, where it stands in this text. */
const storedAbout = (editor: LiveEditor): ShownProposal[] =>
  [
    ...document.querySelectorAll<HTMLElement>(`#vorschlaege [data-passage][data-about="${CSS.escape(editor.place)}"]`),
  ].flatMap(({ dataset }) => {
    const passage: { version: number; from: number; to: number } = JSON.parse(dataset.passage ?? '{}')
    const { suggestion: id = '', slice = '', by: byName = '' } = dataset
    return placed(editor, { ...passage, id, slice, byName })
  })

function placed(
  editor: LiveEditor,
  { id, slice, byName, version, from, to }: Omit<ShownProposal, 'from' | 'to'> & Omit<Proposal, 'place'>,
): ShownProposal[] {
  const mapping = editor.mapFrom(version)
  if (!mapping) return []
  const [begin, end] = [mapping.map(from, 1), mapping.map(to, -1)]
  return begin < end ? [{ id, slice, byName, from: begin, to: end }] : []
}
