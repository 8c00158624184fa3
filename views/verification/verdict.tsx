import type { Child } from 'hono/jsx'
import { Icon } from '../layout/icon.tsx'

export interface VerdictProps {
  readonly kind: 'success' | 'info' | 'warning' | 'danger'
  readonly title: string
  readonly children?: Child
}

/** The answer, before anything else on the page. */
export const Verdict = ({ kind, title, children }: VerdictProps) => (
  <div
    class={`kern-alert kern-alert--${kind}`}
    role={kind === 'danger' || kind === 'warning' ? 'alert' : 'status'}
    id="ergebnis"
    tabindex={-1}
  >
    <div class="kern-alert__header">
      <Icon name={kind} size="default" />
      <h1 class="kern-title">{title}</h1>
    </div>
    <div class="kern-alert__body">{children}</div>
  </div>
)
