import type { Chapter, Passage } from '../../server/handbook/handbook.ts'
import { PaperBlocks } from '../document/paper.tsx'
import { Layout } from '../layout/layout.tsx'
import { PageHead } from '../layout/page-head.tsx'

export const ChapterPage = ({ chapter: { title, passages } }: { chapter: Chapter }) => (
  <Layout title={`${title} – Handbuch`}>
    <PageHead title={title} crumbs={[{ href: '/hilfe', label: 'Handbuch' }]} />
    <nav class="vw-sec" aria-label="Inhalt dieses Kapitels">
      <ul class="vw-plain">
        {passages.map((passage) => (
          <li>
            <a class="kern-link" href={`#${passage.id}`}>
              {passage.title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
    {passages.map((passage) => (
      <HandbookPassage passage={passage} />
    ))}
  </Layout>
)

const HandbookPassage = ({ passage: { id, title, blocks, pictures } }: { passage: Passage }) => (
  <section class="vw-sec vw-passage" aria-labelledby={id}>
    <h2 class="kern-heading-medium" id={id} tabindex={-1}>
      {title}
    </h2>
    <div class="vw-prose">
      <PaperBlocks blocks={blocks} underLevel={0} />
    </div>
    {pictures.map(({ file, alt, width, height }) => (
      <figure class="vw-shot">
        <img src={`/hilfe/bilder/${file}`} alt={alt} width={width} height={height} loading="lazy" />
      </figure>
    ))}
  </section>
)
