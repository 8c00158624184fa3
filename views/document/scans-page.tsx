import type { Problem } from '../../server/base/result.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { SelectField } from '../layout/field.tsx'
import { Icon } from '../layout/icon.tsx'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'
import type { CrumbLink } from '../layout/page-head.tsx'
import { PageHead } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import { ScanForm } from './scan-form.tsx'

interface ScanFileShown {
  readonly id: string
  readonly fileName: string
  readonly size: string
  readonly uploadedBy: string
  readonly uploadedAt: string
  /** Null as long as nobody has counted them. */
  readonly pages: number | null
  readonly isCopy: boolean
  /** Sheets whose code could not be read. */
  readonly unread: readonly number[]
}

export interface ScansPageProps {
  readonly id: string
  readonly title: string
  readonly crumbs: readonly CrumbLink[]
  readonly current: PageKey
  readonly told: {
    readonly standing: 'nothing' | 'reading' | 'incomplete' | 'complete'
    readonly sentences: readonly {
      readonly text: string
      readonly link?: { readonly href: string; readonly title: string }
    }[]
  }
  readonly pages: readonly {
    readonly number: number
    readonly places: readonly { readonly fileName: string; readonly position: number; readonly byHand: boolean }[]
  }[]
  readonly files: readonly ScanFileShown[]
  readonly scanField: string
  readonly can: { readonly record: boolean }
  readonly notice: string | undefined
  readonly problem: Problem | null
}

/** Whether the signed paper is back as a whole, and what is still to do. */
export const ScansPage = (props: ScansPageProps) => {
  const { id, title, told, files, can, problem } = props
  return (
    <Layout title={`${title}: unterschriebenes Papier`} current={props.current}>
      <PageHead title="Unterschriebenes Papier" crumbs={props.crumbs} />
      <div class="vw-cols">
        <div class="vw-stack vw-stack--wide">
          <Refusal title="Das ging nicht." problem={problem} />
          {props.notice && (
            <Note kind="success">
              <p>{props.notice}</p>
            </Note>
          )}
          <Standing id={id} told={told} />
          {files.length > 0 && <Pages pages={props.pages} />}
          {files.length > 0 && <Files {...props} />}
        </div>
        <aside class="vw-stack vw-stack--wide" aria-label="Hochladen">
          {can.record && <ScanForm id={id} scanField={props.scanField} error={errorAt(problem, props.scanField)} />}
          <p>
            <a href={`/documents/${id}/print-copy`} hx-boost="false" target="_blank" rel="noopener">
              Druckexemplar noch einmal öffnen (neues Fenster)
            </a>
          </p>
          <p>
            <a href={`/documents/${id}`}>Zurück zum Dokument</a>
          </p>
        </aside>
      </div>
    </Layout>
  )
}

const noteKinds = { nothing: 'info', reading: 'info', incomplete: 'warning', complete: 'success' } as const

// Asks again by itself where there is a script; without one the link does the same.
const poll = { 'hx-trigger': 'every 2s', 'hx-target': '#seite', 'hx-select': '#seite', 'hx-swap': 'outerHTML' }

const Standing = ({ id, told }: Pick<ScansPageProps, 'id' | 'told'>) => {
  const isReading = told.standing === 'reading'
  return (
    <section aria-label="Stand" {...(isReading ? { 'hx-get': `/documents/${id}/scans`, ...poll } : {})}>
      <Note kind={noteKinds[told.standing]}>
        {told.standing === 'nothing' && (
          <p>
            Noch ist nichts zurückgekommen. Drucken Sie das Druckexemplar, lassen Sie es unterschreiben und laden Sie
            den Scan oder Fotos aller Seiten hier hoch.
          </p>
        )}
        <div class="vw-stack vw-stack--tight">
          {told.sentences.map(({ text, link }) => (
            <p>
              {text}
              {link && (
                <>
                  {' '}
                  Es ist <a href={link.href}>{`„${link.title}“`}</a>.
                </>
              )}
            </p>
          ))}
        </div>
        {isReading && (
          <p>
            <a href={`/documents/${id}/scans`}>Stand neu laden</a>
          </p>
        )}
      </Note>
    </section>
  )
}

