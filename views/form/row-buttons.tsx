import type { RowsField } from '../../server/fields/fields.ts'
import { Icon, type IconName } from '../layout/icon.tsx'
import { type FormView, formId, isFocused } from './form-view.ts'
import type { RowProps } from './row-list.tsx'

/** `compact` shows the icons alone, where a row of buttons would not fit. */
export const RowButtons = ({ field, index, last, path, view, compact = false }: RowProps & { compact?: boolean }) => {
  const row = `${field.rowLabel} ${index + 1}`
  return (
    <div class={compact ? 'vw-stack vw-stack--tight' : 'vw-line'}>
      {index > 0 && (
        <ActButton act={`up:${path}`} icon="arrow-up" label="Nach oben" about={row} view={view} compact={compact} />
      )}
      {index < last && (
        <ActButton
          act={`down:${path}`}
          icon="arrow-down"
          label="Nach unten"
          about={row}
          view={view}
          compact={compact}
        />
      )}
      <ActButton act={`remove:${path}`} icon="delete" label="Entfernen" about={row} view={view} compact={compact} />
    </div>
  )
}

export const AddButton = ({ field, path, view }: { field: RowsField; path: string; view: FormView }) => (
  <p>
    <ActButton act={`add:${path}`} icon="add" label={`${field.rowLabel} einfügen`} view={view} />
  </p>
)

interface ActButtonProps {
  readonly act: string
  readonly icon: IconName
  readonly label: string
  /** Which row it is about, for people who do not see where the button stands. */
  readonly about?: string
  readonly view: FormView
  readonly compact?: boolean
}

/** Sends the whole form and gets it back with the rows changed; with script only the form is exchanged. */
const ActButton = ({ act, icon, label, about, view, compact = false }: ActButtonProps) => (
  <button
    class="kern-btn kern-btn--tertiary kern-btn--x-small"
    type="submit"
    name="act"
    value={act}
    hx-post={view.action}
    hx-target={`#${formId}`}
    hx-select={`#${formId}`}
    hx-swap="outerMorph"
    {...(about && !compact ? { 'aria-label': `${label}: ${about}` } : {})}
    {...isFocused(view, act)}
  >
    <Icon name={icon} />
    <span class={compact ? 'kern-label kern-sr-only' : 'kern-label'}>{compact ? `${label}: ${about}` : label}</span>
  </button>
)
