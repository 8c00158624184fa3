import { answerOfChild } from '../base/child-answer.ts'
import type { BundleInput } from './bundle.ts'
import { packBundle } from './bundle-message.ts'

const job = { program: 'bundle-worker', heapMiB: 1024, killAfterMs: 60_000, maxAnswerBytes: 512 * 2 ** 20 }

/** `bundlePdf` in a child process of its own. One runs at once, others wait. Null where it was ended or failed. */
export function bundleInProcess(input: BundleInput): Promise<Uint8Array | null> {
  const made = last.then(() => answerOfChild(job, packBundle(input)))
  last = made.catch(() => null)
  return made
}
let last: Promise<unknown> = Promise.resolve()
