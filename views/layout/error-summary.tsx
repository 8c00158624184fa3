import { fieldId } from './field.tsx'
import { Icon } from './icon.tsx'

interface ErrorSummaryProps {
  /** What did not happen: "Noch nicht gespeichert". */
  readonly message: string
  /** The path of each field, what people call it, and the same sentence as at the field. */
  readonly fields?: readonly { readonly path: string; readonly label?: string; readonly message: string }[]
}

/** Stands above a form that was refused. The browser's script moves the focus here; each link leads to its field. */
export const ErrorSummary = ({ message, fields = [] }: ErrorSummaryProps) => {
  const atFields = fields.filter(({ path }) => path !== '')
  const general = fields.filter(({ path }) => path === '')
  return (
    <div class="kern-alert kern-alert--danger" role="alert" tabindex={-1} id="fehler">
      <div class="kern-alert__header">
        <Icon name="danger" size="default" />
        <h2 class="kern-title">{message}</h2>
      </div>
      {fields.length > 0 && (
        <div class="kern-alert__body">
          {general.map((problem) => (
            <p>{problem.message}</p>
          ))}
          {atFields.length > 0 && (
            <ul class="vw-stack vw-stack--tight">
              {atFields.map(({ path, label, message: sentence }) => (
                <li>
                  <a href={`#${fieldId(path)}`}>{label ? `${label}: ${sentence}` : sentence}</a>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </div>
  )
}
