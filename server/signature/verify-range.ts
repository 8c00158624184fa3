import { type PdfFile, type PdfRevision, revisionEndingAt } from '../pdf/reader.ts'
import type { PdfDict, PdfString, PdfValue } from '../pdf/reader-values.ts'
import { stringBytes } from '../pdf/reader-values.ts'
import { type Digest, digestOf } from './verify-algorithms.ts'

/** What a signature covers: all bytes up to `end`, but for its own value between `gapStart` and `gapEnd`. */
export interface SignedRange {
  readonly gapStart: number
  readonly gapEnd: number
  readonly end: number
  /** The state of the file that it covers; null where `end` is the end of none. */
  readonly revision: PdfRevision | null
  readonly contents: Uint8Array
}

export interface RangeVerdict {
  readonly range: SignedRange | null
  readonly flaws: readonly string[]
}

const maxContentsBytes = 1024 * 1024

const rewritten =
  'Die Angaben zur Unterschrift stehen außerhalb dessen, was sie abdeckt; sie wurden nachträglich geschrieben.'

/** Finds out from the file itself what the signature covers, and takes its /ByteRange as a claim to be checked: exactly
 *  four whole numbers, beginning at 0, whose gap is the one hex string of /Contents in the very dictionary they stand in,
 *  that dictionary inside its own range, and the end of the range the end of a state of the file
 *  (ISO 32000-1 § 12.8.1, ETSI EN 319 142-1 § 5.3). */
export function readRange(file: PdfFile, dict: PdfDict): RangeVerdict {
  if (dict.source !== file.bytes) return refuse('Die Unterschrift liegt in einem gepackten Teil der Datei.')
  if (dict.repeatedKey) return refuse(`Die Angabe „${dict.repeatedKey}“ steht doppelt in der Unterschrift.`)
  const claimed = fourNumbers(dict.entries.get('ByteRange'))
  if (!claimed) return refuse('Die Unterschrift sagt nicht lesbar, was sie abdeckt (ByteRange).')
  const [first, before, gapEnd, behind] = claimed
  const contents = dict.entries.get('Contents')
  if (contents?.kind !== 'string' || !isPlainHex(contents)) return refuse('Der Wert der Unterschrift ist nicht lesbar.')
  const end = gapEnd + behind
  if (end > file.bytes.length) return refuse('Die Datei ist kürzer als das, was unterschrieben wurde.')
  if (first !== 0 || before !== contents.start || gapEnd !== contents.end) {
    return refuse('Die Unterschrift lässt mehr als ihren eigenen Wert aus.')
  }
  if (end < dict.end) return refuse(rewritten)
  const ending = revisionEndingAt(file, end)
  const revision = ending && ending.statedAt >= gapEnd ? ending : null
  return {
    range: { gapStart: before, gapEnd, end, revision, contents: stringBytes(contents) },
    flaws: revision ? [] : ['Was die Unterschrift abdeckt, endet nicht am Ende eines Standes der Datei.'],
  }
}

const refuse = (flaw: string): RangeVerdict => ({ range: null, flaws: [flaw] })

function fourNumbers(value: PdfValue | undefined): readonly [number, number, number, number] | null {
  if (value?.kind !== 'array') return null
  const [a, b, c, d, ...rest] = value.items
  if (a?.kind !== 'integer' || b?.kind !== 'integer' || c?.kind !== 'integer' || d?.kind !== 'integer') return null
  const numbers = [a.value, b.value, c.value, d.value] as const
  return rest.length === 0 && numbers.every((number) => number >= 0) ? numbers : null
}

/** Hex digits in pairs and nothing else between `<` and `>`. */
function isPlainHex({ hex, source, start, end }: PdfString): boolean {
  const digits = end - start - 2
  if (!hex || digits < 2 || digits % 2 !== 0 || digits > 2 * maxContentsBytes) return false
  return source.subarray(start + 1, end - 1).every((byte) => byte > 0x20)
}

export const rangeDigest = (file: PdfFile, { gapStart, gapEnd, end }: SignedRange, digest: Digest): Uint8Array =>
  digestOf(digest, file.bytes.subarray(0, gapStart), file.bytes.subarray(gapEnd, end))
