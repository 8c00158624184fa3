import type { Node as ProseNode } from 'prosemirror-model'
import { parseHtmlSubset } from '../../../server/blocks/html-subset.ts'
import { richSchema, toDoc } from '../../../server/blocks/schema.ts'
import type { Value } from '../../../server/fields/fields.ts'
import type { Person, ServerMessage } from '../../../server/writing/protocol.ts'
import { openReplica } from '../../../server/writing/replica.ts'
import { replicaFrom } from '../../../server/writing/replica-draft.ts'
import type { Place, StoredCommit } from '../../../server/writing/writing.ts'
import { shareTexts } from '../rich-editor.ts'
import type { SharedText } from '../rich-text.ts'
import { caretsPlugin, movedBy, showCarets } from './carets.ts'
import type { Drafts } from './device-drafts.ts'
import { editorOf, type LiveEditor, type LiveEditors } from './live-editors.ts'
import type { LivePart, LivePartOptions } from './live-page.ts'
import { type LiveText, openLiveText } from './live-text.ts'
import type { OwnCaret } from './own-caret.ts'
import { passagesPlugin } from './passages.ts'
import { announce, type SaveState } from './save-state.ts'
import { suggestedPlugin } from './suggested.ts'
import type { Suggesting } from './suggestions.ts'
import { finishText, keepText, type TextDraft, type TextKeeping } from './text-drafts.ts'

interface LiveTextsOptions extends LivePartOptions {
  readonly drafts: Drafts
  readonly saving: SaveState
  readonly caret: OwnCaret
  readonly suggesting: Suggesting
  /** Asks for the whole document again. */
  readonly beginAnew: () => void
}

interface OpenText {
  readonly text: LiveText
  readonly editor: LiveEditor
  readonly keeping: TextKeeping
}

/** So long after the last change it is said that all is stored: while somebody types it would flicker. */
const restMs = 500

export { startSuggestions } from './suggestions.ts'

