import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { readIssuedPdf } from '../../../server/document/issue-actions.ts'
import { printCopy } from '../../../server/render/print-copy.ts'
import type { GreyPage } from '../../../server/scan/scan.ts'
import { fullAgreement, openOffice } from '../document/documents.ts'
import { approved, issue, issuedAgreement } from '../document/issuing.ts'

export interface PrintedDocument {
  readonly code: string
  readonly pages: readonly GreyPage[]
}

/** Print copies of an agreement and of another document, as they lie in the printer's tray: 300 dpi. */
export async function printedDocuments(): Promise<{ ours: PrintedDocument; other: PrintedDocument }> {
  const { house, ahlers, deppe, kortmann } = await openOffice()
  try {
    const agreement = await issuedAgreement(house, ahlers, kortmann)
    const draft = await fullAgreement(house, deppe, '32.3-ZV-2026-0999')
    const another = await issue(house, deppe, await approved(house, draft, { clerk: deppe, leitung: kortmann }))
    const print = async (id: string, actor: typeof ahlers) => {
      const pdf = await readIssuedPdf(house.db, actor, id)
      if (!pdf) throw new Error('Nothing was issued.')
      const copy = await printCopy({
        sealed: pdf.bytes,
        code: pdf.code,
        publicUrl: 'https://vorlagen.kreis-auental.de',
      })
      return { code: pdf.code, pages: await rasterise(copy, 300) }
    }
    return { ours: await print(agreement.id, ahlers), other: await print(another.id, deppe) }
  } finally {
    await house.close()
  }
}

/** Signature fields are not drawn: nothing on them is read. */
async function rasterise(pdf: Uint8Array, dpi: number): Promise<GreyPage[]> {
  const file = createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm')
  const pdfium = await PDFiumLibrary.init({ wasmBinary: new Uint8Array(await readFile(file)).buffer })
  const document = await pdfium.loadDocument(pdf)
  const pages: GreyPage[] = []
  for (const page of document.pages()) {
    const { width, height, data } = await page.render({ scale: dpi / 72, render: 'bitmap', colorSpace: 'Gray' })
    pages.push({ width, height, grey: data })
  }
  document.destroy()
  return pages
}
