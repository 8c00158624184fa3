import { Layout } from '../layout/layout.tsx'
import { type CrumbLink, PageHead } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import { SuggestionsPanel, type SuggestionsPanelProps } from './suggestions-panel.tsx'

interface SuggestionsPageProps {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly suggestions: SuggestionsPanelProps
}

/** The proposals alone: for whoever decides about them without script. */
export const SuggestionsPage = ({ id, title, crumbs, current, suggestions }: SuggestionsPageProps) => (
  <Layout title={`Vorschläge: ${title}`} current={current}>
    <PageHead title={title} crumbs={[...crumbs, { href: `/documents/${id}`, label: 'Dokument' }]} />
    <div class="vw-narrow">
      {suggestions.suggestions.length === 0 && <p>Es ist nichts vorgeschlagen.</p>}
      <SuggestionsPanel {...suggestions} />
    </div>
  </Layout>
)
