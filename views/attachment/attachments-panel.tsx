import type { Problem } from '../../server/base/result.ts'
import { FieldError } from '../layout/field.tsx'
import { FileField } from '../layout/file-field.tsx'
import { Icon } from '../layout/icon.tsx'
import { Moment } from '../layout/moments.tsx'
import { Note } from '../layout/note.tsx'
import { PublicChoice, VoidApproval } from './attachment-choices.tsx'
import { Thumbnail } from './thumbnail.tsx'

export interface ShownAttachment {
  readonly id: string
  /** `Anlage 2`. */
  readonly number: string
  readonly title: string
  /** `PDF, 1,2 MB`. */
  readonly kind: string
  /** As printed, 26.11.2026. */
  readonly dated: string | null
  readonly isPublic: boolean
  readonly addedByName: string
  readonly addedAt: string
  /** A small picture of it; null where it cannot be shown. */
  readonly preview: string | null
}

export interface AttachmentsPanelProps {
  /** Where the list lies. */
  readonly here: string
  readonly lists: readonly { readonly title: string | null; readonly attachments: readonly ShownAttachment[] }[]
  readonly removed: readonly { readonly id: string; readonly title: string }[]
  /** Uploads of hers that broke off. */
  readonly unfinished: readonly { readonly id: string; readonly fileName: string; readonly progress: string }[]
  readonly hasPublicity: boolean
  readonly bundles: readonly { readonly href: string; readonly label: string }[]
  readonly limit: { readonly bytes: number; readonly words: string }
  /** Of the file input. */
  readonly accept: string
  readonly can: { readonly change: boolean; readonly why: string | null }
  /** It is approved, and a change ends that. */
  readonly endsApproval: boolean
  readonly chosen: { readonly isPublic: boolean }
  readonly notice: string | undefined
  readonly problem: Problem | null
}

/** Files beside a case or a document. A part of other pages, which fetch it, and of a page of its own. */
export const AttachmentsPanel = (props: AttachmentsPanelProps) => {
  const { here, lists, can } = props
  const count = lists.reduce((sum, { attachments }) => sum + attachments.length, 0)
  return (
    <section
      class="vw-sec"
      id="anlagen"
      aria-labelledby="anlagen-titel"
      hx-get={here}
      hx-trigger="anlagen-neu"
      hx-target="this"
      hx-swap="outerHTML"
    >
      <header>
        <h2 class="kern-heading-medium" id="anlagen-titel">
          Anlagen
        </h2>
        {count > 0 && <span class="vw-muted vw-small">{count === 1 ? '1 Anlage' : `${count} Anlagen`}</span>}
      </header>
      <div class="vw-stack">
        <Said {...props} />
        {count === 0 && <p class="vw-muted">Hier liegen noch keine Anlagen.</p>}
        {lists.map((list) => list.attachments.length > 0 && <AttachmentList {...list} panel={props} />)}
        <Bundles {...props} />
        <Unfinished {...props} />
        {can.change && <UploadForm {...props} />}
        {!can.change && can.why && <p class="vw-muted vw-small">{can.why}</p>}
        <Removed {...props} />
      </div>
    </section>
  )
}

const Said = ({ notice, problem }: AttachmentsPanelProps) => (
  <>
    {notice && (
      <Note kind="success">
        <p>{notice}</p>
      </Note>
    )}
    {problem && problem.fields.length === 0 && (
      <div role="alert">
        <Note kind="danger">
          <p>{problem.message}</p>
        </Note>
      </div>
    )}
  </>
)

/** What every small form of the panel carries: it is sent by itself, and its answer takes the panel's place. */
const inPlace = (action: string) => ({
  method: 'post' as const,
  action,
  'hx-post': action,
  'hx-target': '#anlagen',
  'hx-swap': 'outerHTML',
})

interface ListProps {
  readonly title: string | null
  readonly attachments: readonly ShownAttachment[]
  readonly panel: AttachmentsPanelProps
}

