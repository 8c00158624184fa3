import type { UploadedFile } from '../base/blobs.ts'
import { invalid, ok, type Problem, type Result } from '../base/result.ts'
import type { ScanMediaType } from '../scan/scan.ts'

export interface ScanFile {
  readonly bytes: Uint8Array
  readonly mediaType: ScanMediaType
  /** As people named it, for them to recognise; nothing is ever stored under it. */
  readonly fileName: string
}

export const maxScanBytes = 25 * 2 ** 20

/** All of them, or why one of them is none. */
export function readScanFiles(files: readonly UploadedFile[]): Result<ScanFile[]> {
  const scans: ScanFile[] = []
  for (const file of files.length === 0 ? [nothing] : files) {
    const scan = readScan(file)
    if (!scan.ok) return files.length > 1 ? refused(`„${plainName(file.name)}“: ${scan.message}`) : scan
    scans.push(scan.value)
  }
  return ok(scans)
}

const nothing: UploadedFile = { name: '', bytes: new Uint8Array() }

/** The scan of a signed paper, or why it is none. What it is, its first bytes say, not its name and not the browser. */
function readScan({ name, bytes }: UploadedFile): Result<ScanFile> {
  if (bytes.length === 0) return refused('Wählen Sie die Datei mit dem Scan aus.')
  if (bytes.length > maxScanBytes) {
    return refused(
      'Die Datei ist größer als 25 MiB. Scannen Sie mit 300 dpi oder weniger und wählen Sie sie noch einmal.',
    )
  }
  const mediaType = mediaTypeOf(bytes)
  if (!mediaType) {
    return refused(
      'Diese Datei ist kein PDF und kein Bild (JPEG, PNG, TIFF). Wählen Sie den Scan in einer dieser Formen.',
    )
  }
  return ok({ bytes, mediaType, fileName: plainName(name) })
}

/** The path of the field in the form, where the problem is shown. */
export const scanField = 'scan'

const refused = (message: string): Problem => invalid(message, [{ path: scanField, message }])

const starts = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['image/tiff', [0x4d, 0x4d, 0x00, 0x2a]],
] as const

const mediaTypeOf = (bytes: Uint8Array): ScanFile['mediaType'] | null =>
  starts.find(([, start]) => start.every((byte, index) => bytes[index] === byte))?.[0] ?? null

function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  const plain = last
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .trim()
    .normalize('NFC')
  return [...plain].slice(0, 120).join('') || 'Scan'
}
