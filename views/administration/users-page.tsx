import { EmptyState } from '../layout/empty-state.tsx'
import { SelectField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { Pagination } from '../layout/pagination.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'
import { Status } from '../layout/status.tsx'
import type { Choice } from './user-fields.tsx'

export interface UserLine {
  readonly id: string
  readonly login: string
  readonly name: string
  readonly unitName: string
  readonly roleLabels: readonly string[]
  readonly state: 'active' | 'without_password' | 'deactivated'
}

export interface UserFilterValues {
  readonly unit: string
  readonly role: string
  readonly state: string
}

interface UsersPageProps {
  readonly users: readonly UserLine[]
  readonly total: number
  readonly filter: UserFilterValues
  readonly units: readonly Choice[]
  readonly roles: readonly Choice[]
  readonly page: number
  readonly pages: number
  readonly pageHref: (page: number) => string
}

export const UsersPage = ({ users, total, filter, units, roles, page, pages, pageHref }: UsersPageProps) => (
  <Layout title="Konten" current="users">
    <PageHead title="Konten" facts={<span>{total === 1 ? '1 Konto' : `${total} Konten`}</span>}>
      <div class="vw-line">
        <a class="kern-btn kern-btn--secondary" href="/units">
          <span class="kern-label">Einheiten</span>
        </a>
        <a class="kern-btn kern-btn--primary" href="/users/new">
          <span class="kern-label">Konto anlegen</span>
        </a>
      </div>
    </PageHead>
    <div class="vw-stack vw-stack--wide">
      <FilterForm filter={filter} units={units} roles={roles} />
      {users.length > 0 ? (
        <UserTable users={users} />
      ) : (
        <EmptyState
          title="Kein Konto passt zu dieser Auswahl"
          text="Wählen Sie weniger aus, oder sehen Sie alle an."
          way={{ href: '/users?state=all', label: 'Alle Konten zeigen' }}
        />
      )}
      <Pagination page={page} pages={pages} href={pageHref} />
    </div>
  </Layout>
)

type FilterFormProps = Pick<UsersPageProps, 'filter' | 'units' | 'roles'>

const FilterForm = ({ filter, units, roles }: FilterFormProps) => (
  <form method="get" action="/users" class="vw-fields" aria-label="Konten auswählen">
    <SelectField
      name="unit"
      label="Einheit"
      value={filter.unit}
      choices={[{ value: '', label: 'alle' }, ...units]}
      width={4}
    />
    <SelectField
      name="role"
      label="Rolle"
      value={filter.role}
      choices={[{ value: '', label: 'alle' }, ...roles]}
      width={4}
    />
    <SelectField
      name="state"
      label="Stand"
      value={filter.state}
      choices={[
        { value: 'active', label: 'aktive' },
        { value: 'all', label: 'auch deaktivierte' },
      ]}
      width={4}
    />
    <div class="vw-line">
      <button class="kern-btn kern-btn--secondary" type="submit">
        <span class="kern-label">Anzeigen</span>
      </button>
    </div>
  </form>
)

const UserTable = ({ users }: { users: readonly UserLine[] }) => (
  <StackedTable
    caption="Konten"
    columns={['Name', 'Kennung', 'Einheit', 'Rollen', 'Stand']}
    rows={users.map(({ id, name, login, unitName, roleLabels, state }) => [
      <a href={`/users/${id}`}>{name}</a>,
      login,
      unitName,
      roleLabels.join(', '),
      <UserState state={state} />,
    ])}
  />
)

export const UserState = ({ state }: { state: UserLine['state'] }) => {
  if (state === 'deactivated') return <Status word="Deaktiviert" />
  if (state === 'without_password') return <Status word="Offen" text="Noch kein Passwort" />
  return <Status word="In Ordnung" text="Aktiv" />
}
