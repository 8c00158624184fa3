import type { Problem } from '../../server/base/result.ts'
import type { DraftProblemLine, TemplateDraftFacts } from '../../server/document/template-draft-facts.ts'
import { Refusal } from '../auth/refusal.tsx'
import { Icon } from '../layout/icon.tsx'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { StackedTable } from '../layout/stacked-table.tsx'
import { Status } from '../layout/status.tsx'
import { Trail, type TrailLine } from '../layout/trail.tsx'
import { FilesField } from './template-upload-page.tsx'

export interface TemplateDraftPageProps extends TemplateDraftFacts {
  readonly trail: readonly TrailLine[]
  readonly notice: string | undefined
  readonly problem: Problem | null
}

/** A version in the making: what is missing, and who does what next? */
export const TemplateDraftPage = (props: TemplateDraftPageProps) => {
  const { title, version, slug, status, problem } = props
  const name = `${title}, Version ${version}`
  return (
    <Layout title={name} current="templates">
      <PageHead
        title={name}
        crumbs={[{ href: '/templates', label: 'Dokumentvorlagen' }]}
        facts={
          <>
            <Status word={status.word} text={status.text} />
            <span>
              Kürzel <code>{slug}</code>
            </span>
          </>
        }
      />
      <div class="vw-stack">
        <Refusal title="Das ist nicht geschehen." problem={problem} />
        {props.notice && (
          <Note kind="success">
            <p>{props.notice}</p>
          </Note>
        )}
        {props.returned && (
          <Note kind="warning">
            <p>
              {`${props.returned.byName} hat die Version zurückgegeben, `}
              <Moment at={props.returned.at} />:
            </p>
            <p>{`„${props.returned.reason}“`}</p>
          </Note>
        )}
        <div class="vw-cols">
          <div class="vw-stack vw-stack--wide">
            <CheckResult {...props} />
            <Files {...props} />
            {props.can.edit && <ReplaceFiles {...props} />}
          </div>
          <aside class="vw-stack vw-stack--wide" aria-label="Stand der Version">
            <NextStep {...props} />
            <section class="vw-sec" aria-labelledby="verlauf">
              <header>
                <h2 class="kern-heading-medium" id="verlauf">
                  Verlauf
                </h2>
              </header>
              <Trail lines={props.trail} />
            </section>
          </aside>
        </div>
      </div>
    </Layout>
  )
}

const CheckResult = ({ problems, pages, id }: TemplateDraftPageProps) => (
  <section class="vw-sec" aria-labelledby="pruefung">
    <header>
      <h2 class="kern-heading-medium" id="pruefung">
        Prüfung
      </h2>
    </header>
    {problems === null ? (
      <div class="vw-stack vw-stack--tight">
        <p class="vw-line">
          <Status word="In Ordnung" />
          <span>
            Felder, Verweise, Überschriften und Zeichen stimmen, das Beispiel ist gesetzt
            {pages === null ? '.' : pages === 1 ? ': 1 Seite.' : `: ${pages} Seiten.`}
          </span>
        </p>
        <p class="vw-line">
          <a href={`/template-drafts/${id}/comparison`}>Vergleich und Beispiel ansehen</a>
          <a href={`/template-drafts/${id}/sample.pdf`} hx-boost="false">
            Beispiel als PDF
          </a>
        </p>
      </div>
    ) : (
      <ProblemList problems={problems} />
    )}
  </section>
)

export const ProblemList = ({ problems }: { problems: readonly DraftProblemLine[] }) => (
  <ul class="vw-list">
    {problems.map(({ file, place, href, path, message }) => (
      <li>
        <div>
          <span class="vw-line">
            <Status word="Fehler" />
            {href === null ? (
              <span class="vw-strong">{file ?? 'Version'}</span>
            ) : (
              <a href={href}>{place === '' ? file : `${file}, ${place}`}</a>
            )}
          </span>
          <p class="vw-small vw-break">
            {path !== '' && (
              <>
                <code>{path}</code>{' '}
              </>
            )}
            {message}
          </p>
        </div>
      </li>
    ))}
  </ul>
)

