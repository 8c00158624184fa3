import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Peer {
  readonly url: string
  readonly pid: number
  stop(): void
}

/** The peer's server in a process of its own; the room `3` begins with the fourth text, rooms beyond the last with the
 *  last. */
export async function startPeer({ texts }: { readonly texts: readonly string[] }): Promise<Peer> {
  const program = fileURLToPath(new URL('./peer-server.ts', import.meta.url))
  const child = spawn(process.execPath, [...process.execArgv, program], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(texts))
  const [said] = await once(child.stdout, 'data')
  const url = /ready: (\S+)/.exec(String(said))?.[1]
  if (!url || !child.pid) throw new Error(`The peer does not start: ${said}`)
  return { url, pid: child.pid, stop: () => void child.kill() }
}
