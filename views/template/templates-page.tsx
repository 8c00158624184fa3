import { EmptyState } from '../layout/empty-state.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'

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

interface TemplatesPageProps {
  /** The newest version of each template, with the numbers of all its versions. */
  readonly templates: readonly (TemplateLine & { readonly versions: number })[]
}

export const TemplatesPage = ({ templates }: TemplatesPageProps) => (
  <Layout title="Dokumentvorlagen" current="templates">
    <PageHead
      title="Dokumentvorlagen"
      facts={<span>{templates.length === 1 ? '1 Dokumentvorlage' : `${templates.length} Dokumentvorlagen`}</span>}
    />
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

export function usage(documents: number): string {
  if (documents === 0) return 'noch nicht'
  return documents === 1 ? '1 Dokument' : `${documents} Dokumente`
}
