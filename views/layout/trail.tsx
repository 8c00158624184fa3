import { Moment } from './moments.tsx'

export interface TrailLine {
  /** ISO time in UTC. */
  readonly at: string
  /** Who, (in Vertretung für whom,) hat, what, Partizip: "Dr. Sabine Kortmann hat die Zielvereinbarung freigegeben." */
  readonly sentence: string
  /** What somebody wrote, quoted below the sentence. */
  readonly quote?: string | null
}

/** What happened, the newest first. */
export const Trail = ({ lines }: { lines: readonly TrailLine[] }) => (
  <ol class="vw-trail">
    {lines.map(({ at, sentence, quote }) => (
      <li>
        {sentence}
        {quote ? <small>{`„${quote}“`}</small> : null}
        <Moment at={at} exact />
      </li>
    ))}
  </ol>
)
