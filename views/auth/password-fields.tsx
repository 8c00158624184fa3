import type { Problem } from '../../server/base/result.ts'
import { TextField } from '../layout/field.tsx'
import { errorAt } from './refusal.tsx'

/** The new password, twice. Password managers are told what to do with it. */
export const PasswordFields = ({ problem }: { problem: Problem | null }) => (
  <>
    <TextField
      name="password"
      label="Neues Passwort"
      hint="Mindestens 12 Zeichen. Gut sind mehrere Wörter, auch mit Leerzeichen."
      type="password"
      error={errorAt(problem, 'password')}
      autocomplete="new-password"
      required
    />
    <TextField
      name="repeat"
      label="Neues Passwort noch einmal"
      type="password"
      error={errorAt(problem, 'repeat')}
      autocomplete="new-password"
      required
    />
  </>
)
