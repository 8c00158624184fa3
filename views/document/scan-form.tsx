import { FileField } from '../layout/file-field.tsx'
import { Icon } from '../layout/icon.tsx'

interface ScanFormProps {
  readonly id: string
  readonly scanField: string
  readonly error: string | undefined
}

/** Takes files with the signed paper, as many as there are. */
export const ScanForm = ({ id, scanField, error }: ScanFormProps) => (
  <form
    class="vw-panel vw-stack vw-stack--tight"
    method="post"
    action={`/documents/${id}/scans`}
    enctype="multipart/form-data"
    hx-boost="false"
  >
    <FileField
      name={scanField}
      multiple
      label="Scan des unterschriebenen Druckexemplars"
      hint="PDF, JPEG, PNG oder TIFF, auch mehrere Dateien oder Fotos vom Telefon; jede bis 25 MiB, zusammen bis 50 MiB. Die Ausfertigung selbst bleibt unverändert."
      accept="application/pdf,image/jpeg,image/png,image/tiff,.pdf,.jpg,.jpeg,.png,.tif,.tiff"
      error={error}
    />
    <button class="kern-btn kern-btn--secondary kern-btn--block" type="submit">
      <Icon name="drive-folder-upload" />
      <span class="kern-label">Scan hochladen</span>
    </button>
  </form>
)
