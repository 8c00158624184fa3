import { continues, type PdfFile, type PdfRevision } from '../pdf/reader.ts'
import { certificationOf } from './verify-fields.ts'
import type { FieldLock, JudgedSignature } from './verify-signature.ts'

/** Why a signature that holds for itself is not intact in this file: what stands behind the bytes it covers must be signed
 *  as well, state by state, and must have left it in place. What a signed later state changes is not judged yet; a state
 *  that nobody signed therefore never passes. */
export function judgeSurroundings(
  file: PdfFile,
  own: JudgedSignature,
  all: readonly JudgedSignature[],
): readonly string[] {
  const revision = own.range?.revision
  if (!own.range || !revision) return own.found.fieldIn.has(file.newest) ? [] : [removed]
  const later = file.revisions.slice(file.revisions.indexOf(revision) + 1)
  return [
    ...judgeWhatFollows(file, own.range.end, { revision, later, all }),
    ...(later.every((state) => own.found.fieldIn.has(state)) ? [] : [removed]),
    ...judgeCertification(file, own, all),
    ...judgeLocks(own, all),
  ]
}

const removed = 'Die Unterschrift wurde in einem späteren Stand der Datei entfernt oder ersetzt.'

interface Following {
  readonly revision: PdfRevision
  readonly later: readonly PdfRevision[]
  readonly all: readonly JudgedSignature[]
}

function judgeWhatFollows(file: PdfFile, end: number, { revision, later, all }: Following): string[] {
  const signed = (state: PdfRevision) => all.some(({ range, flaws }) => range?.revision === state && flaws.length === 0)
  const flaws: string[] = []
  if (!later.every(signed)) {
    flaws.push(
      'Nach dieser Unterschrift wurde die Datei fortgeschrieben, ohne dass eine gültige Unterschrift das abdeckt.',
    )
  }
  if (!later.every((state, index) => continues(state, later[index - 1] ?? revision))) {
    flaws.push('Ein späterer Stand der Datei baut nicht auf dem auf, was hier unterschrieben wurde.')
  }
  const last = all.find(({ range }) => range?.revision === later.at(-1))
  const uncovered = file.bytes.length - (last?.range?.end ?? end)
  if (uncovered > 0 && flaws.length === 0) {
    flaws.push(`Hinter der letzten Unterschrift stehen ${uncovered} Bytes, die niemand unterschrieben hat.`)
  }
  return flaws
}

/** A certification comes first and alone, and stays named in the catalog (ISO 32000-1 § 12.8.2.2). */
function judgeCertification(file: PdfFile, own: JudgedSignature, all: readonly JudgedSignature[]): string[] {
  const revision = own.range?.revision
  if (!own.rules.certifies || !revision) return []
  const others = all.filter((other) => other !== own)
  const flaws: string[] = []
  if (others.some((other) => endOf(other) < endOf(own))) {
    flaws.push('Die Zertifizierung ist nicht die erste Unterschrift der Datei.')
  }
  if (own.rules.permission === 1 && others.some((other) => other.kind === 'signature' && endOf(other) > endOf(own))) {
    flaws.push('Die Zertifizierung erlaubt keine weiteren Unterschriften; trotzdem folgt eine.')
  }
  const named = certificationOf(revision) === own.found.dict
  if (named && certificationOf(file.newest) !== own.found.dict) {
    flaws.push('Die Zertifizierung wurde in einem späteren Stand aus dem Verzeichnis der Datei entfernt.')
  }
  return flaws
}

const endOf = ({ range }: JudgedSignature): number => range?.end ?? Number.POSITIVE_INFINITY

function judgeLocks(own: JudgedSignature, all: readonly JudgedSignature[]): string[] {
  const later = all.filter((other) => other.kind === 'signature' && other !== own && endOf(other) > endOf(own))
  return later
    .filter(({ field }) => own.rules.locks.some((lock) => isLocked(lock, field)))
    .map(({ field }) => `Das Feld „${field}“ war durch diese Unterschrift gesperrt und wurde danach unterschrieben.`)
}

function isLocked({ action, fields }: FieldLock, name: string): boolean {
  const isNamed = fields.some((field) => name === field || name.startsWith(`${field}.`))
  if (action === 'All') return true
  return action === 'Include' ? isNamed : !isNamed
}