/** All rich texts of a page that people write in together. */
export function startLiveTexts(options: LiveTextsOptions): LivePart & LiveEditors {
  const { page, channel, drafts, saving, caret, suggesting, beginAnew } = options
  const texts = new Map<Place, OpenText>()
  const ending = new AbortController()
  let people: readonly Person[] = []
  let isBegun = false
  let whenSent = () => {}

  const isReadOnly = () => page.frozen() || (page.mode() !== 'write' && page.mode() !== 'suggest')
  const all = () => [...texts.values()]
  const isAllSent = () => all().every(({ text }) => text.unsent() === null)

  function open(place: Place, doc: ProseNode, version: number): OpenText {
    let rest: ReturnType<typeof setTimeout> | undefined
    const text = openLiveText({
      replica: openReplica(place, version),
      doc,
      post: channel.send,
      isReadOnly,
      isProposing: suggesting.isOn,
      plugins: [
        caretsPlugin(),
        passagesPlugin(),
        suggestedPlugin({ isProposing: suggesting.isOn, replica: () => text.replica() }),
      ],
      onCaret: (why) => caret.follow(() => editor.caret(), why),
      onChange() {
        keeping.changed()
        if (suggesting.isOn() && text.replica().unconfirmed.length > 0) suggesting.typed(text)
        clearTimeout(rest)
        if (text.unsent()) report(text)
        else rest = setTimeout(() => report(text), restMs)
        if (isAllSent()) whenSent()
      },
    })
    const editor = editorOf(text)
    const keeping = keepText(drafts, text)
    const opened = { text, editor, keeping }
    texts.set(place, opened)
    return opened
  }

  function report(text: LiveText): void {
    const unsent = isReadOnly() ? 'undecided' : 'pending'
    saving.reportSaving(`text:${text.place}`, text.unsent() ? unsent : 'idle')
  }

  /** Nobody wrote there before: an empty paragraph, or what a row brought along that was put back. */
  function openNew(place: Place, version: number): OpenText {
    const { blocks } = parseHtmlSubset(broughtBy.get(place) ?? '', { dialect: 'rich' })
    return open(place, toDoc(blocks), version)
  }

  /** HTML of the texts in rows that came since the page did. */
  const broughtBy = new Map<Place, string>()

  function begin(version: number, given: Readonly<Record<Place, unknown>>): void {
    for (const [place, json] of Object.entries(given)) {
      const doc = richSchema.nodeFromJSON(json)
      const known = texts.get(place)
      if (known) known.text.reset(doc, version)
      else open(place, doc, version)
    }
  }

  function take(commits: readonly StoredCommit[]): void {
    const before = (commits[0]?.version ?? 1) - 1
    for (const { change } of commits) {
      if (change.kind === 'row-added') noteTexts(change.row ?? {}, `${change.place}.${change.id}`, broughtBy)
      if (change.kind === 'text' && !texts.has(change.place)) openNew(change.place, before)
    }
    people = commits.reduce((moved, commit) => movedBy(commit, moved), people)
    for (const { text } of all()) takeInto(text, commits)
    for (const { editor } of all()) showCarets(editor, people)
  }

  /** A text that stumbles begins anew with what all have; what was typed here and is not stored is offered again. */
  function takeInto(text: LiveText, commits: readonly StoredCommit[]): void {
    try {
      text.take(commits)
    } catch (error) {
      reportError(error)
      beginAnew()
    }
  }

  /** The connection is there, or something else is allowed now. */
  function goOn(): void {
    for (const { text } of all()) {
      const view = text.view()
      if (view && view.editable === isReadOnly()) view.dispatch(view.state.tr)
      text.send()
      report(text)
    }
    if (isBegun) return
    isBegun = true
    shareTexts(sharing)
    void finishOthers()
  }

  function sharing(textarea: HTMLTextAreaElement): SharedText | null {
    const { place } = textarea.dataset
    if (place === undefined || !page.root.contains(textarea)) return null
    return (texts.get(place) ?? openNew(place, page.version() ?? 0)).text.shared()
  }

  /** What pages left behind on this device that are gone. */
  async function finishOthers(): Promise<void> {
    const left = (await drafts.orphans()).filter(({ what }) => what.startsWith('text:'))
    for (const orphan of left) {
      saving.reportSaving('device', 'pending')
      const draft = orphan.value as TextDraft
      const isDone = draft.isProposed ? await proposeDraft(suggesting, draft) : await finishText(page.address, draft)
      if (isDone) await orphan.remove()
      if (isDone) announce('Was auf diesem Gerät noch nicht gespeichert war, ist jetzt gespeichert.')
    }
    saving.reportSaving('device', 'idle')
  }

  function receive(message: ServerMessage): void {
    switch (message.type) {
      case 'state':
        begin(message.version, message.texts)
        break
      case 'commits':
        take(message.commits)
        break
      case 'ready':
      case 'frozen':
        goOn()
        break
      case 'refused':
        for (const { text } of all()) text.refused(message)
        break
      case 'unplaced':
        for (const { text } of all()) if (message.id !== undefined) text.forget(message.id)
        break
      case 'people':
        people = message.people.filter(({ client, userId }) => client !== page.client && userId !== page.userId)
        for (const { editor } of all()) showCarets(editor, people)
    }
  }

  const { signal } = ending
  const keepNow = () => Promise.all(all().map(({ keeping }) => keeping.now()))
  window.addEventListener('pagehide', keepNow, { signal })
  window.addEventListener(
    'beforeunload',
    (event) => {
      if (all().some(({ keeping }) => !keeping.isSafe())) event.preventDefault()
    },
    { signal },
  )

  return {
    receive,
    at: (place) => texts.get(place)?.editor ?? null,
    all: () => all().map(({ editor }) => editor),
    async stop() {
      ending.abort()
      shareTexts(null)
      await keepNow()
      const sent = new Promise<void>((resolve) => {
        whenSent = resolve
      })
      if (!isAllSent()) await sent
    },
  }
}

function proposeDraft(suggesting: Suggesting, { text }: TextDraft): Promise<boolean> {
  const { replica, doc } = replicaFrom(text)
  return suggesting.propose(replica, doc)
}

/** Every text below a place, be it rich or not. */
function noteTexts(value: Value | undefined, place: Place, found: Map<Place, string>): void {
  if (typeof value === 'string') found.set(place, value)
  if (typeof value !== 'object') return
  for (const [name, inside] of Object.entries(value)) {
    const id = Array.isArray(value) && typeof inside === 'object' && 'id' in inside ? String(inside.id) : name
    noteTexts(inside, `${place}.${id}`, found)
  }
}
