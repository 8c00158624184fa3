import type { Problem } from '../../server/base/result.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { CheckGroup } from '../form/check-group.tsx'
import { EmptyState } from '../layout/empty-state.tsx'
import { SelectField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'

interface NewDocumentPageProps {
  readonly current: PageKey
  /** What one of the templates makes, and what it rests on. */
  readonly templates: readonly { readonly value: string; readonly label: string }[]
  readonly template: string
  /** Cases that a document can belong to; empty for people who write papers only. */
  readonly cases: readonly { readonly value: string; readonly label: string }[]
  readonly caseId: string
  /** An earlier document whose values the new one begins with. */
  readonly copy: { readonly id: string; readonly title: string } | null
  readonly problem: Problem | null
}

/** Which template, and for whom? What is known already comes into the draft by itself. */
export const NewDocumentPage = (props: NewDocumentPageProps) => {
  const { templates, copy, problem } = props
  return (
    <Layout title="Dokument anlegen" current={props.current}>
      <PageHead
        title="Dokument anlegen"
        crumbs={[{ href: props.current === 'papers' ? '/papers' : '/documents', label: 'Dokumente' }]}
      />
      <div class="vw-narrow vw-stack vw-stack--wide">
        <Refusal title="Noch nicht angelegt" problem={problem} />
        {templates.length === 0 ? (
          <EmptyState title="Es gibt keine Dokumentvorlage, aus der Sie schreiben können" />
        ) : copy ? (
          <CopyForm {...props} copy={copy} />
        ) : (
          <FromTemplateForm {...props} />
        )}
      </div>
    </Layout>
  )
}

const FromTemplateForm = ({ templates, template, cases, caseId, problem }: NewDocumentPageProps) => (
  <form class="vw-stack vw-stack--wide" method="post" action="/documents" novalidate>
    <CheckGroup
      about={{ name: 'template', label: 'Dokumentvorlage', error: errorAt(problem, 'template') }}
      kind="radio"
      choices={templates}
      chosen={[template]}
      view={{ fields: [], values: {}, problems: [], open: new Set(), focus: null, action: '/documents' }}
    />
    {cases.length > 0 && (
      <SelectField
        name="case"
        label="Fall"
        hint="Nötig für Zielvereinbarungen und Einwilligungen. Was im Fall steht, kommt in den Entwurf."
        value={caseId}
        choices={[{ value: '', label: 'keiner' }, ...cases]}
        error={errorAt(problem, 'case')}
      />
    )}
    <CreateButtons />
  </form>
)

const CopyForm = ({ copy, cases, caseId, problem }: NewDocumentPageProps & { copy: { id: string; title: string } }) => (
  <form class="vw-stack vw-stack--wide" method="post" action="/documents" novalidate>
    <p>
      {'Das neue Dokument beginnt mit den Angaben aus „'}
      <a href={`/documents/${copy.id}`}>{copy.title}</a>
      {'“. Freigaben, Nummern und Unterschriften gehen nicht mit.'}
    </p>
    <input type="hidden" name="copy" value={copy.id} />
    {caseId && cases.length === 0 && <input type="hidden" name="case" value={caseId} />}
    {errorAt(problem, 'copy') && <p class="kern-error">{errorAt(problem, 'copy')}</p>}
    <CreateButtons />
  </form>
)

const CreateButtons = () => (
  <div class="vw-line">
    <button class="kern-btn kern-btn--primary" type="submit">
      <span class="kern-label">Entwurf anlegen</span>
    </button>
    <a class="kern-btn kern-btn--secondary" href="/documents">
      <span class="kern-label">Abbrechen</span>
    </a>
  </div>
)
