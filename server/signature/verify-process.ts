import { spawn } from 'node:child_process'
import { z } from 'zod'
import { builtFile } from '../base/project-root.ts'
import { maxFileBytes, tooLargeMessage } from '../pdf/reader-limits.ts'
import type { VerificationReport } from './signature.ts'
import { unreadableReport } from './verify.ts'

const defaultKillAfterMs = 10_000
const maxHeapMiB = 256
const maxAtOnce = 2
const maxWaiting = 20
const maxReportBytes = 4 * 1024 * 1024

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
function runChild(
  bytes: Uint8Array,
  anchors: readonly Uint8Array[],
  killAfterMs: number,
): Promise<VerificationReport | null> {
  return new Promise((settle) => {
    const child = spawn(process.execPath, [`--max-old-space-size=${maxHeapMiB}`, builtFile('verify-worker')], {
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: killAfterMs,
      killSignal: 'SIGKILL',
    })
    const answer: Buffer[] = []
    let answered = 0
    child.stdout.on('data', (chunk: Buffer) => {
      answered += chunk.length
      if (answered > maxReportBytes) child.kill('SIGKILL')
      else answer.push(chunk)
    })
    child.on('error', () => settle(null))
    child.on('close', (code) => settle(code === 0 ? parseReport(Buffer.concat(answer).toString('utf8')) : null))
    // A child that dies early closes its input; its end is told by `close`.
    child.stdin.on('error', () => {})
    child.stdin.write(`${JSON.stringify({ anchors: anchors.map((der) => Buffer.from(der).toString('base64')) })}\n`)
    child.stdin.end(bytes)
  })
}

function parseReport(text: string): VerificationReport | null {
  try {
    return reportSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
