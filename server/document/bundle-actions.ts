import { type Attachment, numbered } from '../attachment/attachment.ts'
import { attachmentHashes, listAttachments } from '../attachment/attachment-actions.ts'
import { kindOf } from '../attachment/file-kind.ts'
import type { Actor } from '../auth/auth.ts'
import { readBlob } from '../base/blobs.ts'
import type { Reader } from '../base/database.ts'
import { conflict, notFound, ok, type Result } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import { printMoment } from '../calendar/local-time.ts'
import type { BundlePart } from '../pdf/bundle.ts'
import { bundleInProcess } from '../pdf/bundle-process.ts'
import { asJpeg, inspectPicture } from '../picture/picture.ts'
import { closedTitles, isClosedPaper } from '../template/paper-fields.ts'
import { renderDocument } from '../template/rendering.ts'
import { contentHashOf } from './content-hash.ts'
import type { Document } from './document.ts'
import { findVisible } from './document-store.ts'
import { readIssuedPdf } from './issue-actions.ts'
import { findOrder } from './issue-store.ts'
import { readIssuedSource } from './issued-source.ts'
import { templateOf } from './pinned-template.ts'

export const bundleKinds = ['public', 'internal'] as const
export type BundleKind = (typeof bundleKinds)[number]

/** Papers have bundles as soon as they are approved: before that, their content still moves. */
const hasBundles = ({ kind, state }: Pick<Document, 'kind' | 'state'>): boolean =>
  kind === 'paper' && ['approved', 'issued', 'signed'].includes(state)

/** There is nothing for the public of a paper that a committee deliberates on behind closed doors. */
export const bundleKindsOf = (document: Pick<Document, 'kind' | 'state' | 'values'>): readonly BundleKind[] =>
  hasBundles(document) ? bundleKinds.filter((kind) => kind !== 'public' || !isClosedPaper(document.values)) : []

/** A paper with its attachments as one PDF. The public one is made of nothing but the paper and what is public: of the
 *  others it is not even read. */
export async function makeBundle(
  reader: Reader,
  actor: Actor,
  { id, kind }: { readonly id: string; readonly kind: BundleKind },
): Promise<Result<Uint8Array>> {
  const document = await findVisible(reader, actor, id)
  if (!document) return notFound('Dieses Dokument gibt es nicht, oder es gehört nicht zu Ihren.')
  if (!hasBundles(document)) return conflict('Alles in einem PDF gibt es von freigegebenen Sitzungsvorlagen.')
  if (!bundleKindsOf(document).includes(kind)) return deliberatedInPrivate
  const titles = closedTitles(document.values)
  if (kind === 'public' && titles.length > 0 && !(await keepsTitles(reader, document))) return namesTitles
  const paper = await paperOf(reader, actor, document)
  if (!paper.ok) return paper
  const chosen = numbered(await listAttachments(reader, id), { hasPublicity: true }).filter(
    ({ isPublic }) => isPublic === (kind === 'public'),
  )
  const parts: BundlePart[] = [{ label: document.title, content: { pdf: paper.value } }]
  for (const attachment of chosen) {
    const dated = attachment.dated === null ? '' : ` vom ${printDate(attachment.dated)}`
    const label = `${attachment.number}: ${attachment.title}${dated}`
    parts.push({ label, content: await contentOf(reader, attachment) })
  }
  const made = await bundleInProcess({
    title:
      kind === 'public'
        ? `${document.title} mit öffentlichen Anlagen`
        : `${document.title} mit nichtöffentlichen Anlagen`,
    lines: [
      workingCopy(document),
      ...(kind === 'internal' && titles.length > 0
        ? [`In der Vorlage ohne Titel aufgeführt: ${titles.join('; ')}`]
        : []),
    ],
    at: new Date(document.savedAt),
    parts,
  })
  return made ? ok(made) : conflict(failed)
}

/** What was sealed by an earlier program may name what today's does not print: then its words are others. */
async function keepsTitles(reader: Reader, { id }: Document): Promise<boolean> {
  const order = await findOrder(reader, id)
  if (!order) return true
  const source = await readIssuedSource(reader, order)
  if (!source.ok) return false
  const { template, approvedValues } = source.value
  const hash = await contentHashOf(template, approvedValues, await attachmentHashes(reader, id))
  return hash.ok && hash.value === order.contentHash
}

const deliberatedInPrivate = conflict(
  'Diese Vorlage wird nichtöffentlich beraten. Einen Satz für die Öffentlichkeit gibt es von ihr deshalb nicht.',
)

const namesTitles = conflict(
  'Diese Vorlage ist ausgefertigt worden, als sie auch die Titel nichtöffentlicher Anlagen nannte. Einen Satz für die ' +
    'Öffentlichkeit gibt es von ihr deshalb nicht. Laden Sie die öffentlichen Anlagen einzeln herunter.',
)

const workingCopy = ({ state, savedAt }: Document): string =>
  state === 'approved'
    ? `Arbeitskopie, Stand ${printMoment(savedAt)}. Die Vorlage ist freigegeben und noch nicht ausgefertigt.`
    : 'Arbeitskopie zum Lesen und Drucken, ohne Siegel. Gesiegelt ist allein die Ausfertigung, die als eigene Datei vorliegt.'

const failed =
  'Aus diesen Dateien ließ sich kein PDF machen: Sie sind zu groß, oder eine davon ist beschädigt. Laden Sie die ' +
  'Anlagen einzeln herunter.'

async function paperOf(reader: Reader, actor: Actor, document: Document): Promise<Result<Uint8Array>> {
  const issued = await readIssuedPdf(reader, actor, document.id)
  if (issued) return ok(issued.bytes)
  const template = await templateOf(reader, document)
  const at = new Date(document.savedAt)
  const rendered = await renderDocument({ template, values: document.values, mode: 'preview', at, draft: true })
  return rendered.ok ? ok(rendered.value.bytes) : rendered
}

const printedEdge = 2400
const mostPicturePages = 50

/** Office files stay files of their own, and so does a picture that cannot be read. */
async function contentOf(reader: Reader, { blobId, mediaType }: Attachment): Promise<BundlePart['content']> {
  const { shows } = kindOf(mediaType)
  if (shows === 'nothing') return null
  const bytes = await readBlob(reader, blobId)
  if (!bytes) throw new Error(`The file ${blobId} is missing.`)
  if (shows === 'pdf') return { pdf: bytes }
  const facts = await inspectPicture(bytes)
  if (!facts.ok) return null
  const jpegs: Uint8Array[] = []
  for (let page = 0; page < Math.min(facts.value.pages, mostPicturePages); page++) {
    const jpeg = await asJpeg(bytes, { longestEdge: printedEdge, page })
    if (!jpeg.ok) return null
    jpegs.push(jpeg.value.bytes)
  }
  return { jpegs }
}
