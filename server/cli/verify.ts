/** npm run -s verify -- [--anchor <pem>] <file.pdf>: a report on every signature as JSON. Exit code 0 if there is at least
 *  one and all are intact, with --anchor also trusted; 1 if not; 2 if the file cannot be read. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { invalid, ok, type Result } from '../base/result.ts'
import { maxFileBytes, tooLargeMessage } from '../pdf/reader-limits.ts'
import { readCertificates } from '../signature/anchor.ts'
import type { VerificationReport } from '../signature/signature.ts'
import { unreadableReport } from '../signature/verify.ts'
import { verifyInProcess } from '../signature/verify-process.ts'

async function main(args: readonly string[]): Promise<0 | 1 | 2> {
  const order = readOrder(args)
  if (!order) return refuse('Aufruf: npm run -s verify -- [--anchor <zertifikat.pem>] <datei.pdf>')
  const anchors: Uint8Array[] = []
  for (const path of order.anchors) {
    const read = await readAnchors(path)
    if (!read.ok) return refuse(read.message)
    anchors.push(...read.value)
  }
  const report = await judge(order.file, anchors)
  if (!report.ok) return refuse(report.message)
  console.log(JSON.stringify(report.value, null, 2))
  const { intact, trusted } = report.value
  return intact && trusted !== false ? 0 : 1
}

function refuse(message: string): 2 {
  console.error(message)
  return 2
}

function readOrder(args: readonly string[]): { file: string; anchors: readonly string[] } | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { anchor: { type: 'string', multiple: true } },
      allowPositionals: true,
    })
    const [file, ...more] = positionals
    return file && more.length === 0 ? { file, anchors: values.anchor ?? [] } : null
  } catch {
    return null
  }
}

async function readAnchors(path: string): Promise<Result<readonly Uint8Array[]>> {
  const size = await sizeOf(path)
  if (!size.ok) return size
  if (size.value > maxFileBytes) return invalid(`„${path}“ ist zu groß für eine Datei mit Zertifikaten.`)
  try {
    const certificates = readCertificates(await readFile(path))
    return certificates.ok ? certificates : invalid(`„${path}“: ${certificates.message}`)
  } catch (error) {
    return invalid(whyUnread(path, error))
  }
}

/** The verdict on a file; a problem only where there are no bytes to judge. */
async function judge(path: string, anchors: readonly Uint8Array[]): Promise<Result<VerificationReport>> {
  const size = await sizeOf(path)
  if (!size.ok) return size
  const bytes = size.value
  try {
    if (bytes <= maxFileBytes) return ok(await verifyInProcess(await readFile(path), anchors))
    const fileHash = await hashOf(path)
    return ok({ ...unreadableReport(new Uint8Array(), tooLargeMessage), bytes, fileHash })
  } catch (error) {
    return invalid(whyUnread(path, error))
  }
}

async function sizeOf(path: string): Promise<Result<number>> {
  try {
    const stats = await stat(path)
    return stats.isFile() ? ok(stats.size) : invalid(`„${path}“ ist keine Datei.`)
  } catch (error) {
    return invalid(whyUnread(path, error))
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

function whyUnread(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT' || code === 'ENOTDIR') return `Die Datei „${path}“ gibt es nicht.`
  if (code === 'EACCES' || code === 'EPERM') return `Die Datei „${path}“ darf nicht gelesen werden.`
  return `Die Datei „${path}“ lässt sich nicht lesen.`
}

process.exitCode = await main(process.argv.slice(2))
