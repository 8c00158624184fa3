import type { Child } from 'hono/jsx'
import type { Problem } from '../../server/base/result.ts'
import type { ChangedText } from '../../server/document/approval-facts.ts'
import type { LostValue } from '../../server/document/carrying.ts'
import { Refusal } from '../auth/refusal.tsx'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'
import { type CrumbLink, PageHead } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import { StackedTable } from '../layout/stacked-table.tsx'
import { ChangedTexts } from './approval-changes.tsx'

interface ShownMove {
  readonly version: number
  readonly texts: readonly ChangedText[]
  readonly lost: readonly LostValue[]
  readonly missing: readonly { readonly label: string; readonly path: string }[]
}

export interface TemplateMovePageProps {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly version: number
  /** A version that the draft may be moved to; null for none. */
  readonly newer: ShownMove | null
  /** The version that it came from and may go back to. */
  readonly back: ShownMove | null
  /** What it brought along and has no place for. */
  readonly kept: {
    readonly byName: string
    readonly at: string
    readonly from: number
    readonly values: readonly LostValue[]
  } | null
  readonly can: { readonly move: boolean }
  readonly problem: Problem | null
}

/** What would be different under another version of the template? */
export const TemplateMovePage = (props: TemplateMovePageProps) => {
  const { id, title, version, newer, back, kept } = props
  const here = `/documents/${id}`
  return (
    <Layout title={`${title}: Version der Dokumentvorlage`} current={props.current}>
      <PageHead
        title="Version der Dokumentvorlage"
        crumbs={[...props.crumbs, { href: `${here}/draft`, label: title }]}
        facts={<span>{`Jetzt Version ${version}`}</span>}
      />
      <div class="vw-stack vw-stack--wide">
        <Refusal title="Nicht umgestellt" problem={props.problem} />
        {newer && (
          <Offer {...props} move={newer} title={`Neue Fassung der Dokumentvorlage: Version ${newer.version}`}>
            Der Entwurf bleibt, wie er ist, bis Sie ihn umstellen. Alle Angaben, für die es noch ein Feld gibt, werden
            übernommen. Solange Sie ihn nicht zur Freigabe geben, können Sie zurück.
          </Offer>
        )}
        {kept && (
          <section class="vw-sec" aria-labelledby="aufgehoben">
            <header>
              <h2 class="kern-heading-medium" id="aufgehoben">
                Aufgehobene Angaben
              </h2>
            </header>
            <p>
              {`${kept.byName} hat den Entwurf von Version ${kept.from} umgestellt, `}
              <Moment at={kept.at} />.
            </p>
            {kept.values.length > 0 ? (
              <Lost values={kept.values} caption="Aufgehobene Angaben" />
            ) : (
              <p>Für alle Angaben von damals gibt es ein Feld.</p>
            )}
          </section>
        )}
        {back && (
          <Offer {...props} move={back} title={`Zurück zu Version ${back.version}`}>
            Was seit dem Umstellen geschrieben ist, bleibt; die aufgehobenen Angaben stehen wieder in ihren Feldern.
          </Offer>
        )}
        {!newer && !back && <p>Für diesen Entwurf gibt es keine andere Version, auf die er umgestellt werden kann.</p>}
        <p>
          <a href={`${here}/draft`}>Zum Entwurf</a>
        </p>
      </div>
    </Layout>
  )
}

interface OfferProps extends TemplateMovePageProps {
  readonly move: ShownMove
  readonly title: string
  readonly children?: Child
}

const Offer = ({ id, version, move, title, can, children }: OfferProps) => {
  const key = `version-${move.version}`
  return (
    <section class="vw-sec vw-stack" aria-labelledby={key}>
      <header>
        <h2 class="kern-heading-medium" id={key}>
          {title}
        </h2>
      </header>
      <p>{children}</p>
      {move.missing.length > 0 && (
        <Note kind="info">
          <p>{`Dann fehlt noch: ${move.missing.map(({ label }) => label).join(', ')}.`}</p>
        </Note>
      )}
      {move.lost.length > 0 && (
        <>
          <p>Diese Angaben haben dort kein Feld. Sie werden nicht mehr gedruckt, bleiben aber aufgehoben:</p>
          <Lost values={move.lost} caption="Angaben ohne Feld" />
        </>
      )}
      {move.texts.length > 0 ? (
        <ChangedTexts texts={move.texts} id={`text-${move.version}`} />
      ) : (
        <p>Am gedruckten Text ändert sich kein Wort.</p>
      )}
      {can.move ? (
        <form method="post" action={`/documents/${id}/template-moves`}>
          <input type="hidden" name="from" value={String(version)} />
          <input type="hidden" name="to" value={String(move.version)} />
          <button class="kern-btn kern-btn--primary" type="submit">
            <span class="kern-label">{`Auf Version ${move.version} umstellen`}</span>
          </button>
        </form>
      ) : (
        <p>Umstellen kann, wer das Dokument schreibt.</p>
      )}
    </section>
  )
}

const Lost = ({ values, caption }: { values: readonly LostValue[]; caption: string }) => (
  <StackedTable
    caption={caption}
    columns={['Angabe', 'Inhalt']}
    rows={values.map(({ label, value }) => [label, <span class="vw-break">{value}</span>])}
  />
)
