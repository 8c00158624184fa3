import type { Chapter, FoundPassage } from '../../server/handbook/handbook.ts'
import { EmptyState } from '../layout/empty-state.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'

interface HandbookPageProps {
  readonly own: readonly Chapter[]
  readonly others: readonly Chapter[]
  readonly query: string
  readonly found: readonly FoundPassage[]
}

export const HandbookPage = ({ own, others, query, found }: HandbookPageProps) => (
  <Layout title="Handbuch">
    <PageHead title="Handbuch" />
    <search>
      <form method="get" action="/hilfe" class="vw-line vw-help-search">
        <label class="kern-label" for="hilfe-suche">
          Im Handbuch suchen
        </label>
        <input class="kern-form-input__input" id="hilfe-suche" type="search" name="q" value={query} />
        <button class="kern-btn kern-btn--secondary kern-btn--x-small" type="submit">
          <span class="kern-label">Suchen</span>
        </button>
      </form>
    </search>
    {query.trim() === '' ? <Contents own={own} others={others} /> : <Found query={query} found={found} />}
  </Layout>
)

const Contents = ({ own, others }: Pick<HandbookPageProps, 'own' | 'others'>) => (
  <>
    {own.map((chapter) => (
      <ChapterContents chapter={chapter} />
    ))}
    {others.length > 0 && (
      <section class="vw-sec" aria-labelledby="andere">
        <h2 class="kern-heading-medium" id="andere">
          Für andere Aufgaben
        </h2>
        <ul class="vw-plain">
          {others.map(({ slug, title }) => (
            <li>
              <a class="kern-link" href={`/hilfe/${slug}`}>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </section>
    )}
  </>
)

const ChapterContents = ({ chapter: { slug, title, passages } }: { chapter: Chapter }) => (
  <section class="vw-sec" aria-labelledby={`kapitel-${slug}`}>
    <h2 class="kern-heading-medium" id={`kapitel-${slug}`}>
      {title}
    </h2>
    <ul class="vw-plain">
      {passages.map((passage) => (
        <li>
          <a class="kern-link" href={`/hilfe/${slug}#${passage.id}`}>
            {passage.title}
          </a>
        </li>
      ))}
    </ul>
  </section>
)

const Found = ({ query, found }: Pick<HandbookPageProps, 'query' | 'found'>) => {
  if (found.length === 0) {
    return (
      <EmptyState
        title={`Zu „${query}“ steht nichts im Handbuch`}
        text="Versuchen Sie es mit einem anderen Wort, oder lesen Sie im Inhalt nach."
        way={{ href: '/hilfe', label: 'Zum Inhalt' }}
      />
    )
  }
  return (
    <section class="vw-sec" aria-labelledby="gefunden">
      <h2 class="kern-heading-medium" id="gefunden">
        {found.length === 1 ? 'Eine Stelle' : `${found.length} Stellen`} zu „{query}“
      </h2>
      <ul class="vw-plain vw-stack">
        {found.map(({ chapter, passage, sentence }) => (
          <li>
            <a class="kern-link" href={`/hilfe/${chapter.slug}#${passage.id}`}>
              {passage.title}
            </a>
            <p class="vw-muted vw-small">
              {chapter.title}: {sentence}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
