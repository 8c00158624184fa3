import { fileTypeFromBuffer } from 'file-type'
import { invalid, ok, type Problem, type Result } from '../base/result.ts'
import { inspectPicture } from '../picture/picture.ts'
import { zipNames } from './zip-names.ts'

export interface FileKind {
  readonly mediaType: string
  /** What it is given to a person under. */
  readonly ending: string
  /** As people call it. */
  readonly label: string
  /** How it can be shown: as a PDF, as a picture, or not at all. */
  readonly shows: 'pdf' | 'picture' | 'nothing'
}

const office = 'application/vnd.openxmlformats-officedocument'
const odf = 'application/vnd.oasis.opendocument'

const kinds: readonly FileKind[] = [
  { mediaType: 'application/pdf', ending: 'pdf', label: 'PDF', shows: 'pdf' },
  { mediaType: 'image/jpeg', ending: 'jpg', label: 'JPEG', shows: 'picture' },
  { mediaType: 'image/png', ending: 'png', label: 'PNG', shows: 'picture' },
  { mediaType: 'image/tiff', ending: 'tif', label: 'TIFF', shows: 'picture' },
  { mediaType: 'image/webp', ending: 'webp', label: 'WebP', shows: 'picture' },
  { mediaType: `${office}.wordprocessingml.document`, ending: 'docx', label: 'Word', shows: 'nothing' },
  { mediaType: `${office}.spreadsheetml.sheet`, ending: 'xlsx', label: 'Excel', shows: 'nothing' },
  { mediaType: `${office}.presentationml.presentation`, ending: 'pptx', label: 'PowerPoint', shows: 'nothing' },
  { mediaType: `${odf}.text`, ending: 'odt', label: 'OpenDocument-Text', shows: 'nothing' },
  { mediaType: `${odf}.spreadsheet`, ending: 'ods', label: 'OpenDocument-Tabelle', shows: 'nothing' },
]

/** Of a stored attachment: it came in through `recogniseFile`. */
export function kindOf(mediaType: string): FileKind {
  const kind = kinds.find((each) => each.mediaType === mediaType)
  if (!kind) throw new Error(`No attachment is of the type ${mediaType}.`)
  return kind
}

/** What a file is by its content, whatever it is called; a refusal says what to do instead. */
export async function recogniseFile(bytes: Uint8Array): Promise<Result<FileKind>> {
  const type = await fileTypeFromBuffer(bytes).catch(() => undefined)
  const mime = type?.mime ?? ''
  const kind = kinds.find(({ mediaType }) => mediaType === mime)
  if (!kind) return refusalOf(mime)
  if (kind.shows === 'picture') {
    const picture = await inspectPicture(bytes)
    return picture.ok ? ok(kind) : picture
  }
  if (kind.shows === 'nothing') {
    const names = zipNames(bytes)
    if (!names)
      return invalid('Diese Office-Datei ist beschädigt. Speichern Sie sie neu und wählen Sie sie noch einmal.')
    if (names.some((name) => active.test(name))) return withMacros
  }
  return ok(kind)
}

/** Parts of Office files that a program would run: macros of Microsoft, of LibreOffice, ActiveX. */
const active = /vbaProject|vbaData|(^|\/)(activeX|Basic|Scripts)\//i

function refusalOf(mime: string): Problem {
  if (mime.includes('macroenabled')) return withMacros
  if (/hei[cf]/.test(mime)) return heic
  if (mime === 'application/x-cfb') return oldOffice
  return invalid(
    'Dateien dieser Art nimmt Vorlagenwerk nicht an. Wählen Sie ein PDF, ein Bild (JPEG, PNG, TIFF, WebP) oder eine ' +
      'Office-Datei (DOCX, XLSX, PPTX, ODT, ODS).',
  )
}

const withMacros = invalid(
  'Diese Office-Datei enthält Makros, also Programmteile. Speichern Sie sie ohne Makros, zum Beispiel als DOCX oder ' +
    'XLSX, oder als PDF.',
)
const heic = invalid(
  'Dieses Foto ist im Format HEIC, das hier nicht gelesen werden kann. Geben Sie es auf dem Telefon als JPEG weiter ' +
    '(iPhone: Einstellungen, Kamera, Formate, „Maximale Kompatibilität“).',
)
const oldOffice = invalid(
  'Diese Office-Datei ist verschlüsselt oder in einem alten Format. Speichern Sie sie ohne Kennwort als DOCX, XLSX, ' +
    'PPTX, ODT oder ODS.',
)

export const acceptedFiles = kinds.flatMap(({ mediaType, ending }) => [mediaType, `.${ending}`]).join(',')
