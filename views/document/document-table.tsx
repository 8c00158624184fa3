import { Moment } from '../layout/moments.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'
import { Status } from '../layout/status.tsx'
import { kindLabels, type StateKey, stateWords } from './document-words.ts'

export interface DocumentListLine {
  readonly id: string
  readonly kind: keyof typeof kindLabels
  readonly title: string
  /** What the template calls the subject; may be empty. */
  readonly subtitle: string
  readonly number: string | null
  readonly state: StateKey
  readonly authorName: string
  readonly unitName: string
  /** ISO time in UTC. */
  readonly savedAt: string
}

/** Documents, the one that changed last first. */
export const DocumentTable = ({ caption, documents }: { caption: string; documents: readonly DocumentListLine[] }) => (
  <StackedTable
    caption={caption}
    columns={['Dokument', 'Art', 'Stand', 'Von', 'Zuletzt geändert']}
    rows={documents.map(({ id, kind, title, subtitle, number, state, authorName, unitName, savedAt }) => [
      <>
        <a href={`/documents/${id}`}>{title}</a>
        {subtitle && <div class="vw-muted vw-small">{number ? `${number} · ${subtitle}` : subtitle}</div>}
      </>,
      kindLabels[kind],
      <Status word={stateWords[state]} />,
      <>
        {authorName}
        <div class="vw-muted vw-small">{unitName}</div>
      </>,
      <Moment at={savedAt} />,
    ])}
  />
)
