import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { ScansPage } from '../../views/document/scans-page.tsx'
import { printSize } from '../attachment/attachment.ts'
import { formEntries, uploadedForm } from '../auth/form-entries.ts'
import { currentActor, type Env, problemStatus, requireRole } from '../auth/http.ts'
import { userNames } from '../auth/user-actions.ts'
import type { Problem } from '../base/result.ts'
import { printCopy } from '../render/print-copy.ts'
import type { Document } from './document.ts'
import { readDocument } from './document-actions.ts'
import { placeOf } from './document-pages.ts'
import { refuseIssuing } from './issue.ts'
import { readIssuedPdf } from './issue-actions.ts'
import {
  confirmScanPages,
  readScanCheck,
  readScanPreview,
  readStoredScan,
  removeScan,
  type ScanCheck,
  type SeenPage,
  uploadScans,
} from './scan-actions.ts'
import { scanField } from './scan-file.ts'
import { tellScan } from './scan-wording.ts'

/** The paper of an issued document: printed, signed, scanned and read. `publicUrl` is printed on it; without one the
 *  address by which it was asked for stands there. */
export function scanRoutes({ publicUrl }: { readonly publicUrl: string | null }): Hono<Env> {
  const routes = new Hono<Env>()
  routes.use('/documents/:id/*', requireRole('lotsin', 'leitung', 'sitzungsdienst'))

  routes.get('/documents/:id/print-copy', async (c) => {
    const pdf = await readIssuedPdf(c.var.db, currentActor(c), c.req.param('id'))
    if (!pdf) return c.notFound()
    const { code, bytes: sealed } = pdf
    const copy = await printCopy({ sealed, code, publicUrl: publicUrl ?? new URL(c.req.url).origin })
    return c.body(toBody(copy), 200, {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `inline; filename="Druckexemplar-${code}.pdf"`,
    })
  })

  routes.get('/documents/:id/scans', async (c) => {
    const page = await pageOf(c, { notice: notices.get(c.req.query('done') ?? '') })
    return page ? c.html(page) : c.notFound()
  })

  routes.post('/documents/:id/scans', async (c) => {
    const document = await findDocument(c)
    if (!document) return c.notFound()
    const refused = refuseIssuing(currentActor(c), document)
    if (refused) return refusedHere(c, refused)
    const files = await postedFiles(c)
    const done = await uploadScans(c.var.db, currentActor(c), { id: document.id, files })
    return done.ok ? c.redirect(`/documents/${document.id}/scans`, 303) : refusedHere(c, done)
  })

  /** What came from outside goes out as a file to be kept, never as a page of ours. */
  routes.get('/documents/:id/scans/:scan', async (c) => {
    const { id, scan: scanId } = c.req.param()
    const scan = await readStoredScan(c.var.db, currentActor(c), { id, scanId })
    if (!scan) return c.notFound()
    const ending = scan.mediaType.split('/').at(-1)
    return c.body(toBody(scan.bytes), 200, {
      'Content-Type': scan.mediaType,
      'Content-Disposition': `attachment; filename="Kopie-unterschriebenes-Papier-${scanId.slice(-8)}.${ending}"`,
      'Content-Security-Policy': "default-src 'none'; sandbox",
    })
  })

  routes.get('/documents/:id/scans/:scan/pages/:position', async (c) => {
    const { id, scan: scanId, position } = c.req.param()
    const wanted = { id, scanId, position: readNumber(position) }
    const preview = await readScanPreview(c.var.db, currentActor(c), wanted)
    return preview ? c.body(toBody(preview), 200, { 'Content-Type': 'image/jpeg' }) : c.notFound()
  })

  routes.post('/documents/:id/scans/:scan/confirmations', async (c) => {
    const { id, scan: scanId } = c.req.param()
    const seen = seenPages(await formEntries(c))
    const done = await confirmScanPages(c.var.db, currentActor(c), { id, scanId, seen })
    return done.ok ? c.redirect(`/documents/${id}/scans?done=confirmed`, 303) : refusedHere(c, done)
  })

  routes.post('/documents/:id/scans/:scan/removals', async (c) => {
    const { id, scan: scanId } = c.req.param()
    const done = await removeScan(c.var.db, currentActor(c), { id, scanId })
    return done.ok ? c.redirect(`/documents/${id}/scans?done=removed`, 303) : refusedHere(c, done)
  })

  return routes
}

