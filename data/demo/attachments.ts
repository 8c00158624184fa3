import { crc32, deflateSync } from 'node:zlib'
import { addAttachment, listAttachments } from '../../server/attachment/attachment-actions.ts'
import type { AttachmentHolder } from '../../server/attachment/holder.ts'
import type { Actor } from '../../server/auth/auth.ts'
import type { Db } from '../../server/base/database.ts'
import { printPdf } from '../../server/render/print.ts'
import { done } from './value.ts'

interface DemoFile {
  readonly name: string
  /** What stands in a PDF; a picture has none. */
  readonly text: string | null
  readonly isPublic: boolean
}

const toPaper: readonly DemoFile[] = [
  {
    name: 'Zuwendungsbescheid KIM.pdf',
    text: 'Beispiel: Hier läge der Bescheid der Bezirksregierung über die Zuwendung.',
    isPublic: true,
  },
  { name: 'Lageplan der Räume.png', text: null, isPublic: true },
  {
    name: 'Stellungnahme der Kämmerei.pdf',
    text: 'Beispiel: Hier läge die Stellungnahme mit Zahlen aus Verträgen.',
    isPublic: false,
  },
]

const toDocument: readonly DemoFile[] = [
  { name: 'Gesprächsnotiz.pdf', text: 'Beispiel: Hier läge die Notiz über das Standortgespräch.', isPublic: false },
]

const toCase: readonly DemoFile[] = [
  { name: 'Arbeitsvertrag.pdf', text: 'Beispiel: Hier läge der Arbeitsvertrag.', isPublic: false },
  { name: 'Foto des Sprachzertifikats.png', text: null, isPublic: false },
]

interface Adding {
  readonly holder: AttachmentHolder
  readonly id: string
  readonly to: 'paper' | 'document' | 'case'
}

/** Adds the next of the files that belong to things of this kind. */
export async function attachNext(db: Db, actor: Actor, { holder, id, to }: Adding): Promise<string> {
  const files = { paper: toPaper, document: toDocument, case: toCase }[to]
  const file = files[(await listAttachments(db, id)).length]
  if (!file) throw new Error('The demo has no further file.')
  const bytes = file.text === null ? plan() : await sheet(db, file.name.replace('.pdf', ''), file.text)
  const added = { file: { name: file.name, bytes }, isPublic: file.isPublic, maxBytes: 2 ** 20 }
  done(await addAttachment(db, actor, { holder, id, ...added }))
  return id
}

async function sheet({ clock }: Db, title: string, text: string): Promise<Uint8Array> {
  const { bytes } = await printPdf({
    blocks: [
      { type: 'heading', level: 1, content: [{ type: 'text', text: title }] },
      { type: 'paragraph', content: [{ type: 'text', text }] },
    ],
    title,
    author: 'Vorlagenwerk',
    at: clock.now(),
    draft: false,
  })
  return bytes
}

/** Some rooms in grey, as PNG. */
export function plan(): Uint8Array {
  const [width, height] = [720, 480]
  const isWall = (x: number, y: number) =>
    x < 12 ||
    y < 12 ||
    x >= width - 12 ||
    y >= height - 12 ||
    (Math.abs(x - 300) < 5 && y < 360) ||
    (Math.abs(y - 220) < 5 && x > 300)
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + x + 1] = isWall(x, y) ? 60 : 244
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head[8] = 8
  const start = Buffer.from('89504e470d0a1a0a', 'hex')
  return new Uint8Array(
    Buffer.concat([start, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]),
  )
}

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), content])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
