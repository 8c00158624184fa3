import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { z } from 'zod'
import { projectRoot } from '../../server/base/project-root.ts'

const folder = join(projectRoot, 'data', 'handbook')
const list = join(folder, 'pictures.json')

const listed = z.array(z.object({ at: z.string(), file: z.string(), alt: z.string() }).loose())

export interface HandbookPicture {
  /** `<chapter>#<passage>`. */
  readonly at: string
  /** Of its file, without its ending. */
  readonly name: string
  /** What can be seen, for those who do not see it. */
  readonly alt: string
}

/** Renews a picture of the handbook where HANDBOOK is set: the window as it stands, and its line in the list. The caret
 *  stays, as in `shoot`. */
export async function takePicture(page: Page, { at, name, alt }: HandbookPicture): Promise<void> {
  if (!process.env.HANDBOOK) return
  const { data, info } = await sharp(await page.screenshot({ caret: 'initial' }))
    .resize({ width: 960 })
    .webp({ quality: 70 })
    .toBuffer({ resolveWithObject: true })
  if (info.size > 60_000)
    throw new Error(`${name} has ${info.size} bytes; a picture of the handbook has at most 60,000.`)
  await writeFile(join(folder, 'pictures', `${name}.webp`), data)
  const file = `${name}.webp`
  const others = listed.parse(JSON.parse(await readFile(list, 'utf8'))).filter((picture) => picture.file !== file)
  const all = [...others, { at, file, alt, width: info.width, height: info.height }]
  all.sort((one, other) => one.at.localeCompare(other.at) || one.file.localeCompare(other.file))
  await writeFile(list, `${JSON.stringify(all, null, 2)}\n`)
}
