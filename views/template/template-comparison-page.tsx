import type { Problem } from '../../server/base/result.ts'
import type { Block } from '../../server/blocks/blocks.ts'
import type { ChangedText } from '../../server/document/approval-facts.ts'
import type { FieldDifference, SourceDifference } from '../../server/document/template-comparison.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { ChangedTexts } from '../document/approval-changes.tsx'
import { Paper } from '../document/paper.tsx'
import { TextAreaField, TextField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'

interface Side {
  readonly version: number
  readonly blocks: readonly Block[]
  readonly changed: ReadonlySet<Block>
  readonly pdf: string
}

export interface TemplateComparisonPageProps {
  readonly id: string
  readonly title: string
  readonly version: number
  /** Null for the first version: then everything is new. */
  readonly before: Side | null
  readonly after: Side
  readonly sources: readonly SourceDifference[]
  readonly texts: readonly ChangedText[]
  readonly fields: readonly FieldDifference[]
  /** Drafts that are written on earlier versions. */
  readonly drafts: number
  /** Null where nothing waits for a decision. */
  readonly decision: {
    readonly contentHash: string
    readonly validFrom: string
    readonly reason: string
    /** Why this person cannot publish; null where she can. */
    readonly barred: string | null
  } | null
  readonly problem: Problem | null
}

/** What would be different? The question of whoever publishes a version. */
export const TemplateComparisonPage = (props: TemplateComparisonPageProps) => {
  const { id, title, version, before, problem } = props
  const name = `${title}, Version ${version}`
  return (
    <Layout title={`${name}: Vergleich`} current="templates">
      <PageHead
        title={before ? `Vergleich mit Version ${before.version}` : 'Erste Version'}
        crumbs={[
          { href: '/templates', label: 'Dokumentvorlagen' },
          { href: `/template-drafts/${id}`, label: name },
        ]}
      />
      <div class="vw-stack vw-stack--wide">
        <Refusal title="Noch nicht entschieden" problem={problem} />
        <div class="vw-cols">
          <div class="vw-stack vw-stack--wide">
            <Fields {...props} />
            <ChangedTexts texts={props.texts} />
            <Sources {...props} />
          </div>
          <aside aria-label="Entscheidung">
            <Decision {...props} />
          </aside>
        </div>
        <Pages {...props} />
      </div>
    </Layout>
  )
}

const Fields = ({ fields, before, drafts }: TemplateComparisonPageProps) => (
  <section class="vw-sec" aria-labelledby="felder">
    <header>
      <h2 class="kern-heading-medium" id="felder">
        Felder
      </h2>
    </header>
    {fields.length > 0 ? (
      <StackedTable
        caption="Unterschiede der Felder"
        columns={['Feld', 'Unterschied', 'Für laufende Entwürfe']}
        rows={fields.map(({ path, label, difference, effect }) => [
          <>
            {label}
            <br />
            <code class="vw-break vw-small">{path}</code>
          </>,
          difference,
          effect,
        ])}
      />
    ) : (
      <p>{before ? 'Kein Feld ist anders.' : 'Alle Felder sind neu.'}</p>
    )}
    {before && (
      <p class="vw-muted vw-small">
        {drafts === 0
          ? 'Zurzeit wird kein Entwurf auf einer früheren Version geschrieben.'
          : `${drafts === 1 ? '1 Entwurf wird' : `${drafts} Entwürfe werden`} auf einer früheren Version geschrieben. Wer schreibt, entscheidet selbst, ob er umstellt.`}
      </p>
    )}
  </section>
)

const Sources = ({ sources }: TemplateComparisonPageProps) => (
  <section class="vw-sec" aria-labelledby="dateien">
    <header>
      <h2 class="kern-heading-medium" id="dateien">
        Quelltext
      </h2>
    </header>
    <div class="vw-stack">
      {sources.map(({ file, lines }) =>
        lines.length === 0 ? (
          <p>
            <code>{file}</code> ist unverändert.
          </p>
        ) : (
          <details open={lines.length <= 40}>
            <summary>
              <code>{file}</code>
            </summary>
            <section class="vw-diff vw-diff--lines vw-mono" tabindex={0} aria-label={`Unterschied in ${file}`}>
              {lines.map(({ kind, text }) => {
                const Tag = kind === 'added' ? 'ins' : kind === 'removed' ? 'del' : 'span'
                return (
                  <Tag>
                    {kind !== 'same' && <span class="kern-sr-only">{kind === 'added' ? 'neu: ' : 'entfernt: '}</span>}
                    {text}
                  </Tag>
                )
              })}
            </section>
          </details>
        ),
      )}
    </div>
  </section>
)

const Pages = ({ before, after, title }: TemplateComparisonPageProps) => (
  <section class="vw-sec" aria-labelledby="seiten">
    <header>
      <h2 class="kern-heading-medium" id="seiten">
        Beispiel auf Papier
      </h2>
    </header>
    <div class="vw-split vw-split--half">
      {[before, after].map(
        (side) =>
          side && (
            <div class="vw-desk">
              <p class="vw-line vw-line--between vw-small">
                <span>{`Version ${side.version}${side === after ? ' (neu)' : ''}`}</span>
                <a href={side.pdf} hx-boost="false" aria-label={`Seiten als PDF, Version ${side.version}`}>
                  Seiten als PDF
                </a>
              </p>
              <Paper
                blocks={side.blocks}
                changed={side.changed}
                label={`${title}, Version ${side.version}, Beispiel`}
                foot={['Beispiel']}
                underLevel={2}
                fit
              />
            </div>
          ),
      )}
    </div>
  </section>
)

const Decision = ({ id, version, decision, problem }: TemplateComparisonPageProps) => {
  const here = `/template-drafts/${id}`
  if (!decision) {
    return (
      <section class="vw-panel vw-stack" aria-labelledby="entscheidung">
        <h2 class="kern-heading-medium" id="entscheidung">
          Entscheidung
        </h2>
        <p>Diese Version liegt nicht zur Veröffentlichung vor.</p>
        <a href={here}>Zum Entwurf</a>
      </section>
    )
  }
  const { contentHash, validFrom, reason, barred } = decision
  return (
    <section class="vw-panel vw-stack" aria-labelledby="entscheidung">
      <h2 class="kern-heading-medium" id="entscheidung">
        Entscheidung
      </h2>
      {barred ? (
        <Note kind="warning">
          <p>
            <b>Sie können nicht veröffentlichen.</b> {barred}
          </p>
        </Note>
      ) : (
        <form class="vw-stack" method="post" action={`${here}/publications`} novalidate>
          <input type="hidden" name="contentHash" value={contentHash} />
          <TextField
            name="validFrom"
            label="Gültig ab"
            hint="TT.MM.JJJJ. Von da an nehmen neue Dokumente diese Version."
            value={validFrom}
            error={errorAt(problem, 'validFrom')}
          />
          <button class="kern-btn kern-btn--primary kern-btn--block" type="submit">
            <span class="kern-label">Veröffentlichen</span>
          </button>
          <p class="vw-muted vw-small">
            {`Version ${version} wird danach nie mehr geändert. Geprüfter Inhalt: `}
            <span class="vw-mono vw-nowrap">{contentHash.slice(0, 8).toUpperCase()}</span>
          </p>
          <hr class="kern-divider kern-divider--decorative" />
          <TextAreaField
            name="reason"
            label="Grund der Rückgabe"
            hint="Pflicht bei der Rückgabe."
            value={reason}
            error={errorAt(problem, 'reason')}
          />
          <button class="kern-btn kern-btn--secondary kern-btn--block" type="submit" formaction={`${here}/returns`}>
            <span class="kern-label">Zurückgeben</span>
          </button>
        </form>
      )}
    </section>
  )
}
