import type { Fact, FactTable } from '../../server/casefile/case-facts.ts'
import { Lines } from '../layout/lines.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'

interface SectionHeadProps {
  readonly id: string
  readonly title: string
  /** Where the facts are changed; null where they cannot be. */
  readonly edit: string | null
}

export const FactSection = ({ facts, ...head }: SectionHeadProps & { facts: readonly Fact[] }) => (
  <section class="vw-sec" aria-labelledby={head.id}>
    <SectionHead {...head} />
    {facts.length === 0 ? (
      <p class="vw-muted vw-small">Noch keine Angaben.</p>
    ) : (
      <dl class="vw-facts">
        {facts.map(({ label, text }) => (
          <>
            <dt>{label}</dt>
            <dd>
              <Lines text={text} />
            </dd>
          </>
        ))}
      </dl>
    )}
  </section>
)

interface TableSectionProps extends SectionHeadProps {
  readonly table: FactTable
  readonly empty: string
}

export const TableSection = ({ table, empty, ...head }: TableSectionProps) => (
  <section class="vw-sec" aria-labelledby={head.id}>
    <SectionHead {...head} />
    {table.rows.length === 0 ? (
      <p class="vw-muted vw-small">{empty}</p>
    ) : (
      <StackedTable caption={head.title} columns={table.columns} rows={table.rows} />
    )}
  </section>
)

const SectionHead = ({ id, title, edit }: SectionHeadProps) => (
  <header>
    <h2 class="kern-heading-medium" id={id}>
      {title}
    </h2>
    {edit && (
      <a class="kern-btn kern-btn--tertiary kern-btn--x-small" href={edit} aria-label={`${title} ändern`}>
        <span class="kern-icon kern-icon--edit kern-icon--small" aria-hidden="true" />
        <span class="kern-label">Ändern</span>
      </a>
    )}
  </header>
)
