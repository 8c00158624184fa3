import type { Problem } from '../../server/base/result.ts'
import type { DueDay } from '../../server/calendar/weeks.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { DueDayMark } from '../layout/due-day.tsx'
import { TextField } from '../layout/field.tsx'
import { FileField } from '../layout/file-field.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'

/** A file that shows a step was done. */
export interface EvidenceLine {
  readonly id: string
  readonly title: string
  /** `PDF, 1,2 MB` */
  readonly kind: string
  /** Null where it was taken out of the attachments of the case. */
  readonly href: string | null
}

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
  /** Files that are there already and shall show it. */
  readonly files: readonly (EvidenceLine & { readonly isChosen: boolean })[]
  readonly upload: { readonly accept: string; readonly bytes: number; readonly words: string }
  readonly back: string
  readonly problem: Problem | null
}

/** A step is done: when, and how does it show? */
export const CompletionPage = (props: CompletionPageProps) => {
  const { caseId, caseTitle, due, needsEvidence, evidence, typed, upload, problem } = props
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
        <form
          class="vw-stack vw-uploads"
          method="post"
          action={props.action}
          enctype="multipart/form-data"
          hx-boost="false"
          data-uploads={`/cases/${caseId}/attachments/uploads`}
          data-uploads-as="attachment"
          data-limit={String(upload.bytes)}
          data-limit-words={upload.words}
        >
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
          <KeptFiles files={props.files} />
          <FileField
            name="file"
            label="Nachweis als Datei"
            hint={`PDF, Bilder und Office-Dateien ohne Makros, je Datei bis ${upload.words}. Sie liegen dann bei den Anlagen des Falls.`}
            optional
            multiple
            accept={upload.accept}
            error={errorAt(problem, 'file')}
          />
          <ul class="vw-list vw-small" data-upload-list aria-label="Uploads" hidden />
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

const KeptFiles = ({ files }: Pick<CompletionPageProps, 'files'>) =>
  files.length === 0 ? null : (
    <fieldset class="kern-fieldset">
      <legend class="kern-label">Nachweise, die schon da sind</legend>
      <div class="kern-fieldset__body vw-stack vw-stack--tight">
        {files.map(({ id, title, kind, isChosen }) => (
          <div class="kern-form-check">
            <input
              class="kern-form-check__checkbox"
              type="checkbox"
              id={`nachweis-${id}`}
              name="attachment"
              value={id}
              checked={isChosen}
            />
            <label class="kern-label" for={`nachweis-${id}`}>{`${title} (${kind})`}</label>
          </div>
        ))}
      </div>
    </fieldset>
  )
