import type { Problem } from '../../server/base/result.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { TextField } from '../layout/field.tsx'
import { FileField } from '../layout/file-field.tsx'
import { Icon } from '../layout/icon.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'

interface TemplateUploadPageProps {
  readonly slug: string
  /** Of the template that a new version is for; null for a new template. */
  readonly title: string | null
  readonly slugs: readonly string[]
  readonly problem: Problem | null
}

/** The files of a new version: the beginning of it. */
export const TemplateUploadPage = ({ slug, title, slugs, problem }: TemplateUploadPageProps) => {
  const heading = title === null ? 'Dokumentvorlage hochladen' : `${title}: neue Version`
  return (
    <Layout title={heading} current="templates">
      <PageHead title={heading} crumbs={[{ href: '/templates', label: 'Dokumentvorlagen' }]} />
      <form
        class="vw-narrow vw-stack vw-stack--wide"
        method="post"
        action="/template-drafts"
        enctype="multipart/form-data"
        hx-boost="false"
        novalidate
      >
        <Refusal title="Noch nicht hochgeladen" problem={problem} />
        <p>
          Was Sie hochladen, wird geprüft und steht danach als Entwurf da. Fehler nennt die Prüfung mit Zeile und
          Spalte; einzelne Dateien können Sie ersetzen oder hier bearbeiten. Veröffentlichen muss die Version eine
          zweite Person.
        </p>
        <TextField
          name="slug"
          label="Kürzel der Dokumentvorlage"
          hint={`Ein vorhandenes für eine neue Version (${slugs.join(', ')}), ein neues für eine neue Dokumentvorlage.`}
          value={slug}
          list="kuerzel"
          autocomplete="off"
          spellcheck="false"
          error={errorAt(problem, 'slug')}
        />
        <datalist id="kuerzel">
          {slugs.map((each) => (
            <option value={each} />
          ))}
        </datalist>
        <FilesField problem={problem} />
        <div class="vw-line">
          <button class="kern-btn kern-btn--primary" type="submit">
            <Icon name="drive-folder-upload" />
            <span class="kern-label">Hochladen und prüfen</span>
          </button>
          <a class="kern-btn kern-btn--secondary" href="/templates">
            <span class="kern-label">Abbrechen</span>
          </a>
        </div>
      </form>
    </Layout>
  )
}

export const FilesField = ({ problem }: { problem: Problem | null }) => (
  <FileField
    name="files"
    multiple
    label="Dateien"
    hint="template.hbs, fields.json, template.json und sample.json, zusammen oder nacheinander, je bis 1 MiB. Auch zum Hineinziehen."
    accept=".hbs,.json"
    error={errorAt(problem, 'files')}
  />
)
