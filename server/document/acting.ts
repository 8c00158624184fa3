import { isActorBarred, isResponsible, isWaiting } from '../approval/approval.ts'
import { newestRequest } from '../approval/approval-actions.ts'
import { type Actor, capacitiesOf } from '../auth/auth.ts'
import type { Reader } from '../base/database.ts'
import { findVisible, isVisible } from './document-store.ts'
import { keepsDocument } from './participant.ts'

/** As whom a person acts on a document: as herself where it is her own work or she sees it herself, else for whom she
 *  stands in. Nobody chooses: of several it is who began to be represented first. */
export async function actingOn(reader: Reader, actor: Actor, id: string): Promise<Actor> {
  if (!actor.deputyships?.length) return actor
  const document = await findVisible(reader, actor, id)
  if (!document) return actor
  return keeperOf(actor, document) ?? (await firstWhoSees(reader, actor, id)) ?? actor
}

const keeperOf = (actor: Actor, document: Parameters<typeof keepsDocument>[1]): Actor | undefined =>
  capacitiesOf(actor).find((each) => keepsDocument(each, document))

async function firstWhoSees(reader: Reader, actor: Actor, id: string): Promise<Actor | undefined> {
  const { deputyships = [], ...herself } = actor
  for (const each of [herself, ...deputyships]) if (await isVisible(reader, each, id)) return each
  return undefined
}

/** As whom she decides: for whom the request lies with, herself first, and rather where four eyes let her. Where nobody
 *  is to decide, as on every other page. */
export async function decidingOn(reader: Reader, actor: Actor, id: string): Promise<Actor> {
  if (!actor.deputyships?.length) return actor
  const request = (await isVisible(reader, actor, id)) ? await newestRequest(reader, id) : null
  const responsible =
    request && isWaiting(request) ? capacitiesOf(actor).filter((each) => isResponsible(each, request)) : []
  const deciding = responsible.find(({ ref }) => request && !isActorBarred(ref, request)) ?? responsible[0]
  return deciding ?? actingOn(reader, actor, id)
}
