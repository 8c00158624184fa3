import { z } from 'zod'
import type { BundleInput, BundlePart } from './bundle.ts'

/** How a bundle's parts travel to the process that makes it: one line of JSON with their lengths, then their bytes. */
const header = z.object({
  title: z.string(),
  lines: z.array(z.string()),
  at: z.string(),
  parts: z.array(
    z.object({ label: z.string(), kind: z.enum(['pdf', 'jpegs', 'nothing']), lengths: z.array(z.number().int()) }),
  ),
})

export function packBundle({ title, lines, at, parts }: BundleInput): Uint8Array[] {
  const files = parts.map(({ content }) => {
    if (!content) return []
    return 'pdf' in content ? [content.pdf] : content.jpegs
  })
  const described = parts.map(({ label, content }, index) => ({
    label,
    kind: content ? ('pdf' in content ? 'pdf' : 'jpegs') : 'nothing',
    lengths: (files[index] ?? []).map((bytes) => bytes.length),
  }))
  const line = `${JSON.stringify({ title, lines, at: at.toISOString(), parts: described })}\n`
  return [new TextEncoder().encode(line), ...files.flat()]
}

export function unpackBundle(message: Uint8Array): BundleInput {
  const end = message.indexOf(0x0a)
  const { title, lines, at, parts } = header.parse(JSON.parse(new TextDecoder().decode(message.subarray(0, end))))
  let from = end + 1
  const take = (length: number): Uint8Array => {
    from += length
    return message.slice(from - length, from)
  }
  const unpacked = parts.map(({ label, kind, lengths }): BundlePart => {
    const files = lengths.map(take)
    if (kind === 'jpegs') return { label, content: { jpegs: files } }
    const [pdf] = files
    return { label, content: kind === 'pdf' && pdf ? { pdf } : null }
  })
  return { title, lines, at: new Date(at), parts: unpacked }
}
