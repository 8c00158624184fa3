import type { Result } from '../base/result.ts'
import { lookup, type PdfFile, type PdfRevision, resolve } from '../pdf/reader.ts'
import { checkTime } from '../pdf/reader-limits.ts'
import { latin1, type PdfDict, showText, stringBytes } from '../pdf/reader-values.ts'
import type { ReadCertificate } from './verify-certificate.ts'
import { ids, judgeCms, readPaddedCms, type SignedMessage } from './verify-cms.ts'
import { timeOf } from './verify-der.ts'
import type { FoundSignature } from './verify-fields.ts'
import { rangeDigest, readRange, type SignedRange } from './verify-range.ts'
import { judgeSignatureTimeStamps, judgeTimeStamp, type TimeStamp } from './verify-timestamp.ts'

/** One signature judged for itself; what the rest of the file does to it comes after (verify-changes.ts). */
export interface JudgedSignature {
  readonly found: FoundSignature
  readonly field: string
  readonly kind: 'signature' | 'timestamp'
  readonly range: SignedRange | null
  readonly signer: ReadCertificate | null
  readonly embedded: readonly ReadCertificate[]
  readonly claimedAt: Date | null
  readonly timeStamps: readonly TimeStamp[]
  readonly rules: DocumentRules
  readonly flaws: readonly string[]
}

/** What the signature allows to happen after it. */
export interface DocumentRules {
  readonly certifies: boolean
  /** DocMDP /P: 1 = nothing, 2 = filling forms and signing, 3 = annotations as well. */
  readonly permission: number
  readonly locks: readonly FieldLock[]
}

export interface FieldLock {
  readonly action: 'All' | 'Include' | 'Exclude'
  readonly fields: readonly string[]
}

type Part = Pick<JudgedSignature, 'signer' | 'embedded' | 'timeStamps' | 'flaws'> & { readonly statedAt: Date | null }

const nothingRead: Part = { signer: null, embedded: [], timeStamps: [], flaws: [], statedAt: null }

export function judgeSignature(file: PdfFile, found: FoundSignature): JudgedSignature {
  checkTime(file.budget)
  const { dict } = found
  const [field = ''] = found.names
  if (!dict) {
    const flaws = ['Das Feld ist ausgefüllt, aber sein Wert ist keine lesbare Unterschrift.']
    return { found, field, kind: 'signature', range: null, claimedAt: null, rules: noRules, ...nothingRead, flaws }
  }
  const { range, flaws } = readRange(file, dict)
  const revision = range?.revision ?? found.firstSeen
  const kind = nameAt(revision, dict, 'SubFilter') === 'ETSI.RFC3161' ? 'timestamp' : 'signature'
  const content = range ? judgeContent(file, { revision, dict, range }) : nothingRead
  const ownTime = kind === 'timestamp' ? content.statedAt : (pdfTime(revision, dict) ?? content.statedAt)
  return {
    found,
    field,
    kind,
    range,
    claimedAt: ownTime,
    rules: readRules(revision, dict, found.fieldIn.get(revision)),
    ...content,
    flaws: [...flaws, ...content.flaws, ...judgePlace(found, range)],
  }
}

/** The dictionary must be the value of one field, in the very state that it covers. */
function judgePlace({ names, fieldIn }: FoundSignature, range: SignedRange | null): string[] {
  const flaws: string[] = []
  if (names.size === 0) flaws.push('Die Zertifizierung gehört zu keinem Unterschriftsfeld.')
  if (names.size > 1) flaws.push(`${names.size} Felder teilen sich diese eine Unterschrift.`)
  if (range?.revision && names.size > 0 && !fieldIn.has(range.revision)) {
    flaws.push('In dem Stand, den die Unterschrift abdeckt, gehört sie zu keinem Unterschriftsfeld.')
  }
  return flaws
}

interface Place {
  readonly revision: PdfRevision
  readonly dict: PdfDict
  readonly range: SignedRange
}

function judgeContent(file: PdfFile, { revision, dict, range }: Place): Part {
  const message = readPaddedCms(range.contents)
  if (!message.ok) return { ...nothingRead, flaws: [message.message] }
  const type = nameAt(revision, dict, 'Type')
  const subFilter = nameAt(revision, dict, 'SubFilter')
  if (subFilter === 'ETSI.RFC3161' && type !== 'Sig') return judgeDocumentTimeStamp(file, range, message.value)
  if ((subFilter === 'ETSI.CAdES.detached' || subFilter === 'adbe.pkcs7.detached') && type !== 'DocTimeStamp') {
    return judgeDetached(file, range, {
      message: message.value,
      binding: subFilter === 'ETSI.CAdES.detached' ? 'v2' : 'optional',
    })
  }
  return { ...nothingRead, flaws: [`Die Art der Unterschrift („${subFilter}“) wird nicht anerkannt.`] }
}

