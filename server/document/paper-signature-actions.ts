import { transact } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { conflict, invalid, notFound, ok, type Problem, type Result } from '../base/result.ts'
import { isCalendarDate, printDate } from '../calendar/calendar.ts'
import { localDate } from '../calendar/local-time.ts'
import type { Document } from './document.ts'
import { findVisible } from './document-store.ts'
import { type PaperSignature, refuseIssuing, type SignedScan } from './issue.ts'
import * as store from './issue-store.ts'
import { readIssuedSource } from './issued-source.ts'
import { type Signatory, signatoriesOf } from './signatories.ts'

export interface SignatureMark {
  readonly id: string
  /** The row of `unterschriften`. */
  readonly rowId: string
  /** Calendar date, as read from the form; anything else is refused at its field. */
  readonly signedOn: string
}

/** Notes down that somebody has signed the issued paper. */
export async function recordPaperSignature(
  db: Db,
  actor: Actor,
  { id, rowId, signedOn }: SignatureMark,
): Promise<Result<PaperSignature>> {
  const found = await findToSign(db, actor, id)
  if (!found.ok) return found
  const { document, issuedOn, signatories } = found.value
  const signatory = signatories.find((each) => each.rowId === rowId)
  if (!signatory) return notFound('Diese Person steht nicht bei den Unterschriften dieses Dokuments.')
  const today = localDate(db.clock.now().toISOString())
  const refused = refuseDay(signedOn, { path: dayField(rowId), issuedOn, today })
  if (refused) return refused
  const details = { row: rowId, signedOn }
  const entry = { by: actor.ref, event: 'document.signature_recorded', subject: id, details } as const
  return transact(db, { ...entry, related: document.caseId }, async (tx) => {
    if (await findMark(tx, id, rowId)) return conflict(`Die Unterschrift von ${signatory.name} ist schon erfasst.`)
    const mark = { rowId, signedOn, recordedBy: actor.userId, recordedAt: db.clock.now().toISOString() }
    await store.insertSignature(tx, id, mark)
    return ok(mark)
  })
}

/** Where the day of a signature stands in the form. */
export const dayField = (rowId: string): string => `signedOn.${rowId}`

interface Days {
  readonly path: string
  readonly issuedOn: string
  readonly today: string
}

function refuseDay(signedOn: string, { path, issuedOn, today }: Days): Problem | null {
  const at = (message: string): Problem => invalid(message, [{ path, message }])
  if (signedOn.trim() === '') return at('Geben Sie an, an welchem Tag unterschrieben wurde.')
  if (!isCalendarDate(signedOn)) return at('Geben Sie den Tag als Datum an, zum Beispiel 26.11.2026.')
  const day = printDate(signedOn)
  if (signedOn > today)
    return at(`Der ${day} liegt in der Zukunft. Wählen Sie einen Tag bis heute, ${printDate(today)}.`)
  if (signedOn < issuedOn) {
    return at(`Am ${day} war das Dokument noch nicht ausgefertigt. Wählen Sie einen Tag ab dem ${printDate(issuedOn)}.`)
  }
  return null
}

/** Takes a wrong mark back; that it stood there stays in the trail. */
export async function withdrawPaperSignature(
  db: Db,
  actor: Actor,
  { id, rowId }: Omit<SignatureMark, 'signedOn'>,
): Promise<Result<PaperSignature>> {
  const found = await findToSign(db, actor, id)
  if (!found.ok) return found
  return transact<PaperSignature>(
    db,
    {
      by: actor.ref,
      event: 'document.signature_withdrawn',
      subject: id,
      related: found.value.document.caseId,
      details: ({ signedOn }) => ({ row: rowId, signedOn }),
    },
    async (tx) => {
      const mark = await findMark(tx, id, rowId)
      if (!mark) return conflict('Diese Unterschrift ist nicht erfasst.')
      await store.deleteSignature(tx, id, rowId)
      return ok(mark)
    },
  )
}

export interface SigningState {
  /** Everybody who is to sign, in the document's order, with the mark where there is one. */
  readonly places: readonly (Signatory & { readonly mark: PaperSignature | null })[]
  readonly scans: readonly SignedScan[]
}

/** Who has signed so far, for somebody who may see the document. Null before it is issued. */
export async function readSigning(reader: Reader, actor: Actor, id: string): Promise<SigningState | null> {
  if (!(await findVisible(reader, actor, id))) return null
  const order = await store.findOrder(reader, id)
  if (!order || !(await store.findIssuedFile(reader, id))) return null
  const source = await readIssuedSource(reader, order)
  if (!source.ok) return null
  const marks = new Map((await store.listSignatures(reader, id)).map((mark) => [mark.rowId, mark]))
  const signatories = signatoriesOf(source.value.template.fields, source.value.values)
  return {
    places: signatories.map((signatory) => ({ ...signatory, mark: marks.get(signatory.rowId) ?? null })),
    scans: await store.listScans(reader, id),
  }
}

interface ToSign {
  readonly document: Document
  /** Calendar date in Germany. */
  readonly issuedOn: string
  readonly signatories: readonly Signatory[]
}

/** An issued document, for somebody who may note down what became of its paper. */
export async function findToSign(reader: Reader, actor: Actor, id: string): Promise<Result<ToSign>> {
  const document = await findVisible(reader, actor, id)
  if (!document) return notFound('Dieses Dokument gibt es nicht, oder es gehört nicht zu Ihren.')
  const refused = refuseIssuing(actor, document)
  if (refused) return refused
  const order = await store.findOrder(reader, id)
  if (!order || !(await store.findIssuedFile(reader, id))) {
    return conflict('Dieses Dokument ist noch nicht ausgefertigt. Unterschrieben wird danach.')
  }
  const source = await readIssuedSource(reader, order)
  if (!source.ok) return source
  const signatories = signatoriesOf(source.value.template.fields, source.value.values)
  return ok({ document, issuedOn: localDate(order.at), signatories })
}

async function findMark(tx: Tx, id: string, rowId: string): Promise<PaperSignature | null> {
  return (await store.listSignatures(tx, id)).find((mark) => mark.rowId === rowId) ?? null
}
