import type { Problem } from '../../server/base/result.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { SelectField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import type { Choice } from './user-fields.tsx'

export interface DeactivationProps {
  readonly user: { readonly id: string; readonly name: string }
  /** Who may take the person's open cases; empty where she guides no cases. */
  readonly successors: readonly Choice[]
  readonly handOverTo: string
  readonly problem: Problem | null
}

export const DeactivationPage = (props: DeactivationProps) => (
  <Layout title={`Konto deaktivieren: ${props.user.name}`} current="users">
    <PageHead
      title="Konto deaktivieren"
      crumbs={[
        { href: '/users', label: 'Konten' },
        { href: `/users/${props.user.id}`, label: props.user.name },
      ]}
    />
    <div class="vw-cols">
      <div class="vw-stack vw-stack--wide">
        <Refusal title="Das Konto ist noch nicht deaktiviert." problem={props.problem} />
        <Note kind="warning">
          <p>
            {props.user.name} wird sofort abgemeldet und kann sich nicht mehr anmelden. Rückgängig machen lässt sich das
            nicht. Name und Verlauf bleiben erhalten.
          </p>
        </Note>
        <DeactivateForm {...props} />
      </div>
    </div>
  </Layout>
)

/** Posts to where the cases are handed over in the same act. */
export const DeactivateForm = ({ user, successors, handOverTo, problem }: DeactivationProps) => (
  <form class="vw-stack" method="post" action={`/users/${user.id}/deactivations`}>
    {successors.length > 0 && (
      <SelectField
        name="handOverTo"
        label="Offene Fälle übernimmt"
        hint="Nur nötig, wenn die Person offene Fälle hat"
        value={handOverTo}
        choices={[{ value: '', label: 'niemand' }, ...successors]}
        error={errorAt(problem, 'handOverTo')}
      />
    )}
    <div class="vw-line">
      <button class="kern-btn kern-btn--primary" type="submit">
        <span class="kern-label">Konto deaktivieren</span>
      </button>
      <a class="kern-btn kern-btn--secondary" href={`/users/${user.id}`}>
        <span class="kern-label">Abbrechen</span>
      </a>
    </div>
  </form>
)
