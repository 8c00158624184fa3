import { onHtmx } from '../htmx-events.ts'
import { leadTo, openForm, panel, pointAt, setAnchor, turnTo } from './comment-panel.ts'
import type { LiveEditor, LiveEditors, Passage } from './live-editors.ts'
import type { LivePage, LivePart } from './live-page.ts'

interface CommentsOptions {
  readonly page: LivePage
  /** Null on a page without rich text. */
  readonly editors: LiveEditors | null
}

/** What is commented on is marked in its text and leads to its comment and back; a selection becomes a comment. */
export function startComments({ page, editors }: CommentsOptions): LivePart {
  const ending = new AbortController()
  const { signal } = ending
  let isReady = false
  /** Passages that are gone here, as the panel told them: it is asked once what it says now. */
  const gone = new Set<string>()

  /** What the panel says, where it stands in the texts here. */
  function mark(): void {
    for (const editor of editors?.all() ?? []) editor.showPassages('comments', passagesIn(editor))
  }

  const passagesIn = (editor: LiveEditor): Passage[] =>
    threadsAbout(editor.place).flatMap((thread) => {
      const passage = passageOf(editor, thread)
      return passage && passage !== 'unknown' ? [passage] : []
    })

  function askForGone(): void {
    const told = (editors?.all() ?? []).flatMap((editor) =>
      threadsAbout(editor.place).flatMap((thread) => (passageOf(editor, thread) ? [] : (thread.dataset.passage ?? ''))),
    )
    const fresh = told.filter((each) => !gone.has(each))
    for (const each of fresh) gone.add(each)
    if (fresh.length > 0) refresh()
  }

  function begin(target: EventTarget | null): void {
    const rich = target instanceof Element ? target.closest('.vw-rich') : null
    const editor = rich && editors?.all().find((each) => rich.contains(each.view()?.dom ?? null))
    const place = target instanceof Element ? target.closest<HTMLElement>('[data-place]')?.dataset.place : undefined
    if (editor) beginInText(editor)
    else openForm({ place: place ?? '', quote: '', anchor: null })
  }

  /** A selection is what the comment will be about; a caret in what is commented on leads there. */
  function beginInText(editor: LiveEditor): void {
    const state = editor.view()?.state
    if (!state) return
    const { from, to, empty } = state.selection
    const around = passagesIn(editor).find((passage) => passage.from <= from && from <= passage.to)
    if (empty && around) {
      leadTo(around.id)
      return
    }
    const quote = state.doc.textBetween(from, to, ' ', ' ')
    editor.showPassages('new-comment', empty ? [] : [{ from, to, id: 'new', class: 'vw-remark' }])
    openForm({ place: editor.place, quote, anchor: empty ? null : editor.anchorOf(from, to) })
  }

  function showText(id: string): boolean {
    const thread = document.getElementById(`kommentar-${id}`)
    const editor = editors?.at(thread?.dataset.about ?? '')
    const passage = thread && editor?.view() ? passageOf(editor, thread) : null
    if (!editor || !passage || passage === 'unknown') return false
    turnTo('form')
    editor.select(passage.from, passage.to)
    return true
  }

  page.root.addEventListener('vw:comment', ({ target }) => begin(target), { signal })
  page.root.addEventListener(
    'keydown',
    (event) => {
      if (!isCommentKey(event)) return
      event.preventDefault()
      begin(event.target)
    },
    { signal },
  )
  page.root.addEventListener(
    'click',
    ({ target }) => {
      const id =
        target instanceof Element ? target.closest<HTMLElement>('.vw-rich [data-passage]')?.dataset.passage : null
      if (id) pointAt(id)
    },
    { signal },
  )
  // Before the page leads to the field: here the very words are known.
  document.addEventListener(
    'click',
    (event) => {
      const way = event.target instanceof Element ? event.target.closest<HTMLElement>('a[data-shows]') : null
      if (!way || !showText(way.dataset.shows ?? '')) return
      event.preventDefault()
      event.stopPropagation()
    },
    { signal, capture: true },
  )
  // Another place has nothing to do with the words that were selected.
  page.root.addEventListener(
    'change',
    ({ target }) => {
      if (target instanceof Element && target.id === 'kommentar-stelle') setAnchor(null)
    },
    { signal },
  )
  onHtmx(
    'htmx-after-swap',
    ({ target, request }) => {
      const isSent = target?.id === 'kommentare' && request.method === 'POST'
      for (const editor of isSent ? (editors?.all() ?? []) : []) editor.showPassages('new-comment', [])
      mark()
    },
    { signal },
  )

  return {
    receive({ type }) {
      // Something may have been said while nobody listened here.
      if (type === 'discussion' || (type === 'ready' && isReady)) refresh()
      if (type === 'ready' || type === 'commits') mark()
      if (type === 'commits') askForGone()
      if (type === 'ready') isReady = true
    },
    stop: () => ending.abort(),
  }
}

/** The panel asks the server for itself. */
const refresh = (): boolean => document.body.dispatchEvent(new Event('discussion'))

/** With Strg and Alt an M is wanted, with Alt Gr a µ. */
const isCommentKey = (event: KeyboardEvent): boolean =>
  event.code === 'KeyM' && event.altKey && (event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph')

const threadsAbout = (place: string): HTMLElement[] => [
  ...(panel()?.querySelectorAll<HTMLElement>(`[data-passage][data-about="${CSS.escape(place)}"]`) ?? []),
]

/** Where the words of a comment stand here and now; null where they are gone, unknown where the text is not that far. */
function passageOf(editor: LiveEditor, { dataset }: HTMLElement): Passage | 'unknown' | null {
  const { version, from, to } = { version: 0, from: 0, to: 0, ...JSON.parse(dataset.passage ?? '{}') }
  const mapping = editor.mapFrom(version)
  if (!mapping) return 'unknown'
  const [begin, end] = [mapping.map(from, 1), mapping.map(to, -1)]
  return begin < end ? { from: begin, to: end, id: dataset.thread ?? '', class: 'vw-remark' } : null
}