const Files = ({ files, id }: TemplateDraftPageProps) => (
  <section class="vw-sec" aria-labelledby="dateien">
    <header>
      <h2 class="kern-heading-medium" id="dateien">
        Dateien
      </h2>
    </header>
    <StackedTable
      caption="Dateien der Version"
      columns={['Datei', 'Größe', 'Von', 'Prüfung', 'Holen']}
      rows={files.map(({ name, href, size, userName, at, problems }) => [
        <a href={href}>{name}</a>,
        size,
        <>
          {userName}
          <br />
          <span class="vw-muted vw-small">
            <Moment at={at} />
          </span>
        </>,
        problems === 0 ? '–' : problems === 1 ? '1 Fehler' : `${problems} Fehler`,
        <a
          href={`/template-drafts/${id}/files/${name}?as=file`}
          hx-boost="false"
          download
          aria-label={`${name} herunterladen`}
        >
          Herunterladen
        </a>,
      ])}
    />
  </section>
)

const ReplaceFiles = ({ id, problem }: TemplateDraftPageProps) => (
  <section class="vw-sec" aria-labelledby="ersetzen">
    <header>
      <h2 class="kern-heading-medium" id="ersetzen">
        Dateien ergänzen oder ersetzen
      </h2>
    </header>
    <form
      class="vw-stack"
      method="post"
      action={`/template-drafts/${id}/files`}
      enctype="multipart/form-data"
      hx-boost="false"
      novalidate
    >
      <FilesField problem={problem} />
      <div class="vw-line">
        <button class="kern-btn kern-btn--secondary" type="submit">
          <Icon name="drive-folder-upload" />
          <span class="kern-label">Hochladen und prüfen</span>
        </button>
      </div>
    </form>
  </section>
)

const NextStep = (props: TemplateDraftPageProps) => {
  const { id, edit, can, why, published } = props
  const here = `/template-drafts/${id}`
  return (
    <section class="vw-panel vw-stack" aria-labelledby="weiter">
      <h2 class="kern-heading-medium" id="weiter">
        {published ? 'Veröffentlicht' : 'Nächster Schritt'}
      </h2>
      {published && <a href={published}>Zur veröffentlichten Version</a>}
      {can.edit && (
        <form class="vw-stack vw-stack--tight" method="post" action={`${here}/submissions`}>
          <input type="hidden" name="edit" value={String(edit)} />
          <button class="kern-btn kern-btn--primary kern-btn--block" type="submit">
            <span class="kern-label">Zur Veröffentlichung vorlegen</span>
          </button>
          <p class="vw-muted vw-small">
            {can.submit
              ? 'Eine zweite Person aus der Vorlagenpflege vergleicht und veröffentlicht sie.'
              : 'Vorgelegt wird, was die Prüfung ohne Fehler besteht.'}
          </p>
        </form>
      )}
      {can.publish && (
        <>
          <p>
            Diese Version wartet darauf, dass eine zweite Person sie mit der geltenden vergleicht und veröffentlicht.
          </p>
          <a class="kern-btn kern-btn--primary kern-btn--block" href={`${here}/comparison`}>
            <span class="kern-label">Vergleichen und entscheiden</span>
          </a>
        </>
      )}
      {why && (
        <Note kind="info">
          <p>{why}</p>
        </Note>
      )}
      {can.recall && (
        <form method="post" action={`${here}/recalls`}>
          <button class="kern-btn kern-btn--secondary kern-btn--block" type="submit">
            <span class="kern-label">Zurückholen</span>
          </button>
        </form>
      )}
      {can.edit && (
        <details>
          <summary>Entwurf verwerfen</summary>
          <form class="vw-stack vw-stack--tight" method="post" action={`${here}/discards`}>
            <p class="vw-small">
              Der Entwurf verschwindet aus „In Arbeit“. Seine Dateien bleiben lesbar. Zurücknehmen lässt sich das nicht.
            </p>
            <button class="kern-btn kern-btn--secondary kern-btn--block" type="submit">
              <span class="kern-label">Entwurf verwerfen</span>
            </button>
          </form>
        </details>
      )}
    </section>
  )
}
