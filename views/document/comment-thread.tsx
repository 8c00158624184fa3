import type { ShownEntry, ShownThread } from '../../server/document/comment-facts.ts'
import { fieldId } from '../layout/field.tsx'
import { Icon } from '../layout/icon.tsx'
import { Lines } from '../layout/lines.tsx'
import { Moment } from '../layout/moments.tsx'
import { CommentForm, type CommentView, exchanges, quoted } from './comment-form.tsx'

/** One remark with its answers, and what can be done about it. */
export const CommentThread = ({ thread, view }: { thread: ShownThread; view: CommentView }) => {
  const { id, label, quote, passage, turn, isDone, can } = thread
  const here = `${view.address}/${id}`
  return (
    <article
      class="vw-thread vw-stack vw-stack--tight"
      id={`kommentar-${id}`}
      aria-label={`Kommentar zu ${quote ? quoted(quote) : label}`}
      tabindex={-1}
      data-thread={id}
      data-about={thread.place}
      {...(passage && !isDone ? { 'data-passage': JSON.stringify(passage) } : {})}
    >
      <p class="vw-muted">
        <PlaceName thread={thread} view={view} />
        {quote && `: ${quoted(quote)}`}
      </p>
      {thread.entries.map((entry) => (
        <Entry entry={entry} address={`${here}/entries/${entry.id}`} view={view} />
      ))}
      {turn && (
        <p class="vw-muted">
          <Icon name={isDone ? 'check' : 'autorenew'} /> {isDone ? 'Erledigt' : 'Wieder geöffnet'} von {turn.byName},{' '}
          <Moment at={turn.at} />
        </p>
      )}
      <div class="vw-line">
        {can.answer && (
          <CommentForm
            id={id}
            action={`${here}/entries`}
            summary="Antworten"
            label="Antwort"
            button="Antwort senden"
            view={view}
          />
        )}
        {can.turn && (
          <form method="post" {...exchanges(`${here}/${isDone ? 'reopenings' : 'resolutions'}`)}>
            <input type="hidden" name="origin" value={view.origin} />
            <button class="kern-btn kern-btn--tertiary kern-btn--x-small" type="submit">
              <span class="kern-label">{isDone ? 'Wieder öffnen' : 'Erledigt'}</span>
            </button>
          </form>
        )}
      </div>
    </article>
  )
}

/** In the draft it leads to its field, and with script to the very words. */
const PlaceName = ({ thread: { id, label, path }, view }: { thread: ShownThread; view: CommentView }) =>
  path !== null && view.origin === 'draft' ? (
    <a href={`?view=form#${fieldId(path)}`} data-gap={path} data-shows={id} hx-boost="false">
      {label}
    </a>
  ) : (
    <span>{label}</span>
  )

const Entry = ({ entry, address, view }: { entry: ShownEntry; address: string; view: CommentView }) => {
  const { id, byName, at, words, text, isChanged, can } = entry
  return (
    <div class="vw-stack vw-stack--tight">
      <p>
        <b>{byName}</b>{' '}
        <span class="vw-muted">
          <Moment at={at} />
          {isChanged && ', geändert'}
        </span>
      </p>
      {words ? (
        <p>{words.map((word) => (word.isName ? <b>{word.text}</b> : <Lines text={word.text} />))}</p>
      ) : (
        <p class="vw-muted">Kommentar entfernt</p>
      )}
      {can.remove && (
        <div class="vw-line">
          {can.change && (
            <CommentForm
              id={id}
              action={address}
              summary="Ändern"
              label="Kommentar"
              button="Änderung speichern"
              value={text}
              view={view}
            />
          )}
          <details id={`kommentar-entfernen-${id}`}>
            <summary>Entfernen</summary>
            <form class="vw-stack vw-stack--tight" method="post" {...exchanges(`${address}/removals`)}>
              <input type="hidden" name="origin" value={view.origin} />
              <p>Der Text wird gelöscht und lässt sich nicht zurückholen.</p>
              <p>
                <button class="kern-btn kern-btn--secondary kern-btn--x-small" type="submit">
                  <span class="kern-label">Text löschen</span>
                </button>
              </p>
            </form>
          </details>
        </div>
      )}
    </div>
  )
}
