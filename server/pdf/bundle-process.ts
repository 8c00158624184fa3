import { spawn } from 'node:child_process'
import { builtFile } from '../base/project-root.ts'
import type { BundleInput } from './bundle.ts'
import { packBundle } from './bundle-message.ts'

const killAfterMs = 60_000
const maxHeapMiB = 1024
const maxBundleBytes = 512 * 2 ** 20

/** `bundlePdf` in a child process of its own, without environment, with bounds of memory and time: what a hostile file
 *  breaks is that process. One runs at once, others wait. Null where it was ended or failed. */
export function bundleInProcess(input: BundleInput): Promise<Uint8Array | null> {
  const made = last.then(() => runChild(input))
  last = made.catch(() => null)
  return made
}
let last: Promise<unknown> = Promise.resolve()

function runChild(input: BundleInput): Promise<Uint8Array | null> {
  return new Promise((settle) => {
    const child = spawn(process.execPath, [`--max-old-space-size=${maxHeapMiB}`, builtFile('bundle-worker')], {
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: killAfterMs,
      killSignal: 'SIGKILL',
    })
    const answer: Buffer[] = []
    let answered = 0
    child.stdout.on('data', (chunk: Buffer) => {
      answered += chunk.length
      if (answered > maxBundleBytes) child.kill('SIGKILL')
      else answer.push(chunk)
    })
    child.on('error', () => settle(null))
    child.on('close', (code) => settle(code === 0 ? new Uint8Array(Buffer.concat(answer)) : null))
    // A child that dies early closes its input; its end is told by `close`.
    child.stdin.on('error', () => {})
    for (const bytes of packBundle(input)) child.stdin.write(bytes)
    child.stdin.end()
  })
}
