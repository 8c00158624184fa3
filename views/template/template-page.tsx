import type { Block } from '../../server/blocks/blocks.ts'
import { Paper } from '../document/paper.tsx'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'
import { type TemplateLine, usage } from './templates-page.tsx'

interface FieldLine {
  /** As the template's source names it. */
  readonly path: string
  readonly label: string
  readonly kind: string
  readonly need: string
}

type Sample =
  | { readonly blocks: readonly Block[]; readonly footer: string | null }
  /** Why there is none to show. */
  | { readonly problem: string }

interface TemplatePageProps {
  readonly slug: string
  readonly title: string
  readonly kind: string
  readonly legalBasis: string
  readonly version: number
  readonly hash: string
  readonly publishedAt: string
  readonly fields: readonly FieldLine[]
  readonly sample: Sample
  /** Of the same template, the newest first. */
  readonly versions: readonly TemplateLine[]
  /** Why nobody may choose it any more; null where everybody may. */
  readonly withdrawal: { readonly userName: string; readonly at: string; readonly reason: string } | null
  readonly can: { readonly upload: boolean; readonly withdraw: boolean }
  readonly notice: string | undefined
  /** Where drafts are still written on earlier versions. */
  readonly olderDrafts: readonly {
    readonly version: number
    readonly unitName: string
    readonly drafts: number
    readonly oldest: string
  }[]
}

/** One published version: how a filled-in sample reads, what is asked for, and how often it was used. */
export const TemplatePage = (props: TemplatePageProps) => (
  <Layout title={`${props.title}, Version ${props.version}`} current="templates">
    <PageHead
      title={`${props.title}, Version ${props.version}`}
      crumbs={[{ href: '/templates', label: 'Dokumentvorlagen' }]}
      facts={
        <>
          <span>{props.kind}</span>
          <span>{props.legalBasis}</span>
          <span>
            veröffentlicht <Moment at={props.publishedAt} />
          </span>
          <span>
            Prüfsumme <code>{props.hash.slice(0, 12)}</code>
          </span>
        </>
      }
    >
      {props.can.upload && (
        <a class="kern-btn kern-btn--secondary" href={`/template-drafts/new?slug=${props.slug}`}>
          <span class="kern-label">Neue Version</span>
        </a>
      )}
      {props.can.withdraw && (
        <a class="kern-btn kern-btn--tertiary" href={`/templates/${props.slug}/versions/${props.version}/withdrawals`}>
          <span class="kern-label">Zurückziehen</span>
        </a>
      )}
    </PageHead>
    <Said {...props} />
    <div class="vw-split vw-split--half">
      <SamplePane {...props} />
      <div class="vw-pane vw-stack vw-stack--wide">
        <Versions {...props} />
        <OlderDrafts {...props} />
        <Fields {...props} />
      </div>
    </div>
  </Layout>
)

const Said = ({ notice, withdrawal }: TemplatePageProps) => (
  <>
    {notice && (
      <Note kind="success">
        <p>{notice}</p>
      </Note>
    )}
    {withdrawal && (
      <Note kind="warning">
        <p>
          {`${withdrawal.userName} hat diese Version zurückgezogen, `}
          <Moment at={withdrawal.at} />. Neue Dokumente können sie nicht mehr nehmen; was mit ihr geschrieben ist,
          behält sie.
        </p>
        <p>{`„${withdrawal.reason}“`}</p>
      </Note>
    )}
  </>
)

const Versions = ({ versions, version }: TemplatePageProps) => (
  <section class="vw-sec" aria-labelledby="versionen">
    <header>
      <h2 class="kern-heading-medium" id="versionen">
        Versionen
      </h2>
    </header>
    <StackedTable
      caption="Versionen der Dokumentvorlage"
      columns={['Version', 'Gültig', 'Verwendet']}
      rows={versions.map((line) => [
        line.version === version ? `${line.version} (diese)` : <a href={line.href}>{`Version ${line.version}`}</a>,
        line.validity,
        usage(line.documents),
      ])}
    />
  </section>
)

const OlderDrafts = ({ olderDrafts }: TemplatePageProps) =>
  olderDrafts.length > 0 && (
    <section class="vw-sec" aria-labelledby="entwuerfe">
      <header>
        <h2 class="kern-heading-medium" id="entwuerfe">
          Entwürfe auf früheren Versionen
        </h2>
      </header>
      <p class="vw-muted vw-small">
        Wer einen dieser Entwürfe schreibt, sieht dort „Neue Fassung der Dokumentvorlage“ und entscheidet selbst.
      </p>
      <StackedTable
        caption="Entwürfe auf früheren Versionen"
        columns={['Einheit', 'Version', 'Entwürfe', 'Ältester vom']}
        rows={olderDrafts.map(({ unitName, version, drafts, oldest }) => [
          unitName,
          String(version),
          String(drafts),
          <Moment at={oldest} />,
        ])}
      />
    </section>
  )

const Fields = ({ fields }: TemplatePageProps) => (
  <section class="vw-sec" aria-labelledby="felder">
    <header>
      <h2 class="kern-heading-medium" id="felder">
        Felder
      </h2>
      <span class="vw-muted vw-small">{`${fields.length} Felder`}</span>
    </header>
    <StackedTable
      caption="Felder der Dokumentvorlage"
      columns={['Bezeichnung', 'Feld', 'Art', 'Pflicht']}
      rows={fields.map(({ path, label, kind, need }) => [
        label,
        <code class="vw-break vw-small">{path}</code>,
        kind,
        need,
      ])}
    />
  </section>
)

const SamplePane = ({ sample, slug, title, version }: TemplatePageProps) => (
  <section class="vw-desk" aria-label="Ausgefülltes Beispiel">
    {'problem' in sample ? (
      <Note kind="warning">
        <p>{sample.problem}</p>
      </Note>
    ) : (
      <div class="vw-stack">
        <p class="vw-line vw-line--between vw-small">
          <span>Beispiel mit erfundenen Angaben</span>
          <a href={`/templates/${slug}/versions/${version}/sample.pdf`}>Beispiel als PDF</a>
        </p>
        <Paper
          blocks={sample.blocks}
          label={`${title}, Beispiel`}
          foot={[sample.footer ?? '', 'Beispiel'].filter(Boolean)}
          fit
        />
      </div>
    )}
  </section>
)
