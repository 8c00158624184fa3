import type { Actor } from '../../server/auth/auth.ts'
import type { UploadedFile } from '../../server/base/blobs.ts'
import { readIssue, readIssuedPdf } from '../../server/document/issue-actions.ts'
import { uploadScans } from '../../server/document/scan-actions.ts'
import { readScanFile } from '../../server/document/scan-jobs.ts'
import { greyJpeg } from '../../server/picture/picture.ts'
import { printCopy } from '../../server/render/print-copy.ts'
import { shrink } from '../../server/scan/grey.ts'
import { openScan } from '../../server/scan/page-pixels.ts'
import type { Stage } from './story.ts'
import { done } from './value.ts'

interface Paper {
  readonly code: string
  readonly pages: number
  readonly copy: Uint8Array
}

/** The whole paper comes back in one file. */
export async function scanPaper(stage: Stage, author: Actor, id: string): Promise<void> {
  const { code, pages, copy } = await printed(stage, author, id)
  const file = { name: 'Unterschriebene Ausfertigung.pdf', bytes: copy }
  await bringBack(stage, author, { id, code, of: pages, files: [{ file, pages: numbers(pages) }] })
}

/** Photos of all pages but the second. */
export async function photographPaper(stage: Stage, author: Actor, id: string): Promise<void> {
  const { code, pages, copy } = await printed(stage, author, id)
  const opened = await openScan(copy, 'application/pdf')
  if ('failure' in opened) throw new Error('The demo could not draw its own paper.')
  const files: Photo[] = []
  for (const page of numbers(pages).filter((number) => number !== 2)) {
    const drawn = await opened.pages.read(page)
    if (!drawn) throw new Error(`The demo could not draw page ${page}.`)
    const bytes = await greyJpeg(shrink(drawn, photoEdge))
    files.push({ file: { name: `Foto ${page}.jpg`, bytes }, pages: [page] })
  }
  await bringBack(stage, author, { id, code, of: pages, files })
}

const photoEdge = 1700

interface Photo {
  readonly file: UploadedFile
  /** What it shows, in its order. */
  readonly pages: readonly number[]
}

interface ComingBack {
  readonly id: string
  readonly code: string
  readonly of: number
  readonly files: readonly Photo[]
}

/** What is on the pages is known here: nobody waits for a program to read it. */
async function bringBack({ db }: Stage, author: Actor, { id, code, of, files }: ComingBack): Promise<void> {
  const { scanIds } = done(await uploadScans(db, author, { id, files: files.map(({ file }) => file) }))
  for (const [index, scanId] of scanIds.entries()) {
    const { pages = [] } = files[index] ?? {}
    await readScanFile(db, scanId, async ({ onPage }) => {
      for (const [at, page] of pages.entries()) {
        const marks = [{ code, page, of }]
        await onPage({ position: at + 1, of: pages.length, marks, isBlank: false, preview: null })
      }
      return null
    })
  }
}

async function printed({ db, ports }: Stage, actor: Actor, id: string): Promise<Paper> {
  const issue = await readIssue(db, actor, id)
  const pdf = await readIssuedPdf(db, actor, id)
  if (!issue?.file || !pdf) throw new Error(`The demo's document ${id} is not issued.`)
  const copy = await printCopy({ sealed: pdf.bytes, code: pdf.code, publicUrl: `https://${ports.publicHost}` })
  return { code: pdf.code, pages: issue.file.pages, copy }
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)
