import type { Problem } from '../../server/base/result.ts'
import type { DraftProblemLine } from '../../server/document/template-draft-facts.ts'
import { errorAt, Refusal } from '../auth/refusal.tsx'
import { TextAreaField } from '../layout/field.tsx'
import { Icon } from '../layout/icon.tsx'
import { Layout } from '../layout/layout.tsx'
import { Note } from '../layout/note.tsx'
import { PageHead } from '../layout/page-head.tsx'
import { Status } from '../layout/status.tsx'
import { ProblemList } from './template-draft-page.tsx'

interface TemplateFilePageProps {
  readonly id: string
  readonly title: string
  readonly name: string
  /** As it stands, a line each. */
  readonly lines: readonly string[]
  /** Numbers of the lines that something is said about, with what. */
  readonly marks: ReadonlyMap<number, readonly string[]>
  readonly problems: readonly DraftProblemLine[]
  /** The edit that brought this text. */
  readonly base: number
  /** What stands in the field: the text as it is stored, or as it was sent and not saved. */
  readonly text: string
  /** It is not stored in UTF-8 and shown as a guess. */
  readonly isGuessed: boolean
  readonly can: { readonly edit: boolean }
  readonly problem: Problem | null
}

/** One file beside what the check says of it, and a field to mend it in. */
export const TemplateFilePage = (props: TemplateFilePageProps) => {
  const { id, title, name, problems, can } = props
  return (
    <Layout title={`${title}: ${name}`} current="templates">
      <PageHead
        title={name}
        crumbs={[
          { href: '/templates', label: 'Dokumentvorlagen' },
          { href: `/template-drafts/${id}`, label: title },
        ]}
      />
      <div class="vw-stack vw-stack--wide">
        <Refusal title="Noch nicht gespeichert" problem={props.problem} />
        {props.isGuessed && (
          <Note kind="warning">
            <p>
              Die Datei ist nicht in UTF-8 gespeichert. Hier steht sie so, wie ältere Programme sie schreiben. Stimmen
              die Umlaute, genügt es zu speichern.
            </p>
          </Note>
        )}
        <section class="vw-sec" aria-labelledby="pruefung">
          <header>
            <h2 class="kern-heading-medium" id="pruefung">
              Prüfung
            </h2>
          </header>
          {problems.length > 0 ? (
            <ProblemList problems={problems} />
          ) : (
            <p class="vw-line">
              <Status word="In Ordnung" /> <span>In dieser Datei ist kein Fehler gefunden.</span>
            </p>
          )}
        </section>
        <Source {...props} />
        {can.edit && <EditForm {...props} />}
      </div>
    </Layout>
  )
}

const Source = ({ name, lines, marks }: TemplateFilePageProps) => (
  <section class="vw-sec" aria-labelledby="quelltext">
    <header>
      <h2 class="kern-heading-medium" id="quelltext">
        Quelltext
      </h2>
    </header>
    <section class="vw-lines" tabindex={0} aria-label={`Quelltext von ${name}`}>
      <ol>
        {lines.map((line, index) => {
          const said = marks.get(index + 1)
          return (
            <li id={`zeile-${index + 1}`} class={said ? 'vw-bad' : undefined}>
              <code>{line === '' ? ' ' : line}</code>
              {said?.map((message) => (
                <p class="vw-lines__said">
                  <Icon name="danger" />
                  <span>{message}</span>
                </p>
              ))}
            </li>
          )
        })}
      </ol>
    </section>
  </section>
)

const EditForm = ({ id, name, base, text, problem }: TemplateFilePageProps) => (
  <section class="vw-sec" aria-labelledby="bearbeiten">
    <header>
      <h2 class="kern-heading-medium" id="bearbeiten">
        Bearbeiten
      </h2>
    </header>
    <form class="vw-stack vw-edit-source" method="post" action={`/template-drafts/${id}/files/${name}`}>
      <input type="hidden" name="base" value={String(base)} />
      {/* An HTML parser drops one line end at the beginning of a textarea. */}
      <TextAreaField
        name="text"
        label={`Text von ${name}`}
        rows={24}
        value={`\n${text}`}
        error={errorAt(problem, 'text') ?? errorAt(problem, 'files')}
      />
      <div class="vw-line">
        <button class="kern-btn kern-btn--primary" type="submit">
          <span class="kern-label">Speichern und prüfen</span>
        </button>
        <a class="kern-btn kern-btn--secondary" href={`/template-drafts/${id}`}>
          <span class="kern-label">Zum Entwurf</span>
        </a>
      </div>
    </form>
  </section>
)
