import type { Problem } from '../../server/base/result.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { SelectField, TextField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'
import { Trail } from '../layout/trail.tsx'

export interface NumberSchemeForm {
  readonly body: string
  readonly pattern: string
  readonly period: 'year' | 'term'
  readonly next: string
}

export interface TermForm {
  readonly number: string
  readonly begins: string
  readonly ends: string
}

export interface NumberCirclesPageProps {
  readonly schemes: readonly {
    /** Empty: of the house. */
    readonly body: string
    readonly pattern: string
    readonly period: 'year' | 'term'
    readonly next: string | null
    /** Why there is no next number. */
    readonly problem: string | null
  }[]
  /** Names of bodies that papers were written for. */
  readonly bodies: readonly string[]
  readonly form: NumberSchemeForm
  readonly isChange: boolean
  readonly problem: Problem | null
  readonly preview: string | null
  readonly terms: readonly { readonly number: number; readonly days: string }[]
  readonly termForm: TermForm
  readonly termProblem: Problem | null
  readonly trail: readonly { readonly at: string; readonly sentence: string }[]
  readonly notice: string | undefined
}

const periods = [
  { value: 'year', label: 'je Jahr' },
  { value: 'term', label: 'je Wahlperiode' },
] as const

const house = 'Alle Gremien ohne eigenen Nummernkreis'

export const NumberCirclesPage = (props: NumberCirclesPageProps) => (
  <Layout title="Nummernkreise" current="papers">
    <PageHead title="Nummernkreise" crumbs={[{ href: '/papers', label: 'Sitzungsvorlagen' }]} />
    <div class="vw-cols">
      <div class="vw-stack vw-stack--wide">
        {props.notice && (
          <Note kind="success">
            <p>{props.notice}</p>
          </Note>
        )}
        <Refusal title="Der Nummernkreis ist noch nicht festgelegt." problem={props.problem} />
        <Refusal title="Die Wahlperiode ist noch nicht eingetragen." problem={props.termProblem} />
        <Schemes {...props} />
        <p class="vw-muted vw-small">
          Eine Sitzungsvorlage erhält ihre Nummer mit der Ausfertigung, aus dem Kreis des Gremiums, das zuerst berät.
          Gezählt wird ohne Lücken; vergebene Nummern bleiben, auch wenn sich das Muster ändert.
        </p>
        <Terms {...props} />
        {props.trail.length > 0 && (
          <section class="vw-sec" aria-labelledby="verlauf">
            <header>
              <h2 id="verlauf" class="kern-heading-medium">
                Verlauf
              </h2>
            </header>
            <Trail lines={props.trail} />
          </section>
        )}
      </div>
      <div class="vw-stack vw-stack--wide">
        <SchemePanel {...props} />
        <TermPanel {...props} />
      </div>
    </div>
  </Layout>
)

const Schemes = ({ schemes }: NumberCirclesPageProps) => (
  <StackedTable
    caption="Nummernkreise"
    columns={['Gremium', 'Muster', 'Gezählt wird', 'Nächste Nummer', 'Ändern']}
    rows={schemes.map(({ body, pattern, period, next, problem }) => [
      body || house,
      <code>{pattern}</code>,
      periods.find(({ value }) => value === period)?.label,
      next ?? <span class="vw-small">{problem}</span>,
      <div class="vw-line">
        <a href={`/number-circles?${new URLSearchParams({ body })}#neuer-kreis`} aria-label={`${body || house} ändern`}>
          Ändern
        </a>
        {body !== '' && (
          <form method="post" action="/number-circles/ends">
            <input type="hidden" name="body" value={body} />
            <button
              class="kern-btn kern-btn--tertiary kern-btn--x-small"
              type="submit"
              aria-label={`Nummernkreis für ${body} aufheben`}
            >
              <span class="kern-label">Aufheben</span>
            </button>
          </form>
        )}
      </div>,
    ])}
  />
)

