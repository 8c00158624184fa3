import type { Problem } from '../../server/base/result.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { TextField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'

export interface UnitValues {
  readonly name: string
  readonly short: string
}

interface UnitsPageProps {
  readonly units: readonly (UnitValues & { readonly id: string; readonly people: number })[]
  /** What the form for a new unit holds. */
  readonly values: UnitValues
  readonly notice?: string | undefined
  readonly problem: Problem | null
}

export const UnitsPage = ({ units, values, notice, problem }: UnitsPageProps) => (
  <Layout title="Einheiten" current="users">
    <PageHead title="Einheiten" crumbs={[{ href: '/users', label: 'Konten' }]} />
    <div class="vw-cols">
      <div class="vw-stack vw-stack--wide">
        <Refusal title="Die Einheit ist noch nicht angelegt." problem={problem} />
        {notice && (
          <Note kind="success">
            <p>{notice}</p>
          </Note>
        )}
        <ul class="vw-list">
          {units.map(({ id, name, short, people }) => (
            <li>
              <a href={`/units/${id}`}>{name}</a>
              <span class="vw-muted vw-small">{`${short} · ${people === 1 ? '1 Person' : `${people} Personen`}`}</span>
            </li>
          ))}
        </ul>
      </div>
      <section class="vw-panel" aria-labelledby="neue-einheit">
        <h2 id="neue-einheit" class="kern-heading-medium">
          Einheit anlegen
        </h2>
        <form class="vw-stack" method="post" action="/units">
          <UnitFields values={values} problem={problem} />
          <button class="kern-btn kern-btn--primary" type="submit">
            <span class="kern-label">Einheit anlegen</span>
          </button>
        </form>
      </section>
    </div>
  </Layout>
)

interface UnitPageProps {
  readonly unit: UnitValues & { readonly id: string }
  readonly values: UnitValues
  readonly problem: Problem | null
}

export const UnitPage = ({ unit, values, problem }: UnitPageProps) => (
  <Layout title={unit.name} current="users">
    <PageHead
      title={unit.name}
      crumbs={[
        { href: '/users', label: 'Konten' },
        { href: '/units', label: 'Einheiten' },
      ]}
    />
    <div class="vw-cols">
      <div class="vw-stack vw-stack--wide">
        <Refusal title="Die Einheit ist noch nicht geändert." problem={problem} />
        <form class="vw-stack" method="post" action={`/units/${unit.id}`}>
          <UnitFields values={values} problem={problem} />
          <div class="vw-line">
            <button class="kern-btn kern-btn--primary" type="submit">
              <span class="kern-label">Änderungen speichern</span>
            </button>
          </div>
        </form>
      </div>
    </div>
  </Layout>
)

const UnitFields = ({ values, problem }: { values: UnitValues; problem: Problem | null }) => (
  <>
    <TextField
      name="short"
      label="Kurzzeichen"
      hint="Wie es in Nummern steht, zum Beispiel 32.3"
      value={values.short}
      error={errorAt(problem, 'short')}
      autocomplete="off"
    />
    <TextField name="name" label="Name" value={values.name} error={errorAt(problem, 'name')} autocomplete="off" />
  </>
)
