import type { AttachmentHolder } from '../attachment/holder.ts'
import { transact } from '../audit/audit.ts'
import { conflict, notFound } from '../base/result.ts'
import { titleOf } from './casefile.ts'
import { findCase } from './casefile-actions.ts'

/** Files beside a case: whoever sees it may add to it as long as it is open. */
export const caseAttachments: AttachmentHolder = {
  collection: 'cases',
  async find(reader, actor, id) {
    const found = await findCase(reader, actor, id)
    if (!found) return null
    const title = titleOf(found.values)
    return {
      id,
      title,
      current: 'cases',
      crumbs: [
        { href: '/cases', label: 'Fälle' },
        { href: `/cases/${id}`, label: title },
      ],
      hasPublicity: false,
      refusal: found.closedAt === null ? null : closed,
      endsApproval: false,
      bundles: [],
    }
  },
  change: (db, actor, { id, event, details }, work) =>
    transact(db, { by: actor.ref, event: `case.${event}`, subject: id, details }, async (tx) => {
      const found = await findCase(tx, actor, id)
      if (!found) return gone
      return found.closedAt === null ? work(tx) : closed
    }),
}

const gone = notFound('Diesen Fall gibt es nicht, oder er gehört nicht zu Ihren Fällen.')
const closed = conflict('Dieser Fall ist geschlossen. Öffnen Sie ihn wieder, bevor Sie ihn ändern.')
