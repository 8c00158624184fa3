import { controlOf, Field, type FieldProps, inputClass } from './field.tsx'
import { Icon } from './icon.tsx'

interface FileFieldProps extends FieldProps {
  readonly accept: string
  readonly multiple?: boolean
}

/** Chooses one file or several. Browsers say what to do in their own language: where there is script, our words lie over
 *  theirs (views/client/file-field.ts says what is chosen); the control beneath still takes clicks, keys and dropped files. */
export const FileField = ({ accept, multiple = false, ...field }: FileFieldProps) => (
  <Field {...field}>
    <div class="vw-file">
      <input class={inputClass(field)} type="file" accept={accept} multiple={multiple} {...controlOf(field)} />
      <span class="vw-file__shown" aria-hidden="true">
        <span class="kern-btn kern-btn--secondary kern-btn--x-small">
          <Icon name="drive-folder-upload" />
          <span class="kern-label">{multiple ? 'Dateien auswählen' : 'Datei auswählen'}</span>
        </span>
        <span class="vw-muted vw-small" data-file-names>
          Noch nichts ausgewählt
        </span>
      </span>
    </div>
  </Field>
)
