import type { AuthoredLine, Passage, Share } from '../../server/document/authorship.ts'
import type { AuthoredText, AuthoredValue } from '../../server/document/authorship-actions.ts'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { type CrumbLink, PageHead } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import { StackedTable } from '../layout/stacked-table.tsx'

/** By user id. The colour is a number that counts people. */
export type People = ReadonlyMap<string, { readonly name: string; readonly colour: number }>

export interface AuthorshipPageProps {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly shares: readonly Share[]
  readonly texts: readonly AuthoredText[]
  readonly values: readonly AuthoredValue[]
  readonly people: People
}

/** Who wrote which passage, and who set which value last. */
export const AuthorshipPage = (props: AuthorshipPageProps) => {
  const { id, title, shares, texts, values, people } = props
  return (
    <Layout title={`${title}: Wer hat was geschrieben`} current={props.current}>
      <PageHead
        title="Wer hat was geschrieben"
        crumbs={[...props.crumbs, { href: `/documents/${id}`, label: title }]}
      />
      <div class="vw-narrow vw-stack vw-stack--wide">
        {shares.length > 0 && (
          <section class="vw-sec" aria-labelledby="anteile">
            <header>
              <h2 class="kern-heading-medium" id="anteile">
                Anteile am Text
              </h2>
            </header>
            <ul class="vw-list">
              {shares.map(({ by, percent }) => (
                <li>
                  <div>
                    <span class={`vw-by vw-person--${colourOf(by, people)}`}>{nameOf(by, people)}</span>
                  </div>
                  <span>{percent > 0 ? `${percent} %` : 'unter 1 %'}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
        {texts.map((text, index) => (
          <Text text={text} number={index + 1} people={people} />
        ))}
        {values.length > 0 && (
          <section class="vw-sec" aria-labelledby="angaben">
            <header>
              <h2 class="kern-heading-medium" id="angaben">
                Angaben
              </h2>
            </header>
            <StackedTable
              caption="Angaben, und wer sie zuletzt gesetzt hat"
              columns={['Angabe', 'Inhalt', 'Zuletzt von', 'Wann']}
              rows={values.map(({ label, value, by, at }) => [
                label,
                shortened(value),
                nameOf(by, people),
                <Moment at={at} />,
              ])}
            />
          </section>
        )}
        {texts.length + values.length === 0 && <p>In diesem Dokument steht noch nichts.</p>}
      </div>
    </Layout>
  )
}

const Text = ({ text, number, people }: { text: AuthoredText; number: number; people: People }) => (
  <section class="vw-sec" aria-labelledby={`text-${number}`}>
    <header>
      <h2 class="kern-heading-medium" id={`text-${number}`}>
        {text.label}
      </h2>
    </header>
    <div class="vw-stack">
      {text.lines.map(({ kind, passages }) => (
        <p class={lineClass(kind)}>
          {passages.map((passage) => (
            <Authored passage={passage} people={people} />
          ))}
        </p>
      ))}
    </div>
  </section>
)

const lineClass = (kind: AuthoredLine['kind']): string =>
  kind === 'paragraph' ? 'vw-authored' : `vw-authored vw-authored--${kind}`

/** The name stands where another person begins, so that no colour is needed to tell them apart. */
const Authored = ({ passage: { by, text, begins }, people }: { passage: Passage; people: People }) => (
  <span class={`vw-by vw-person--${colourOf(by, people)}`}>
    {begins && <b class="vw-by__name">{`${nameOf(by, people)}:`}</b>}
    {begins ? ` ${text.trimStart()}` : text}
  </span>
)

const nameOf = (id: string, people: People): string => people.get(id)?.name ?? 'Unbekannt'

/** There are eight of them. */
const colourOf = (id: string, people: People): number => (((people.get(id)?.colour ?? 1) - 1) % 8) + 1

const longest = 120

const shortened = (value: string): string => (value.length <= longest ? value : `${value.slice(0, longest - 1)}…`)
