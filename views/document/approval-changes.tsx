import type { Child } from 'hono/jsx'
import type { Word } from '../../server/blocks/difference.ts'
import type { ApprovalChanges, ShownDifference } from '../../server/document/approval-facts.ts'
import { StackedTable } from '../layout/stacked-table.tsx'

/** What is new since she decided last: data first, then the words. */
export const ApprovalChangesSection = ({ title, reason, values, texts }: ApprovalChanges) => (
  <>
    <section class="vw-sec" aria-labelledby="aenderungen">
      <header>
        <h2 class="kern-heading-medium" id="aenderungen">
          {title}
        </h2>
      </header>
      {reason && <p class="vw-muted">{`Grund damals: „${reason}“`}</p>}
      {values.length > 0 ? (
        <ChangedValues values={values} columns={['Angabe', 'Bisher', 'Jetzt', 'Geändert von']} />
      ) : (
        <p>Keine Angabe ist anders als damals.</p>
      )}
    </section>
    <ChangedTexts texts={texts} />
  </>
)

interface ChangedValuesProps extends Pick<ShownDifference, 'values'> {
  /** Without the fourth nobody is named. */
  readonly columns: readonly [string, string, string, string?]
}

export const ChangedValues = ({ values, columns }: ChangedValuesProps) => (
  <StackedTable
    caption="Geänderte Angaben"
    columns={columns.filter((column) => column !== undefined)}
    rows={values.map(({ label, before, after, by }) => [
      label,
      <Value text={before} kind="removed" />,
      <Value text={after} kind="added" />,
      ...(columns[3] === undefined ? [] : [<span class="vw-muted">{by}</span>]),
    ])}
  />
)

/** Nothing where no words changed. */
export const ChangedTexts = ({ texts, id = 'textaenderungen' }: Pick<ShownDifference, 'texts'> & { id?: string }) =>
  texts.length > 0 && (
    <section class="vw-sec" aria-labelledby={id}>
      <header>
        <h2 class="kern-heading-medium" id={id}>
          Geänderter Text
        </h2>
      </header>
      <div class="vw-stack">
        {texts.map((text) => (
          <div>
            {text.heading !== '' && <h3 class="kern-heading-small">{text.heading}</h3>}
            {text.lines.map((words) => (
              <p class="vw-diff">{words.map((word, index) => withSpace(word, words[index - 1]))}</p>
            ))}
          </div>
        ))}
      </div>
    </section>
  )

const Value = ({ text, kind }: { text: string | null; kind: 'added' | 'removed' }) =>
  text === null || text === '' ? (
    <>–</>
  ) : (
    <span class="vw-diff">
      {text.split('\n').map((line, index) => (
        <>
          {index > 0 && <br />}
          {wordOf({ kind, text: line })}
        </>
      ))}
    </span>
  )

/** A word that takes the place of another stands apart from it. */
const withSpace = (word: Word, previous: Word | undefined): Child => {
  const replaces = previous !== undefined && previous.kind !== 'same' && word.kind !== 'same'
  return replaces && !/\s$/.test(previous.text) ? <> {wordOf(word)}</> : wordOf(word)
}

/** The words "entfernt" and "neu" are for those who neither see the line nor the colour. */
function wordOf({ kind, text }: Word): Child {
  if (kind === 'same') return text
  const Tag = kind === 'added' ? 'ins' : 'del'
  return (
    <Tag>
      <span class="kern-sr-only">{kind === 'added' ? 'neu: ' : 'entfernt: '}</span>
      {text}
    </Tag>
  )
}
