/** The icons of KERN that the product uses. */
export type IconName =
  | 'account-circle'
  | 'add'
  | 'arrow-back'
  | 'arrow-down'
  | 'arrow-forward'
  | 'arrow-up'
  | 'autorenew'
  | 'calendar-today'
  | 'check'
  | 'checklist'
  | 'chevron-left'
  | 'chevron-right'
  | 'close'
  | 'content-copy'
  | 'danger'
  | 'delete'
  | 'download'
  | 'draft'
  | 'drive-folder-upload'
  | 'edit'
  | 'help'
  | 'home'
  | 'info'
  | 'logout'
  | 'mail'
  | 'more-vert'
  | 'open-in-new'
  | 'search'
  | 'success'
  | 'visibility'
  | 'visibility-off'
  | 'warning'

/** A picture beside a word that says the same; screen readers skip it. */
export const Icon = ({ name, size = 'small' }: { name: IconName; size?: 'small' | 'default' }) => (
  <span class={`kern-icon kern-icon--${name}${size === 'small' ? ' kern-icon--small' : ''}`} aria-hidden="true" />
)
