import type { Actor } from '../auth/auth.ts'
import type { Reader } from '../base/database.ts'
import { conflict, notFound, ok, type Result } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import { largePrint } from '../render/large-print.ts'
import { printPdf } from '../render/print.ts'
import { expandDocument } from '../template/rendering.ts'
import { readIssue } from './issue-actions.ts'
import { readIssuedSource } from './issued-source.ts'
import { readSigning } from './paper-signature-actions.ts'

/** An issued document in large print, for somebody who may see it. It is no second original: it says on every page that
 *  the signed version counts, bears that one's code, and has neither seal nor places to sign. */
export async function renderLargePrint(
  reader: Reader,
  actor: Actor,
  id: string,
): Promise<Result<{ readonly bytes: Uint8Array; readonly code: string }>> {
  const issue = await readIssue(reader, actor, id)
  if (!issue) return notFound('Dieses Dokument gibt es nicht, oder es ist noch nicht ausgefertigt.')
  if (!issue.file) return conflict('Dieses Dokument wird gerade ausgefertigt. In Großdruck gibt es es danach.')
  const source = await readIssuedSource(reader, issue.order)
  if (!source.ok) return source
  const { template, values } = source.value
  const expanded = await expandDocument({ template, values, mode: 'final' })
  if (!expanded.ok) return expanded
  const { code, at } = issue.order
  const places = (await readSigning(reader, actor, id))?.places ?? []
  const signedOn = new Map(places.map(({ rowId, mark }) => [rowId, mark?.signedOn]))
  const blocks = largePrint(expanded.value.blocks, {
    signature: ({ field, role, name }) => {
      const day = signedOn.get(field.replace(/^unterschrift_/, ''))
      const whoever = [role, name].filter((part) => part !== '').join(': ')
      return day === undefined
        ? `${whoever} (unterschreibt auf dem Original)`
        : `${whoever} (unterschrieben am ${printDate(day)})`
    },
  })
  const printed = await printPdf({
    ...expanded.value,
    title: `${expanded.value.title} (Großdruck)`,
    blocks: [{ type: 'marking', text: notice }, ...blocks],
    at: new Date(at),
    draft: false,
    size: 'large',
    code: `Prüfcode ${code}`,
  })
  return ok({ bytes: printed.bytes, code })
}

const notice = 'Fassung in Großdruck – es gilt die unterschriebene Fassung'
