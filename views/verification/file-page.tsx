import type { CheckedSignature, FileVerdict } from '../../server/verification/verification.ts'
import { Moment, printExactMoment } from '../layout/moments.tsx'
import { PublicLayout } from '../layout/public-layout.tsx'
import { Status } from '../layout/status.tsx'
import { AnotherCheck } from './check-page.tsx'
import { Verdict } from './verdict.tsx'

/** What was found about a file. */
export const FilePage = (verdict: FileVerdict) => (
  <PublicLayout title={titles[verdict.kind]}>
    <Answer verdict={verdict} />
    {verdict.signatures.length > 0 && (
      <section class="vw-stack" aria-labelledby="signaturen">
        <h2 class="kern-heading-medium" id="signaturen">
          Siegel und Signaturen in der Datei
        </h2>
        <ol class="vw-stack">
          {verdict.signatures.map((signature) => (
            <Signature signature={signature} />
          ))}
        </ol>
      </section>
    )}
    {verdict.kind !== 'issued' && <WhatToDo />}
    <details class="kern-accordion">
      <summary class="kern-accordion__header">
        <span class="kern-title kern-title--small">Technische Einzelheiten</span>
      </summary>
      <div class="kern-accordion__body">
        <dl class="vw-facts">
          <dt>SHA-256 der Datei</dt>
          <dd class="vw-mono vw-break">{verdict.fileHash}</dd>
        </dl>
        <ul>
          {verdict.reasons.map((reason) => (
            <li>{reason}</li>
          ))}
        </ul>
      </div>
    </details>
    <AnotherCheck />
  </PublicLayout>
)

const titles: Readonly<Record<FileVerdict['kind'], string>> = {
  issued: 'Datei ist echt',
  changed: 'Datei wurde verändert',
  unknown: 'Datei ist nicht bekannt',
  unreadable: 'Datei ist nicht lesbar',
}

const Answer = ({ verdict }: { verdict: FileVerdict }) => {
  switch (verdict.kind) {
    case 'issued':
      return (
        <Verdict kind="success" title="Das Dokument ist echt und unverändert">
          <p>{`Genau diese Datei wurde am ${printExactMoment(verdict.issuedAt)} hier ausgefertigt. Sie stimmt Byte für Byte überein.`}</p>
        </Verdict>
      )
    case 'changed':
      return (
        <Verdict kind="danger" title="Diese Datei ist nicht unsere Ausfertigung">
          <p>
            {verdict.beganAs
              ? `Sie beginnt mit dem, was am ${printExactMoment(verdict.beganAs)} hier ausgefertigt wurde. Danach wurde etwas hinzugefügt.`
              : 'Sie trägt ein Siegel dieses Hauses, stimmt aber mit keiner Ausfertigung überein: Sie wurde verändert.'}
          </p>
        </Verdict>
      )
    case 'unknown':
      return (
        <Verdict kind="warning" title="Diese Datei kennen wir nicht">
          <p>
            So wurde sie hier nicht ausgefertigt, und sie trägt kein Siegel dieses Hauses. Auch eine neu gespeicherte
            oder eingescannte Ausfertigung ist eine andere Datei.
          </p>
        </Verdict>
      )
    case 'unreadable':
      return (
        <Verdict kind="warning" title="Diese Datei ist kein lesbares PDF">
          <p>Sie wurde hier nicht ausgefertigt.</p>
        </Verdict>
      )
  }
}

const signatureWords = {
  valid: ['In Ordnung', 'Unverändert, von einem Schlüssel dieses Hauses'],
  stranger: ['Teilweise', 'Unverändert, aber von jemandem, für den dieses Haus nicht bürgt'],
  broken: ['Ungültig', 'Gebrochen: Der Inhalt passt nicht zur Signatur'],
} as const

const Signature = ({ signature }: { signature: CheckedSignature }) => {
  const [word, sentence] = signatureWords[signature.state]
  return (
    <li>
      <Status word={word} text={signature.state === 'stranger' ? 'Aussteller unbekannt' : word} /> {sentence}.
      {signature.signer !== null && <div>{signature.signer}</div>}
      {signature.claimedAt !== null && (
        <div class="vw-muted vw-small">
          {signature.kind === 'timestamp' ? 'Zeitstempel' : 'Gesetzt'} nach eigener Angabe am{' '}
          <Moment at={signature.claimedAt} />
        </div>
      )}
      {signature.reasons.length > 0 && (
        <ul class="vw-small">
          {signature.reasons.map((reason) => (
            <li>{reason}</li>
          ))}
        </ul>
      )}
    </li>
  )
}

const WhatToDo = () => (
  <section class="vw-stack" aria-labelledby="was-tun">
    <h2 class="kern-heading-medium" id="was-tun">
      Was Sie tun können
    </h2>
    <ul>
      <li>Verlassen Sie sich nicht auf diese Datei.</li>
      <li>Bitten Sie die Person, von der Sie die Datei haben, um das Original.</li>
      <li>Fragen Sie die Stelle, die im Dokument genannt ist.</li>
    </ul>
  </section>
)
