import { EmptyState } from '../layout/empty-state.tsx'
import { Icon } from '../layout/icon.tsx'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'
import { Status, type StatusWord } from '../layout/status.tsx'

export interface TemplateLine {
  readonly href: string
  readonly title: string
  readonly kind: string
  readonly legalBasis: string
  readonly version: number
  readonly validity: string
  /** How many documents were made from it. */
  readonly documents: number
}

export interface TemplateDraftLine {
  readonly href: string
  readonly title: string
  readonly status: { readonly word: StatusWord; readonly text: string }
  readonly editorName: string
  readonly at: string
}

interface TemplatesPageProps {
  /** The newest version of each template, with the numbers of all its versions. */
  readonly templates: readonly (TemplateLine & { readonly versions: number })[]
  /** New versions that are being made. */
  readonly drafts: readonly TemplateDraftLine[]
  readonly can: { readonly upload: boolean }
}

export const TemplatesPage = ({ templates, drafts, can }: TemplatesPageProps) => (
  <Layout title="Dokumentvorlagen" current="templates">
    <PageHead
      title="Dokumentvorlagen"
      facts={<span>{templates.length === 1 ? '1 Dokumentvorlage' : `${templates.length} Dokumentvorlagen`}</span>}
    >
      {can.upload && (
        <a class="kern-btn kern-btn--secondary" href="/template-drafts/new">
          <Icon name="drive-folder-upload" />
          <span class="kern-label">Version hochladen</span>
        </a>
      )}
    </PageHead>
    <InTheMaking drafts={drafts} />
    {templates.length > 0 ? (
      <StackedTable
        caption="Dokumentvorlagen"
        columns={['Dokumentvorlage', 'Art', 'Grundlage', 'Neueste Version', 'Gültig', 'Verwendet']}
        rows={templates.map((template) => [
          <a href={template.href}>{template.title}</a>,
          template.kind,
          template.legalBasis,
          template.versions === 1 ? `${template.version}` : `${template.version} (von ${template.versions})`,
          template.validity,
          usage(template.documents),
        ])}
      />
    ) : (
      <EmptyState
        title="Es ist noch keine Dokumentvorlage veröffentlicht"
        text="Mitgelieferte Dokumentvorlagen werden beim Start des Programms veröffentlicht."
      />
    )}
  </Layout>
)

const InTheMaking = ({ drafts }: Pick<TemplatesPageProps, 'drafts'>) =>
  drafts.length > 0 && (
    <section class="vw-sec" aria-labelledby="in-arbeit">
      <header>
        <h2 class="kern-heading-medium" id="in-arbeit">
          In Arbeit
        </h2>
      </header>
      <StackedTable
        caption="Neue Versionen in Arbeit"
        columns={['Dokumentvorlage', 'Stand', 'Zuletzt bearbeitet']}
        rows={drafts.map(({ href, title, status, editorName, at }) => [
          <a href={href}>{`${title}, neue Version`}</a>,
          <Status word={status.word} text={status.text} />,
          <>
            {`${editorName}, `}
            <Moment at={at} />
          </>,
        ])}
      />
    </section>
  )

export function usage(documents: number): string {
  if (documents === 0) return 'noch nicht'
  return documents === 1 ? '1 Dokument' : `${documents} Dokumente`
}
