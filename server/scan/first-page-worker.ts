/** The child process of `drawFirstPage`. Stdin: a PDF; stdout: its first page as a JPEG. Whatever goes wrong ends it. */
import { rgbaJpeg } from '../picture/picture.ts'
import { loadPdfium } from './page-pixels.ts'

/** Large enough to read a heading. */
const longestEdge = 900
/** Pages are huge by mistake or on purpose, or thin as a line. */
const mostPoints = 14_400
const leastPoints = 10

const chunks: Buffer[] = []
for await (const chunk of process.stdin) chunks.push(chunk)
const pdfium = await loadPdfium()
const document = await pdfium.loadDocument(new Uint8Array(Buffer.concat(chunks)))
const page = document.getPage(0)
const { originalWidth, originalHeight } = page.getOriginalSize()
const [least, most] = [originalWidth, originalHeight].toSorted((a, b) => a - b)
if (!(least && most && least >= leastPoints && most <= mostPoints)) process.exit(1)
const { width, height, data } = await page.render({ scale: longestEdge / most, render: 'bitmap' })
process.stdout.write(await rgbaJpeg({ width, height, rgba: data }), () => process.exit(0))
