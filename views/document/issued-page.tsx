import type { Problem } from '../../server/base/result.ts'
import type { Block } from '../../server/blocks/blocks.ts'
import { Refusal } from '../auth/refusal.tsx'
import { Icon } from '../layout/icon.tsx'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'
import { Crumb, type CrumbLink } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import { Status } from '../layout/status.tsx'
import { Trail, type TrailLine } from '../layout/trail.tsx'
import { Paper } from './paper.tsx'
import { SigningPanel, type SigningPanelProps } from './signing-panel.tsx'

export interface IssuedPageProps {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly state: 'issued' | 'signed'
  readonly issued: {
    readonly code: string
    readonly at: string
    readonly pages: number
    readonly size: string
    readonly fileHash: string
    readonly checkpoint: string
    /** At the foot of the paper, from left to right. */
    readonly foot: readonly string[]
  }
  readonly blocks: readonly Block[] | null
  readonly signing: Omit<SigningPanelProps, 'id' | 'problem'>
  readonly trail: readonly TrailLine[]
  readonly can: { readonly copy: boolean }
  readonly notice: string | undefined
  readonly problem: Problem | null
}

/** A document as it went out of the house, and what became of it. */
export const IssuedPage = (props: IssuedPageProps) => {
  const { id, title, issued, signing, blocks, problem } = props
  const here = `/documents/${id}`
  return (
    <Layout title={title} current={props.current} wide>
      <div class="vw-docbar">
        <div>
          <Crumb links={props.crumbs} />
          <h1 class="kern-heading-medium vw-line">
            {title} <Standing state={props.state} signing={signing} />
          </h1>
        </div>
        <div class="vw-line">
          {signing.places.length > 0 && (
            <a
              class="kern-btn kern-btn--secondary"
              href={`${here}/print-copy`}
              hx-boost="false"
              target="_blank"
              rel="noopener"
              aria-label="Druckexemplar öffnen (neues Fenster)"
            >
              <Icon name="open-in-new" />
              <span class="kern-label">Druckexemplar</span>
            </a>
          )}
          <a class="kern-btn kern-btn--secondary" href={`${here}/pdf?as=file`} hx-boost="false" download>
            <Icon name="download" />
            <span class="kern-label">Herunterladen</span>
          </a>
          {signing.can.record && props.state === 'issued' && signing.places.length > 0 && (
            <a class="kern-btn kern-btn--primary" href="#unterschriften">
              <span class="kern-label">Unterschrift erfassen</span>
            </a>
          )}
        </div>
      </div>
      <div class="vw-split vw-split--two">
        <section class="vw-desk" aria-label={`Ausfertigung, ${pagesIn(issued.pages)}`}>
          <p class="vw-line vw-small">
            <a href={`${here}/pdf`} hx-boost="false" target="_blank" rel="noopener">
              PDF im Browser öffnen (neues Fenster)
            </a>
          </p>
          {blocks && <Paper blocks={blocks} label={title} foot={issued.foot} />}
        </section>
        <aside class="vw-pane vw-stack vw-stack--wide" aria-label="Zustand des Dokuments">
          <Refusal title="Das ist noch nicht erfasst." problem={problem} />
          {props.notice && (
            <Note kind="success">
              <p>{props.notice}</p>
            </Note>
          )}
          <SigningPanel id={id} {...signing} problem={problem} />
          <Authenticity issued={issued} />
          <Downloads here={here} issued={issued} signing={signing} />
          <section class="vw-sec" aria-labelledby="verlauf">
            <header>
              <h2 class="kern-heading-medium" id="verlauf">
                Verlauf
              </h2>
              <a href={`${here}/trail`}>Ganzer Verlauf</a>
            </header>
            <Trail lines={props.trail} />
            <nav class="vw-line" aria-label="Mehr zu diesem Dokument">
              <a href={`${here}/versions`}>Fassungen</a>
              <a href={`${here}/authorship`}>Wer hat was geschrieben</a>
            </nav>
          </section>
          {props.can.copy && (
            <p>
              <a href={`/documents/new?copy=${id}`}>Als Vorbild für ein neues nehmen</a>
            </p>
          )}
        </aside>
      </div>
    </Layout>
  )
}

const pagesIn = (pages: number): string => (pages === 1 ? '1 Seite' : `${pages} Seiten`)

const Standing = ({ state, signing }: Pick<IssuedPageProps, 'state' | 'signing'>) => {
  const signed = signing.places.filter(({ signedOn }) => signedOn !== null).length
  if (state === 'signed') return <Status word="Unterschrieben" />
  if (signed === 0) return <Status word="Ausgefertigt" />
  return <Status word="Teilweise unterschrieben" text={`${signed} von ${signing.places.length} Unterschriften`} />
}

const Authenticity = ({ issued }: Pick<IssuedPageProps, 'issued'>) => (
  <section class="vw-sec" aria-labelledby="echtheit">
    <header>
      <h2 class="kern-heading-medium" id="echtheit">
        Echtheit
      </h2>
    </header>
    <dl class="vw-facts">
      <dt>Prüfcode</dt>
      <dd>
        <span class="vw-mono vw-strong">{issued.code}</span>
        <br />
        <a href={`/pruefung/${issued.code}`} hx-boost="false">
          Prüfseite öffnen
        </a>
      </dd>
      <dt>Ausgefertigt</dt>
      <dd>
        <Moment at={issued.at} exact />
      </dd>
      <dt>Prüfkette</dt>
      <dd class="vw-mono vw-break">{issued.checkpoint}</dd>
      <dt>SHA-256</dt>
      <dd class="vw-mono vw-break">{issued.fileHash}</dd>
    </dl>
  </section>
)

const Downloads = ({ here, issued, signing }: { here: string } & Pick<IssuedPageProps, 'issued' | 'signing'>) => (
  <section class="vw-sec" aria-labelledby="downloads">
    <header>
      <h2 class="kern-heading-medium" id="downloads">
        Downloads
      </h2>
    </header>
    <ul class="vw-list vw-small">
      <li>
        <div>
          <a href={`${here}/pdf?as=file`} hx-boost="false" download>
            PDF mit Siegel
          </a>
          <div class="vw-muted">{`PDF/A-2a, ${pagesIn(issued.pages)}, ${issued.size}`}</div>
        </div>
        <Icon name="download" />
      </li>
      <li>
        <div>
          <a href={`${here}/large-print.pdf`} hx-boost="false" target="_blank" rel="noopener">
            Großdruck (neues Fenster)
          </a>
          <div class="vw-muted">18 Punkt, zum Lesen und Mitgeben; es gilt die unterschriebene Fassung</div>
        </div>
        <Icon name="visibility" />
      </li>
      {signing.scans.map((scan) => (
        <li>
          <div>
            <a href={`${here}/scans/${scan.id}`} hx-boost="false" download>
              {`Kopie des unterschriebenen Papiers „${scan.fileName}“`}
            </a>
            <div class="vw-muted">
              {`${scan.size}, hochgeladen von ${scan.uploadedBy} am `}
              <Moment at={scan.uploadedAt} />
            </div>
          </div>
          <Icon name="download" />
        </li>
      ))}
    </ul>
  </section>
)
