import type { RowsField } from '../../server/fields/fields.ts'
import { Icon, type IconName } from '../layout/icon.tsx'
import { type FormView, formId, isFocused, numbered } from './form-view.ts'
import type { RowProps } from './row-list.tsx'

/** `compact` shows the icons alone, where a row of buttons would not fit. A button that leads nowhere now is there unseen,
 *  for when the rows change their order. */
export const RowButtons = ({ field, index, last, path, view, compact = false }: RowProps & { compact?: boolean }) => {
  const row = { label: field.rowLabel, index }
  return (
    <div class={compact ? 'vw-stack vw-stack--tight' : 'vw-line'}>
      <ActButton
        act={`up:${path}`}
        icon="arrow-up"
        label="Nach oben"
        row={row}
        view={view}
        compact={compact}
        hidden={index === 0}
      />
      <ActButton
        act={`down:${path}`}
        icon="arrow-down"
        label="Nach unten"
        row={row}
        view={view}
        compact={compact}
        hidden={index === last}
      />
      <ActButton act={`remove:${path}`} icon="delete" label="Entfernen" row={row} view={view} compact={compact} />
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
  readonly row?: { readonly label: string; readonly index: number }
  readonly view: FormView
  readonly compact?: boolean
  readonly hidden?: boolean
}

/** Sends the whole form and gets it back with the rows changed; with script only the form is exchanged. */
const ActButton = ({ act, icon, label, row, view, compact = false, hidden = false }: ActButtonProps) => {
  const about = row && numbered(`${label}: ${row.label} #`, row.index)
  return (
    <button
      class="kern-btn kern-btn--tertiary kern-btn--x-small"
      type="submit"
      name="act"
      value={act}
      hidden={hidden}
      hx-post={view.action}
      hx-target={`#${formId}`}
      hx-select={`#${formId}`}
      hx-swap="outerMorph"
      {...(about && !compact ? { 'aria-label': about.text, ...about.pattern } : {})}
      {...isFocused(view, act)}
    >
      <Icon name={icon} />
      {about && compact ? (
        <span class="kern-label kern-sr-only" {...about.pattern}>
          {about.text}
        </span>
      ) : (
        <span class="kern-label">{label}</span>
      )}
    </button>
  )
}
