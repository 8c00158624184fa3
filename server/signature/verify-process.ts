import { z } from 'zod'
import { answerOfChild } from '../base/child-answer.ts'
import { maxFileBytes, tooLargeMessage } from '../pdf/reader-limits.ts'
import type { VerificationReport } from './signature.ts'
import { unreadableReport } from './verify.ts'

const defaultKillAfterMs = 10_000
const maxAtOnce = 2
const maxWaiting = 20
const job = { program: 'verify-worker', heapMiB: 256, maxAnswerBytes: 4 * 2 ** 20 }

const reportSchema: z.ZodType<VerificationReport> = z.object({
  readable: z.boolean(),
  fileHash: z.string(),
  bytes: z.number(),
  signatures: z.array(
    z.object({
      field: z.string(),
      signer: z.string().nullable(),
      issuer: z.string().nullable(),
      claimedAt: z.string().nullable(),
      kind: z.enum(['signature', 'timestamp']),
      certifies: z.boolean(),
      covers: z.enum(['file', 'revision']).nullable(),
      coveredBytes: z.number().nullable(),
      bytesAfter: z.number().nullable(),
      intact: z.boolean(),
      trusted: z.boolean().nullable(),
      anchored: z.boolean().nullable(),
      reasons: z.array(z.string()),
    }),
  ),
  intact: z.boolean(),
  trusted: z.boolean().nullable(),
  reasons: z.array(z.string()),
})

/** `verifyPdf` in a child process of its own, without environment, with 256 MiB of heap and 10 seconds: what a hostile file
 *  breaks is that process, and the verdict says that the file could not be read. Two run at once, a few wait. `anchors` are
 *  certificates (DER). */
export async function verifyInProcess(
  bytes: Uint8Array,
  anchors: readonly Uint8Array[] = [],
  { killAfterMs = defaultKillAfterMs }: { readonly killAfterMs?: number } = {},
): Promise<VerificationReport> {
  if (bytes.length > maxFileBytes) return unreadableReport(bytes, tooLargeMessage)
  if (!(await enter())) {
    return unreadableReport(bytes, 'Zurzeit werden zu viele Dateien geprüft. Versuchen Sie es in einer Minute erneut.')
  }
  try {
    return (
      (await runChild(bytes, anchors, killAfterMs)) ??
      unreadableReport(bytes, 'Die Datei überfordert die Prüfung und gilt als nicht lesbar.')
    )
  } finally {
    leave()
  }
}

let running = 0
const waiting: (() => void)[] = []

async function enter(): Promise<boolean> {
  if (running < maxAtOnce) {
    running++
    return true
  }
  if (waiting.length >= maxWaiting) return false
  // Whoever leaves hands its place over, so the count stays.
  await new Promise<void>((admit) => waiting.push(admit))
  return true
}

function leave(): void {
  const next = waiting.shift()
  if (next) next()
  else running--
}

/** Null where the child was killed, failed or said nothing sensible. */
async function runChild(
  bytes: Uint8Array,
  anchors: readonly Uint8Array[],
  killAfterMs: number,
): Promise<VerificationReport | null> {
  const question = { anchors: anchors.map((der) => Buffer.from(der).toString('base64')) }
  const answer = await answerOfChild({ ...job, killAfterMs }, [`${JSON.stringify(question)}\n`, bytes])
  return answer && parseReport(new TextDecoder().decode(answer))
}

function parseReport(text: string): VerificationReport | null {
  try {
    return reportSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
