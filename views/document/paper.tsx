import type { Child } from 'hono/jsx'
import type {
  Block,
  Cell,
  Heading,
  Inline,
  Mark,
  Row,
  SignaturePlace,
  Table,
  Text,
} from '../../server/blocks/blocks.ts'

export interface PaperProps {
  readonly blocks: readonly Block[]
  /** What the sheet is, for screen readers: "Zielvereinbarung Ceesay, Entwurf". */
  readonly label: string
  /** The level of the page's heading that the paper stands under: the paper's own begin one below. */
  readonly underLevel?: number
  /** Where a missing value is filled in; without it gaps are words, no links. */
  readonly gapHref?: (path: string) => string
  /** Blocks, by identity, that get a bar and the word "Geändert" at the margin. */
  readonly changed?: ReadonlySet<Block>
  /** What stands at the foot of every page, from left to right. */
  readonly foot?: readonly string[]
  /** Beside a form: narrower margins. */
  readonly fit?: boolean
}

/** The document as it reads on paper: the same blocks that the PDF is made of. Always white, also in the dark theme. */
export const Paper = ({ blocks, label, foot = [], fit = false, ...look }: PaperProps) => (
  <article class={fit ? 'vw-paper vw-paper--fit' : 'vw-paper'} lang="de" aria-label={label}>
    <PaperBlocks blocks={blocks} {...look} />
    {foot.length > 0 && (
      <p class="vw-paper__foot">
        {foot.map((words) => (
          <span>{words}</span>
        ))}
      </p>
    )}
  </article>
)

type Look = Pick<PaperProps, 'underLevel' | 'gapHref' | 'changed'>

/** Blocks without a sheet around them. */
export const PaperBlocks = ({ blocks, ...look }: Look & { readonly blocks: readonly Block[] }) => (
  <>
    {blocks.map((block) =>
      look.changed?.has(block) ? (
        <div class="vw-changed">
          <span class="kern-sr-only">Geändert: </span>
          <PaperBlock block={block} look={look} />
        </div>
      ) : (
        <PaperBlock block={block} look={look} />
      ),
    )}
  </>
)

const PaperBlock = ({ block, look }: { block: Block; look: Look }) => {
  switch (block.type) {
    case 'heading':
      return <PaperHeading heading={block} look={look} />
    case 'paragraph':
      return (
        <p>
          <Inlines content={block.content} look={look} />
        </p>
      )
    case 'list': {
      const items = block.items.map((item) => (
        <li>
          <Tight blocks={item.blocks} look={look} />
        </li>
      ))
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
    }
    case 'quote':
      return (
        <blockquote>
          <PaperBlocks blocks={block.blocks} {...look} />
        </blockquote>
      )
    case 'table':
      return <PaperTable table={block} look={look} />
    case 'signature':
      return <PlaceToSign place={block} />
    case 'seal':
      return <p class="vw-paper__seal">Elektronisches Siegel</p>
    case 'marking':
      return (
        <p class="vw-paper__marking">
          <strong>{block.text}</strong>
        </p>
      )
  }
}

const tags = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'] as const

const PaperHeading = ({ heading, look }: { heading: Heading; look: Look }) => {
  const { underLevel = 1 } = look
  const Tag = tags[Math.min(underLevel + heading.level, 6) - 1] ?? 'h6'
  return (
    <Tag class={`vw-paper__h${heading.level}`}>
      <Inlines content={heading.content} look={look} />
    </Tag>
  )
}

const PaperTable = ({ table: { caption, head, body }, look }: { table: Table; look: Look }) => (
  <table>
    {caption && (
      <caption>
        <Inlines content={caption} look={look} />
      </caption>
    )}
    {head.length > 0 && (
      <thead>
        <Rows rows={head} look={look} />
      </thead>
    )}
    <tbody>
      <Rows rows={body} look={look} />
    </tbody>
  </table>
)

const Rows = ({ rows, look }: { rows: readonly Row[]; look: Look }) => (
  <>
    {rows.map(({ cells }) => (
      <tr>
        {cells.map((cell) => (
          <PaperCell cell={cell} look={look} />
        ))}
      </tr>
    ))}
  </>
)

const PaperCell = ({ cell, look }: { cell: Cell; look: Look }) => {
  const span = {
    ...(cell.colspan > 1 ? { colspan: cell.colspan } : {}),
    ...(cell.rowspan > 1 ? { rowspan: cell.rowspan } : {}),
  }
  const inside = <Tight blocks={cell.blocks} look={look} />
  if (cell.scope === undefined) return <td {...span}>{inside}</td>
  return (
    <th scope={cell.scope === 'column' ? 'col' : 'row'} {...span}>
      {inside}
    </th>
  )
}

/** A single paragraph in a cell or an item needs no paragraph around its words. */
const Tight = ({ blocks, look }: { blocks: readonly Block[]; look: Look }) => {
  const [only, ...others] = blocks
  return only?.type === 'paragraph' && others.length === 0 ? (
    <Inlines content={only.content} look={look} />
  ) : (
    <PaperBlocks blocks={blocks} {...look} />
  )
}

const PlaceToSign = ({ place: { role, name, note } }: { place: SignaturePlace }) => (
  <div class="vw-paper__sign">
    <p>Ort, Datum</p>
    <p>Unterschrift</p>
    <p>
      {role !== '' && <strong>{role}</strong>}
      {[name, note ?? '']
        .filter((line) => line !== '')
        .map((line, index) => (
          <>
            {(index > 0 || role !== '') && <br />}
            {line}
          </>
        ))}
    </p>
  </div>
)

const Inlines = ({ content, look }: { content: readonly Inline[]; look: Look }) => (
  <>
    {content.map((inline) => {
      if (inline.type === 'break') return <br />
      if (inline.type === 'text') return wordsOf(inline)
      const words = `${inline.label} fehlt`
      return look.gapHref ? (
        <a class="vw-gap" href={look.gapHref(inline.path)} data-gap={inline.path} hx-boost="false">
          {words}
        </a>
      ) : (
        <span class="vw-gap">{words}</span>
      )
    })}
  </>
)

function wordsOf({ text, marks = [], href }: Text): Child {
  const marked = marks.reduceRight<Child>((inside, mark) => <Marked mark={mark}>{inside}</Marked>, text)
  if (href === undefined) return marked
  return (
    <a href={href} rel="noreferrer">
      {marked}
    </a>
  )
}

const Marked = ({ mark, children }: { mark: Mark; children?: Child }) => {
  const Tag = ({ strong: 'strong', em: 'em', underline: 'u', sub: 'sub', sup: 'sup' } as const)[mark]
  return <Tag>{children}</Tag>
}
