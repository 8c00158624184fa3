/** One element of a BER or DER encoding (X.690) with its place in the bytes. */
export interface Asn1 {
  readonly bytes: Uint8Array
  /** First identifier octet: class, constructed bit, low tag number. */
  readonly tag: number
  readonly start: number
  readonly contentStart: number
  readonly contentEnd: number
  readonly end: number
  readonly indefinite: boolean
  /** Empty for primitive elements. */
  readonly children: readonly Asn1[]
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octets: 0x04,
  id: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  explicit0: 0xa0,
  explicit1: 0xa1,
} as const

const maxDepth = 64
const maxElements = 50_000

/** The element that begins at `at`, or null where the bytes are no BER or go beyond the limits. A walker of our own beside
 *  asn1js, because a verdict needs what a decoder throws away: where the message ends (indefinite lengths occur in real
 *  signatures), and the signed attributes byte by byte as they stand. It also holds against nesting 20,000 deep. */
export function parseAsn1(bytes: Uint8Array, at = 0): Asn1 | null {
  return parseElement(bytes, { at, end: bytes.length, depth: 0 }, { left: maxElements })
}

interface Place {
  readonly at: number
  readonly end: number
  readonly depth: number
}

function parseElement(bytes: Uint8Array, { at, end, depth }: Place, budget: { left: number }): Asn1 | null {
  if (depth > maxDepth || --budget.left < 0) return null
  const tag = bytes[at]
  // Tag numbers above 30 occur in none of the structures read here.
  if (tag === undefined || at + 2 > end || (tag & 0x1f) === 0x1f) return null
  const length = parseLength(bytes, at + 1, end)
  if (!length) return null
  const constructed = (tag & 0x20) !== 0
  const { contentStart } = length
  if (length.content === null) {
    if (!constructed) return null
    const children = parseUntilEndOfContents(bytes, { at: contentStart, end, depth: depth + 1 }, budget)
    if (!children) return null
    const contentEnd = children.at(-1)?.end ?? contentStart
    return { bytes, tag, start: at, contentStart, contentEnd, end: contentEnd + 2, indefinite: true, children }
  }
  const contentEnd = contentStart + length.content
  if (contentEnd > end) return null
  const children = constructed
    ? parseAll(bytes, { at: contentStart, end: contentEnd, depth: depth + 1 }, budget)
    : ([] as const)
  if (!children) return null
  return { bytes, tag, start: at, contentStart, contentEnd, end: contentEnd, indefinite: false, children }
}

/** `content` is null for the indefinite form. */
function parseLength(
  bytes: Uint8Array,
  at: number,
  end: number,
): { content: number | null; contentStart: number } | null {
  const first = bytes[at] ?? 0xff
  if (first < 0x80) return { content: first, contentStart: at + 1 }
  if (first === 0x80) return { content: null, contentStart: at + 1 }
  const octets = first & 0x7f
  if (octets > 4 || at + 1 + octets > end) return null
  let content = 0
  for (let i = 1; i <= octets; i++) content = content * 256 + (bytes[at + i] ?? 0)
  return { content, contentStart: at + 1 + octets }
}

function parseAll(bytes: Uint8Array, place: Place, budget: { left: number }): readonly Asn1[] | null {
  const children: Asn1[] = []
  for (let at = place.at; at < place.end; ) {
    const child = parseElement(bytes, { ...place, at }, budget)
    if (!child) return null
    children.push(child)
    at = child.end
  }
  return children
}

function parseUntilEndOfContents(bytes: Uint8Array, place: Place, budget: { left: number }): readonly Asn1[] | null {
  const children: Asn1[] = []
  for (let at = place.at; at + 2 <= place.end; ) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) return children
    const child = parseElement(bytes, { ...place, at }, budget)
    if (!child) return null
    children.push(child)
    at = child.end
  }
  return null
}

export const contentOf = (node: Asn1): Uint8Array => node.bytes.subarray(node.contentStart, node.contentEnd)
export const encodingOf = (node: Asn1): Uint8Array => node.bytes.subarray(node.start, node.end)
export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0

export const childWith = (node: Asn1 | undefined, tag: number): Asn1 | undefined =>
  node?.children.find((child) => child.tag === tag)

/** An object identifier in dotted form, or '' where `node` is none. */
export function idOf(node: Asn1 | undefined): string {
  if (node?.tag !== tags.id || node.contentEnd - node.contentStart > 64) return ''
  const arcs: bigint[] = []
  let arc = 0n
  for (const byte of contentOf(node)) {
    arc = arc * 128n + BigInt(byte & 0x7f)
    if (byte & 0x80) continue
    arcs.push(arc)
    arc = 0n
  }
  const [first = 0n, ...rest] = arcs
  const root = first < 80n ? first / 40n : 2n
  return [root, first - root * 40n, ...rest].join('.')
}

/** The octets of an OCTET STRING; a constructed one is a chain of parts (X.690 § 8.7). Null where `node` is none. */
export function octetsOf(node: Asn1 | undefined): Uint8Array | null {
  if (node?.tag === tags.octets) return contentOf(node)
  if (node?.tag !== (tags.octets | 0x20)) return null
  const parts = node.children.map(octetsOf)
  return parts.every((part) => part !== null) ? Buffer.concat(parts) : null
}

/** UTCTime or GeneralizedTime in UTC (RFC 5280 § 4.1.2.5; fractions as RFC 3161 § 2.4.2 allows), or null. */
export function timeOf(node: Asn1 | undefined): Date | null {
  if (node?.tag !== tags.utcTime && node?.tag !== tags.generalizedTime) return null
  const text = Buffer.from(contentOf(node)).toString('latin1')
  const digits = node.tag === tags.utcTime ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(digits)
  if (!match) return null
  const [, year, month, day, hour, minute, second, fraction = ''] = match
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`)
  return Number.isNaN(time.getTime()) ? null : time
}
