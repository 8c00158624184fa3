import type { Problem } from '../../server/base/result.ts'
import type { ShownSuggestion, ShownSuggestions } from '../../server/document/suggestion-facts.ts'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'

export interface SuggestionsPanelProps extends ShownSuggestions {
  readonly problem: Problem | null
}

/** What is proposed and waits for a decision; nothing to be seen as long as nothing is. */
export const SuggestionsPanel = ({ documentId, suggestions, can, problem }: SuggestionsPanelProps) => {
  const address = `/documents/${documentId}/suggestions`
  return (
    <section
      class="vw-comments"
      id="vorschlaege"
      aria-labelledby="vorschlaege-titel"
      tabindex={-1}
      hidden={suggestions.length === 0 && !problem}
      hx-get={address}
      hx-trigger="discussion from:body"
      hx-target="this"
      hx-swap="outerMorph"
    >
      <h2 class="kern-heading-medium" id="vorschlaege-titel">
        {`Vorschläge (${suggestions.length})`}
      </h2>
      <div class="vw-stack">
        {problem && (
          <div role="alert">
            <Note kind="danger">
              <p>{problem.message}</p>
            </Note>
          </div>
        )}
        {suggestions.map((suggestion) => (
          <SuggestionCard suggestion={suggestion} address={address} />
        ))}
        {can.decide && suggestions.length > 1 && (
          <form class="vw-line" method="post" {...exchanges(`${address}/decisions`)}>
            <Act label="Alle annehmen" name="outcome" value="accepted" />
            <Act label="Alle ablehnen" name="outcome" value="rejected" />
          </form>
        )}
      </div>
    </section>
  )
}

const SuggestionCard = ({ suggestion, address }: { suggestion: ShownSuggestion; address: string }) => {
  const { id, label, place, userName, at, quote, inserted, passage, can } = suggestion
  const here = `${address}/${id}`
  return (
    <article
      class="vw-thread vw-stack vw-stack--tight"
      id={`vorschlag-${id}`}
      aria-label={`Vorschlag von ${userName} zu ${label}`}
      tabindex={-1}
      data-suggestion={id}
      data-about={place}
      data-by={userName}
      data-slice={suggestion.slice}
      {...(passage ? { 'data-passage': JSON.stringify(passage) } : {})}
    >
      <p>
        <b>{userName}</b>{' '}
        <span class="vw-muted">
          <Moment at={at} />
        </span>
      </p>
      <p class="vw-muted">{passage ? label : `${label}: Die Stelle gibt es nicht mehr.`}</p>
      <p>
        {quote && <del class="vw-suggested-away">{quote}</del>}
        {quote && inserted && ' '}
        {inserted && <ins class="vw-suggested">{inserted}</ins>}
        {!quote && !inserted && 'Absätze oder Auszeichnung'}
      </p>
      <div class="vw-line">
        {passage && (
          <button
            class="kern-btn kern-btn--tertiary kern-btn--x-small vw-by-script"
            type="button"
            data-shows-suggestion={id}
          >
            <span class="kern-label">Zur Stelle</span>
          </button>
        )}
        {can.decide && passage && (
          <form method="post" {...exchanges(`${here}/acceptances`)}>
            <Act label="Annehmen" about={userName} />
          </form>
        )}
        {can.decide && (
          <form method="post" {...exchanges(`${here}/rejections`)}>
            <Act label="Ablehnen" about={userName} />
          </form>
        )}
        {can.withdraw && (
          <form method="post" {...exchanges(`${here}/withdrawals`)}>
            <Act label="Zurückziehen" />
          </form>
        )}
      </div>
    </article>
  )
}

/** Sends the form; with script only the proposals are exchanged. */
const exchanges = (action: string) => ({
  action,
  'hx-post': action,
  'hx-target': '#vorschlaege',
  'hx-swap': 'outerMorph',
})

interface ActProps {
  readonly label: string
  readonly about?: string
  readonly name?: string
  readonly value?: string
}

const Act = ({ label, about, name, value }: ActProps) => (
  <button
    class="kern-btn kern-btn--tertiary kern-btn--x-small"
    type="submit"
    {...(name ? { name, value } : {})}
    {...(about ? { 'aria-label': `${label}: Vorschlag von ${about}` } : {})}
  >
    <span class="kern-label">{label}</span>
  </button>
)
