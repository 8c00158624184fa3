import { readFile } from 'node:fs/promises'
import { createPdfWriter } from '../../../server/pdf/writer.ts'
import { createHouseKey } from '../../../server/signature/house-key.ts'
import { readP12 } from '../../../server/signature/p12.ts'
import { sealPdf } from '../../../server/signature/seal.ts'
import type { Signer } from '../../../server/signature/signature.ts'

/** Papers written and sealed by the program itself. */

const at = new Date('2027-01-04T12:00:00Z')

async function readSigner(p12: Uint8Array, password: string): Promise<Signer> {
  const signer = await readP12(p12, password)
  if (!signer.ok) throw new Error(signer.message)
  return signer.value
}

export async function houseSigner(): Promise<{ signer: Signer; caPem: string }> {
  const house = await createHouseKey({ organisation: 'Kreis Beispiel', at })
  return { signer: await readSigner(house.p12, house.password), caPem: house.caPem }
}

/** RSA, issued by „Prüfstelle“, which is issued by „Prüfwurzel“. */
export const rsaSigner = async (): Promise<Signer> =>
  readSigner(await readFile(new URL('./fixtures/rsa.p12', import.meta.url)), 'test')

/** One page with the fields `seal` and `leitung`, both empty. */
export async function emptyPaper(): Promise<Uint8Array> {
  const writer = createPdfWriter({ title: 'Sitzungsvorlage', author: 'Kreis Beispiel', at, lang: 'de-DE' })
  const page = writer.addPage({ widthPt: 595.28, heightPt: 841.89 })
  page.tagged(writer.element(writer.root, 'P'), () =>
    page.text({ text: 'Zuwendung 1.000 Euro', xPt: 71, baselinePt: 760, style: { face: 'regular', sizePt: 11 } }),
  )
  for (const [index, name] of ['seal', 'leitung'].entries()) {
    const form = writer.element(writer.root, 'Form', { alt: `Feld ${name}` })
    const rect = { xPt: 71, yPt: 600 - index * 100, widthPt: 250, heightPt: 60 }
    page.signatureField(form, { name, label: `Feld ${name}`, rect })
  }
  return writer.save()
}

export const sealOnce = async (paper: Uint8Array, signer: Signer): Promise<Buffer> =>
  Buffer.from(await sealPdf(paper, { field: 'seal', signer, at, certify: true }))

export const signAgain = async (sealed: Uint8Array, signer: Signer): Promise<Buffer> =>
  Buffer.from(await sealPdf(sealed, { field: 'leitung', signer, at: new Date('2027-01-04T13:00:00Z'), certify: false }))
