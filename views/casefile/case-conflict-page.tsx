import type { Choice, Conflict } from '../../server/fields/merging.ts'
import { ConflictForm, conflictCount, undecidedFields } from '../form/conflict-form.tsx'
import { ErrorSummary } from '../layout/error-summary.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'

export interface CaseConflictPageProps {
  readonly id: string
  readonly title: string
  readonly conflicts: readonly Conflict[]
  readonly theirs: { readonly version: number; readonly byName: string; readonly at: string }
  readonly baseVersion: number
  /** All that I wanted to save, as JSON: it travels with the form. */
  readonly mine: string
  readonly choices: Readonly<Record<string, Choice>>
  /** Something was sent without deciding everything. */
  readonly isIncomplete: boolean
}

/** Two people changed the same. Both values stand side by side; nothing is saved before each pair is decided. */
export const CaseConflictPage = (props: CaseConflictPageProps) => {
  const { id, title, conflicts, theirs, choices, isIncomplete } = props
  return (
    <Layout title={`${title}: Angaben abgleichen`} current="cases">
      <PageHead
        title="Angaben abgleichen"
        crumbs={[
          { href: '/cases', label: 'Fälle' },
          { href: `/cases/${id}`, label: title },
        ]}
      />
      <div class="vw-narrow vw-stack vw-stack--wide">
        {isIncomplete && <ErrorSummary message="Noch nicht gespeichert" fields={undecidedFields(conflicts, choices)} />}
        <Note kind="warning">
          <p>
            {`${theirs.byName} hat diesen Fall am ${theirs.at} geändert, während Sie ihn geöffnet hatten. `}
            {conflictCount(conflicts)} haben Sie beide etwas anderes eingetragen. Alles andere von Ihnen wird
            übernommen, sobald Sie hier entschieden haben.
          </p>
        </Note>
        <ConflictForm
          action={`/cases/${id}/merges`}
          hidden={{ base: String(props.baseVersion), theirs: String(theirs.version), mine: props.mine }}
          conflicts={conflicts}
          byName={theirs.byName}
          choices={choices}
          isIncomplete={isIncomplete}
          back={`/cases/${id}`}
        />
      </div>
    </Layout>
  )
}
