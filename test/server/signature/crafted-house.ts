import type { SignatureReport, VerificationReport } from '../../../server/signature/signature.ts'
import { verifyPdf } from '../../../server/signature/verify.ts'
import { newParty, type Party } from './crafted-cms.ts'
import { cmsValue, paper, type SignOptions, signRevision } from './crafted-pdf.ts'

/** One authority and the people it vouches for; made once per test file. */
export const root = newParty('Prüfwurzel', { authority: true })
export const seal = newParty('Siegel Kreis Beispiel', { issuer: root })
export const leitung = newParty('Sabine Leitung', { issuer: root, kind: 'rsa' })
export const stranger = newParty('Fremde Stelle')

export const anchors = [root.certificate]

export const judge = (pdf: Uint8Array): Promise<VerificationReport> => verifyPdf(pdf, { anchors: [] })

/** The paper with fields `feld10` and `feld11`, sealed in the first. */
export const sealedPaper = (options: Partial<SignOptions> & { signer?: Party } = {}): Buffer =>
  signRevision(paper('feld10', 'feld11'), { value: cmsValue({ signer: options.signer ?? seal }), ...options })

/** The same, then signed by the Leitung in the second field. */
export const signedTwice = (options: Partial<SignOptions> = {}): Buffer =>
  signRevision(sealedPaper(), { field: 11, value: cmsValue({ signer: leitung }), ...options })

export const only = ({ signatures }: VerificationReport): SignatureReport => {
  const [first] = signatures
  if (!first || signatures.length !== 1) throw new Error(`${signatures.length} signatures instead of one.`)
  return first
}

export const whyOf = (report: VerificationReport): string =>
  [...report.reasons, ...report.signatures.flatMap(({ reasons }) => reasons)].join(' ')

export const certification =
  '/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /P 2 /V /1.2 >> >>]'
