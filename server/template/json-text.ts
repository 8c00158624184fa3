import { invalid, ok, type Result } from '../base/result.ts'

/** JSON as RFC 8259 has it, with the place of the first mistake by line and column from 1. A name that stands twice in one
 *  object is a mistake too: one of the two values would be lost unseen. */
export function readJson(text: string): Result<unknown> {
  const mistake = findMistake(text)
  if (!mistake) return ok(JSON.parse(text))
  const before = text.slice(0, mistake.at).split(/\r\n|\n|\r/)
  const place = `Zeile ${before.length}, Spalte ${(before.at(-1)?.length ?? 0) + 1}`
  return invalid(`ungültiges JSON in ${place}: ${mistake.message}`)
}

/** Nothing that we read is as deep; whoever walks the value need not fear for the stack. */
const deepest = 64

interface Mistake {
  readonly at: number
  readonly message: string
}

interface Container {
  readonly close: '}' | ']'
  readonly names: Set<string>
}

type Expectation = 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end' | 'nothing'

const wanted: Record<Expectation, string> = {
  value: 'ein Wert',
  'value or end': 'ein Wert oder „]“',
  name: 'ein Name in Anführungszeichen',
  'name or end': 'ein Name in Anführungszeichen oder „}“',
  colon: '„:“',
  'comma or end': '„,“ oder das Ende der Klammer',
  nothing: 'das Ende der Datei',
}

const token =
  /([{}[\],:])|"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|\u007f|[\u0080-\u009f])*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy
const space = /[ \t\r\n]*/y

function findMistake(text: string): Mistake | null {
  const open: Container[] = []
  let expect: Expectation = 'value'
  let at = 0
  for (;;) {
    space.lastIndex = at
    space.exec(text)
    at = space.lastIndex
    if (at >= text.length)
      return expect === 'nothing' ? null : { at, message: `${wanted[expect]} wird erwartet, die Datei endet hier` }
    token.lastIndex = at
    const found = token.exec(text)?.[0]
    const next: ReturnType<typeof follow> = found === undefined ? null : follow(found, expect, open)
    if (found === undefined || next === null) return { at, message: `${wanted[expect]} wird erwartet` }
    if (next === 'twice') return { at, message: `der Name ${found} steht zweimal im selben Objekt` }
    if (open.length > deepest) return { at, message: `tiefer als ${deepest} Ebenen geschachtelt` }
    expect = next
    at = token.lastIndex
  }
}

/** What must come after the token, null where it may not stand. */
function follow(found: string, expect: Expectation, open: Container[]): Expectation | 'twice' | null {
  const around = open.at(-1)
  if (expect === 'colon') return found === ':' ? 'value' : null
  if (found === '}' || found === ']') {
    const mayEnd = expect === 'comma or end' || expect === (found === '}' ? 'name or end' : 'value or end')
    if (!mayEnd || around?.close !== found) return null
    open.pop()
    return open.length === 0 ? 'nothing' : 'comma or end'
  }
  if (expect === 'comma or end') return found === ',' ? (around?.close === '}' ? 'name' : 'value') : null
  if (expect === 'name' || expect === 'name or end') {
    if (!found.startsWith('"')) return null
    const name = String(JSON.parse(found))
    if (around?.names.has(name)) return 'twice'
    around?.names.add(name)
    return 'colon'
  }
  if (expect === 'nothing' || found === ',' || found === ':') return null
  if (found === '{') {
    open.push({ close: '}', names: new Set() })
    return 'name or end'
  }
  if (found === '[') {
    open.push({ close: ']', names: new Set() })
    return 'value or end'
  }
  return open.length === 0 ? 'nothing' : 'comma or end'
}