function judgeDocumentTimeStamp(file: PdfFile, range: SignedRange, message: SignedMessage): Part {
  const stamp = judgeTimeStamp(message, (digest) => rangeDigest(file, range, digest))
  if (!stamp.ok) return { ...nothingRead, flaws: [stamp.message] }
  const { authority, certificates, at } = stamp.value
  return { ...nothingRead, signer: authority, embedded: certificates, statedAt: at }
}

interface Detached {
  readonly message: SignedMessage
  readonly binding: 'v2' | 'optional'
}

function judgeDetached(file: PdfFile, range: SignedRange, { message, binding }: Detached): Part {
  if (message.content !== null || message.contentType !== ids.data) {
    return { ...nothingRead, flaws: ['Die Unterschrift bringt einen eigenen Inhalt mit, statt zur Datei zu gehören.'] }
  }
  const { signer, flaws } = judgeCms(message, (digest) => rangeDigest(file, range, digest), binding)
  const stamps = judgeSignatureTimeStamps(message)
  return {
    signer,
    embedded: message.certificates,
    timeStamps: stamps.flatMap((stamp: Result<TimeStamp>) => (stamp.ok ? [stamp.value] : [])),
    flaws: [...flaws, ...stamps.flatMap((stamp) => (stamp.ok ? [] : [stamp.message]))],
    statedAt: timeOf(message.signedAttributes.get(ids.signingTime)?.[0]) ?? null,
  }
}

const nameAt = (revision: PdfRevision, dict: PdfDict, key: string): string => {
  const value = lookup(revision, dict, key)
  return value.kind === 'name' ? value.name.replace(/[^\w.-]/g, '?').slice(0, 60) : ''
}

/** `/M`, a date of ISO 32000-1 § 7.9.4; without an offset it is read as UTC. */
function pdfTime(revision: PdfRevision, dict: PdfDict): Date | null {
  const value = lookup(revision, dict, 'M')
  if (value.kind !== 'string' || value.end - value.start > 200) return null
  const match = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:Z|([+-])(\d\d)'?(\d\d)?)?/.exec(
    latin1(stringBytes(value)),
  )
  if (!match) return null
  const [
    ,
    year,
    month = '01',
    day = '01',
    hour = '00',
    minute = '00',
    second = '00',
    sign,
    hours = '00',
    minutes = '00',
  ] = match
  const zone = sign ? `${sign}${hours}:${minutes}` : 'Z'
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`)
  return Number.isNaN(time.getTime()) ? null : time
}

const noRules: DocumentRules = { certifies: false, permission: 3, locks: [] }

/** DocMDP and FieldMDP of the signature (ISO 32000-1 § 12.8.2), and the lock that its field asked for (§ 12.7.4.5). */
function readRules(revision: PdfRevision, dict: PdfDict, field: PdfDict | undefined): DocumentRules {
  const references = lookup(revision, dict, 'Reference')
  const items = references.kind === 'array' ? references.items.slice(0, 16) : []
  let { certifies, permission } = noRules
  const locks: FieldLock[] = []
  for (const item of items) {
    const reference = resolve(revision, item)
    if (reference.kind !== 'dict') continue
    const method = nameAt(revision, reference, 'TransformMethod')
    const parameters = lookup(revision, reference, 'TransformParams')
    if (method === 'DocMDP') {
      certifies = true
      const level = parameters.kind === 'dict' ? lookup(revision, parameters, 'P') : parameters
      permission = level.kind === 'integer' ? level.value : 2
    }
    if (method === 'FieldMDP' && parameters.kind === 'dict') locks.push(readLock(revision, parameters))
  }
  const lock = field ? lookup(revision, field, 'Lock') : null
  if (lock?.kind === 'dict') locks.push(readLock(revision, lock))
  return { certifies, permission, locks }
}

function readLock(revision: PdfRevision, dict: PdfDict): FieldLock {
  const action = nameAt(revision, dict, 'Action')
  const fields = lookup(revision, dict, 'Fields')
  const names =
    fields.kind === 'array' ? fields.items.slice(0, 1000).map((item) => showText(resolve(revision, item))) : []
  // An action that is not known locks everything.
  return { action: action === 'Include' || action === 'Exclude' ? action : 'All', fields: names }
}
