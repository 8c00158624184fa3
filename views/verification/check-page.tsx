import { ErrorSummary } from '../layout/error-summary.tsx'
import { TextField } from '../layout/field.tsx'
import { FileField } from '../layout/file-field.tsx'
import { Note } from '../layout/note.tsx'
import { PublicLayout } from '../layout/public-layout.tsx'
import { currentShell } from '../layout/shell.ts'

export interface CheckPageProps {
  /** As typed. */
  readonly code?: string
  /** Why the last question has no answer. */
  readonly refused?: {
    readonly message: string
    readonly fields: readonly { readonly path: string; readonly message: string }[]
  }
}

/** Where anybody asks whether a document is ours. */
export const CheckPage = ({ code = '', refused }: CheckPageProps) => (
  <PublicLayout title={refused ? 'Echtheit prüfen: kein Ergebnis' : 'Echtheit prüfen'}>
    <div class="vw-stack">
      <h1 class="kern-heading-large">Ist dieses Dokument echt?</h1>
      <p>
        {`Hier prüfen Sie Dokumente der Behörde „${currentShell().houseName}“. Sie erfahren, ob und wann ein Dokument hier `}
        ausgefertigt wurde und ob eine Datei seitdem verändert wurde. Inhalt, Titel und Namen zeigen wir nicht.
      </p>
    </div>
    {refused && <ErrorSummary message={refused.message} fields={refused.fields.filter(isElsewhere(refused.message))} />}
    {refused && code !== '' && <Advice />}
    <CheckForm code={code} errors={new Map(refused?.fields.map(({ path, message }) => [path, message]))} />
  </PublicLayout>
)

/** A sentence that already is the summary's heading is not said twice. */
const isElsewhere = (message: string) => (field: { readonly message: string }) => field.message !== message

const Advice = () => (
  <section class="vw-stack" aria-labelledby="pruefen-sie">
    <h2 class="kern-heading-medium" id="pruefen-sie">
      Bitte prüfen Sie
    </h2>
    <ul>
      <li>Der Code hat 13 Zeichen. Er enthält weder die Ziffer 0 noch die Buchstaben I, L und O.</li>
      <li>Entwürfe haben keinen Prüfcode.</li>
      <li>Schreiben anderer Behörden können wir hier nicht prüfen.</li>
    </ul>
  </section>
)

const CheckForm = ({ code, errors }: { code: string; errors: ReadonlyMap<string, string> }) => (
  <form class="vw-stack" method="post" action="/pruefung" enctype="multipart/form-data">
    <FileField
      name="datei"
      label="PDF-Datei prüfen"
      hint="Datei hierher ziehen oder auswählen, bis 64 MiB. Sie wird geprüft und nicht gespeichert."
      accept="application/pdf,.pdf"
      error={errors.get('datei')}
    />
    <p class="vw-muted">oder</p>
    <div class="vw-stack">
      <TextField
        name="code"
        label="Prüfcode eingeben"
        hint="Er steht unten auf jeder Seite, zum Beispiel AU7F-3A91-C2K4-8."
        value={code}
        error={errors.get('code')}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        maxlength={40}
      />
    </div>
    <p>
      <button class="kern-btn kern-btn--primary" type="submit">
        <span class="kern-label">Prüfen</span>
      </button>
    </p>
  </form>
)

/** The way on from every answer. */
export const AnotherCheck = () => (
  <p>
    <a class="kern-btn kern-btn--secondary" href="/pruefung">
      <span class="kern-label">Weiteres Dokument prüfen</span>
    </a>
  </p>
)

export const Unsaid = () => (
  <Note>
    <p>
      Wer sicher sein will, dass ein Ausdruck dasselbe sagt wie unsere Ausfertigung, prüft die PDF-Datei, nicht den
      Code.
    </p>
  </Note>
)
