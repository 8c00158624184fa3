import type { Problem } from '../../server/base/result.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { TextField } from '../layout/field.tsx'
import { Icon } from '../layout/icon.tsx'
import { Layout } from '../layout/layout.tsx'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'
import { type CrumbLink, PageHead } from '../layout/page-head.tsx'
import type { PageKey } from '../layout/shell.ts'
import { PublicChoice, VoidApproval } from './attachment-choices.tsx'

export interface AttachmentPageProps {
  readonly here: string
  readonly title: string
  readonly current: PageKey
  readonly crumbs: readonly CrumbLink[]
  readonly shows: 'pdf' | 'picture' | 'nothing'
  /** `PDF`. */
  readonly kind: string
  readonly size: string
  /** Of a picture that was turned or reduced: how large what came is. */
  readonly originalSize: string | null
  readonly fileName: string
  readonly addedByName: string
  readonly addedAt: string
  readonly hasPublicity: boolean
  readonly isPublic: boolean
  readonly form: { readonly title: string; readonly dated: string; readonly isPublic: boolean }
  /** Changes with the file, so that no browser shows the former one. */
  readonly version: string
  readonly can: { readonly change: boolean; readonly why: string | null }
  readonly endsApproval: boolean
  readonly notice: string | undefined
  readonly problem: Problem | null
}

/** One attachment: what it is, and what can be done with it. */
export const AttachmentPage = (props: AttachmentPageProps) => {
  const { here, title, kind, size, can, shows } = props
  return (
    <Layout title={title} current={props.current}>
      <PageHead
        title={title}
        crumbs={props.crumbs}
        facts={
          <>
            <span>{`${kind}, ${size}`}</span>
            {props.hasPublicity && <span>{props.isPublic ? 'öffentlich' : 'nichtöffentlich'}</span>}
            <span>
              {`hinzugefügt von ${props.addedByName} am `}
              <Moment at={props.addedAt} />
            </span>
          </>
        }
      >
        <a class="kern-btn kern-btn--secondary" href={`${here}/file`} hx-boost="false" download>
          <Icon name="download" />
          <span class="kern-label">Herunterladen</span>
        </a>
      </PageHead>
      <div class="vw-stack">
        <Refusal title="Die Anlage ist nicht geändert." problem={props.problem} />
        {props.notice && (
          <Note kind="success">
            <p>{props.notice}</p>
          </Note>
        )}
        <div class="vw-cols">
          <section aria-label="Vorschau" class="vw-stack">
            <Preview {...props} />
          </section>
          <aside class="vw-stack vw-stack--wide" aria-label="Angaben zur Anlage">
            <p class="vw-muted vw-small">{`Hochgeladen als „${props.fileName}“`}</p>
            {can.change ? <DescriptionForm {...props} /> : <p class="vw-muted vw-small">{can.why}</p>}
            {can.change && shows === 'picture' && <PictureActs {...props} />}
            {can.change && (
              <form class="vw-stack" method="post" action={`${here}/removals`}>
                {props.endsApproval && <input type="hidden" name="voidApproval" value="yes" />}
                <p>
                  <button class="kern-btn kern-btn--tertiary" type="submit">
                    <Icon name="delete" />
                    <span class="kern-label">Anlage entfernen</span>
                  </button>
                </p>
              </form>
            )}
            {props.endsApproval && (
              <p class="vw-muted vw-small">
                Das Dokument ist freigegeben. Mit jeder Änderung hier erlischt die Freigabe.
              </p>
            )}
          </aside>
        </div>
      </div>
    </Layout>
  )
}

const Preview = ({ here, title, shows, version }: AttachmentPageProps) => {
  if (shows === 'picture') {
    return <img class="vw-picture" src={`${here}/picture?v=${version}`} alt={`Bild der Anlage „${title}“`} />
  }
  if (shows === 'pdf') {
    return (
      <>
        <p>
          <a href={`${here}/file?as=view`} hx-boost="false" target="_blank" rel="noopener">
            PDF im Browser ansehen (neues Fenster)
          </a>
        </p>
        <img class="vw-picture" src={`${here}/preview?v=${version}`} alt="Die erste Seite" />
      </>
    )
  }
  return <p class="vw-muted">Office-Dateien werden hier nicht geöffnet. Laden Sie die Datei herunter.</p>
}

const DescriptionForm = ({ here, form, hasPublicity, endsApproval, problem }: AttachmentPageProps) => (
  <form class="vw-stack" method="post" action={here}>
    <TextField name="title" label="Titel" value={form.title} error={errorAt(problem, 'title')} maxlength={200} />
    <TextField
      name="dated"
      label="Datum der Anlage"
      hint="TT.MM.JJJJ"
      optional
      value={form.dated}
      error={errorAt(problem, 'dated')}
      autocomplete="off"
    />
    {hasPublicity && <PublicChoice isPublic={form.isPublic} />}
    {endsApproval && <VoidApproval />}
    <p>
      <button class="kern-btn kern-btn--primary" type="submit">
        <span class="kern-label">Speichern</span>
      </button>
    </p>
  </form>
)

const PictureActs = ({ here, originalSize, endsApproval }: AttachmentPageProps) => (
  <section class="vw-sec" aria-labelledby="bild">
    <header>
      <h2 class="kern-heading-medium" id="bild">
        Bild
      </h2>
    </header>
    <div class="vw-stack">
      <form class="vw-line" method="post" action={`${here}/turns`}>
        {endsApproval && <input type="hidden" name="voidApproval" value="yes" />}
        <ActButton act="270" label="Nach links drehen" />
        <ActButton act="90" label="Nach rechts drehen" />
        <ActButton act="180" label="Auf den Kopf stellen" />
      </form>
      <form class="vw-stack vw-stack--tight" method="post" action={`${here}/reductions`}>
        {endsApproval && <input type="hidden" name="voidApproval" value="yes" />}
        <p class="vw-muted vw-small">
          Verkleinern macht die längste Seite 2.000 Bildpunkte lang: genug, um eine Seite zu drucken.
        </p>
        <ActButton act="" label="Verkleinern" />
      </form>
      {originalSize !== null && (
        <form class="vw-stack vw-stack--tight" method="post" action={`${here}/originals`}>
          {endsApproval && <input type="hidden" name="voidApproval" value="yes" />}
          <p class="vw-muted vw-small">{`Das Original (${originalSize}) ist daneben aufgehoben.`}</p>
          <div class="vw-line">
            <ActButton act="restore" label="Original wiederherstellen" />
            <ActButton act="discard" label="Original verwerfen" />
          </div>
        </form>
      )}
    </div>
  </section>
)

const ActButton = ({ act, label }: { act: string; label: string }) => (
  <button class="kern-btn kern-btn--secondary kern-btn--x-small" type="submit" name="act" value={act}>
    <span class="kern-label">{label}</span>
  </button>
)
