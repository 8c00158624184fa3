import type { Problem } from '../../server/base/result.ts'
import { Refusal } from '../auth/refusal.tsx'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { Trail, type TrailLine } from '../layout/trail.tsx'
import { type Choice, UserFields, type UserValues } from './user-fields.tsx'
import { type UserLine, UserState } from './users-page.tsx'

export interface UserPageProps {
  readonly user: {
    readonly id: string
    readonly login: string
    readonly name: string
    readonly state: UserLine['state']
    readonly passwordSetAt: string | null
    readonly deactivatedAt: string | null
  }
  readonly values: UserValues
  readonly units: readonly Choice[]
  readonly roles: readonly Choice[]
  readonly trail: readonly TrailLine[]
  readonly can: { readonly deactivate: boolean }
  /** Shown this once; only its hash is stored. */
  readonly link?: { readonly url: string; readonly expiresAt: string } | undefined
  readonly notice?: string | undefined
  readonly problem: Problem | null
}

export const UserPage = ({ user, values, units, roles, trail, can, link, notice, problem }: UserPageProps) => (
  <Layout title={user.name} current="users">
    <PageHead
      title={user.name}
      crumbs={[{ href: '/users', label: 'Konten' }]}
      facts={
        <>
          <span>{user.login}</span>
          <span>
            <UserState state={user.state} />
          </span>
        </>
      }
    />
    <div class="vw-cols">
      <div class="vw-stack vw-stack--wide">
        <Refusal title="Das Konto ist noch nicht geändert." problem={problem} />
        {notice && (
          <Note kind="success">
            <p>{notice}</p>
          </Note>
        )}
        {link && <NewLink name={user.name} {...link} />}
        {user.deactivatedAt ? (
          <Deactivated at={user.deactivatedAt} />
        ) : (
          <form class="vw-stack" method="post" action={`/users/${user.id}`}>
            <UserFields values={values} units={units} roles={roles} isNew={false} problem={problem} />
            <p class="vw-muted vw-small">Neue Rollen beenden die Sitzungen der Person; sie meldet sich neu an.</p>
            <div class="vw-line">
              <button class={`kern-btn kern-btn--${link ? 'secondary' : 'primary'}`} type="submit">
                <span class="kern-label">Änderungen speichern</span>
              </button>
            </div>
          </form>
        )}
      </div>
      <div class="vw-stack vw-stack--wide">
        {!user.deactivatedAt && <Access user={user} canDeactivate={can.deactivate} />}
        <section class="vw-sec" aria-labelledby="verlauf">
          <header>
            <h2 id="verlauf" class="kern-heading-medium">
              Verlauf
            </h2>
          </header>
          <Trail lines={trail} />
        </section>
      </div>
    </div>
  </Layout>
)

const NewLink = ({ name, url, expiresAt }: { name: string; url: string; expiresAt: string }) => (
  <section class="vw-panel vw-stack" aria-labelledby="link">
    <h2 id="link" class="kern-heading-medium">
      Link zum Setzen des Passworts
    </h2>
    <div class="kern-form-input">
      <label class="kern-label" for="passwort-link">
        Der Link für {name}
      </label>
      <div class="kern-hint" id="passwort-link-hint">
        Er steht nur jetzt hier. Markieren und kopieren Sie ihn, und geben Sie ihn der Person selbst, auf keinem anderen
        Weg.
      </div>
      <input
        class="kern-form-input__input vw-mono"
        id="passwort-link"
        type="text"
        value={url}
        readonly
        aria-describedby="passwort-link-hint"
      />
    </div>
    <p class="vw-small">
      Er gilt einmal und bis <Moment at={expiresAt} />. Frühere Links gelten nicht mehr.
    </p>
  </section>
)

const Deactivated = ({ at }: { at: string }) => (
  <Note>
    <p>
      Deaktiviert am <Moment at={at} />. Das Konto bleibt stehen, weil Dokumente und Verlauf die Person nennen.
    </p>
  </Note>
)

const Access = ({ user, canDeactivate }: { user: UserPageProps['user']; canDeactivate: boolean }) => (
  <section class="vw-sec vw-stack" aria-labelledby="zugang">
    <header>
      <h2 id="zugang" class="kern-heading-medium">
        Zugang
      </h2>
    </header>
    <p class="vw-small">
      {user.passwordSetAt ? (
        <>
          Passwort gesetzt: <Moment at={user.passwordSetAt} />
        </>
      ) : (
        'Die Person hat noch kein Passwort. Erstellen Sie einen Link, mit dem sie es selbst setzt.'
      )}
    </p>
    <form method="post" action={`/users/${user.id}/password-links`}>
      <button class="kern-btn kern-btn--secondary" type="submit">
        <span class="kern-label">Passwort-Link erstellen</span>
      </button>
    </form>
    {canDeactivate && (
      <p>
        <a href={`/users/${user.id}/deactivations`}>Konto deaktivieren …</a>
      </p>
    )}
  </section>
)
