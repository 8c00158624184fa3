import { request } from 'node:http'
import { z } from 'zod'
import { ok, type Result } from '../base/result.ts'
import type { Backup } from './backup.ts'
import { controlSocket } from './control.ts'
import type { TrailVerdict } from './trail-verdict.ts'

/** What the running server finds in its trail and its logs of writing; null when no server runs. `head` as printed earlier: `17:3f2a…`. */
export async function askForAudit(dataFolder: string, head: string | null): Promise<Result<TrailVerdict> | null> {
  const query = head === null ? '' : `?${new URLSearchParams({ head })}`
  const said = await ask(dataFolder, { method: 'GET', path: `/audit${query}` })
  if (said === null) return null
  const verdict = verdictSchema.or(problemSchema).parse(said)
  return 'ok' in verdict ? verdict : ok(verdict)
}

/** Lets the running server write a backup; null when no server runs. `file` is an absolute path. */
export async function askForBackup(dataFolder: string, file: string): Promise<Result<Backup> | null> {
  const said = await ask(dataFolder, { method: 'POST', path: '/backup', body: JSON.stringify({ file }) })
  return said === null ? null : backupSchema.or(problemSchema).parse(said)
}

const problemSchema = z.object({
  ok: z.literal(false),
  problem: z.enum(['not_found', 'forbidden', 'invalid', 'conflict', 'stale']),
  message: z.string(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })),
})

const logs = z.object({
  documents: z.number(),
  commits: z.number(),
  reduced: z.number(),
  broken: z.array(z.object({ documentId: z.string(), brokenAt: z.number(), why: z.string() })),
})

const verdictSchema = z
  .object({ entries: z.number(), head: z.string(), erased: z.number(), logs })
  .or(z.object({ brokenAt: z.number(), why: z.string(), logs }))

const backupSchema = z.object({
  ok: z.literal(true),
  value: z.object({
    file: z.string(),
    bytes: z.number(),
    head: z.object({ seq: z.number(), entryHash: z.string() }),
  }),
})

interface Question {
  readonly method: string
  readonly path: string
  readonly body?: string
}

function ask(dataFolder: string, { method, path, body }: Question): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: controlSocket(dataFolder), method, path }, async (answer) => {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(Buffer.from(chunk))
      resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')))
    })
    asked.once('error', (error) => (isNobodyThere(error) ? resolve(null) : reject(error)))
    asked.end(body)
  })
}

/** No socket, or one that a dead process left behind. */
const isNobodyThere = (error: Error): boolean =>
  'code' in error && ['ENOENT', 'ECONNREFUSED', 'ENOTDIR'].includes(String(error.code))
