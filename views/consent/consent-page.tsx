import type { Problem } from '../../server/base/result.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { TextAreaField, TextField } from '../layout/field.tsx'
import { Icon } from '../layout/icon.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { type Choice, Choices } from './choices.tsx'
import { ConsentFacts, ConsentStanding, type ShownConsent, WithdrawalForm } from './consent-card.tsx'
import { DisclosureList, type ShownDisclosure } from './disclosure-list.tsx'

export interface TypedDisclosure {
  readonly agreement: string
  readonly goals: readonly string[]
  readonly topics: readonly string[]
  readonly words: string
  readonly way: string
  readonly handedOn: string
}

export interface ConsentPageProps {
  readonly caseId: string
  readonly caseTitle: string
  readonly consent: ShownConsent
  readonly disclosures: readonly ShownDisclosure[]
  /** Of which agreements there is a partner's sheet, and what is left out of it. */
  readonly sheets: readonly (Choice & { readonly leftOut: readonly string[]; readonly previewHref: string })[]
  readonly goals: readonly Choice[]
  readonly topics: readonly Choice[]
  readonly ways: readonly Choice[]
  readonly typed: TypedDisclosure
  readonly can: { readonly disclose: boolean }
  readonly notice: string | undefined
  readonly problem: Problem | null
}

/** One recipient: what it may learn, what it got, and the two acts. */
export const ConsentPage = (props: ConsentPageProps) => {
  const { caseId, caseTitle, consent, disclosures, can, problem } = props
  const isOut = disclosures.filter(({ returnedAt }) => returnedAt === null).length > 0
  return (
    <Layout title={`${consent.recipient}: ${caseTitle}`} current="cases">
      <PageHead
        title={consent.recipient}
        crumbs={[
          { href: '/cases', label: 'Fälle' },
          { href: `/cases/${caseId}`, label: caseTitle },
          { href: `/cases/${caseId}/consents`, label: 'Einwilligungen' },
        ]}
        facts={<ConsentStanding consent={consent} />}
      />
      <div class="vw-narrow vw-stack vw-stack--wide">
        <Refusal
          title={problem && problem.fields.length > 0 ? problem.message : 'Das ist nicht geschehen.'}
          problem={problem}
        />
        {props.notice && (
          <Note kind="success">
            <p>{props.notice}</p>
          </Note>
        )}
        <section class="vw-sec" aria-labelledby="einwilligung">
          <header>
            <h2 class="kern-heading-medium" id="einwilligung">
              Einwilligung
            </h2>
          </header>
          <div class="vw-stack">
            <ConsentFacts consent={consent} />
            {consent.end === null && <WithdrawalForm caseId={caseId} consent={consent} />}
          </div>
        </section>
        <section class="vw-sec" aria-labelledby="draussen">
          <header>
            <h2 class="kern-heading-medium" id="draussen">
              {consent.end?.kind === 'withdrawn' ? 'Was noch draußen ist' : 'Was weitergegeben wurde'}
            </h2>
          </header>
          {disclosures.length === 0 ? (
            <p class="vw-muted vw-small">Nichts.</p>
          ) : (
            <div class="vw-stack">
              {consent.end?.kind === 'withdrawn' && isOut && (
                <Note kind="warning">
                  <p>
                    Bitten Sie die Stelle, es zurückzugeben oder zu vernichten, und halten Sie die Antwort hier fest.
                  </p>
                </Note>
              )}
              <DisclosureList caseId={caseId} disclosures={disclosures} />
            </div>
          )}
        </section>
        {can.disclose && <DisclosureForm {...props} />}
      </div>
    </Layout>
  )
}

const DisclosureForm = ({ caseId, consent, sheets, goals, topics, ways, typed, problem }: ConsentPageProps) => (
  <section class="vw-sec" aria-labelledby="weitergeben">
    <header>
      <h2 class="kern-heading-medium" id="weitergeben">
        Weitergeben
      </h2>
    </header>
    <form class="vw-stack vw-stack--wide" method="post" action={`/cases/${caseId}/consents/${consent.id}/disclosures`}>
      <p class="vw-small">
        Zur Auswahl steht nur, was die Einwilligung umfasst. Straftaten, Aufenthalt, Gesundheit und Religion gehen nie
        an andere Stellen.
      </p>
      <Choices
        name="agreement"
        kind="radio"
        legend="Was"
        choices={[...sheets, { value: '', label: 'Etwas anderes, zum Beispiel eine Auskunft am Telefon' }]}
        chosen={[typed.agreement]}
        error={errorAt(problem, 'agreement')}
      />
      {sheets.map(({ label, leftOut, previewHref }) => (
        <div class="vw-small">
          <a href={previewHref} hx-boost="false" target="_blank" rel="noopener">
            <Icon name="visibility" /> {`${label} ansehen (neues Fenster)`}
          </a>
          {leftOut.length > 0 && (
            <p class="vw-muted">{`Bleibt immer weg, weil es Aufenthalt oder Straftaten berührt: ${leftOut.join('; ')}.`}</p>
          )}
        </div>
      ))}
      {goals.length > 0 && (
        <Choices name="goals" legend="Ziele" choices={goals} chosen={typed.goals} error={errorAt(problem, 'goals')} />
      )}
      {topics.length > 0 && (
        <Choices
          name="topics"
          legend="Dazu diese Angaben"
          choices={topics}
          chosen={typed.topics}
          error={errorAt(problem, 'topics')}
        />
      )}
      <TextAreaField
        name="words"
        label="Was genau, wenn es kein Partnerblatt ist"
        value={typed.words}
        rows={2}
        error={errorAt(problem, 'words')}
      />
      <Choices
        name="way"
        kind="radio"
        legend="Wie"
        choices={ways}
        chosen={[typed.way]}
        error={errorAt(problem, 'way')}
      />
      <TextField
        name="handedOn"
        label="Am"
        hint="TT.MM.JJJJ"
        value={typed.handedOn}
        error={errorAt(problem, 'handedOn')}
        autocomplete="off"
        inputmode="numeric"
      />
      <p>
        <button class="kern-btn kern-btn--primary" type="submit">
          <span class="kern-label">Weitergabe festhalten</span>
        </button>
      </p>
      <p class="vw-muted vw-small">Ein Partnerblatt wird dabei ausgegeben und so, wie es ist, aufbewahrt.</p>
    </form>
  </section>
)
