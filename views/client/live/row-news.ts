import type { StoredCommit } from '../../../server/writing/writing.ts'
import { type ListElement, listAt, type RowElement, rowTitle, rowWithId } from './row-dom.ts'
import { announce } from './save-state.ts'

export interface RowNews {
  heard(commit: StoredCommit): void
  /** Before a row goes from the page. */
  removed(list: ListElement, row: RowElement): void
  /** The page has the rows of which was heard. */
  shown(form: ParentNode): void
}

/** Says what others did to rows: "Malte Deppe hat Ziel 3 eingefügt". Nobody can say it before the page has the row, nor
 *  after a removed one has gone. */
export function tellRowNews(nameOf: (userId: string) => string): RowNews {
  const heard = new Map<string, StoredCommit>()
  const sentences: string[] = []

  return {
    heard(commit) {
      if ('id' in commit.change) heard.set(commit.change.id, commit)
    },
    removed(list, row) {
      const commit = heard.get(row.dataset.row)
      heard.delete(row.dataset.row)
      if (commit) sentences.push(`${nameOf(commit.by)} hat ${rowTitle(list, row)} entfernt`)
    },
    shown(form) {
      for (const [id, { by, change }] of heard) {
        const list = listAt(form, change.place)
        const row = list && rowWithId(list, id)
        if (!row) continue
        heard.delete(id)
        sentences.push(
          `${nameOf(by)} hat ${rowTitle(list, row)} ${change.kind === 'row-moved' ? 'verschoben' : 'eingefügt'}`,
        )
      }
      if (sentences.length > 0) announce(`${sentences.splice(0).join('. ')}.`)
    },
  }
}
