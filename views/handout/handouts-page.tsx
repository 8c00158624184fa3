import type { OverviewPart } from '../../server/handout/handout.ts'
import { Choices } from '../consent/choices.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'

interface HandoutsPageProps {
  readonly caseId: string
  readonly caseTitle: string
  readonly agreements: readonly { readonly id: string; readonly title: string }[]
}

const parts: readonly { readonly value: OverviewPart; readonly label: string }[] = [
  { value: 'termine', label: 'Nächste Termine' },
  { value: 'vereinbarungen', label: 'Vereinbarungen und Ziele' },
  { value: 'helfer', label: 'Wer hilft' },
  { value: 'einwilligungen', label: 'Wer Angaben bekommen darf' },
  { value: 'aktenzeichen', label: 'Aktenzeichen' },
  { value: 'haushalt', label: 'Wer im Haushalt lebt' },
  { value: 'angaben', label: 'Geburtsdatum und Anschrift' },
]

const proposed: readonly OverviewPart[] = ['termine', 'vereinbarungen', 'helfer', 'einwilligungen', 'aktenzeichen']

/** What does the client take along? */
export const HandoutsPage = ({ caseId, caseTitle, agreements }: HandoutsPageProps) => (
  <Layout title={`Zum Mitnehmen: ${caseTitle}`} current="cases">
    <PageHead
      title="Zum Mitnehmen drucken"
      crumbs={[
        { href: '/cases', label: 'Fälle' },
        { href: `/cases/${caseId}`, label: caseTitle },
      ]}
    />
    <div class="vw-narrow vw-stack vw-stack--wide">
      <section class="vw-sec" aria-labelledby="uebersicht">
        <header>
          <h2 class="kern-heading-medium" id="uebersicht">
            Fallübersicht
          </h2>
        </header>
        <form
          class="vw-stack"
          method="get"
          action={`/cases/${caseId}/handouts/overview.pdf`}
          target="_blank"
          hx-boost="false"
          rel="noopener"
        >
          <Choices
            name="part"
            legend="Was darauf steht"
            hint="Aufenthalt, Verurteilungen und Vermerke stehen nie darauf."
            choices={parts}
            chosen={proposed}
          />
          <PrintButtons what="Fallübersicht" />
        </form>
      </section>
      <section class="vw-sec" aria-labelledby="vereinbarungen">
        <header>
          <h2 class="kern-heading-medium" id="vereinbarungen">
            Vereinbarungen mit Zielen und Schritten
          </h2>
        </header>
        {agreements.length === 0 ? (
          <p class="vw-muted vw-small">Zu diesem Fall ist noch keine Zielvereinbarung ausgefertigt.</p>
        ) : (
          <div class="vw-stack">
            <form
              method="get"
              action={`/cases/${caseId}/handouts/agreements.pdf`}
              target="_blank"
              hx-boost="false"
              rel="noopener"
            >
              <PrintButtons what="Vereinbarungen" />
            </form>
            <h3 class="kern-heading-small">Ganzer Text in Großdruck</h3>
            <ul class="vw-list">
              {agreements.map(({ id, title }) => (
                <li>
                  <a href={`/documents/${id}/large-print.pdf`} hx-boost="false" target="_blank" rel="noopener">
                    {`${title} in Großdruck (neues Fenster)`}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        )}
      </section>
    </div>
  </Layout>
)

const PrintButtons = ({ what }: { what: string }) => (
  <div class="vw-line">
    <button class="kern-btn kern-btn--primary" type="submit" aria-label={`Drucken: ${what} (neues Fenster)`}>
      <span class="kern-label">Drucken</span>
    </button>
    <button
      class="kern-btn kern-btn--secondary"
      type="submit"
      name="size"
      value="large"
      aria-label={`In Großdruck drucken: ${what} (neues Fenster)`}
    >
      <span class="kern-label">In Großdruck drucken</span>
    </button>
  </div>
)
