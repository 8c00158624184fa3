import { answerOfChild } from '../base/child-answer.ts'

const job = { program: 'first-page-worker', heapMiB: 256, killAfterMs: 15_000, maxAnswerBytes: 2 ** 20 }
const mostWaiting = 20

/** The first page of a PDF as a small JPEG, drawn in a child process of its own. One runs at once, some wait. Null where it
 *  cannot be drawn, `busy` where too many wait. */
export function drawFirstPage(pdf: Uint8Array): Promise<Uint8Array | null | 'busy'> {
  if (waiting >= mostWaiting) return Promise.resolve('busy')
  waiting++
  const drawn = last
    .then(() => answerOfChild(job, [pdf]))
    .finally(() => {
      waiting--
    })
  last = drawn.catch(() => null)
  return drawn
}
let last: Promise<unknown> = Promise.resolve()
let waiting = 0
