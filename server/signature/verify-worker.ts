/** The child process of `verifyInProcess`. Stdin: one line of JSON with the anchors, then the file; stdout: the report. */
import { z } from 'zod'
import { verifyPdf } from './verify.ts'

const questionSchema = z.object({ anchors: z.array(z.string()) })

const chunks: Buffer[] = []
for await (const chunk of process.stdin) chunks.push(chunk)
const input = Buffer.concat(chunks)
const lineEnd = input.indexOf(0x0a)
const { anchors } = questionSchema.parse(JSON.parse(input.toString('utf8', 0, lineEnd)))
const report = await verifyPdf(input.subarray(lineEnd + 1), {
  anchors: anchors.map((anchor) => Buffer.from(anchor, 'base64')),
})
process.stdout.write(JSON.stringify(report))