const Pages = ({ pages }: Pick<ScansPageProps, 'pages'>) => (
  <section class="vw-sec" aria-labelledby="seiten">
    <header>
      <h2 class="kern-heading-medium" id="seiten">
        Seiten
      </h2>
      <span class="vw-muted vw-small">
        {`${pages.filter(({ places }) => places.length > 0).length} von ${pages.length} sind da`}
      </span>
    </header>
    <ol class="vw-route">
      {pages.map(({ number, places }) => (
        <li>
          {places.length > 0 ? <Icon name="success" /> : <span class="vw-dot vw-dot--now" />}
          {`Seite ${number}`}
          <small>{places.length === 0 ? 'fehlt' : placesText(places)}</small>
        </li>
      ))}
    </ol>
  </section>
)

const fewPlaces = 3

function placesText(places: ScansPageProps['pages'][number]['places']): string {
  const more = places.length - fewPlaces
  const first = places.slice(0, fewPlaces).map(placeText).join(' · ')
  return more > 0 ? `${first} und ${more} weitere` : first
}

const placeText = ({ fileName, position, byHand }: ScansPageProps['pages'][number]['places'][number]): string =>
  `„${fileName}“, Blatt ${position}${byHand ? ', von Hand zugeordnet' : ''}`

const Files = ({ id, files, pages, can, problem }: ScansPageProps) => (
  <section class="vw-sec" aria-labelledby="dateien">
    <header>
      <h2 class="kern-heading-medium" id="dateien">
        Dateien
      </h2>
    </header>
    <ul class="vw-scans">
      {files.map((file) => (
        <li class="vw-stack vw-stack--tight">
          <FileLine id={id} file={file} can={can} />
          {file.unread.length > 0 && <Unread id={id} file={file} pages={pages.length} can={can} problem={problem} />}
        </li>
      ))}
    </ul>
  </section>
)

interface FileProps extends Pick<ScansPageProps, 'id' | 'can'> {
  readonly file: ScanFileShown
}

const FileLine = ({ id, file, can }: FileProps) => (
  <div class="vw-line">
    <div>
      <a href={`/documents/${id}/scans/${file.id}`} hx-boost="false" download>
        <span class="vw-break">{file.fileName}</span>
      </a>
      <div class="vw-muted vw-small">
        {`${file.isCopy ? 'Kopie des unterschriebenen Papiers, ' : ''}${sheetsIn(file.pages)}${file.size}, hochgeladen von ${file.uploadedBy} am `}
        <Moment at={file.uploadedAt} />
      </div>
    </div>
    {can.record && !file.isCopy && (
      <form method="post" action={`/documents/${id}/scans/${file.id}/removals`}>
        <button
          class="kern-btn kern-btn--tertiary kern-btn--x-small"
          type="submit"
          aria-label={`Entfernen: ${file.fileName}`}
        >
          <span class="kern-label">Entfernen</span>
        </button>
      </form>
    )}
  </div>
)

const sheetsIn = (pages: number | null): string => {
  if (pages === null) return ''
  return pages === 1 ? '1 Blatt, ' : `${pages} Blätter, `
}

/** Sheets to look at; whoever may, says which page each one is. */
const Unread = ({ id, file, pages, can, problem }: FileProps & { pages: number } & Pick<ScansPageProps, 'problem'>) => (
  <form
    class="vw-panel vw-stack"
    method="post"
    action={`/documents/${id}/scans/${file.id}/confirmations`}
    aria-label={`Von Hand zuordnen: ${file.fileName}`}
  >
    {file.unread.map((position, index) => (
      <div class="vw-scan">
        <a href={`/documents/${id}/scans/${file.id}/pages/${position}`} hx-boost="false" target="_blank" rel="noopener">
          <img
            class="vw-scan__page"
            src={`/documents/${id}/scans/${file.id}/pages/${position}`}
            alt={`Blatt ${position} groß ansehen (neues Fenster)`}
            loading="lazy"
          />
        </a>
        {can.record ? (
          <SelectField
            name={`blatt.${position}`}
            label={`Blatt ${position} ist`}
            choices={[
              { value: '', label: 'nicht zugeordnet' },
              ...Array.from({ length: pages }, (_, at) => ({ value: String(at + 1), label: `Seite ${at + 1}` })),
            ]}
            error={index === 0 ? errorAt(problem, file.id) : undefined}
          />
        ) : (
          <p>{`Blatt ${position} ist nicht lesbar.`}</p>
        )}
      </div>
    ))}
    {can.record && (
      <button class="kern-btn kern-btn--secondary" type="submit">
        <span class="kern-label">Von Hand zuordnen</span>
      </button>
    )}
  </form>
)