const notices: ReadonlyMap<string, string> = new Map([
  ['confirmed', 'Die Zuordnung ist gespeichert. Wer sie getroffen hat, steht im Verlauf.'],
  ['removed', 'Die Datei ist entfernt. Das steht im Verlauf.'],
])

const findDocument = (c: Context<Env>): Promise<Document | null> =>
  readDocument(c.var.db, currentActor(c), c.req.param('id') ?? '')

interface Said {
  readonly notice?: string | undefined
  readonly problem?: Problem
}

async function refusedHere(c: Context<Env>, problem: Problem): Promise<Response> {
  const page = await pageOf(c, { problem })
  if (page) return c.html(page, problemStatus(problem))
  throw new HTTPException(problem.problem === 'forbidden' ? 403 : 404, { message: problem.message })
}

/** Null where the person may not see the document, or it is not issued. */
async function pageOf(c: Context<Env>, { notice, problem }: Said) {
  const actor = currentActor(c)
  const document = await findDocument(c)
  const check = document && (await readScanCheck(c.var.db, actor, document.id))
  if (!document || !check) return null
  const { crumbs, current } = await placeOf(c.var.db, actor, document)
  const here = `/documents/${document.id}`
  return (
    <ScansPage
      id={document.id}
      title={document.title}
      current={current}
      crumbs={[...crumbs, { href: here, label: document.title }]}
      told={tellScan(check)}
      pages={pagesOf(check)}
      files={await filesOf(c, check)}
      scanField={scanField}
      can={{ record: refuseIssuing(actor, document) === null }}
      notice={notice}
      problem={problem ?? null}
    />
  )
}

const pagesOf = ({ pages, verdict, files }: ScanCheck) =>
  Array.from({ length: pages }, (_, index) => index + 1).map((number) => ({
    number,
    places: verdict.sheets.flatMap((sheet) =>
      sheet.kind === 'page' && sheet.page === number
        ? [
            {
              fileName: files.find(({ id }) => id === sheet.scanId)?.fileName ?? '',
              position: sheet.position,
              byHand: sheet.byHand,
            },
          ]
        : [],
    ),
  }))

async function filesOf(c: Context<Env>, { files, verdict }: ScanCheck) {
  const names = await userNames(
    c.var.db,
    files.map(({ uploadedBy }) => uploadedBy),
  )
  return files.map(({ id, fileName, size, uploadedBy, uploadedAt, pages, isCopy }) => ({
    id,
    fileName,
    size: printSize(size),
    uploadedBy: names.get(uploadedBy) ?? 'Unbekannt',
    uploadedAt,
    pages,
    isCopy,
    unread: verdict.sheets.flatMap((sheet) =>
      sheet.scanId === id && sheet.kind === 'unreadable' ? [sheet.position] : [],
    ),
  }))
}

async function postedFiles(c: Context<Env>) {
  const posted = (await uploadedForm(c)).getAll(scanField)
  const files = posted.filter((entry) => entry instanceof File).filter(({ size, name }) => size > 0 || name !== '')
  return Promise.all(files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })))
}

/** Sheets that were left open are left out. */
const seenPages = (entries: readonly (readonly [name: string, value: string])[]): SeenPage[] =>
  entries.flatMap(([name, value]) => {
    const position = /^blatt\.(\d{1,4})$/.exec(name)?.[1]
    return position !== undefined && value !== '' ? [{ position: Number(position), page: readNumber(value) }] : []
  })

const readNumber = (text: string): number => (/^\d{1,4}$/.test(text) ? Number(text) : 0)

const toBody = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer
