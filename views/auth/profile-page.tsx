import type { Preference } from '../../server/auth/preference.ts'
import type { Problem } from '../../server/base/result.ts'
import type { MailWish } from '../../server/notice/mail.ts'
import { TextField } from '../layout/field.tsx'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { CalendarLink, type CalendarLinkProps } from './calendar-link.tsx'
import { PasswordFields } from './password-fields.tsx'
import { LookForm, MailForm } from './preference-forms.tsx'
import { errorAt, Refusal } from './refusal.tsx'

export interface ProfileFacts {
  readonly login: string
  readonly name: string
  readonly salutation: string
  readonly email: string
  readonly unitName: string
  readonly roleLabels: readonly string[]
  readonly passwordSetAt: string | null
}

export interface ProfileSession {
  readonly id: string
  readonly device: string
  readonly startedAt: string
  readonly seenAt: string
  readonly isThisOne: boolean
}

interface ProfilePageProps {
  readonly profile: ProfileFacts
  readonly preference: Preference
  readonly wish: MailWish
  readonly sessions: readonly ProfileSession[]
  /** Null for people without days to keep. */
  readonly calendar: CalendarLinkProps | null
  readonly notice?: string | undefined
  readonly problem: Problem | null
}

export const ProfilePage = ({ profile, preference, wish, sessions, calendar, notice, problem }: ProfilePageProps) => (
  <Layout title="Profil">
    <PageHead title="Profil" />
    <div class="vw-cols">
      <div class="vw-stack vw-stack--wide">
        <Refusal title="Das ist noch nicht gespeichert." problem={problem} />
        {notice && (
          <Note kind="success">
            <p>{notice}</p>
          </Note>
        )}
        <Facts {...profile} />
        <MailForm wish={wish} hasAddress={profile.email !== ''} error={errorAt(problem, 'wish')} />
        <LookForm preference={preference} error={errorAt(problem, 'theme')} />
        {calendar && <CalendarLink {...calendar} />}
        <Sessions sessions={sessions} />
      </div>
      <PasswordForm login={profile.login} problem={problem} />
    </div>
  </Layout>
)

const Facts = ({ login, name, salutation, email, unitName, roleLabels, passwordSetAt }: ProfileFacts) => (
  <section class="vw-sec vw-stack" aria-labelledby="konto">
    <header>
      <h2 id="konto" class="kern-heading-medium">
        Konto
      </h2>
    </header>
    <dl class="vw-facts">
      <dt>Name</dt>
      <dd>{[salutation, name].filter(Boolean).join(' ')}</dd>
      <dt>Kennung</dt>
      <dd>{login}</dd>
      <dt>Einheit</dt>
      <dd>{unitName}</dd>
      <dt>{roleLabels.length === 1 ? 'Rolle' : 'Rollen'}</dt>
      <dd>{roleLabels.join(', ')}</dd>
      <dt>E-Mail</dt>
      <dd>{email || 'keine angegeben'}</dd>
      {passwordSetAt && (
        <>
          <dt>Passwort gesetzt</dt>
          <dd>
            <Moment at={passwordSetAt} />
          </dd>
        </>
      )}
    </dl>
    <p class="vw-muted vw-small">Stimmt etwas nicht? Die Administration ändert es.</p>
  </section>
)

const Sessions = ({ sessions }: { sessions: readonly ProfileSession[] }) => (
  <section class="vw-sec" aria-labelledby="sitzungen">
    <header>
      <h2 id="sitzungen" class="kern-heading-medium">
        Angemeldet auf
      </h2>
      <div class="vw-line">
        {sessions.some(({ isThisOne }) => !isThisOne) && (
          <form method="post" action="/sessions/others/ends">
            <button class="kern-btn kern-btn--tertiary kern-btn--x-small" type="submit">
              <span class="kern-label">Alle anderen beenden</span>
            </button>
          </form>
        )}
        <form method="post" action="/sessions/ends" hx-boost="false">
          <button class="kern-btn kern-btn--tertiary kern-btn--x-small" type="submit">
            <span class="kern-label">Überall abmelden</span>
          </button>
        </form>
      </div>
    </header>
    <ul class="vw-list vw-list--stack">
      {sessions.map(({ id, device, startedAt, seenAt, isThisOne }) => (
        <li>
          <div>
            <p>{isThisOne ? `${device} (diese Sitzung)` : device}</p>
            <p class="vw-muted vw-small">
              Angemeldet <Moment at={startedAt} />, zuletzt benutzt <Moment at={seenAt} />
            </p>
          </div>
          {!isThisOne && (
            <form method="post" action={`/sessions/${id}/ends`}>
              <button
                class="kern-btn kern-btn--tertiary kern-btn--x-small"
                type="submit"
                aria-label={`Beenden: ${device}`}
              >
                <span class="kern-label">Beenden</span>
              </button>
            </form>
          )}
        </li>
      ))}
    </ul>
  </section>
)

const PasswordForm = ({ login, problem }: { login: string; problem: Problem | null }) => (
  <section class="vw-panel" aria-labelledby="passwort">
    <h2 id="passwort" class="kern-heading-medium">
      Passwort ändern
    </h2>
    <form class="vw-stack" method="post" action="/profile/passwords">
      <input type="hidden" name="login" value={login} autocomplete="username" />
      <TextField
        name="current"
        label="Jetziges Passwort"
        type="password"
        error={errorAt(problem, 'current')}
        autocomplete="current-password"
        required
      />
      <PasswordFields problem={problem} />
      <p class="vw-muted vw-small">Alle anderen Sitzungen enden dann.</p>
      <button class="kern-btn kern-btn--primary" type="submit">
        <span class="kern-label">Passwort ändern</span>
      </button>
    </form>
  </section>
)
