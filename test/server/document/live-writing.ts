import { transact } from '../../../server/audit/audit.ts'
import type { Actor } from '../../../server/auth/auth.ts'
import { ok } from '../../../server/base/result.ts'
import type { Document } from '../../../server/document/document.ts'
import { openLive } from '../../../server/document/live.ts'
import { templateOf } from '../../../server/document/pinned-template.ts'
import type { Values } from '../../../server/fields/fields.ts'
import { changesFrom } from '../../../server/writing/changes-between.ts'
import { valuesOf } from '../../../server/writing/live-values.ts'
import { appendChanges, readLive, readSettled } from '../../../server/writing/writing-actions.ts'
import { expectOk, type House } from '../../house.ts'

/** Writes some values into a document as its live page does, without one; nothing is settled. */
export async function writeLive({ db, clock }: House, actor: Actor, document: Document, values: Values): Promise<void> {
  const { id } = document
  if (!(await readSettled(db, id))) expectOk(await openLive(db, actor, id))
  const { fields } = await templateOf(db, document)
  const entry = { by: actor.ref, event: 'test.wrote', subject: id } as const
  const written = await transact(db, entry, async (tx) => {
    const state = await readLive(tx, id, fields)
    if (!state) throw new Error('The log has just begun.')
    const changes = changesFrom(fields, state, { ...valuesOf(fields, state), ...values })
    const at = clock.now().toISOString()
    return ok(await appendChanges(tx, id, { version: state.version, by: actor.userId, at, changes }))
  })
  if (expectOk(written) === null) throw new Error('Nobody writes in this document now.')
}
