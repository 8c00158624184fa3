import type { Problem } from '../../server/base/result.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { EmptyState } from '../layout/empty-state.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { type Choice, Choices } from './choices.tsx'
import { ConsentFacts, ConsentStanding, type ShownConsent, WithdrawalForm } from './consent-card.tsx'
import { DisclosureList, type ShownDisclosure } from './disclosure-list.tsx'

export interface ShownOffer {
  readonly documentId: string
  readonly documentTitle: string
  readonly rowId: string
  readonly recipient: string
  readonly words: string
  /** As printed; null as long as not everybody signed. */
  readonly signedOn: string | null
  readonly goals: readonly string[]
  readonly topics: readonly string[]
}

export interface ConsentsPageProps {
  readonly caseId: string
  readonly caseTitle: string
  readonly isClosed: boolean
  readonly holding: readonly ShownConsent[]
  readonly ended: readonly ShownConsent[]
  readonly offers: readonly ShownOffer[]
  /** Of withdrawn consents, and not back yet. */
  readonly toAskBack: readonly ShownDisclosure[]
  readonly disclosures: readonly ShownDisclosure[]
  readonly goals: readonly Choice[]
  readonly topics: readonly Choice[]
  readonly notice: string | undefined
  readonly problem: Problem | null
  /** The offer that was refused, as `document row`. */
  readonly refused: string | null
}

