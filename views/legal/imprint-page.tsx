import { PublicLayout } from '../layout/public-layout.tsx'
import { Address, Contact } from './contact.tsx'

interface ImprintPageProps {
  readonly address: readonly string[]
  readonly representedBy: string
  readonly phone: string
  readonly email: string
  readonly operator: string
  readonly vatId?: string | undefined
}

/** § 5 DDG, § 18 MStV. */
export const ImprintPage = ({ address, representedBy, phone, email, operator, vatId }: ImprintPageProps) => (
  <PublicLayout title="Impressum">
    <h1 class="kern-heading-large">Impressum</h1>
    <section class="vw-stack" aria-labelledby="anbieter">
      <h2 id="anbieter" class="kern-heading-medium">
        Anbieter
      </h2>
      <p>
        <Address lines={address} />
      </p>
      <p>{`Körperschaft des öffentlichen Rechts, vertreten durch: ${representedBy}`}</p>
      <p>
        <Contact phone={phone} email={email} />
      </p>
      {vatId && <p>{`Umsatzsteuer-Identifikationsnummer: ${vatId}`}</p>}
    </section>
    <section class="vw-stack" aria-labelledby="betrieb">
      <h2 id="betrieb" class="kern-heading-medium">
        Technischer Betrieb
      </h2>
      <p>{operator}</p>
    </section>
    <section class="vw-stack" aria-labelledby="inhalt-verantwortlich">
      <h2 id="inhalt-verantwortlich" class="kern-heading-medium">
        Was diese Seiten sind
      </h2>
      <p>
        Vorlagenwerk ist das Programm, mit dem die Behörde Zielvereinbarungen und Sitzungsvorlagen schreibt, freigibt
        und ausfertigt. Öffentlich ist davon die <a href="/pruefung">Echtheitsprüfung</a>. Für den Inhalt der Dokumente
        ist die Stelle verantwortlich, die darin genannt ist. Das Programm ist freie Software unter der European Union
        Public Licence (EUPL) 1.2.
      </p>
    </section>
  </PublicLayout>
)
