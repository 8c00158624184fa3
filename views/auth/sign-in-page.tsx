import type { KeptForm } from '../../server/auth/kept-form.ts'
import type { Problem } from '../../server/base/result.ts'
import { TextField } from '../layout/field.tsx'
import { Note } from '../layout/note.tsx'
import { PublicLayout } from '../layout/public-layout.tsx'
import { errorAt, Refusal } from './refusal.tsx'

interface SignInPageProps {
  readonly login: string
  /** A path of this product to go on to. */
  readonly next: string
  /** Why the person stands here, where she did not come by herself. */
  readonly notice?: string | undefined
  /** What could not be saved because the session had ended; it waits for the person to sign in. */
  readonly kept?: KeptForm | null
  readonly problem: Problem | null
}

export const SignInPage = ({ login, next, notice, kept, problem }: SignInPageProps) => (
  <PublicLayout title="Anmelden" measure="small">
    <h1 class="kern-heading-large">Anmelden bei Vorlagenwerk</h1>
    <Refusal title="Sie sind noch nicht angemeldet." problem={problem} />
    {notice && !problem && (
      <Note>
        <p>{notice}</p>
      </Note>
    )}
    <form class="vw-stack" method="post" action="/sessions">
      {next !== '/' && <input type="hidden" name="next" value={next} />}
      {kept && <input type="hidden" name="kept" value={JSON.stringify(kept)} />}
      <TextField
        name="login"
        label="Kennung"
        value={login}
        error={errorAt(problem, 'login')}
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        required
      />
      <TextField
        name="password"
        label="Passwort"
        type="password"
        error={errorAt(problem, 'password')}
        autocomplete="current-password"
        required
      />
      <button class="kern-btn kern-btn--primary kern-btn--block" type="submit">
        <span class="kern-label">Anmelden</span>
      </button>
    </form>
    <p class="vw-muted">Passwort vergessen? Die Administration gibt Ihnen einen Link, mit dem Sie ein neues setzen.</p>
  </PublicLayout>
)
