import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { z } from 'zod'
import { builtFile } from '../base/project-root.ts'
import type { ScanFailure, ScanMediaType, ScannedPage } from './scan.ts'

export interface ScanRun {
  readonly bytes: Uint8Array
  readonly mediaType: ScanMediaType
  /** The first page to be read. */
  readonly from: number
  /** Told page by page; the next one waits for it. */
  readonly onPage: (page: ScannedPage) => Promise<void>
  /** Ends the reading, which then throws. */
  readonly signal?: AbortSignal | undefined
  readonly limits?: ScanLimits
}

export interface ScanLimits {
  /** A page takes half a second; a busy machine may take long. */
  readonly pageMs: number
  readonly maxMemoryMiB: number
}

const usualLimits: ScanLimits = { pageMs: 60_000, maxMemoryMiB: 1536 }
const maxHeapMiB = 256
const memoryLookMs = 200
/** Of pages that end the process; a file with more is not worth the time. */
const mostDeaths = 3

const stepSchema = z.union([
  z.object({ of: z.number().int().positive() }),
  z.object({
    page: z.object({
      position: z.number().int().positive(),
      of: z.number().int().positive(),
      marks: z.array(z.object({ code: z.string().max(20), page: z.number(), of: z.number() })),
      isBlank: z.boolean(),
      preview: z
        .string()
        .max(2_000_000)
        .nullable()
        .transform((text) => (text === null ? null : new Uint8Array(Buffer.from(text, 'base64')))),
    }),
  }),
  z.object({ failure: z.enum(['broken', 'too_many_pages', 'too_long']) }),
  z.object({ done: z.literal(true) }),
])

/** Reads a file in a child process without environment, under limits of time and memory: what a hostile page breaks is that
 *  process. The page counts as unreadable then, and the next one is read by another process. Null at the file's end, or why
 *  it cannot be read at all. */
export async function readScanInProcess(run: ScanRun): Promise<ScanFailure | null> {
  let { from } = run
  for (let deaths = 0; deaths < mostDeaths; deaths++) {
    const end = await runChild({ ...run, from })
    run.signal?.throwIfAborted()
    if (end.kind === 'done') return null
    if (end.kind === 'failure') return end.failure
    if (end.of === null) return 'broken'
    const { next: position, of } = end
    await run.onPage({ position, of, marks: [], isBlank: false, preview: null })
    if (position >= of) return null
    from = position + 1
  }
  return 'too_long'
}

type End =
  | { readonly kind: 'done' }
  | { readonly kind: 'failure'; readonly failure: ScanFailure }
  /** It died at the page `next`; `of` is null where it never said how many there are. */
  | { readonly kind: 'died'; readonly next: number; readonly of: number | null }

async function runChild(run: ScanRun): Promise<End> {
  const { bytes, mediaType, from, onPage, limits = usualLimits } = run
  const child = spawn(process.execPath, [`--max-old-space-size=${maxHeapMiB}`, builtFile('scan-worker')], {
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const gone = new Promise((resolve) => child.once('close', resolve))
  child.once('error', () => child.kill('SIGKILL'))
  const watch = watchChild(child, run.signal, limits)
  // A child that dies early closes its input; its end is told by its output.
  child.stdin.on('error', () => {})
  child.stdin.write(`${JSON.stringify({ mediaType, from })}\n`)
  child.stdin.end(bytes)
  let of: number | null = null
  let next = from
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      watch.heard()
      const step = parseStep(line)
      if (!step) break
      if ('done' in step) return { kind: 'done' }
      if ('failure' in step) return { kind: 'failure', failure: step.failure }
      if ('of' in step) of = step.of
      else if (step.page.position !== next) break
      else {
        await onPage(step.page)
        next++
      }
      watch.heard()
    }
    return { kind: 'died', next, of }
  } finally {
    watch.stop()
    child.kill('SIGKILL')
    await gone
  }
}

function parseStep(line: string) {
  try {
    return stepSchema.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}

/** Kills a child that says nothing for too long, that takes too much memory, or that nobody waits for any more. */
function watchChild(
  child: ChildProcessByStdio<Writable, Readable, null>,
  signal: AbortSignal | undefined,
  { pageMs, maxMemoryMiB }: ScanLimits,
) {
  const kill = () => child.kill('SIGKILL')
  let silence = setTimeout(kill, pageMs)
  const memory = setInterval(async () => {
    if ((await memoryMiB(child.pid)) > maxMemoryMiB) kill()
  }, memoryLookMs)
  signal?.addEventListener('abort', kill)
  return {
    heard() {
      clearTimeout(silence)
      silence = setTimeout(kill, pageMs)
    },
    stop() {
      clearTimeout(silence)
      clearInterval(memory)
      signal?.removeEventListener('abort', kill)
    },
  }
}

/** What the process holds, where the system tells it (Linux); elsewhere 0. WebAssembly and picture decoders know no heap
 *  limit of their own. */
async function memoryMiB(pid: number | undefined): Promise<number> {
  const pages = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '')
  return (Number(pages.split(' ')[1] ?? 0) * 4096) / 2 ** 20
}
