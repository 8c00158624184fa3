import { PublicLayout } from '../layout/public-layout.tsx'
import { type Authority, AuthorityLink, Contact } from './contact.tsx'

interface AccessibilityPageProps {
  readonly houseName: string
  readonly contact: string
  readonly phone: string
  readonly email: string
  readonly formUrl: string
  readonly assessedOn: string
  readonly ombudsOffice: Authority
  readonly monitoringBody: Authority
}

/** The declaration of § 10b BGG NRW and § 4 BITVNRW. What does not work yet stands here before somebody finds it. */
export const AccessibilityPage = (props: AccessibilityPageProps) => (
  <PublicLayout title="Erklärung zur Barrierefreiheit">
    <h1 class="kern-heading-large">Erklärung zur Barrierefreiheit</h1>
    <p>
      {`Die Behörde „${props.houseName}“ möchte, dass alle Menschen Vorlagenwerk benutzen können. Diese Erklärung gilt für `}
      alle Seiten von Vorlagenwerk, die öffentlichen und die für Beschäftigte (§ 10b Behindertengleichstellungsgesetz
      Nordrhein-Westfalen, § 4 Barrierefreie-Informationstechnik-Verordnung Nordrhein-Westfalen).
    </p>
    <State />
    <Barriers />
    <section class="vw-stack" aria-labelledby="erstellung">
      <h2 id="erstellung" class="kern-heading-medium">
        Wie diese Erklärung entstand
      </h2>
      <p>
        {`Stand: ${props.assessedOn}. Grundlage ist eine Selbstbewertung: Bei jeder Änderung prüfen automatische Tests jede `}
        Seite in heller und dunkler Darstellung, bei großer, schmaler und sehr schmaler Breite auf die Regeln der WCAG
        2.2 (Stufen A und AA), dazu Wege, die nur mit der Tastatur gegangen werden. Eine Prüfung durch Menschen mit
        Behinderungen und durch eine unabhängige Stelle steht noch aus.
      </p>
    </section>
    <section class="vw-stack" aria-labelledby="barriere-melden">
      <h2 id="barriere-melden" class="kern-heading-medium">
        Eine Barriere melden
      </h2>
      <p>
        Ist Ihnen etwas aufgefallen, oder brauchen Sie einen Inhalt in anderer Form? Schreiben Sie uns, am einfachsten
        über das <a href={props.formUrl}>Kontaktformular für Barrieren</a>:
      </p>
      <p>
        {props.contact}
        <br />
        <Contact phone={props.phone} email={props.email} />
      </p>
      <p>Wir antworten Ihnen, sobald wir können, und sagen Ihnen, was wir ändern und bis wann.</p>
    </section>
    <section class="vw-stack" aria-labelledby="ombudsstelle">
      <h2 id="ombudsstelle" class="kern-heading-medium">
        Wenn unsere Antwort Ihnen nicht hilft
      </h2>
      <p>
        Dann können Sie ein kostenloses Schlichtungsverfahren beantragen (§ 10d BGG NRW), auch ohne Anwältin oder
        Anwalt: <AuthorityLink {...props.ombudsOffice} />.
      </p>
      <p>
        Ob öffentliche Stellen die Vorschriften einhalten, prüft die <AuthorityLink {...props.monitoringBody} /> (§ 10c
        BGG NRW).
      </p>
    </section>
  </PublicLayout>
)

const State = () => (
  <section class="vw-stack" aria-labelledby="stand">
    <h2 id="stand" class="kern-heading-medium">
      Wie barrierefrei Vorlagenwerk ist
    </h2>
    <p>
      Vorlagenwerk ist mit § 3 BITVNRW (EN 301 549, WCAG 2.1 Stufe AA) <strong>teilweise vereinbar</strong>. Dokumente,
      die hier ausgefertigt werden, sind als barrierefreie PDF angelegt (PDF/UA-1).
    </p>
  </section>
)

const Barriers = () => (
  <section class="vw-stack" aria-labelledby="barrieren">
    <h2 id="barrieren" class="kern-heading-medium">
      Was noch nicht barrierefrei ist
    </h2>
    <ul class="vw-stack vw-stack--tight">
      <li>
        <strong>Scans unterschriebener Seiten</strong> sind Bilder ohne Text. Das ausgefertigte PDF mit demselben
        Wortlaut bleibt daneben abrufbar und ist barrierefrei.
      </li>
      <li>
        <strong>Dateien anderer</strong>, die hochgeladen werden, zeigen wir, wie sie sind. Ob sie barrierefrei sind,
        prüft Vorlagenwerk nicht.
      </li>
      <li>
        <strong>Gemeinsames Schreiben:</strong> Wo andere gerade im Text schreiben, zeigen farbige Schreibmarken.
        Vorlesende Programme hören nur, wer im Dokument ist, nicht an welcher Stelle.
      </li>
      <li>
        <strong>Die Vorschau als PDF</strong> öffnet der Browser mit seinem eigenen Programm, dessen Bedienung wir nicht
        beeinflussen. Derselbe Inhalt steht als Seite daneben.
      </li>
      <li>
        <strong>Leichte Sprache und Deutsche Gebärdensprache:</strong> Erläuterungen darin gibt es noch nicht.
      </li>
      <li>
        <strong>Elektronische Siegel:</strong> Ihre Prüfung zeigt diese Seite in Worten. Wie andere Programme sie
        zeigen, liegt bei ihnen.
      </li>
    </ul>
  </section>
)
