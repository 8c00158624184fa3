import type { Actor } from '../auth/auth.ts'
import type { Db, Reader } from '../base/database.ts'
import { type Paged, readPage } from '../base/paging.ts'
import { localDate } from '../calendar/local-time.ts'
import * as store from './paper-store.ts'

export { type PaperFilter, type PaperOrder, paperOrders, type Station } from './paper-store.ts'

export const papersPerPage = 50

export interface ListedPaper extends store.PaperLine {
  /** Its next sitting; after the last one, that; null where none is planned. */
  readonly station: store.Station | null
}

export interface PaperList extends Omit<Paged<unknown>, 'lines'> {
  readonly papers: readonly ListedPaper[]
}

interface WantedPapers {
  readonly filter: store.PaperFilter
  readonly order: store.PaperOrder
  readonly page: number
}

/** The Sitzungsvorlagen that this person may see and that fit the filter. A page after the last is the last. */
export async function listPapers(db: Db, actor: Actor, { filter, order, page }: WantedPapers): Promise<PaperList> {
  const today = localDate(db.clock.now().toISOString())
  const { lines, ...rest } = await readPage({ page, perPage: papersPerPage }, (place) =>
    store.selectPapers(db, actor, { filter, order, today, ...place }),
  )
  return { papers: lines.map((line) => ({ ...line, station: stationNow(line, today) })), ...rest }
}

function stationNow({ stations }: store.PaperLine, today: string): store.Station | null {
  const inOrder = stations.toSorted((a, b) => (a.sitsOn ?? '9999').localeCompare(b.sitsOn ?? '9999'))
  return inOrder.find(({ sitsOn }) => sitsOn === null || sitsOn >= today) ?? inOrder.at(-1) ?? null
}

export const listBodies = (reader: Reader, actor: Actor): Promise<string[]> => store.selectBodies(reader, actor)