const AttachmentList = ({ title, attachments, panel }: ListProps) => (
  <div>
    {title && <h3 class="kern-heading-small">{title}</h3>}
    <ol class="vw-list vw-list--stack">
      {attachments.map((attachment, index) => (
        <li>
          <div class="vw-filed">
            <Thumbnail src={attachment.preview} />
            <div>
              <div>
                <span class="vw-muted">{`${attachment.number}: `}</span>
                <a href={`${panel.here}/${attachment.id}`}>{attachment.title}</a>
              </div>
              <div class="vw-muted vw-small">
                {[attachment.kind, attachment.dated && `vom ${attachment.dated}`].filter(Boolean).join(', ')}
                {`, hinzugefügt von ${attachment.addedByName} am `}
                <Moment at={attachment.addedAt} />
              </div>
            </div>
          </div>
          {panel.can.change && !panel.endsApproval && (
            <div class="vw-line">
              {attachments.length > 1 && (
                <form {...inPlace(`${panel.here}/${attachment.id}/moves`)} class="vw-line">
                  {index > 0 && <MoveButton act="up" attachment={attachment} />}
                  {index < attachments.length - 1 && <MoveButton act="down" attachment={attachment} />}
                </form>
              )}
              <form {...inPlace(`${panel.here}/${attachment.id}/removals`)}>
                <button
                  class="kern-btn kern-btn--tertiary kern-btn--x-small"
                  type="submit"
                  aria-label={`Entfernen: ${attachment.title}`}
                >
                  <span class="kern-label">Entfernen</span>
                </button>
              </form>
            </div>
          )}
        </li>
      ))}
    </ol>
  </div>
)

const MoveButton = ({ act, attachment }: { act: 'up' | 'down'; attachment: ShownAttachment }) => (
  <button
    class="kern-btn kern-btn--tertiary kern-btn--x-small"
    type="submit"
    name="act"
    value={act}
    aria-label={`${act === 'up' ? 'Nach oben' : 'Nach unten'}: ${attachment.title}`}
  >
    <Icon name={act === 'up' ? 'arrow-up' : 'arrow-down'} />
  </button>
)

const Bundles = ({ bundles }: AttachmentsPanelProps) =>
  bundles.length === 0 ? null : (
    <div class="vw-stack vw-stack--tight">
      {bundles.map(({ href, label }) => (
        <a href={href} hx-boost="false" download>
          {label}
        </a>
      ))}
      <p class="vw-muted vw-small">
        Das sind Arbeitskopien zum Lesen und Drucken. Gesiegelt ist allein die Ausfertigung.
      </p>
    </div>
  )

const Unfinished = ({ here, unfinished }: AttachmentsPanelProps) =>
  unfinished.length === 0 ? null : (
    <ul class="vw-list vw-small" aria-label="Angefangene Uploads">
      {unfinished.map(({ id, fileName, progress }) => (
        <li>
          <div>{`„${fileName}“ ist nicht ganz angekommen (${progress}). Wählen Sie die Datei noch einmal, dann geht es dort weiter.`}</div>
          <form method="post" action={`${here}/uploads/${id}/discards`}>
            <button
              class="kern-btn kern-btn--tertiary kern-btn--x-small"
              type="submit"
              aria-label={`Verwerfen: ${fileName}`}
            >
              <span class="kern-label">Verwerfen</span>
            </button>
          </form>
        </li>
      ))}
    </ul>
  )

const field = 'file'

const UploadForm = ({ here, limit, accept, hasPublicity, endsApproval, chosen, problem }: AttachmentsPanelProps) => {
  const messages = problem?.fields.filter(({ path }) => path === field).map(({ message }) => message) ?? []
  const hint = `PDF, Bilder (JPEG, PNG, TIFF, WebP) und Office-Dateien ohne Makros, je Datei bis ${limit.words}. Sie können Dateien auch hierher ziehen.`
  return (
    <form
      class="vw-panel vw-stack vw-uploads"
      method="post"
      action={here}
      enctype="multipart/form-data"
      hx-boost="false"
      data-uploads={`${here}/uploads`}
      data-limit={String(limit.bytes)}
      data-limit-words={limit.words}
    >
      <FileField multiple name={field} label="Dateien hinzufügen" hint={hint} accept={accept} error={messages[0]} />
      {messages.slice(1).map((message) => (
        <FieldError name={`${field}-weitere`} message={message} />
      ))}
      {hasPublicity && <PublicChoice isPublic={chosen.isPublic} />}
      {endsApproval && <VoidApproval />}
      <p>
        <button class="kern-btn kern-btn--secondary" type="submit">
          <Icon name="drive-folder-upload" />
          <span class="kern-label">Hochladen</span>
        </button>
      </p>
      <ul class="vw-list vw-small" data-upload-list aria-label="Uploads" hidden />
    </form>
  )
}

const Removed = ({ here, removed, endsApproval }: AttachmentsPanelProps) =>
  removed.length === 0 || endsApproval ? null : (
    <details>
      <summary>{`Entfernt (${removed.length})`}</summary>
      <ul class="vw-list vw-small">
        {removed.map(({ id, title }) => (
          <li>
            <span>{title}</span>
            <form {...inPlace(`${here}/${id}/restorations`)}>
              <button
                class="kern-btn kern-btn--tertiary kern-btn--x-small"
                type="submit"
                aria-label={`Zurückholen: ${title}`}
              >
                <span class="kern-label">Zurückholen</span>
              </button>
            </form>
          </li>
        ))}
      </ul>
    </details>
  )