/** Who may learn what of this person, and what is out? */
export const ConsentsPage = (props: ConsentsPageProps) => {
  const { caseId, caseTitle, isClosed, holding, ended, offers, toAskBack, disclosures, problem } = props
  const isEmpty = holding.length + ended.length + offers.length === 0
  return (
    <Layout title={`Einwilligungen: ${caseTitle}`} current="cases">
      <PageHead
        title="Einwilligungen und Weitergaben"
        crumbs={[
          { href: '/cases', label: 'Fälle' },
          { href: `/cases/${caseId}`, label: caseTitle },
        ]}
      >
        {!isClosed && (
          <a class="kern-btn kern-btn--secondary" href={`/cases/${caseId}/consents/new`}>
            <span class="kern-label">Einwilligung von Hand festhalten</span>
          </a>
        )}
      </PageHead>
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
        {isEmpty && (
          <EmptyState
            title="Zu diesem Fall gibt es noch keine Einwilligung"
            text="Ohne Einwilligung geht nichts an andere Stellen. Legen Sie das Dokument „Einwilligung in die Weitergabe“ an; nach der Unterschrift steht es hier von selbst."
            {...(isClosed
              ? {}
              : {
                  way: {
                    href: `/documents/new?case=${caseId}&template=einwilligung-weitergabe`,
                    label: 'Dokument anlegen',
                  },
                })}
          />
        )}
        {toAskBack.length > 0 && (
          <section class="vw-sec" aria-labelledby="zurueckfordern">
            <header>
              <h2 class="kern-heading-medium" id="zurueckfordern">
                Nach dem Widerruf zurückfordern
              </h2>
            </header>
            <Note kind="warning">
              <p>Das ist noch draußen. Bitten Sie die Stelle, es zurückzugeben oder zu vernichten.</p>
            </Note>
            <DisclosureList caseId={caseId} disclosures={toAskBack} named />
          </section>
        )}
        {!isClosed && offers.length > 0 && <Offers {...props} />}
        {holding.length > 0 && (
          <section class="vw-sec" aria-labelledby="gilt">
            <header>
              <h2 class="kern-heading-medium" id="gilt">
                Wer was erfahren darf
              </h2>
            </header>
            <ul class="vw-list">
              {holding.map((consent) => (
                <Holding caseId={caseId} isClosed={isClosed} consent={consent} />
              ))}
            </ul>
          </section>
        )}
        {disclosures.length > 0 && (
          <section class="vw-sec" aria-labelledby="weitergaben">
            <header>
              <h2 class="kern-heading-medium" id="weitergaben">
                Was weitergegeben wurde
              </h2>
            </header>
            <DisclosureList caseId={caseId} disclosures={disclosures} named />
          </section>
        )}
        {ended.length > 0 && (
          <section class="vw-sec" aria-labelledby="beendet">
            <header>
              <h2 class="kern-heading-medium" id="beendet">
                Gilt nicht mehr
              </h2>
            </header>
            <ul class="vw-list">
              {ended.map((consent) => (
                <li>
                  <div>
                    <a href={`/cases/${caseId}/consents/${consent.id}`}>{consent.recipient}</a>
                    <div class="vw-muted vw-small">{`erteilt am ${consent.grantedOn}`}</div>
                  </div>
                  <ConsentStanding consent={consent} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Layout>
  )
}

const Holding = ({ caseId, isClosed, consent }: { caseId: string; isClosed: boolean; consent: ShownConsent }) => (
  <li>
    <article class="vw-stack" aria-labelledby={`stelle-${consent.id}`}>
      <h3 class="kern-heading-small" id={`stelle-${consent.id}`}>
        <a href={`/cases/${caseId}/consents/${consent.id}`}>{consent.recipient}</a>
      </h3>
      <ConsentFacts consent={consent} />
      {consent.out > 0 && (
        <p class="vw-small">{`${consent.out === 1 ? 'Eine Weitergabe ist' : `${consent.out} Weitergaben sind`} festgehalten.`}</p>
      )}
      {!isClosed && (
        <p>
          <a
            class="kern-btn kern-btn--secondary kern-btn--x-small"
            href={`/cases/${caseId}/consents/${consent.id}#weitergeben`}
            aria-label={`Weitergeben: ${consent.recipient}`}
          >
            <span class="kern-label">Weitergeben</span>
          </a>
        </p>
      )}
      <WithdrawalForm caseId={caseId} consent={consent} />
    </article>
  </li>
)

const Offers = ({ caseId, offers, goals, topics, problem, refused }: ConsentsPageProps) => (
  <section class="vw-sec" aria-labelledby="angebote">
    <header>
      <h2 class="kern-heading-medium" id="angebote">
        In einem Dokument erbeten, noch nicht festgehalten
      </h2>
    </header>
    <div class="vw-stack vw-stack--wide">
      {offers.map((offer, index) => {
        const isRefused = refused === `${offer.documentId} ${offer.rowId}`
        const of = isRefused ? '' : `angebot-${index}`
        return (
          <article class="vw-panel vw-stack" aria-labelledby={`angebot-${index}`}>
            <h3 class="kern-heading-small" id={`angebot-${index}`}>
              {offer.recipient}
            </h3>
            <p class="vw-small">
              {offer.words} (<a href={`/documents/${offer.documentId}`}>{offer.documentTitle}</a>)
            </p>
            {offer.signedOn === null ? (
              <p class="vw-muted vw-small">
                Noch nicht von allen unterschrieben. Erfassen Sie zuerst die Unterschriften im Dokument.
              </p>
            ) : (
              <form class="vw-stack" method="post" action={`/cases/${caseId}/consent-decisions`}>
                <input type="hidden" name="document" value={offer.documentId} />
                <input type="hidden" name="row" value={offer.rowId} />
                <p class="vw-small">{`Unterschrieben am ${offer.signedOn}. Vorgeschlagen ist, was der Wortlaut nennt; prüfen Sie die Häkchen.`}</p>
                {goals.length > 0 && (
                  <Choices
                    name="goals"
                    legend="Ziele"
                    choices={goals}
                    chosen={offer.goals}
                    of={of}
                    error={isRefused ? errorAt(problem, 'goals') : undefined}
                  />
                )}
                <Choices
                  name="topics"
                  legend="Dazu diese Angaben"
                  choices={topics}
                  chosen={offer.topics}
                  of={of}
                  error={isRefused ? errorAt(problem, 'topics') : undefined}
                />
                <div class="vw-line">
                  <button
                    class="kern-btn kern-btn--primary"
                    type="submit"
                    name="act"
                    value="grant"
                    aria-label={`Als erteilt festhalten: ${offer.recipient}`}
                  >
                    <span class="kern-label">Als erteilt festhalten</span>
                  </button>
                  <button
                    class="kern-btn kern-btn--secondary"
                    type="submit"
                    name="act"
                    value="refuse"
                    aria-label={`Nicht erteilt: ${offer.recipient}`}
                  >
                    <span class="kern-label">Nicht erteilt</span>
                  </button>
                </div>
              </form>
            )}
          </article>
        )
      })}
    </div>
  </section>
)
