import type { Problem } from '../../server/base/result.ts'
import type { CaseFacts } from '../../server/casefile/case-facts.ts'
import { AttachmentsLink } from '../attachment/attachments-page.tsx'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { SelectField } from '../layout/field.tsx'
import { Icon } from '../layout/icon.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { Status } from '../layout/status.tsx'
import { Trail, type TrailLine } from '../layout/trail.tsx'
import { FactSection, TableSection } from './case-facts.tsx'

export interface CasePageProps {
  readonly id: string
  /** `Ceesay, Lamin`. */
  readonly title: string
  readonly aktenzeichen: string
  readonly born: string | null
  readonly lotsinName: string
  /** The day, as people read it; null while the case is open. */
  readonly closedOn: string | null
  readonly facts: CaseFacts
  readonly trail: readonly TrailLine[]
  readonly successors: readonly { readonly value: string; readonly label: string }[]
  readonly handOverTo: string
  readonly notice: string | undefined
  readonly problem: Problem | null
}

/** Where do we stand with this person? */
export const CasePage = (props: CasePageProps) => {
  const { id, title, aktenzeichen, born, lotsinName, closedOn, facts } = props
  const edit = (section: string) => (closedOn === null ? `/cases/${id}/form#feld-${section}-titel` : null)
  return (
    <Layout title={title} current="cases">
      <PageHead
        title={title}
        crumbs={[{ href: '/cases', label: 'Fälle' }, { label: aktenzeichen }]}
        facts={
          <>
            {born && <span>{`geboren ${born}`}</span>}
            <span>{`Weg: ${facts.path ?? 'noch offen'}`}</span>
            <span>{`Begleitet von ${lotsinName}`}</span>
            {closedOn && <Status word="Geschlossen" text={`Geschlossen am ${closedOn}`} />}
          </>
        }
      >
        <CaseActs {...props} />
      </PageHead>
      <div class="vw-stack">
        <Refusal title="Das ist noch nicht geschehen." problem={props.problem} />
        {props.notice && (
          <Note kind="success">
            <p>{props.notice}</p>
          </Note>
        )}
        <div class="vw-cols">
          <div class="vw-stack vw-stack--wide">
            <FetchedSection {...dueOf(id)} />
            <FetchedSection {...documentsOf(id)} />
            <FetchedSection {...consentsOf(id)} />
            <TableSection
              id="haushalt"
              title="Haushalt"
              edit={edit('haushalt')}
              table={facts.household}
              empty="Keine weiteren Personen eingetragen."
            />
            <TableSection
              id="beteiligte"
              title="Weitere Beteiligte"
              edit={edit('partner')}
              table={facts.partners}
              empty="Keine weiteren Stellen eingetragen."
            />
            <AttachmentsLink here={`/cases/${id}/attachments`} />
            <HandOver {...props} />
          </div>
          <aside class="vw-stack vw-stack--wide" aria-label="Angaben zum Fall">
            <FactSection id="person" title="Person" edit={edit('person')} facts={facts.person} />
            <FactSection id="aufenthalt" title="Aufenthalt" edit={edit('aufenthalt')} facts={facts.residence} />
            <section class="vw-sec" aria-labelledby="verlauf">
              <header>
                <h2 class="kern-heading-medium" id="verlauf">
                  Verlauf
                </h2>
                <a class="kern-link kern-link--no-visited-state kern-link--small" href={`/cases/${id}/trail`}>
                  Alles
                </a>
              </header>
              <Trail lines={props.trail} />
            </section>
          </aside>
        </div>
      </div>
    </Layout>
  )
}

interface Fetched {
  readonly id: string
  readonly title: string
  readonly href: string
  readonly label: string
}

const documentsOf = (id: string): Fetched => ({
  id: 'dokumente',
  title: 'Dokumente',
  href: `/cases/${id}/documents`,
  label: 'Dokumente zu diesem Fall',
})

const consentsOf = (id: string): Fetched => ({
  id: 'einwilligungen',
  title: 'Einwilligungen',
  href: `/cases/${id}/consents`,
  label: 'Einwilligungen und Weitergaben',
})

const dueOf = (id: string): Fetched => ({
  id: 'termine',
  title: 'Schritte und Wiedervorlagen',
  href: `/cases/${id}/reminders`,
  label: 'Wiedervorlagen zu diesem Fall',
})

/** Cases know nothing of documents: what stands here the page fetches, and without script the link leads there. */
const FetchedSection = ({ id, title, href, label }: Fetched) => (
  <section
    class="vw-sec"
    id={id}
    aria-labelledby={`${id}-titel`}
    hx-get={href}
    hx-trigger="load"
    hx-target="this"
    hx-swap="outerHTML"
  >
    <header>
      <h2 class="kern-heading-medium" id={`${id}-titel`}>
        {title}
      </h2>
    </header>
    <p>
      <a href={href}>{label}</a>
    </p>
  </section>
)

const CaseActs = ({ id, closedOn }: CasePageProps) =>
  closedOn === null ? (
    <div class="vw-line">
      <a class="kern-btn kern-btn--secondary" href={`/cases/${id}/handouts`}>
        <span class="kern-label">Drucken</span>
      </a>
      <form method="post" action={`/cases/${id}/closings`}>
        <button class="kern-btn kern-btn--secondary" type="submit">
          <span class="kern-label">Fall schließen</span>
        </button>
      </form>
      <a class="kern-btn kern-btn--primary" href={`/cases/${id}/form`}>
        <Icon name="edit" />
        <span class="kern-label">Ändern</span>
      </a>
    </div>
  ) : (
    <form method="post" action={`/cases/${id}/reopenings`}>
      <button class="kern-btn kern-btn--primary" type="submit">
        <span class="kern-label">Fall wieder öffnen</span>
      </button>
    </form>
  )

const HandOver = ({ id, lotsinName, successors, handOverTo, problem }: CasePageProps) => (
  <section class="vw-sec" aria-labelledby="uebergabe">
    <header>
      <h2 class="kern-heading-medium" id="uebergabe">
        Zuständigkeit
      </h2>
    </header>
    <p>{`Diesen Fall begleitet ${lotsinName}.`}</p>
    {successors.length === 0 ? (
      <p class="vw-muted vw-small">In dieser Einheit gibt es niemanden sonst, der Fälle begleitet.</p>
    ) : (
      <form class="vw-stack" method="post" action={`/cases/${id}/handovers`}>
        <SelectField
          name="to"
          label="Übergeben an"
          value={handOverTo}
          choices={[{ value: '', label: 'Bitte wählen' }, ...successors]}
          error={errorAt(problem, 'to')}
        />
        <p>
          <button class="kern-btn kern-btn--secondary" type="submit">
            <span class="kern-label">Übergeben</span>
          </button>
        </p>
      </form>
    )}
  </section>
)