const SchemePanel = ({ form, problem, preview, bodies, isChange }: NumberCirclesPageProps) => (
  <section class="vw-panel" aria-labelledby="neuer-kreis">
    <h2 id="neuer-kreis" class="kern-heading-medium">
      {isChange ? 'Nummernkreis ändern' : 'Nummernkreis festlegen'}
    </h2>
    <form class="vw-stack" method="post" action="/number-circles">
      <TextField
        name="body"
        label="Gremium"
        optional
        hint="Wie es in der Beratungsfolge steht. Leer gilt es für alle Gremien ohne eigenen Nummernkreis."
        value={form.body}
        error={errorAt(problem, 'body')}
        list="gremien"
        autocomplete="off"
      />
      <datalist id="gremien">
        {bodies.map((body) => (
          <option value={body} />
        ))}
      </datalist>
      <TextField
        name="pattern"
        label="Muster"
        hint="{nr} oder {nr:4} für die laufende Nummer, {jahr} und {wp} (Wahlperiode), zum Beispiel {nr:4}/{jahr}/KREIS oder FB 36/{nr:4}/WP{wp}"
        value={form.pattern}
        error={errorAt(problem, 'pattern')}
        autocomplete="off"
      />
      <SelectField
        name="period"
        label="Neu gezählt wird"
        value={form.period}
        choices={periods}
        error={errorAt(problem, 'period')}
      />
      <TextField
        name="next"
        label="Nächste Nummer"
        optional
        hint="Nur beim Umstieg von einem anderen Verfahren. Leer wird weitergezählt."
        value={form.next}
        error={errorAt(problem, 'next')}
        inputmode="numeric"
        autocomplete="off"
      />
      {preview !== null && (
        <Note>
          <p>
            Die nächste Nummer wäre <strong>{preview}</strong>. Festgelegt ist noch nichts.
          </p>
        </Note>
      )}
      <div class="vw-line">
        <button class="kern-btn kern-btn--primary" type="submit">
          <span class="kern-label">Festlegen</span>
        </button>
        <button class="kern-btn kern-btn--secondary" type="submit" formaction="/number-circles/previews">
          <span class="kern-label">Vorschau</span>
        </button>
      </div>
    </form>
  </section>
)

const Terms = ({ terms }: NumberCirclesPageProps) => (
  <section class="vw-sec" aria-labelledby="wahlperioden">
    <header>
      <h2 id="wahlperioden" class="kern-heading-medium">
        Wahlperioden
      </h2>
    </header>
    {terms.length === 0 ? (
      <p class="vw-muted">
        Noch ist keine eingetragen. Gebraucht werden sie für {'{wp}'} und für die Auswahl der Liste.
      </p>
    ) : (
      <ul class="vw-list">
        {terms.map(({ number, days }) => (
          <li>
            <span>
              {`${number}. Wahlperiode`} <span class="vw-muted vw-small">{days}</span>
            </span>
            <a href={`/number-circles?term=${number}#wahlperiode`} aria-label={`${number}. Wahlperiode ändern`}>
              Ändern
            </a>
          </li>
        ))}
      </ul>
    )}
  </section>
)

const TermPanel = ({ termForm, termProblem }: NumberCirclesPageProps) => (
  <section class="vw-panel" aria-labelledby="wahlperiode">
    <h2 id="wahlperiode" class="kern-heading-medium">
      Wahlperiode eintragen
    </h2>
    <form class="vw-stack" method="post" action="/legislative-terms">
      <TextField
        name="number"
        label="Nummer"
        value={termForm.number}
        error={errorAt(termProblem, 'number')}
        inputmode="numeric"
        autocomplete="off"
      />
      <TextField
        name="begins"
        label="Erster Tag"
        hint="TT.MM.JJJJ"
        value={termForm.begins}
        error={errorAt(termProblem, 'begins')}
        autocomplete="off"
      />
      <TextField
        name="ends"
        label="Letzter Tag"
        optional
        hint="TT.MM.JJJJ; leer, solange er nicht feststeht"
        value={termForm.ends}
        error={errorAt(termProblem, 'ends')}
        autocomplete="off"
      />
      <button class="kern-btn kern-btn--secondary" type="submit">
        <span class="kern-label">Eintragen</span>
      </button>
    </form>
  </section>
)
