import { inflateSync } from 'node:zlib'
import { maxInflatedBytes, PdfUnreadable, type ReadBudget, spend } from './reader-limits.ts'
import { broken, cursorAt, isSpace, type PdfDict, type PdfStream, type PdfValue, takeKeyword } from './reader-values.ts'

/** The decoded content of a stream that carries structure (cross-references, objects): unfiltered or Flate, with or
 *  without PNG predictor. Other filters are not used for structure by any known writer and are refused. */
export function streamContent(stream: PdfStream, length: number, budget: ReadBudget): Uint8Array {
  const raw = rawContent(stream, length)
  const filter = only(stream.dict.entries.get('Filter'))
  if (!filter) return raw
  if (filter.kind !== 'name' || filter.name !== 'FlateDecode') throw unknownFilter()
  return unpredict(inflate(raw, budget), only(stream.dict.entries.get('DecodeParms')))
}

function rawContent(stream: PdfStream, length: number): Uint8Array {
  const end = stream.dataStart + length
  if (length < 0 || end > stream.source.length) throw broken()
  const cursor = cursorAt(stream.source, end)
  while (isSpace(stream.source[cursor.at]) && cursor.at < end + 2) cursor.at++
  if (!takeKeyword(cursor, 'endstream')) throw broken()
  return stream.source.subarray(stream.dataStart, end)
}

function inflate(raw: Uint8Array, budget: ReadBudget): Uint8Array {
  spend(budget, 'inflatedBytes', 0)
  try {
    const content = inflateSync(raw, { maxOutputLength: maxInflatedBytes })
    spend(budget, 'inflatedBytes', content.length)
    return content
  } catch (error) {
    if (error instanceof PdfUnreadable) throw error
    // What was inflated before the failure has been paid for too.
    budget.inflatedBytes -= maxInflatedBytes
    throw new PdfUnreadable('Ein gepackter Teil der Datei ist beschädigt oder größer, als diese Prüfung liest.')
  }
}

/** Filter and DecodeParms are a value or an array of one; more than one filter is refused. */
function only(value: PdfValue | undefined): PdfValue | null {
  if (!value || value.kind === 'null') return null
  if (value.kind !== 'array') return value
  if (value.items.length > 1) throw unknownFilter()
  return only(value.items[0])
}

const unknownFilter = (): PdfUnreadable =>
  new PdfUnreadable('Das Inhaltsverzeichnis der Datei ist auf eine Weise gepackt, die diese Prüfung nicht liest.')

function unpredict(content: Uint8Array, parameters: PdfValue | null): Uint8Array {
  if (!parameters) return content
  if (parameters.kind !== 'dict') throw broken()
  const predictor = integerOf(parameters, 'Predictor', 1)
  if (predictor === 1) return content
  if (
    predictor < 10 ||
    integerOf(parameters, 'Colors', 1) !== 1 ||
    integerOf(parameters, 'BitsPerComponent', 8) !== 8
  ) {
    throw unknownFilter()
  }
  const columns = integerOf(parameters, 'Columns', 1)
  if (columns < 1 || columns > 1024) throw unknownFilter()
  return unpredictRows(content, columns)
}

const integerOf = (dict: PdfDict, key: string, otherwise: number): number => {
  const value = dict.entries.get(key)
  if (!value) return otherwise
  if (value.kind !== 'integer') throw broken()
  return value.value
}

/** PNG filters with one byte per pixel (RFC 2083 § 6). */
function unpredictRows(content: Uint8Array, columns: number): Uint8Array {
  const rows = Math.floor(content.length / (columns + 1))
  const out = new Uint8Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const filter = content[row * (columns + 1)] ?? 0
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column
      const left = column > 0 ? (out[at - 1] ?? 0) : 0
      const up = row > 0 ? (out[at - columns] ?? 0) : 0
      const upLeft = row > 0 && column > 0 ? (out[at - columns - 1] ?? 0) : 0
      out[at] = (content[row * (columns + 1) + 1 + column] ?? 0) + predicted(filter, left, up, upLeft)
    }
  }
  return out
}

function predicted(filter: number, left: number, up: number, upLeft: number): number {
  if (filter === 0) return 0
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  if (filter !== 4) throw broken()
  const estimate = left + up - upLeft
  const [fromLeft, fromUp, fromUpLeft] = [
    Math.abs(estimate - left),
    Math.abs(estimate - up),
    Math.abs(estimate - upLeft),
  ]
  if (fromLeft <= fromUp && fromLeft <= fromUpLeft) return left
  return fromUp <= fromUpLeft ? up : upLeft
}
