import type { Choice, Conflict } from '../../server/fields/merging.ts'
import { ConflictForm, conflictCount, undecidedFields } from '../form/conflict-form.tsx'
import { ErrorSummary } from '../layout/error-summary.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { type CrumbLink, PageHead } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'

export interface DocumentConflictPageProps {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly conflicts: readonly Conflict[]
  /** `at` as people read it. */
  readonly theirs: { readonly revision: number; readonly byName: string; readonly at: string }
  readonly baseRevision: number
  /** All that I wanted to save, as JSON: it travels with the form. */
  readonly mine: string
  readonly voidApproval: boolean
  readonly choices: Readonly<Record<string, Choice>>
  readonly isIncomplete: boolean
}

/** Two people changed the same. Nothing is saved before each pair of values is decided. */
export const DocumentConflictPage = (props: DocumentConflictPageProps) => {
  const { id, title, conflicts, theirs, choices, isIncomplete } = props
  return (
    <Layout title={`${title}: Angaben abgleichen`} current={props.current}>
      <PageHead title="Angaben abgleichen" crumbs={[...props.crumbs, { href: `/documents/${id}`, label: title }]} />
      <div class="vw-narrow vw-stack vw-stack--wide">
        {isIncomplete && <ErrorSummary message="Noch nicht gespeichert" fields={undecidedFields(conflicts, choices)} />}
        <Note kind="warning">
          <p>
            {`${theirs.byName} hat dieses Dokument am ${theirs.at} geändert, während Sie es geöffnet hatten. `}
            {conflictCount(conflicts)} haben Sie beide etwas anderes eingetragen. Alles andere von Ihnen wird
            übernommen, sobald Sie hier entschieden haben.
          </p>
        </Note>
        <ConflictForm
          action={`/documents/${id}/merges`}
          hidden={{
            base: String(props.baseRevision),
            theirs: String(theirs.revision),
            mine: props.mine,
            ...(props.voidApproval ? { voidApproval: 'true' } : {}),
          }}
          conflicts={conflicts}
          byName={theirs.byName}
          choices={choices}
          isIncomplete={isIncomplete}
          back={`/documents/${id}/draft`}
        />
      </div>
    </Layout>
  )
}
