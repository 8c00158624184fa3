import { spawn } from 'node:child_process'
import { builtFile } from './project-root.ts'

export interface ChildJob {
  /** The built program. */
  readonly program: string
  readonly heapMiB: number
  readonly killAfterMs: number
  readonly maxAnswerBytes: number
}

/** What a program of ours answers to these bytes, in a process of its own without environment, under limits of time, memory
 *  and length: what a hostile file breaks is that process. Null where it was ended or failed. */
export function answerOfChild(
  { program, heapMiB, killAfterMs, maxAnswerBytes }: ChildJob,
  input: readonly (string | Uint8Array)[],
): Promise<Uint8Array | null> {
  return new Promise((settle) => {
    const child = spawn(process.execPath, [`--max-old-space-size=${heapMiB}`, builtFile(program)], {
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: killAfterMs,
      killSignal: 'SIGKILL',
    })
    const answer: Buffer[] = []
    let answered = 0
    child.stdout.on('data', (chunk: Buffer) => {
      answered += chunk.length
      if (answered > maxAnswerBytes) child.kill('SIGKILL')
      else answer.push(chunk)
    })
    child.on('error', () => settle(null))
    child.on('close', (code) => settle(code === 0 ? new Uint8Array(Buffer.concat(answer)) : null))
    // A child that dies early closes its input; its end is told by `close`.
    child.stdin.on('error', () => {})
    for (const bytes of input) child.stdin.write(bytes)
    child.stdin.end()
  })
}
