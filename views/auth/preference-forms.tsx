import type { Preference } from '../../server/auth/preference.ts'
import type { MailWish } from '../../server/notice/mail.ts'
import { FieldError, fieldId } from '../layout/field.tsx'
import { Note } from '../layout/note.tsx'

/** Whether and when mails come. */
export const MailForm = ({
  wish,
  hasAddress,
  error,
}: {
  wish: MailWish
  hasAddress: boolean
  error?: string | undefined
}) => (
  <section class="vw-sec vw-stack" aria-labelledby="mails">
    <header>
      <h2 id="mails" class="kern-heading-medium">
        Mails
      </h2>
    </header>
    {!hasAddress && (
      <Note kind="warning">
        <p>
          In Ihrem Konto steht keine E-Mail-Adresse, deshalb bekommen Sie keine Mails. Die Administration trägt sie ein.
        </p>
      </Note>
    )}
    <form class="vw-stack" method="post" action="/profile/mail-wishes">
      <Choices
        name="wish"
        legend="Wann möchten Sie erfahren, was auf Sie wartet?"
        hint="Mails nennen nur die Art des Vorgangs, nie Namen oder Inhalte."
        chosen={wish}
        choices={mailChoices}
        error={error}
      />
      <SaveButton label="Wahl für Mails speichern" />
    </form>
  </section>
)

const mailChoices: readonly Choice<MailWish>[] = [
  { value: 'at_once', label: 'Sofort, für jeden Vorgang eine Mail' },
  { value: 'daily', label: 'Einmal am Arbeitstag, um 7:30 Uhr' },
  { value: 'none', label: 'Keine Mails' },
]

/** Colours and letter keys. Not boosted: the theme stands at the root of the page, which is loaded anew. */
export const LookForm = ({ preference, error }: { preference: Preference; error?: string | undefined }) => (
  <section class="vw-sec vw-stack" aria-labelledby="darstellung">
    <header>
      <h2 id="darstellung" class="kern-heading-medium">
        Darstellung und Tasten
      </h2>
    </header>
    <form class="vw-stack" method="post" action="/profile/preferences" hx-boost="false">
      <Choices name="theme" legend="Darstellung" chosen={preference.theme} choices={themeChoices} error={error} />
      <div class="kern-form-check">
        <input
          class="kern-form-check__checkbox"
          type="checkbox"
          id="feld-letterKeys"
          name="letterKeys"
          value="on"
          checked={preference.letterKeys}
          aria-describedby="feld-letterKeys-hint"
        />
        <label class="kern-label" for="feld-letterKeys">
          Einzelne Tasten wirken
        </label>
      </div>
      <p class="vw-muted vw-small" id="feld-letterKeys-hint">
        Außerhalb von Eingabefeldern: <kbd>/</kbd> Suche, <kbd>J</kbd> und <kbd>K</kbd> nächster und voriger Eintrag,{' '}
        <kbd>N</kbd> nächste Änderung, <kbd>F</kbd> zu „Freigeben“, <kbd>Z</kbd> zum Grund der Rückgabe, <kbd>?</kbd>{' '}
        zeigt diese Liste. Wer mit Sprache steuert, schaltet sie besser aus.
      </p>
      <SaveButton label="Darstellung speichern" />
    </form>
  </section>
)

const themeChoices: readonly Choice<Preference['theme']>[] = [
  { value: 'system', label: 'Wie das Gerät' },
  { value: 'light', label: 'Hell' },
  { value: 'dark', label: 'Dunkel' },
]

interface Choice<T extends string> {
  readonly value: T
  readonly label: string
}

interface ChoicesProps<T extends string> {
  readonly name: string
  readonly legend: string
  readonly hint?: string
  readonly chosen: T
  readonly choices: readonly Choice<T>[]
  readonly error?: string | undefined
}

const Choices = <T extends string>({ name, legend, hint, chosen, choices, error }: ChoicesProps<T>) => (
  <fieldset class={error ? 'kern-fieldset kern-fieldset--error' : 'kern-fieldset'}>
    <legend class="kern-label">{legend}</legend>
    {hint && <div class="kern-hint">{hint}</div>}
    <div class="kern-fieldset__body vw-stack vw-stack--tight">
      {choices.map(({ value, label }, index) => {
        const id = index === 0 ? fieldId(name) : `${fieldId(name)}-${index}`
        return (
          <div class="kern-form-check">
            <input
              class="kern-form-check__radio"
              type="radio"
              id={id}
              name={name}
              value={value}
              checked={value === chosen}
              {...(error ? { 'aria-invalid': 'true' as const } : {})}
            />
            <label class="kern-label" for={id}>
              {label}
            </label>
          </div>
        )
      })}
    </div>
    {error && <FieldError name={name} message={error} />}
  </fieldset>
)

const SaveButton = ({ label }: { label: string }) => (
  <div class="vw-line">
    <button class="kern-btn kern-btn--secondary" type="submit">
      <span class="kern-label">{label}</span>
    </button>
  </div>
)
