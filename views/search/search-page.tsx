import type { Child } from 'hono/jsx'
import { EmptyState } from '../layout/empty-state.tsx'
import { controlOf, Field, type FieldProps, inputClass } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { Pagination } from '../layout/pagination.tsx'
import { Status, type StatusWord } from '../layout/status.tsx'

/** A text with the words that were looked for set apart. */
export type Marked = readonly { readonly text: string; readonly isHit: boolean }[]

export interface Hit {
  readonly href: string
  readonly title: Marked
  /** Subject, number, Aktenzeichen: what tells it from others of its name. */
  readonly facts: readonly Marked[]
  /** Where in its text the words stand; empty where they stand in title and facts alone. */
  readonly passage: Marked
  readonly status: StatusWord | null
}

export type HitKind = 'cases' | 'documents' | 'papers' | 'templates'

export interface HitGroup {
  readonly kind: HitKind
  readonly total: number
  readonly hits: readonly Hit[]
}

export interface SearchPageProps {
  /** As it was typed. */
  readonly typed: string
  /** Null as long as too little is typed. */
  readonly found: {
    readonly total: number
    /** Only those in which something was found. */
    readonly groups: readonly HitGroup[]
  } | null
  /** The one kind that is shown; null shows the first ones of each. */
  readonly kind: HitKind | null
  /** What this person can find at all. */
  readonly kinds: readonly HitKind[]
  readonly longest: number
  readonly page: number
  readonly pages: number
  readonly href: (change: { readonly kind?: HitKind; readonly page?: number }) => string
}

const labels: Readonly<Record<HitKind, string>> = {
  cases: 'Fälle',
  documents: 'Dokumente',
  papers: 'Sitzungsvorlagen',
  templates: 'Dokumentvorlagen',
}

/** While somebody types, only what is found is exchanged; without script the form is sent. */
export const SearchPage = (props: SearchPageProps) => (
  <Layout title="Suche" current="search">
    <PageHead title="Suche" />
    <div class="vw-stack vw-stack--wide">
      <search>
        <form method="get" action="/search" class="vw-fields">
          <SearchField {...props} />
          {props.kind && <input type="hidden" name="kind" value={props.kind} />}
          <div class="vw-line">
            <button class="kern-btn kern-btn--secondary" type="submit">
              <span class="kern-label">Suchen</span>
            </button>
          </div>
        </form>
      </search>
      <p id="treffer-zahl" class="vw-muted vw-small" role="status">
        {sentenceOf(props)}
      </p>
      <div id="treffer" class="vw-stack vw-stack--wide">
        {props.found && <Kinds {...props} found={props.found} />}
        {resultOf(props)}
      </div>
    </div>
  </Layout>
)

const SearchField = ({ typed, longest, kinds }: SearchPageProps) => {
  const field: FieldProps = {
    name: 'q',
    label: `${list(kinds.map((kind) => labels[kind]))} durchsuchen`,
    hint: 'Name, Aktenzeichen, Nummer oder Wörter aus dem Text',
    width: 8,
  }
  return (
    <Field {...field}>
      <input
        class={inputClass(field)}
        type="search"
        value={typed}
        maxlength={longest}
        autocomplete="off"
        hx-get="/search"
        hx-include="closest form"
        hx-trigger="input changed delay:250ms"
        hx-target="#treffer"
        hx-select="#treffer"
        hx-select-oob="#treffer-zahl"
        hx-swap="outerHTML"
        hx-replace-url="true"
        {...controlOf(field)}
      />
    </Field>
  )
}

function sentenceOf({ typed, found }: SearchPageProps): string {
  if (!found) return typed.trim() === '' ? '' : 'Geben Sie mindestens zwei Buchstaben oder Ziffern ein.'
  return found.total === 1 ? '1 Treffer' : `${found.total} Treffer`
}

function resultOf(props: SearchPageProps): Child {
  const { found, kind } = props
  if (!found) return <HowToSearch />
  if (found.groups.length === 0) return <NothingFound {...props} />
  return (
    <>
      {found.groups.map((group) => (
        <section class="vw-sec" aria-labelledby={`treffer-${group.kind}`}>
          <header>
            <h2 id={`treffer-${group.kind}`} class="kern-heading-medium">
              {labels[group.kind]} <span class="vw-muted vw-small">{group.total}</span>
            </h2>
            {kind === null && group.total > group.hits.length && (
              <a class="vw-small" href={props.href({ kind: group.kind })}>
                {`Alle ${group.total} ${labels[group.kind]} zeigen`}
              </a>
            )}
          </header>
          <ul class="vw-hits">
            {group.hits.map((hit) => (
              <HitLine {...hit} />
            ))}
          </ul>
        </section>
      ))}
      <Pagination page={props.page} pages={props.pages} href={(page) => props.href({ page })} />
    </>
  )
}

const Kinds = ({ found, kind, kinds, href }: SearchPageProps & { found: NonNullable<SearchPageProps['found']> }) =>
  kinds.length < 2 || (found.total === 0 && kind === null) ? null : (
    <nav class="vw-pills" aria-label="Treffer auswählen">
      <a href={href({})} {...(kind === null ? { 'aria-current': 'true' } : {})}>
        Alles
      </a>
      {kinds.map((each) => (
        <a href={href({ kind: each })} {...(kind === each ? { 'aria-current': 'true' } : {})}>
          {labels[each]}
        </a>
      ))}
    </nav>
  )

const HitLine = ({ href, title, facts, passage, status }: Hit) => (
  <li>
    <div class="vw-line">
      <a href={href}>
        <Words of={title} />
      </a>
      {status && <Status word={status} />}
    </div>
    {facts.length > 0 && (
      <div class="vw-muted vw-small vw-line vw-dots">
        {facts.map((fact) => (
          <span>
            <Words of={fact} />
          </span>
        ))}
      </div>
    )}
    {passage.length > 0 && (
      <div class="vw-small">
        <Words of={passage} />
      </div>
    )}
  </li>
)

const Words = ({ of }: { of: Marked }) => <>{of.map(({ text, isHit }) => (isHit ? <mark>{text}</mark> : text))}</>

const HowToSearch = () => (
  <div class="vw-empty">
    <h2 class="kern-heading-medium">So finden Sie etwas wieder</h2>
    <ul class="kern-list">
      <li>Der Anfang eines Wortes genügt: „Verein“ findet „Vereinbarung“.</li>
      <li>Mehrere Wörter müssen alle vorkommen: „Camara Sprachkurs“.</li>
      <li>Umlaute und Zeichen sind egal: „Mueller“ und „Muller“ finden „Müller“, „Camara“ findet „Câmara“.</li>
      <li>Aktenzeichen und Nummern gehen mit und ohne Trennzeichen: „32.3-ZV-2026-0163“, „0303/2021/KREIS“.</li>
    </ul>
  </div>
)

const NothingFound = ({ kind, href }: SearchPageProps) => (
  <EmptyState
    title="Nichts gefunden"
    text="Suchen Sie mit weniger Wörtern oder nur mit dem Anfang eines Wortes. Gefunden wird, was Sie lesen dürfen; verworfene Entwürfe stehen nur in der Liste der Dokumente."
    {...(kind === null ? {} : { way: { href: href({}), label: 'In allem suchen' } })}
  />
)

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} und ${words.at(-1)}`
