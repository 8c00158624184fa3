import type { Problem } from '../../server/base/result.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { FieldError, fieldId, SelectField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'
import { type CrumbLink, PageHead } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import { StackedTable } from '../layout/stacked-table.tsx'
import { Status, type StatusWord } from '../layout/status.tsx'

type Choices = readonly { readonly value: string; readonly label: string }[]

interface ShownParticipant {
  readonly userId: string
  readonly name: string
  readonly unitName: string
  readonly right: string
  readonly invitedByName: string
  readonly invitedAt: string
  readonly isMe: boolean
  readonly can: { readonly end: boolean }
}

export interface ParticipantsPageProps {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly status: StatusWord
  readonly authorName: string
  readonly participants: readonly ShownParticipant[]
  readonly isSuggestOnly: boolean
  readonly can: { readonly invite: boolean }
  /** Whom it could be shown. */
  readonly people: Choices
  readonly rights: Choices
  readonly form: { readonly userId: string; readonly mode: string }
  readonly notice: string | undefined
  readonly problem: Problem | null
}

/** Who takes part? Everybody who is invited, and for those whose work it is, one more. */
export const ParticipantsPage = (props: ParticipantsPageProps) => {
  const { id, title, participants, can, notice, problem } = props
  return (
    <Layout title={`Mitschreiben: ${title}`} current={props.current}>
      <PageHead
        title="Mitschreiben"
        crumbs={[...props.crumbs, { href: `/documents/${id}`, label: title }]}
        facts={
          <>
            <Status word={props.status} />
            <span>{`Angelegt von ${props.authorName}`}</span>
          </>
        }
      />
      <div class="vw-narrow vw-stack vw-stack--wide">
        <Refusal
          title={problem && problem.fields.length > 0 ? problem.message : 'Das ist nicht geschehen.'}
          problem={problem}
        />
        {notice && (
          <Note kind="success">
            <p>{notice}</p>
          </Note>
        )}
        <section class="vw-sec" aria-labelledby="eingeladen">
          <header>
            <h2 class="kern-heading-medium" id="eingeladen">
              Eingeladen
            </h2>
          </header>
          {participants.length > 0 ? <Participants {...props} /> : <p>Zu diesem Dokument ist niemand eingeladen.</p>}
        </section>
        {can.invite && (
          <>
            <InvitationForm {...props} />
            <SuggestOnly {...props} />
          </>
        )}
        {!can.invite && props.isSuggestOnly && (
          <Note>
            <p>{`„Nur Vorschläge“: In diesem Dokument schreibt nur ${props.authorName}.`}</p>
          </Note>
        )}
      </div>
    </Layout>
  )
}

const Participants = ({ id, participants, rights, can }: ParticipantsPageProps) => (
  <StackedTable
    caption="Wer zu diesem Dokument eingeladen ist"
    columns={['Person', 'Recht', 'Eingeladen', 'Ende']}
    rows={participants.map((one) => [
      <>
        {one.name}
        <div class="vw-muted vw-small">{one.unitName}</div>
      </>,
      can.invite ? <RightForm id={id} one={one} rights={rights} /> : one.right,
      <>
        <Moment at={one.invitedAt} />
        <div class="vw-muted vw-small">{`von ${one.invitedByName}`}</div>
      </>,
      one.can.end && (
        <form method="post" action={`/documents/${id}/participants/${one.userId}/ends`}>
          <button
            class="kern-btn kern-btn--tertiary kern-btn--x-small"
            type="submit"
            aria-label={one.isMe ? 'Nicht mehr teilnehmen' : `Einladung beenden: ${one.name}`}
          >
            <span class="kern-label">{one.isMe ? 'Nicht mehr teilnehmen' : 'Einladung beenden'}</span>
          </button>
        </form>
      ),
    ])}
  />
)

const RightForm = ({ id, one, rights }: { id: string; one: ShownParticipant; rights: Choices }) => (
  <form class="vw-line" method="post" action={`/documents/${id}/participants`}>
    <input type="hidden" name="userId" value={one.userId} />
    <select class="vw-select" name="mode" aria-label={`Recht von ${one.name}`}>
      {rights.map(({ value, label }) => (
        <option value={value} selected={label === one.right}>
          {label}
        </option>
      ))}
    </select>
    <button
      class="kern-btn kern-btn--tertiary kern-btn--x-small"
      type="submit"
      aria-label={`Recht ändern: ${one.name}`}
    >
      <span class="kern-label">Recht ändern</span>
    </button>
  </form>
)

const InvitationForm = ({ id, people, rights, form, problem }: ParticipantsPageProps) => {
  const modeError = errorAt(problem, 'mode')
  return (
    <section class="vw-sec" aria-labelledby="einladen">
      <header>
        <h2 class="kern-heading-medium" id="einladen">
          Einladen
        </h2>
      </header>
      <form class="vw-stack" method="post" action={`/documents/${id}/participants`} novalidate>
        <p>Wer eingeladen ist, sieht dieses eine Dokument, solange die Einladung besteht, und nichts sonst vom Fall.</p>
        <SelectField
          name="userId"
          label="Person"
          value={form.userId}
          choices={[{ value: '', label: 'Bitte wählen' }, ...people]}
          error={errorAt(problem, 'userId')}
        />
        <fieldset
          class={`kern-fieldset${modeError ? ' kern-fieldset--error' : ''}`}
          {...(modeError ? { 'aria-describedby': `${fieldId('mode')}-error` } : {})}
        >
          <legend class="kern-label">Was die Person tun kann</legend>
          <div class="kern-fieldset__body vw-stack vw-stack--tight">
            {rights.map(({ value, label }, index) => {
              const own = index === 0 ? fieldId('mode') : `${fieldId('mode')}-${index}`
              return (
                <div class="kern-form-check">
                  <input
                    class="kern-form-check__radio"
                    type="radio"
                    id={own}
                    name="mode"
                    value={value}
                    checked={form.mode === value}
                  />
                  <label class="kern-label" for={own}>
                    {label}
                  </label>
                </div>
              )
            })}
          </div>
          {modeError && <FieldError name="mode" message={modeError} />}
        </fieldset>
        <p>
          <button class="kern-btn kern-btn--primary" type="submit">
            <span class="kern-label">Einladen</span>
          </button>
        </p>
      </form>
    </section>
  )
}

const SuggestOnly = ({ id, isSuggestOnly, authorName }: ParticipantsPageProps) => (
  <section class="vw-sec" aria-labelledby="nur-vorschlaege">
    <header>
      <h2 class="kern-heading-medium" id="nur-vorschlaege">
        Nur Vorschläge
      </h2>
    </header>
    <form class="vw-stack" method="post" action={`/documents/${id}/suggest-only`}>
      <input type="hidden" name="on" value={String(!isSuggestOnly)} />
      <p>
        {isSuggestOnly
          ? `Eingeschaltet: Nur ${authorName} schreibt. Alle anderen schlagen Änderungen vor und kommentieren.`
          : `Ausgeschaltet: Es schreiben alle, die dazu eingeladen sind oder deren Arbeit es ist. Eingeschaltet schreibt nur ${authorName}.`}
      </p>
      <p>
        <button class="kern-btn kern-btn--secondary" type="submit">
          <span class="kern-label">
            {isSuggestOnly ? '„Nur Vorschläge“ ausschalten' : '„Nur Vorschläge“ einschalten'}
          </span>
        </button>
      </p>
    </form>
  </section>
)
