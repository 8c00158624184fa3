import type { Block } from '../../server/blocks/blocks.ts'
import { fieldId } from '../layout/field.tsx'
import { Note } from '../layout/note.tsx'
import { DraftRail, type DraftStandProps, MissingButton, MissingCount, MissingList } from './draft-missing.tsx'
import { Paper } from './paper.tsx'

export interface DraftSheet {
  /** What the values make; null where the template could make nothing of them. */
  readonly blocks: readonly Block[] | null
  readonly title: string
  readonly footer: string | null
  /** Why there is no paper, or what of the form could not be read and is left out. */
  readonly note: string | null
}

/** The paper as the form makes it, with a marked place for each value that is missing. */
export const DraftPreview = ({ sheet: { blocks, title, footer, note } }: { sheet: DraftSheet }) => (
  <div id="vorschau" class="vw-stack">
    {note && (
      <Note kind="warning">
        <p>{note}</p>
      </Note>
    )}
    {blocks && (
      <Paper
        blocks={blocks}
        label={`${title}, Vorschau`}
        gapHref={(path) => `?view=form#${fieldId(path)}`}
        foot={[footer ?? '', 'Entwurf – nicht unterschreiben']}
        fit
      />
    )}
  </div>
)

/** The answer while somebody types: the paper, and beside it what the page says about what is missing. */
export const DraftUpdate = ({ sheet, sections, missing }: { sheet: DraftSheet } & DraftStandProps) => (
  <>
    <DraftPreview sheet={sheet} />
    <DraftRail sections={sections} oob />
    <MissingButton missing={missing} oob />
    <MissingList missing={missing} oob />
    <MissingCount missing={missing} oob />
  </>
)
