import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'

/** Certificates and CMS messages written octet by octet, so that tests can write them wrongly. */

export const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content])
  const hex = content.length.toString(16)
  const length = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content])
}
/** The indefinite form of BER. */
export const endless = (tag: number, ...parts: readonly Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.from([0, 0])])
export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts)
export const set = (...parts: readonly Uint8Array[]): Buffer => der(0x31, ...parts)
export const octets = (bytes: Uint8Array): Buffer => der(0x04, bytes)
export const integer = (value: number): Buffer => der(0x02, Buffer.from([...(value > 127 ? [0] : []), value]))
export const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const arcs = [first * 40 + second, ...rest].flatMap((arc) => {
    const septets = [arc & 0x7f]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      septets.unshift((left & 0x7f) | 0x80)
    return septets
  })
  return der(0x06, Buffer.from(arcs))
}
const nothing = der(0x05)
const text = (value: string): Buffer => der(0x0c, Buffer.from(value))
const generalizedTime = (at: Date): Buffer => der(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]|\.\d+/g, '')}`))

export const digestIds = {
  sha1: '1.3.14.3.2.26',
  md5: '1.2.840.113549.2.5',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
} as const
export type DigestName = keyof typeof digestIds

const hashOf = (digest: DigestName, ...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash(digest)
  for (const part of parts) hash.update(part)
  return hash.digest()
}

export type KeyKind = 'rsa' | 'p256' | 'p384'

const newKey = (kind: KeyKind): KeyObject =>
  createPrivateKey(
    kind === 'rsa'
      ? generateKeyPairSync('rsa', {
          modulusLength: 2048,
          publicKeyEncoding: { type: 'spki', format: 'pem' },
          privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        }).privateKey
      : generateKeyPairSync('ec', {
          namedCurve: kind === 'p256' ? 'P-256' : 'P-384',
          publicKeyEncoding: { type: 'spki', format: 'pem' },
          privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        }).privateKey,
  )

export interface Party {
  readonly name: string
  readonly key: KeyObject
  readonly certificate: Buffer
  readonly serial: number
  readonly issuerName: Buffer
}

export interface PartyOptions {
  readonly kind?: KeyKind
  readonly issuer?: Party
  readonly authority?: boolean
  readonly pathLength?: number
  readonly keyUsage?: number
  readonly extendedKeyUsage?: string
  readonly unknownCritical?: boolean
  readonly from?: string
  readonly to?: string
  /** In place of the key's own SubjectPublicKeyInfo. */
  readonly publicKeyInfo?: Buffer
}

let serials = 1
export const nameOf = (commonName: string): Buffer => sequence(set(sequence(oid('2.5.4.3'), text(commonName))))

/** A person, seal or authority with a key and a certificate; self-issued where no issuer is given. */
export function newParty(name: string, options: PartyOptions = {}): Party {
  const key = newKey(options.kind ?? 'p256')
  const serial = serials++
  const issuerName = nameOf(options.issuer?.name ?? name)
  const publicKeyInfo = options.publicKeyInfo ?? createPublicKey(key).export({ type: 'spki', format: 'der' })
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'))
  const issuerKey = options.issuer?.key ?? key
  const rsaAlgorithm = sequence(oid('1.2.840.113549.1.1.11'), nothing)
  const certificateAlgorithm = issuerKey.asymmetricKeyType === 'rsa' ? rsaAlgorithm : algorithm
  const body = sequence(
    der(0xa0, integer(2)),
    integer(serial),
    certificateAlgorithm,
    issuerName,
    sequence(
      generalizedTime(new Date(options.from ?? '2020-01-01T00:00:00Z')),
      generalizedTime(new Date(options.to ?? '2040-01-01T00:00:00Z')),
    ),
    nameOf(name),
    publicKeyInfo,
    der(0xa3, sequence(...extensionsOf(options))),
  )
  const signature = sign('sha256', body, issuerKey)
  const certificate = sequence(body, certificateAlgorithm, der(0x03, Buffer.from([0]), signature))
  return { name, key, certificate, serial, issuerName }
}

function extensionsOf(options: PartyOptions): Buffer[] {
  const {
    authority = false,
    pathLength,
    keyUsage = authority ? 0x06 : 0xc0,
    extendedKeyUsage,
    unknownCritical,
  } = options
  const critical = der(0x01, Buffer.from([0xff]))
  const constraints = authority ? [critical, ...(pathLength === undefined ? [] : [integer(pathLength)])] : []
  const extensions = [
    sequence(oid('2.5.29.19'), critical, octets(sequence(...constraints))),
    sequence(oid('2.5.29.15'), critical, octets(der(0x03, Buffer.from([0, keyUsage])))),
  ]
  if (extendedKeyUsage) extensions.push(sequence(oid('2.5.29.37'), critical, octets(sequence(oid(extendedKeyUsage)))))
  if (unknownCritical) extensions.push(sequence(oid('1.2.3.4'), critical, octets(nothing)))
  return extensions
}

export interface CmsOptions {
  readonly signer: Party
  readonly others?: readonly Party[]
  readonly digest?: DigestName
  /** Digest named in SignerInfo, where it shall differ from the one used. */
  readonly claimedDigest?: DigestName
  readonly messageDigest?: Uint8Array
  readonly pss?: boolean
  readonly binding?: 'v2' | 'v1' | 'none' | 'foreign' | 'foreign-serial'
  readonly contentType?: string
  readonly attributeContentType?: string
  /** Encapsulated content. */
  readonly content?: Uint8Array
  readonly signerCount?: number
  readonly endless?: boolean
  readonly unsortedAttributes?: boolean
  readonly noAttributes?: boolean
  readonly extraAttributes?: readonly Buffer[]
  readonly certificates?: readonly Uint8Array[]
  readonly timeStamp?: (signature: Uint8Array) => Uint8Array
}

const attribute = (type: string, ...values: readonly Uint8Array[]): Buffer => sequence(oid(type), set(...values))

/** A CMS SignedData over `parts`. */
export function writeCms(parts: readonly Uint8Array[], options: CmsOptions): Buffer {
  const { signer, digest = 'sha256', contentType = '1.2.840.113549.1.7.1' } = options
  const named = digestIds[options.claimedDigest ?? digest]
  const attributes = options.noAttributes ? Buffer.concat(parts) : Buffer.concat(attributesOf(parts, options))
  const signed = options.noAttributes ? attributes : der(0x31, attributes)
  const signature = sign(digest, signed, {
    key: signer.key,
    ...(options.pss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {}),
  })
  const info = sequence(
    integer(1),
    sequence(signer.issuerName, integer(signer.serial)),
    sequence(oid(named)),
    ...(options.noAttributes ? [] : [der(0xa0, attributes)]),
    signatureAlgorithm(options),
    octets(signature),
    ...(options.timeStamp ? [der(0xa1, attribute('1.2.840.113549.1.9.16.2.14', options.timeStamp(signature)))] : []),
  )
  const wrap = options.endless ? endless : der
  const content = options.content
    ? [wrap(0xa0, options.endless ? endless(0x24, octets(options.content)) : octets(options.content))]
    : []
  const certificates = options.certificates ?? [signer, ...(options.others ?? [])].map((party) => party.certificate)
  const signedData = wrap(
    0x30,
    integer(1),
    set(sequence(oid(named))),
    wrap(0x30, oid(contentType), ...content),
    wrap(0xa0, ...certificates),
    set(...Array.from({ length: options.signerCount ?? 1 }, () => info)),
  )
  return wrap(0x30, oid('1.2.840.113549.1.7.2'), wrap(0xa0, signedData))
}

function attributesOf(parts: readonly Uint8Array[], options: CmsOptions): Buffer[] {
  const { digest = 'sha256', contentType = '1.2.840.113549.1.7.1' } = options
  const attributes = [
    attribute('1.2.840.113549.1.9.3', oid(options.attributeContentType ?? contentType)),
    attribute('1.2.840.113549.1.9.4', octets(options.messageDigest ?? hashOf(digest, ...parts))),
    ...bindingOf(options),
    ...(options.extraAttributes ?? []),
  ]
  attributes.sort(Buffer.compare)
  return options.unsortedAttributes ? attributes.reverse() : attributes
}

function bindingOf({ signer, binding = 'v2' }: CmsOptions): Buffer[] {
  if (binding === 'none') return []
  if (binding === 'v1') {
    return [
      attribute('1.2.840.113549.1.9.16.2.12', sequence(sequence(sequence(octets(hashOf('sha1', signer.certificate)))))),
    ]
  }
  const hash = hashOf('sha256', binding === 'foreign' ? Buffer.from('another certificate') : signer.certificate)
  const serial = binding === 'foreign-serial' ? 99 : signer.serial
  const issuerSerial = sequence(sequence(der(0xa4, signer.issuerName)), integer(serial))
  return [attribute('1.2.840.113549.1.9.16.2.47', sequence(sequence(sequence(octets(hash), issuerSerial))))]
}

function signatureAlgorithm({ signer, pss, digest = 'sha256' }: CmsOptions): Buffer {
  if (pss) {
    const hash = sequence(oid(digestIds[digest]), nothing)
    const mask = sequence(oid('1.2.840.113549.1.1.8'), hash)
    return sequence(oid('1.2.840.113549.1.1.10'), sequence(der(0xa0, hash), der(0xa1, mask), der(0xa2, integer(32))))
  }
  if (signer.key.asymmetricKeyType === 'rsa') return sequence(oid('1.2.840.113549.1.1.1'), nothing)
  const ids = { sha1: '1', sha256: '3.2', sha384: '3.3', sha512: '3.4', md5: '1' } as const
  return sequence(oid(`1.2.840.10045.4.${ids[digest]}`))
}

export interface TimeStampOptions {
  readonly authority: Party
  readonly at?: Date
  readonly imprint?: Uint8Array
  readonly binding?: 'v1' | 'v2'
  readonly digest?: DigestName
}

/** A time-stamp token (RFC 3161) over `parts`. */
export function writeTimeStamp(parts: readonly Uint8Array[], options: TimeStampOptions): Buffer {
  const { authority, at = new Date('2026-11-22T12:00:00Z'), digest = 'sha256' } = options
  const info = sequence(
    integer(1),
    oid('1.2.3.4.1'),
    sequence(sequence(oid(digestIds[digest])), octets(options.imprint ?? hashOf(digest, ...parts))),
    integer(7),
    generalizedTime(at),
  )
  return writeCms([info], {
    signer: authority,
    contentType: '1.2.840.113549.1.9.16.1.4',
    content: info,
    binding: options.binding ?? 'v2',
  })
}
