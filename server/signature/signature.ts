/** Electronic seals and signatures in PDF files: PAdES (ETSI EN 319 142-1). */

/** One key with its certificate. `sign` may ask a remote service; it signs `data` itself, not its digest. */
export interface Signer {
  /** Common name of the certificate, as printed. */
  readonly name: string
  readonly certificateDer: Uint8Array
  /** Issuers, nearest first. */
  readonly chainDer: readonly Uint8Array[]
  readonly algorithm: 'rsa-sha256' | 'ecdsa-sha256' | 'ecdsa-sha384' | 'ecdsa-sha512'
  /** RSA: PKCS #1 v1.5 value; ECDSA: DER sequence of r and s. */
  sign(data: Uint8Array): Promise<Uint8Array>
}

export interface SealRequest {
  /** Name of the empty signature field to fill, as in `seal`. */
  readonly field: string
  readonly signer: Signer
  readonly at: Date
  readonly reason?: string
  /** The first signature of a file certifies it: only filling forms and signing are allowed afterwards (DocMDP P=2). */
  readonly certify: boolean
}

export interface SignatureReport {
  readonly field: string
  /** Common name of the signing certificate, or null where none can be read. */
  readonly signer: string | null
  readonly issuer: string | null
  /** What the signature itself claims (`/M`), ISO 8601, or null. Not proven without a time stamp. */
  readonly claimedAt: string | null
  readonly kind: 'signature' | 'timestamp'
  readonly certifies: boolean
  /** 'file' = every byte but its own value; 'revision' = an earlier state of the file; null where it cannot be told. */
  readonly covers: 'file' | 'revision' | null
  /** Bytes from the start that it covers, and bytes of the file behind them. */
  readonly coveredBytes: number | null
  readonly bytesAfter: number | null
  readonly intact: boolean
  /** null without anchors. */
  readonly trusted: boolean | null
  /** Whether its certificate leads to an anchor, whatever became of the signature; null without anchors. No proof of
   *  anything: whoever has a file with the certificate can put it into another one. */
  readonly anchored: boolean | null
  /** German sentences that say why, most important first. */
  readonly reasons: readonly string[]
}

export interface VerificationReport {
  /** Whether the bytes are a PDF that could be read within the limits. */
  readonly readable: boolean
  readonly fileHash: string
  readonly bytes: number
  readonly signatures: readonly SignatureReport[]
  /** All intact and at least one. */
  readonly intact: boolean
  /** null without anchors. */
  readonly trusted: boolean | null
  /** German sentences about the file as a whole. */
  readonly reasons: readonly string[]
}
