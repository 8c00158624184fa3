import type { Problem } from '../../server/base/result.ts'
import { PublicLayout } from '../layout/public-layout.tsx'
import { PasswordFields } from './password-fields.tsx'
import { Refusal } from './refusal.tsx'

interface PasswordPageProps {
  /** Where the form goes: the link itself. */
  readonly action: string
  readonly login: string
  readonly problem: Problem | null
}

/** What a password link leads to. */
export const PasswordPage = ({ action, login, problem }: PasswordPageProps) => (
  <PublicLayout title="Passwort setzen" measure="small">
    <h1 class="kern-heading-large">Passwort setzen</h1>
    <Refusal title="Das Passwort ist noch nicht gesetzt." problem={problem} />
    <p>
      Ihre Kennung ist <strong>{login}</strong>. Mit ihr und dem neuen Passwort melden Sie sich an. Dieser Link gilt nur
      einmal.
    </p>
    <form class="vw-stack" method="post" action={action}>
      <input type="hidden" name="login" value={login} autocomplete="username" />
      <PasswordFields problem={problem} />
      <button class="kern-btn kern-btn--primary kern-btn--block" type="submit">
        <span class="kern-label">Passwort setzen</span>
      </button>
    </form>
  </PublicLayout>
)

export const GoneLinkPage = ({ message }: { message: string }) => (
  <PublicLayout title="Link abgelaufen" measure="small">
    <h1 class="kern-heading-large">Dieser Link gilt nicht mehr</h1>
    <p>{message}</p>
    <p>
      <a href="/session">Zur Anmeldung</a>
    </p>
  </PublicLayout>
)
