/** A file of a version as text, or the first byte that is none. */
export type FileText =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false
      /** As it reads in the encoding of older programs for Windows, to be mended by hand. */
      readonly text: string
      readonly line: number
      readonly column: number
      readonly message: string
    }

/** UTF-8, with or without the mark at its beginning. Umlauts in another encoding would print as other letters. */
export function readText(bytes: Uint8Array): FileText {
  const text = decode(bytes)
  const nul = text?.indexOf('\0') ?? -1
  if (text !== null && nul < 0) return { ok: true, text }
  const guess = guessed(bytes)
  const before = (text === null ? readable(bytes) : text.slice(0, nul)).split(/\r\n|\n|\r/)
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  return { ok: false, text: guess.replaceAll('\0', ''), ...place, message: notUtf8 }
}

const notUtf8 =
  'Hier beginnt etwas, das kein Text in UTF-8 ist. Speichern Sie die Datei im Editor in der Codierung UTF-8.'

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function guessed(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder('windows-1252').decode(bytes)
}

/** Everything before the first byte that is no UTF-8. */
function readable(bytes: Uint8Array): string {
  let [low, high] = [0, bytes.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    // The end of a part may cut a letter in two, which is no mistake yet.
    if (isUtf8SoFar(bytes.subarray(0, middle))) low = middle
    else high = middle - 1
  }
  return new TextDecoder('utf-8').decode(bytes.subarray(0, low)).replace(/\ufffd$/, '')
}

function isUtf8SoFar(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
