import { type ApprovalRequest, isActorBarred } from '../approval/approval.ts'
import { requestsById } from '../approval/approval-actions.ts'
import { type Actor, capacitiesOf, hasAny, type Represented } from '../auth/auth.ts'
import type { Reader } from '../base/database.ts'
import * as store from './waiting-store.ts'

export type { WaitingFilter } from './waiting-store.ts'

/** A document that lies with somebody to decide. */
export interface WaitingDocument extends store.WaitingLine {
  readonly request: ApprovalRequest
  /** For whom she would decide; null where it lies with herself. */
  readonly inPlaceOf: Represented | null
  /** Whether it lies with her because it was forwarded. */
  readonly forwarded: boolean
  /** She, or for whom she would decide, wrote or last edited it: it can only be forwarded. */
  readonly barred: 'herself' | 'represented' | null
}

export interface WaitingList {
  readonly documents: readonly WaitingDocument[]
  readonly total: number
  readonly page: number
  readonly pages: number
}

export const waitingPerPage = 50

const decides = (actor: Actor): boolean => hasAny(actor, ['leitung'])

/** What lies with this person to decide, herself or in Vertretung; what has waited longest, and so is due first, first. */
export async function listWaiting(
  reader: Reader,
  actor: Actor,
  { filter, page }: { readonly filter: store.WaitingFilter; readonly page: number },
): Promise<WaitingList> {
  const total = await countWaiting(reader, actor, filter)
  const pages = Math.max(Math.ceil(total / waitingPerPage), 1)
  const shown = Math.min(Math.max(page, 1), pages)
  const place = { limit: waitingPerPage, offset: (shown - 1) * waitingPerPage }
  const lines = total === 0 ? [] : await store.selectWaiting(reader, actor, { filter, ...place })
  const requests = await requestsById(
    reader,
    lines.map(({ requestId }) => requestId),
  )
  const documents = lines.flatMap((line) => {
    const request = requests.get(line.requestId)
    const capacity = capacitiesOf(actor)[line.capacity]
    return request && capacity ? [{ ...line, request, ...standing(capacity, request) }] : []
  })
  return { documents, total, page: shown, pages }
}

function standing(actor: Actor, request: ApprovalRequest) {
  const barred = isActorBarred({ userId: actor.userId }, request)
    ? 'herself'
    : isActorBarred(actor.ref, request)
      ? 'represented'
      : null
  return {
    inPlaceOf: actor.inPlaceOf ?? null,
    forwarded: actor.unitId !== request.unitId,
    barred,
  } satisfies Partial<WaitingDocument>
}

export const countWaiting = async (reader: Reader, actor: Actor, filter: store.WaitingFilter = {}): Promise<number> =>
  decides(actor) ? store.countWaiting(reader, actor, filter) : 0

/** The ids of the documents, in the order of the list. */
export const waitingIds = async (reader: Reader, actor: Actor): Promise<string[]> =>
  decides(actor) ? store.selectWaitingIds(reader, actor) : []

export interface WaitingChoices {
  readonly units: readonly { readonly id: string; readonly name: string }[]
  readonly kinds: readonly store.WaitingLine['kind'][]
}

/** What can be chosen from, where there is more than one. */
export async function waitingChoices(reader: Reader, actor: Actor): Promise<WaitingChoices> {
  const found = await store.selectWaitingChoices(reader, actor)
  const units = new Map(found.map(({ unitId, unitName }) => [unitId, unitName]))
  return { units: [...units].map(([id, name]) => ({ id, name })), kinds: [...new Set(found.map(({ kind }) => kind))] }
}
