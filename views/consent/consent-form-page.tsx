import type { Problem } from '../../server/base/result.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { TextAreaField, TextField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { type Choice, Choices } from './choices.tsx'

export interface TypedConsent {
  readonly recipient: string
  readonly words: string
  readonly goals: readonly string[]
  readonly topics: readonly string[]
  readonly grantedOn: string
  readonly evidence: string
}

interface ConsentFormPageProps {
  readonly caseId: string
  readonly caseTitle: string
  /** Partners of the case, to choose from. */
  readonly partners: readonly string[]
  readonly goals: readonly Choice[]
  readonly topics: readonly Choice[]
  readonly typed: TypedConsent
  readonly problem: Problem | null
}

/** A consent whose evidence lies outside. */
export const ConsentFormPage = (props: ConsentFormPageProps) => {
  const { caseId, caseTitle, partners, goals, topics, typed, problem } = props
  const here = `/cases/${caseId}/consents`
  return (
    <Layout title={`Einwilligung festhalten: ${caseTitle}`} current="cases">
      <PageHead
        title="Einwilligung festhalten"
        crumbs={[
          { href: '/cases', label: 'Fälle' },
          { href: `/cases/${caseId}`, label: caseTitle },
          { href: here, label: 'Einwilligungen' },
        ]}
      />
      <form class="vw-narrow vw-stack vw-stack--wide" method="post" action={here}>
        <Refusal
          title={problem && problem.fields.length > 0 ? problem.message : 'Das ist nicht geschehen.'}
          problem={problem}
        />
        <p>
          Für Einwilligungen, die es schon auf Papier gibt. Was mit dem Dokument „Einwilligung in die Weitergabe“
          unterschrieben wird, steht von selbst unter „Einwilligungen“.
        </p>
        <TextField
          name="recipient"
          label="Empfänger"
          hint="Eine Stelle mit ihrem Namen. Gilt für sie schon eine Einwilligung, ersetzt diese die frühere."
          value={typed.recipient}
          error={errorAt(problem, 'recipient')}
          list="partner"
          autocomplete="off"
        />
        <datalist id="partner">
          {partners.map((partner) => (
            <option value={partner} />
          ))}
        </datalist>
        <TextAreaField
          name="words"
          label="Umfang"
          hint="Im Wortlaut der Einwilligung."
          value={typed.words}
          error={errorAt(problem, 'words')}
        />
        {goals.length > 0 ? (
          <Choices
            name="goals"
            legend="Ziele, um die es geht"
            choices={goals}
            chosen={typed.goals}
            error={errorAt(problem, 'goals')}
          />
        ) : (
          <p class="vw-muted vw-small">Ziele stehen hier zur Auswahl, sobald eine Zielvereinbarung ausgefertigt ist.</p>
        )}
        <Choices
          name="topics"
          legend="Dazu diese Angaben"
          hint="Straftaten, Aufenthalt, Gesundheit und Religion gehen nie an andere Stellen."
          choices={topics}
          chosen={typed.topics}
          error={errorAt(problem, 'topics')}
        />
        <TextField
          name="grantedOn"
          label="Erteilt am"
          hint="TT.MM.JJJJ"
          value={typed.grantedOn}
          error={errorAt(problem, 'grantedOn')}
          autocomplete="off"
          inputmode="numeric"
        />
        <TextField
          name="evidence"
          label="Beleg"
          hint="Womit sie sich belegen lässt, zum Beispiel: Schreiben vom 03.11.2026, Blatt 44 der Akte."
          value={typed.evidence}
          error={errorAt(problem, 'evidence')}
          autocomplete="off"
        />
        <div class="vw-line">
          <button class="kern-btn kern-btn--primary" type="submit">
            <span class="kern-label">Festhalten</span>
          </button>
          <a class="kern-btn kern-btn--secondary" href={here}>
            <span class="kern-label">Nicht festhalten</span>
          </a>
        </div>
      </form>
    </Layout>
  )
}
