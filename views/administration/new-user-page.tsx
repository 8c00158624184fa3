import type { Problem } from '../../server/base/result.ts'
import { Refusal } from '../auth/refusal.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { type Choice, UserFields, type UserValues } from './user-fields.tsx'

interface NewUserPageProps {
  readonly values: UserValues
  readonly units: readonly Choice[]
  readonly roles: readonly Choice[]
  readonly problem: Problem | null
}

export const NewUserPage = ({ values, units, roles, problem }: NewUserPageProps) => (
  <Layout title="Konto anlegen" current="users">
    <PageHead title="Konto anlegen" crumbs={[{ href: '/users', label: 'Konten' }]} />
    <div class="vw-cols">
      <div class="vw-stack vw-stack--wide">
        <Refusal title="Das Konto ist noch nicht angelegt." problem={problem} />
        <form class="vw-stack" method="post" action="/users">
          <UserFields values={values} units={units} roles={roles} isNew problem={problem} />
          <p class="vw-muted vw-small">Danach erstellen Sie den Link, mit dem die Person ihr Passwort selbst setzt.</p>
          <div class="vw-line">
            <button class="kern-btn kern-btn--primary" type="submit">
              <span class="kern-label">Konto anlegen</span>
            </button>
          </div>
        </form>
      </div>
    </div>
  </Layout>
)
