import type { Problem } from '../../server/base/result.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { SelectField, TextAreaField, TextField } from '../layout/field.tsx'
import { Icon } from '../layout/icon.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { type Undo, UndoToast } from '../layout/undo-toast.tsx'
import { type DueLine, DueRow } from './due-list.tsx'

export interface DoneReminder {
  readonly id: string
  readonly reason: string
  /** `erledigt am 20.11.2026 von Jutta Ahlers` */
  readonly done: string
}

export interface ContactLine {
  readonly id: string
  readonly day: string
  readonly note: string
  readonly userName: string
}

interface CaseRemindersPageProps {
  readonly caseId: string
  readonly caseTitle: string
  readonly open: readonly DueLine[]
  readonly done: readonly DoneReminder[]
  readonly contacts: readonly ContactLine[]
  /** What a new one can be about, the case itself first. */
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly typed: { readonly about: string; readonly dueOn: string; readonly reason: string }
  readonly typedContact: { readonly day: string; readonly note: string }
  readonly can: { readonly write: boolean }
  readonly undo: Undo | null
  readonly notice: string | undefined
  /** The form that was refused. */
  readonly problem: { readonly of: 'reminder' | 'contact' | 'other'; readonly problem: Problem } | null
}

/** What somebody wants to see again of this person, and when there was contact. */
export const CaseRemindersPage = (props: CaseRemindersPageProps) => {
  const { caseId, caseTitle, can, problem } = props
  return (
    <Layout title={`${caseTitle}: Wiedervorlagen`} current="cases">
      <PageHead
        title={`Wiedervorlagen zu ${caseTitle}`}
        crumbs={[
          { href: '/cases', label: 'Fälle' },
          { href: `/cases/${caseId}`, label: caseTitle },
        ]}
      />
      <div class="vw-cols">
        <div class="vw-stack vw-stack--wide">
          <Refusal title="Das ist noch nicht gespeichert." problem={problem?.problem ?? null} />
          {props.notice && (
            <Note kind="success">
              <p>{props.notice}</p>
            </Note>
          )}
          <OpenReminders {...props} />
          <DoneReminders {...props} />
          <Contacts {...props} />
        </div>
        {can.write && (
          <div class="vw-stack vw-stack--wide">
            <ReminderForm {...props} />
            <ContactForm {...props} />
          </div>
        )}
      </div>
      {props.undo && <UndoToast {...props.undo} />}
    </Layout>
  )
}

const OpenReminders = ({ caseId, open }: CaseRemindersPageProps) => (
  <section class="vw-sec" aria-labelledby="offen">
    <header>
      <h2 class="kern-heading-medium" id="offen">
        Offen
      </h2>
      <a class="kern-link kern-link--no-visited-state kern-link--small" href={`/cases/${caseId}/steps`}>
        Schritte der Zielvereinbarung
      </a>
    </header>
    {open.length > 0 ? (
      <ul class="vw-list vw-list--stack">
        {open.map((line) => (
          <DueRow line={line} back={`/cases/${caseId}/reminders`} />
        ))}
      </ul>
    ) : (
      <p class="vw-muted">Keine Wiedervorlage steht an.</p>
    )}
  </section>
)

const DoneReminders = ({ caseId, done, can }: CaseRemindersPageProps) =>
  done.length === 0 ? null : (
    <section class="vw-sec" aria-labelledby="erledigt">
      <header>
        <h2 class="kern-heading-medium" id="erledigt">
          Erledigt
        </h2>
      </header>
      <ul class="vw-list">
        {done.map((line) => (
          <li>
            <div>
              {line.reason}
              <div class="vw-muted vw-small">{line.done}</div>
            </div>
            {can.write && (
              <form method="post" action={`/cases/${caseId}/reminders/${line.id}/reopenings`}>
                <button
                  class="kern-btn kern-btn--tertiary kern-btn--x-small"
                  type="submit"
                  aria-label={`Rückgängig: ${line.reason}`}
                >
                  <Icon name="autorenew" />
                  <span class="kern-label">Rückgängig</span>
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
    </section>
  )

const Contacts = ({ caseId, contacts, can }: CaseRemindersPageProps) =>
  contacts.length === 0 ? null : (
    <section class="vw-sec" aria-labelledby="kontakte">
      <header>
        <h2 class="kern-heading-medium" id="kontakte">
          Kontakte
        </h2>
      </header>
      <ul class="vw-list">
        {contacts.map((line) => (
          <li>
            <div>
              {`Kontakt am ${line.day}`}
              {line.note && <p class="vw-small">{line.note}</p>}
              <div class="vw-muted vw-small">{`eingetragen von ${line.userName}`}</div>
            </div>
            {can.write && (
              <form method="post" action={`/cases/${caseId}/contacts/${line.id}/withdrawals`}>
                <button
                  class="kern-btn kern-btn--tertiary kern-btn--x-small"
                  type="submit"
                  aria-label={`Eintrag zurücknehmen: Kontakt am ${line.day}`}
                >
                  <span class="kern-label">Eintrag zurücknehmen</span>
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
    </section>
  )

const ReminderForm = ({ caseId, choices, typed, problem }: CaseRemindersPageProps) => {
  const own = problem?.of === 'reminder' ? problem.problem : null
  return (
    <section class="vw-panel" aria-labelledby="neu">
      <h2 class="kern-heading-medium" id="neu">
        Neue Wiedervorlage
      </h2>
      <form class="vw-stack" method="post" action={`/cases/${caseId}/reminders`}>
        <TextField
          name="dueOn"
          label="Wann?"
          hint="Zum Beispiel 26.11.2026 oder 26.11."
          value={typed.dueOn}
          error={errorAt(own, 'dueOn')}
          autocomplete="off"
        />
        <TextAreaField
          name="reason"
          label="Worum geht es?"
          value={typed.reason}
          rows={2}
          error={errorAt(own, 'reason')}
        />
        {choices.length > 1 && (
          <SelectField
            name="about"
            label="Gehört zu"
            value={typed.about}
            choices={choices}
            error={errorAt(own, 'about')}
          />
        )}
        <button class="kern-btn kern-btn--primary" type="submit">
          <span class="kern-label">Eintragen</span>
        </button>
      </form>
    </section>
  )
}

const ContactForm = ({ caseId, typedContact, problem }: CaseRemindersPageProps) => {
  const own = problem?.of === 'contact' ? problem.problem : null
  return (
    <section class="vw-sec" aria-labelledby="kontakt">
      <header>
        <h2 class="kern-heading-medium" id="kontakt">
          Kontakt am …
        </h2>
      </header>
      <form class="vw-stack" method="post" action={`/cases/${caseId}/contacts`}>
        <TextField
          name="day"
          label="Tag"
          hint="Standortgespräche und erledigte Schritte zählen von selbst."
          value={typedContact.day}
          error={errorAt(own, 'day')}
          autocomplete="off"
        />
        <TextField
          name="note"
          label="Notiz"
          optional
          value={typedContact.note}
          error={errorAt(own, 'note')}
          autocomplete="off"
        />
        <button class="kern-btn kern-btn--secondary" type="submit">
          <span class="kern-label">Kontakt eintragen</span>
        </button>
      </form>
    </section>
  )
}
