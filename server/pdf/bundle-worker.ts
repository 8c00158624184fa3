/** Makes one bundle in a process of its own: reads it from the standard input and writes the PDF to the standard output. */
import { bundlePdf } from './bundle.ts'
import { unpackBundle } from './bundle-message.ts'

const chunks: Buffer[] = []
for await (const chunk of process.stdin) chunks.push(chunk)
process.stdout.write(await bundlePdf(unpackBundle(new Uint8Array(Buffer.concat(chunks)))))
