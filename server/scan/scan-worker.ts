/** The child process of `readScanInProcess`. Stdin: one line of JSON with the question, then the file; stdout: a line of
 *  JSON for each step. */
import { z } from 'zod'
import { readScan } from './reading.ts'

const questionSchema = z.object({
  mediaType: z.enum(['application/pdf', 'image/jpeg', 'image/png', 'image/tiff']),
  from: z.number(),
})

const chunks: Buffer[] = []
for await (const chunk of process.stdin) chunks.push(chunk)
const input = Buffer.concat(chunks)
const lineEnd = input.indexOf(0x0a)
const question = questionSchema.parse(JSON.parse(input.toString('utf8', 0, lineEnd)))
for await (const step of readScan(input.subarray(lineEnd + 1), question)) {
  const said =
    'page' in step
      ? { page: { ...step.page, preview: step.page.preview && Buffer.from(step.page.preview).toString('base64') } }
      : step
  process.stdout.write(`${JSON.stringify(said)}\n`)
}
process.stdout.write(`${JSON.stringify({ done: true })}\n`)
