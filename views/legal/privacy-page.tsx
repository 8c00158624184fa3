import { PublicLayout } from '../layout/public-layout.tsx'
import { Address, type Authority, AuthorityLink, Contact } from './contact.tsx'

interface PrivacyPageProps {
  readonly houseName: string
  readonly address: readonly string[]
  readonly phone: string
  readonly email: string
  readonly operator: string
  readonly dataProtection: { readonly officer: string; readonly email: string; readonly phone: string }
  readonly supervisoryAuthority: Authority
  /** The name of the one cookie. */
  readonly cookie: string
  readonly sessionHours: number
  readonly idleMinutes: number
}

/** Art. 13 GDPR, for the pages themselves. What an office keeps about a client, she learns from her office. */
export const PrivacyPage = (props: PrivacyPageProps) => (
  <PublicLayout title="Datenschutz">
    <h1 class="kern-heading-large">Datenschutz</h1>
    <section class="vw-stack" aria-labelledby="verantwortlich">
      <h2 id="verantwortlich" class="kern-heading-medium">
        Wer verantwortlich ist
      </h2>
      <p>
        <Address lines={props.address} />
        <br />
        <Contact phone={props.phone} email={props.email} />
      </p>
      <p>
        {props.dataProtection.officer}
        <br />
        <Contact phone={props.dataProtection.phone} email={props.dataProtection.email} />
      </p>
      <p>{`Vorlagenwerk läuft hier: ${props.operator}. Daten werden nicht an Dritte gegeben, und keine Seite lädt etwas von fremden Servern.`}</p>
    </section>
    <PublicCheck />
    <Device {...props} />
    <Work {...props} />
    <section class="vw-stack" aria-labelledby="rechte">
      <h2 id="rechte" class="kern-heading-medium">
        Ihre Rechte
      </h2>
      <p>
        Sie können Auskunft verlangen (Art. 15 DSGVO), Berichtigung (Art. 16), Löschung (Art. 17) und Einschränkung
        (Art. 18), und Sie können der Verarbeitung widersprechen (Art. 21). Wo das Gesetz die Aufbewahrung von Akten
        vorschreibt, geht sie vor. Wenden Sie sich an die oben genannten Stellen. Beschweren können Sie sich auch bei
        der Aufsichtsbehörde: <AuthorityLink {...props.supervisoryAuthority} />.
      </p>
    </section>
  </PublicLayout>
)

const PublicCheck = () => (
  <section class="vw-stack" aria-labelledby="pruefung">
    <h2 id="pruefung" class="kern-heading-medium">
      Wenn Sie ein Dokument prüfen
    </h2>
    <ul class="vw-stack vw-stack--tight">
      <li>Die Datei, die Sie prüfen lassen, wird im Arbeitsspeicher gelesen und nicht gespeichert.</li>
      <li>
        Damit niemand Prüfcodes durchprobiert, zählen wir die Prüfungen je Internetadresse. Gespeichert wird nur ein
        Prüfwert der Adresse, er wird bald wieder gelöscht.
      </li>
      <li>
        Das Protokoll des Servers hält fest, welche Art von Seite wann abgerufen wurde, nicht von wem und nicht, welches
        Dokument.
      </li>
      <li>Ein Konto brauchen Sie nicht, und ein Cookie wird nicht gesetzt.</li>
    </ul>
    <p>
      Rechtsgrundlage ist Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 Datenschutzgesetz Nordrhein-Westfalen: Die Prüfung dient
      der Sicherheit des Rechtsverkehrs.
    </p>
  </section>
)

const Device = ({ cookie, sessionHours, idleMinutes }: PrivacyPageProps) => (
  <section class="vw-stack" aria-labelledby="geraet">
    <h2 id="geraet" class="kern-heading-medium">
      Was auf Ihrem Gerät gespeichert wird
    </h2>
    <ul class="vw-stack vw-stack--tight">
      <li>
        <strong>
          Ein Cookie: <code>{cookie}</code>.
        </strong>{' '}
        {`Nur wer sich anmeldet, bekommt es. Es hält die Anmeldung und endet mit dem Abmelden, ${idleMinutes} Minuten nach der letzten Benutzung oder spätestens nach ${sessionHours} Stunden.`}{' '}
        Weitere Cookies gibt es nicht, auch keine zur Auswertung.
      </li>
      <li>
        <strong>Noch nicht Gesendetes.</strong> Was Beschäftigte schreiben, während das Netz fehlt, liegt verschlüsselt
        im Speicher des Browsers, bis es gesendet ist. Den Schlüssel hat nur der Server und gibt ihn nur der
        angemeldeten Person. Abmelden löscht es.
      </li>
      <li>
        <strong>Dateien der Oberfläche</strong> wie Schriften und Bilder hält der Browser vor. Sie sind für alle gleich.
      </li>
    </ul>
    <p>Beides ist technisch nötig und braucht keine Einwilligung (§ 25 Abs. 2 Nr. 2 TDDDG).</p>
  </section>
)

const Work = ({ houseName }: PrivacyPageProps) => (
  <section class="vw-stack" aria-labelledby="beschaeftigte">
    <h2 id="beschaeftigte" class="kern-heading-medium">
      Wenn Sie mit Vorlagenwerk arbeiten oder beraten werden
    </h2>
    <ul class="vw-stack vw-stack--tight">
      <li>
        <strong>Beschäftigte:</strong> Gespeichert sind Name, Kennung, Einheit, Rollen, dienstliche E-Mail-Adresse und
        ein Prüfwert des Passworts. Wer was geändert und freigegeben hat, steht unveränderbar im Verlauf, damit
        Entscheidungen nachgewiesen werden können. Ihre Einstellungen, etwa helle oder dunkle Darstellung, sind im Konto
        gespeichert.
      </li>
      <li>
        <strong>Mails:</strong> Hinweise auf Wartendes gehen nur an dienstliche Adressen und nennen weder Namen noch
        Inhalte. Was gesendet wurde, ist 90 Tage lang nachzulesen.
      </li>
      <li>
        <strong>Klientinnen und Klienten:</strong>{' '}
        {`Welche Angaben die Behörde „${houseName}“ zu Ihrem Verfahren verarbeitet (§ 86 AufenthG), wozu, wie lange und wem sie sie mit Ihrer Einwilligung weitergibt, sagt Ihnen die Stelle, die Sie berät. Auskunft bekommen Sie dort oder bei der oben genannten Datenschutzstelle.`}
      </li>
    </ul>
  </section>
)
