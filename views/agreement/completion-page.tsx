import type { Problem } from '../../server/base/result.ts'
import type { DueDay } from '../../server/calendar/weeks.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { DueDayMark } from '../layout/due-day.tsx'
import { TextField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'

interface CompletionPageProps {
  readonly caseId: string
  readonly caseTitle: string
  readonly what: string
  readonly facts: readonly string[]
  readonly due: DueDay | string
  /** Of the step, with its day in the query. */
  readonly action: string
  readonly needsEvidence: boolean
  /** The agreed evidence; may be empty. */
  readonly evidence: string
  readonly typed: { readonly doneOn: string; readonly note: string }
  readonly back: string
  readonly problem: Problem | null
}

/** A step is done: when, and how does it show? */
export const CompletionPage = (props: CompletionPageProps) => {
  const { caseId, caseTitle, due, needsEvidence, evidence, typed, problem } = props
  return (
    <Layout title={`${caseTitle}: Schritt erledigt`} current="cases">
      <PageHead
        title={props.what}
        crumbs={[
          { href: '/cases', label: 'Fälle' },
          { href: `/cases/${caseId}`, label: caseTitle },
          { href: `/cases/${caseId}/steps`, label: 'Schritte' },
        ]}
        facts={
          <>
            {typeof due === 'string' ? <span>{due}</span> : <DueDayMark {...due} />}
            {props.facts.map((fact) => (
              <span>{fact}</span>
            ))}
          </>
        }
      />
      <div class="vw-stack">
        <Refusal title="Der Schritt ist noch nicht erledigt." problem={problem} />
        <form class="vw-stack" method="post" action={props.action} enctype="multipart/form-data" hx-boost="false">
          <input type="hidden" name="back" value={props.back} />
          <TextField
            name="doneOn"
            label="Erledigt am"
            hint="Zum Beispiel 26.11.2026 oder 26.11."
            value={typed.doneOn}
            error={errorAt(problem, 'doneOn')}
            autocomplete="off"
          />
          <TextField
            name="note"
            label="Nachweis"
            hint={evidence ? `Vereinbart ist: ${evidence}` : 'Woran man sieht, dass der Schritt getan ist.'}
            optional={!needsEvidence}
            value={typed.note}
            error={errorAt(problem, 'note')}
            autocomplete="off"
          />
          <TextField
            name="file"
            label="Nachweis als Datei"
            type="file"
            hint="PDF, JPEG, PNG oder TIFF, höchstens 25 MiB."
            optional
            accept="application/pdf,image/jpeg,image/png,image/tiff"
            error={errorAt(problem, 'file')}
          />
          <div class="vw-line">
            <button class="kern-btn kern-btn--primary" type="submit">
              <span class="kern-label">Als erledigt eintragen</span>
            </button>
            <a class="kern-btn kern-btn--tertiary" href={props.back}>
              <span class="kern-label">Abbrechen</span>
            </a>
          </div>
        </form>
      </div>
    </Layout>
  )
}
