import type { Child } from 'hono/jsx'
import type { Problem } from '../../server/base/result.ts'
import { EmptyState } from '../layout/empty-state.tsx'
import { FieldError, SelectField, TextField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'
import { errorAt, Refusal } from './refusal.tsx'

type Choices = readonly { readonly value: string; readonly label: string }[]

export interface VertretungLine {
  readonly id: string
  readonly name: string
  readonly unitName: string
  /** Null where nobody stands in. */
  readonly deputyName: string | null
  /** `30.11.2026 bis 04.12.2026` */
  readonly span: string
  readonly absent: boolean
  readonly enteredByName: string
  readonly enteredAt: string
  /** Where it was ended before its last day. */
  readonly ended: { readonly at: string; readonly byName: string } | null
  readonly can: { readonly end: boolean }
}

interface VertretungenPageProps {
  readonly running: readonly VertretungLine[]
  readonly coming: readonly VertretungLine[]
  readonly past: readonly VertretungLine[]
  /** Who is away today without anybody standing in. */
  readonly gaps: readonly string[]
  /** As typed. */
  readonly values: {
    readonly userId: string
    readonly deputyId: string
    readonly from: string
    readonly until: string
    readonly absent: string
  }
  /** For whom she may enter something; one entry is she herself. */
  readonly people: Choices
  readonly deputies: Choices
  readonly notice: string | undefined
  readonly problem: Problem | null
}

/** Who is away, and who stands in: now, soon, and before. */
export const VertretungenPage = (props: VertretungenPageProps) => {
  const { running, coming, past, gaps, people, notice, problem } = props
  return (
    <Layout title="Vertretung">
      <PageHead title="Vertretung" />
      <div class="vw-cols">
        <div class="vw-stack vw-stack--wide">
          <Refusal title={problem?.message ?? ''} problem={problem} />
          {notice && (
            <Note kind="success">
              <p>{notice}</p>
            </Note>
          )}
          {gaps.map((gap) => (
            <Note kind="warning">
              <p>{gap}</p>
            </Note>
          ))}
          <Section id="laufend" title="Läuft" lines={running} />
          <Section id="kuenftig" title="Kommt" lines={coming} />
          <Section id="vergangen" title="Vorbei" lines={past} />
          {running.length + coming.length + past.length === 0 && (
            <EmptyState
              title="Keine Vertretungen"
              text={
                people.length > 0
                  ? 'Tragen Sie ein, wann Sie abwesend sind und wer Ihre Arbeit übernimmt.'
                  : 'Vertreten wird, wer Fälle begleitet, Einheiten leitet oder den Sitzungsdienst versieht.'
              }
            />
          )}
        </div>
        {people.length > 0 && <EntryForm {...props} />}
      </div>
    </Layout>
  )
}

const Section = ({ id, title, lines }: { id: string; title: string; lines: readonly VertretungLine[] }) =>
  lines.length > 0 && (
    <section class="vw-sec" aria-labelledby={id}>
      <header>
        <h2 id={id} class="kern-heading-medium">
          {title}
        </h2>
      </header>
      <StackedTable
        caption={`Vertretungen: ${title}`}
        columns={['Für', 'Vertritt', 'Zeit', 'Eingetragen', 'Mehr']}
        rows={lines.map(cells)}
      />
    </section>
  )

const cells = (line: VertretungLine): readonly Child[] => [
  <>
    {line.name}
    <div class="vw-muted vw-small">{line.unitName}</div>
  </>,
  line.deputyName ?? <span class="vw-muted">niemand</span>,
  <>
    {line.span}
    {line.absent && <div class="vw-muted vw-small">abwesend</div>}
    {line.ended && (
      <div class="vw-small">
        {`beendet von ${line.ended.byName}, `}
        <Moment at={line.ended.at} />
      </div>
    )}
  </>,
  <>
    {line.enteredByName}
    <div class="vw-muted vw-small">
      <Moment at={line.enteredAt} />
    </div>
  </>,
  line.can.end ? (
    <form method="post" action={`/vertretungen/${line.id}/ends`}>
      <button
        class="kern-btn kern-btn--secondary kern-btn--x-small"
        type="submit"
        aria-label={`Beenden: ${line.name}, ${line.span}`}
      >
        <span class="kern-label">Beenden</span>
      </button>
    </form>
  ) : (
    ''
  ),
]

const nobody = { value: '', label: 'niemand' }

const EntryForm = ({ values, people, deputies, problem }: VertretungenPageProps) => {
  const absentError = errorAt(problem, 'absent')
  return (
    <section class="vw-panel" aria-labelledby="eintragen">
      <h2 id="eintragen" class="kern-heading-medium">
        Vertretung eintragen
      </h2>
      <form class="vw-stack" method="post" action="/vertretungen" novalidate>
        {people.length === 1 && people[0] ? (
          <input type="hidden" name="userId" value={people[0].value} />
        ) : (
          <SelectField
            name="userId"
            label="Für wen?"
            value={values.userId}
            choices={people}
            error={errorAt(problem, 'userId')}
          />
        )}
        <TextField
          name="from"
          label="Erster Tag"
          hint="TT.MM.JJJJ"
          value={values.from}
          error={errorAt(problem, 'from')}
          autocomplete="off"
        />
        <TextField
          name="until"
          label="Letzter Tag"
          hint="Zählt noch mit. Höchstens ein Jahr nach dem ersten."
          value={values.until}
          error={errorAt(problem, 'until')}
          autocomplete="off"
        />
        <SelectField
          name="deputyId"
          label="Wer vertritt?"
          value={values.deputyId}
          choices={[nobody, ...deputies]}
          error={errorAt(problem, 'deputyId')}
        />
        <div class="kern-form-check">
          <input
            class="kern-form-check__checkbox"
            type="checkbox"
            id="feld-absent"
            name="absent"
            value="1"
            checked={values.absent !== ''}
            {...(absentError ? { 'aria-invalid': 'true' as const, 'aria-describedby': 'feld-absent-error' } : {})}
          />
          <label class="kern-label" for="feld-absent">
            In dieser Zeit abwesend
          </label>
        </div>
        {absentError && <FieldError name="absent" message={absentError} />}
        <p class="vw-muted vw-small">
          Wer vertritt, sieht und darf in dieser Zeit, was die vertretene Person sieht und darf, und nicht mehr. Alles,
          was dabei geschieht, steht als „in Vertretung“ im Verlauf. Eine Vertretung der Vertretung gibt es nicht.
        </p>
        <button class="kern-btn kern-btn--primary" type="submit">
          <span class="kern-label">Eintragen</span>
        </button>
      </form>
    </section>
  )
}
