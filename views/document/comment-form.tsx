import type { Child } from 'hono/jsx'
import type { Problem } from '../../server/base/result.ts'
import type { Origin } from '../../server/document/comment-facts.ts'
import { Icon } from '../layout/icon.tsx'

/** What every part of the comments needs to know of the whole. */
export interface CommentView {
  /** `/documents/<id>/comments`. */
  readonly address: string
  readonly origin: Origin
  /** What was sent and refused: `at` names the form. */
  readonly typed?: {
    readonly at: string
    readonly text?: string
    readonly place?: string
    readonly quote?: string
  }
  readonly problem?: Problem
}

/** Sends the form; with script only the comments are exchanged, so that nothing else on the page is touched. */
export const exchanges = (action: string) => ({
  action,
  'hx-post': action,
  'hx-target': '#kommentare',
  'hx-swap': 'outerMorph',
})

export const quoted = (quote: string): string => `„${quote}“`

interface CommentFormProps {
  /** Of the thread or entry that it is about, or `new`. */
  readonly id: string
  readonly action: string
  /** What unfolds it. */
  readonly summary: string
  readonly label: string
  readonly button: string
  readonly value?: string
  readonly view: CommentView
  /** Fields in front of the text. */
  readonly children?: Child
}

/** Something to say. It unfolds where it is wanted, and stands open where it was refused. */
export const CommentForm = (props: CommentFormProps) => {
  const { id, action, summary, label, button, view, children } = props
  const isRefused = view.typed?.at === id
  const control = `kommentar-text-${id}`
  const error = isRefused ? errorIn(view, 'text') : undefined
  return (
    <details id={`kommentar-form-${id}`} open={isRefused}>
      <summary>{summary}</summary>
      <form class="vw-stack vw-stack--tight" method="post" {...exchanges(action)} novalidate>
        <input type="hidden" name="origin" value={view.origin} />
        {children}
        <div class={`kern-form-input${error ? ' kern-form-input--error' : ''}`}>
          <label class="kern-label" for={control}>
            {label}
          </label>
          <div class="kern-hint" id={`${control}-hint`}>
            Mit @ und dem vollen Namen nennen Sie jemanden, der das Dokument sehen kann.
          </div>
          <textarea
            class={`kern-form-input__input${error ? ' kern-form-input__input--error' : ''}`}
            id={control}
            name="text"
            rows={3}
            data-names={`${view.address}/people`}
            aria-describedby={`${control}-hint${error ? ` ${control}-error` : ''}`}
            {...(error ? { 'aria-invalid': 'true' as const } : {})}
          >
            {linesIn((isRefused ? view.typed?.text : props.value) ?? '')}
          </textarea>
          {error && <CommentError id={control} message={error} />}
        </div>
        <p>
          <button class="kern-btn kern-btn--secondary kern-btn--x-small" type="submit">
            <span class="kern-label">{button}</span>
          </button>
        </p>
      </form>
    </details>
  )
}

/** A line end right behind the opening tag belongs to the tag: one more keeps what was typed. */
const linesIn = (text: string): string => (text.startsWith('\n') ? `\n${text}` : text)

export const errorIn = ({ problem }: CommentView, path: string): string | undefined =>
  problem?.fields.find((field) => field.path === path)?.message

export const CommentError = ({ id, message }: { id: string; message: string }) => (
  <p class="kern-error" id={`${id}-error`}>
    <Icon name="danger" />
    <span class="kern-body">{message}</span>
  </p>
)
