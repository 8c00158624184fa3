interface EmptyStateProps {
  /** Why it is empty. */
  readonly title: string
  /** What was last, or what belongs here. */
  readonly text?: string
  readonly way?: { readonly href: string; readonly label: string }
}

/** A list without entries: why, and one way on. */
export const EmptyState = ({ title, text, way }: EmptyStateProps) => (
  <div class="vw-empty">
    <h2 class="kern-heading-medium">{title}</h2>
    {text && <p class="vw-muted">{text}</p>}
    {way && (
      <a class="kern-btn kern-btn--secondary" href={way.href}>
        <span class="kern-label">{way.label}</span>
      </a>
    )}
  </div>
)
