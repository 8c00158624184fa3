import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Role } from '../auth/auth.ts'
import { projectRoot } from '../base/project-root.ts'
import type { Block } from '../blocks/blocks.ts'
import { parseHtmlSubset } from '../blocks/html-subset.ts'
import { inlineText, plainText } from '../blocks/plain-text.ts'
import { fold, searchTerms, searchTextOf } from '../search/folding.ts'

/** What people look up: chapters for each role and for all, made of passages. Chapters are files of the HTML subset in
 *  `data/handbook`; each heading of the second level begins a passage. */
export interface Handbook {
  readonly chapters: readonly Chapter[]
}

export interface Chapter {
  readonly slug: string
  readonly title: string
  /** Whose chapter it is; null for everybody's. */
  readonly role: Role | null
  readonly passages: readonly Passage[]
}

export interface Passage {
  /** Names it within its chapter, and in addresses. */
  readonly id: string
  readonly title: string
  readonly blocks: readonly Block[]
  readonly pictures: readonly Picture[]
}

export interface Picture {
  /** In `data/handbook/pictures`. */
  readonly file: string
  /** What can be seen, for those who do not see it. */
  readonly alt: string
  readonly width: number
  readonly height: number
}

const folder = join(projectRoot, 'data', 'handbook')

const chapterTitles: readonly { readonly slug: string; readonly title: string; readonly role: Role | null }[] = [
  { slug: 'erste-schritte', title: 'Erste Schritte', role: null },
  { slug: 'lotsin', title: 'Für Lotsinnen und Lotsen', role: 'lotsin' },
  { slug: 'leitung', title: 'Für die Leitung', role: 'leitung' },
  { slug: 'sitzungsdienst', title: 'Für den Sitzungsdienst', role: 'sitzungsdienst' },
  { slug: 'vorlagenpflege', title: 'Für die Vorlagenpflege', role: 'vorlagenpflege' },
  { slug: 'administration', title: 'Für die Administration', role: 'administration' },
  { slug: 'revision', title: 'Für die Revision', role: 'revision' },
  { slug: 'alle', title: 'Für alle', role: null },
]

const shownPicture = z.object({
  /** `<chapter>#<passage>`. */
  at: z.string(),
  file: z.string().regex(/^[a-z0-9-]+\.webp$/),
  alt: z.string().min(1),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
})

/** Reads the shipped handbook. Throws where a chapter cannot be read, with line and column. */
export function loadHandbook(): Handbook {
  const pictures = z.array(shownPicture).parse(JSON.parse(readFileSync(join(folder, 'pictures.json'), 'utf8')))
  const chapters = chapterTitles.map((chapter): Chapter => {
    const { blocks, problems } = parseHtmlSubset(readFileSync(join(folder, `${chapter.slug}.html`), 'utf8'), {
      dialect: 'rich',
    })
    const [problem] = problems
    if (problem) throw new Error(`${chapter.slug}.html:${problem.line}:${problem.column} ${problem.message}`)
    const passages = passagesOf(blocks).map((passage) => ({
      ...passage,
      pictures: pictures.filter(({ at }) => at === `${chapter.slug}#${passage.id}`),
    }))
    return { ...chapter, passages }
  })
  return { chapters }
}

function passagesOf(blocks: readonly Block[]): Omit<Passage, 'pictures'>[] {
  const passages: { title: string; blocks: Block[] }[] = []
  for (const block of blocks) {
    if (block.type === 'heading' && block.level === 2) passages.push({ title: inlineText(block.content), blocks: [] })
    else if (passages.length === 0) throw new Error('A chapter begins with the heading of its first passage.')
    else passages.at(-1)?.blocks.push(block)
  }
  return passages.map((passage) => ({ ...passage, id: fold(passage.title).replaceAll(' ', '-') }))
}

/** The bytes of every picture by its file name. */
export function loadPictures(): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  const names = readdirSync(join(folder, 'pictures')).filter((name) => name.endsWith('.webp'))
  return new Map(names.map((name) => [name, Uint8Array.from(readFileSync(join(folder, 'pictures', name)))]))
}

/** Everybody's chapters and those of somebody's roles first, in the order in which a newcomer reads them. */
export function chaptersFor({ chapters }: Handbook, own: readonly Role[]): { own: Chapter[]; others: Chapter[] } {
  const isOwn = ({ role }: Chapter): boolean => role === null || own.includes(role)
  return { own: chapters.filter(isOwn), others: chapters.filter((chapter) => !isOwn(chapter)) }
}

export interface FoundPassage {
  readonly chapter: Chapter
  readonly passage: Passage
  /** The sentence that the words were found in; the first one where only the title has them. */
  readonly sentence: string
}

/** Passages that hold every word, in one way of writing it or another; those that have them in the title come first. */
export function searchHandbook({ chapters }: Handbook, query: string): FoundPassage[] {
  const terms = searchTerms(query)
  if (terms.length === 0) return []
  const holds = (text: string): boolean => {
    const folded = searchTextOf([text])
    return terms.every(({ full, bare }) => folded.includes(full) || folded.includes(bare))
  }
  const all = chapters.flatMap((chapter) => chapter.passages.map((passage) => ({ chapter, passage })))
  const found = all.filter(({ passage }) => holds(`${passage.title} ${plainText(passage.blocks)}`))
  const inTitle = found.filter(({ passage }) => holds(passage.title))
  return [...inTitle, ...found.filter((each) => !inTitle.includes(each))].map(({ chapter, passage }) => {
    const sentences = plainText(passage.blocks).split(/\n|(?<=[.:]) /)
    return { chapter, passage, sentence: sentences.find(holds) ?? sentences[0] ?? '' }
  })
}
