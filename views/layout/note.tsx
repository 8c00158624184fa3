import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'

type NoteKind = 'info' | 'success' | 'warning' | 'danger'

/** A sentence at the place it is about. */
export const Note = ({ kind = 'info', children }: { kind?: NoteKind; children?: Child }) => (
  <div class={`vw-note vw-note--${kind}`}>
    <Icon name={kind} />
    <div>{children}</div>
  </div>
)
