import type { ShownComments, ShownThread } from '../../server/document/comment-facts.ts'
import { Note } from '../layout/note.tsx'
import { CommentError, CommentForm, type CommentView, errorIn } from './comment-form.tsx'
import { CommentThread } from './comment-thread.tsx'

export interface CommentsPanelProps extends ShownComments, Omit<CommentView, 'address'> {
  /** Whether it is unfolded when the page comes. */
  readonly isOpen: boolean
  /** The thread that somebody has just acted on: the focus belongs there. */
  readonly focus?: string
  /** The panel comes alone, in exchange for the one that stands on the page. */
  readonly isPart?: boolean
}

/** What people remarked about the document, and the place to do so. */
export const CommentsPanel = (props: CommentsPanelProps) => {
  const { documentId, origin, threads, typed, problem, focus } = props
  const address = `/documents/${documentId}/comments`
  const view: CommentView = { address, origin, ...(typed ? { typed } : {}), ...(problem ? { problem } : {}) }
  const open = threads.filter(({ isDone }) => !isDone)
  return (
    <>
      <details
        class="vw-comments"
        id="kommentare"
        open={props.isOpen}
        data-comments={address}
        hx-get={`${address}?origin=${origin}`}
        hx-trigger="discussion from:body"
        hx-target="this"
        hx-swap="outerMorph"
        {...(focus ? { 'data-focus': `kommentar-${focus}` } : {})}
      >
        <summary>
          <h2 class="kern-heading-medium" id="kommentare-titel">
            {`Kommentare (${open.length})`}
          </h2>
        </summary>
        <div class="vw-stack">
          {problem && problem.fields.length === 0 && (
            <div role="alert">
              <Note kind="danger">
                <p>{problem.message}</p>
              </Note>
            </div>
          )}
          {threads.length === 0 && <p class="vw-muted vw-small">Noch keine Kommentare.</p>}
          <Threads threads={open.filter(({ isLost }) => !isLost)} view={view} />
          <Group
            id="ohne-stelle"
            title="Ohne Stelle"
            threads={open.filter(({ isLost }) => isLost)}
            view={view}
            isOpen
          />
          <Group id="erledigt" title="Erledigt" threads={threads.filter(({ isDone }) => isDone)} view={view} />
          {props.can.comment && <NewThread sections={props.sections} view={view} />}
        </div>
      </details>
      {props.isPart && origin === 'draft' && <CommentCount count={open.length} oob />}
    </>
  )
}

const Threads = ({ threads, view }: { threads: readonly ShownThread[]; view: CommentView }) => (
  <>
    {threads.map((thread) => (
      <CommentThread thread={thread} view={view} />
    ))}
  </>
)

interface GroupProps {
  readonly id: string
  readonly title: string
  readonly threads: readonly ShownThread[]
  readonly view: CommentView
  readonly isOpen?: boolean
}

const Group = ({ id, title, threads, view, isOpen = false }: GroupProps) =>
  threads.length === 0 ? null : (
    <details id={`kommentare-${id}`} open={isOpen}>
      <summary>{`${title} (${threads.length})`}</summary>
      <div class="vw-stack">
        <Threads threads={threads} view={view} />
      </div>
    </details>
  )

const NewThread = ({ sections, view }: Pick<ShownComments, 'sections'> & { view: CommentView }) => {
  const typed = view.typed?.at === 'new' ? view.typed : undefined
  const placeError = typed && errorIn(view, 'place')
  return (
    <CommentForm
      id="new"
      action={view.address}
      summary="Kommentieren"
      label="Kommentar"
      button="Kommentar senden"
      view={view}
    >
      <div class={`kern-form-input${placeError ? ' kern-form-input--error' : ''}`}>
        <label class="kern-label" for="kommentar-stelle">
          Stelle
        </label>
        <div class="kern-form-input__select-wrapper">
          <select
            class="kern-form-input__select"
            id="kommentar-stelle"
            name="place"
            {...(placeError ? { 'aria-invalid': 'true' as const, 'aria-describedby': 'kommentar-stelle-error' } : {})}
          >
            {sections.map(({ label, places }) =>
              places.length === 1 ? (
                <Places places={places} chosen={typed?.place} />
              ) : (
                <optgroup label={label}>
                  <Places places={places} chosen={typed?.place} />
                </optgroup>
              ),
            )}
          </select>
        </div>
        {placeError && <CommentError id="kommentar-stelle" message={placeError} />}
      </div>
      <div class="kern-form-input">
        <label class="kern-label" for="kommentar-zitat">
          Wörter, um die es geht<span class="kern-label__optional"> (freiwillig)</span>
        </label>
        <input
          class="kern-form-input__input"
          type="text"
          id="kommentar-zitat"
          name="quote"
          value={typed?.quote ?? ''}
          maxlength={500}
          autocomplete="off"
        />
      </div>
      {['version', 'from', 'to'].map((name) => (
        <input type="hidden" name={name} value="" />
      ))}
    </CommentForm>
  )
}

type PlaceChoices = ShownComments['sections'][number]['places']

const Places = ({ places, chosen }: { places: PlaceChoices; chosen: string | undefined }) => (
  <>
    {places.map(({ value, label }) => (
      <option value={value} selected={value === chosen}>
        {label}
      </option>
    ))}
  </>
)

/** How many are open, in the tab of narrow windows. */
export const CommentCount = ({ count, oob = false }: { count: number; oob?: boolean }) => (
  <span id="kommentare-zahl" {...(oob ? { 'hx-swap-oob': 'true' } : {})}>{` ${count}`}</span>
)

export const countOpen = ({ threads }: Pick<ShownComments, 'threads'>): number =>
  threads.filter(({ isDone }) => !isDone).length
