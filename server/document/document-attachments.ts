import type { AttachmentHolder } from '../attachment/holder.ts'
import { transact } from '../audit/audit.ts'
import { type BundleKind, bundleKindsOf } from './bundle-actions.ts'
import { refuseEditing, refuseWriting } from './document.ts'
import { placeOf } from './document-pages.ts'
import { findVisible } from './document-store.ts'
import { draftRevision } from './drafting.ts'
import { findSettled, insertNext, untilStored } from './saving.ts'

/** Files beside a document. They are content: each change is a revision, whose author is its last editor, and it ends an
 *  approval like every other change. */
export const documentAttachments: AttachmentHolder = {
  collection: 'documents',
  async find(reader, actor, id) {
    const document = await findVisible(reader, actor, id)
    if (!document) return null
    const { crumbs, current } = await placeOf(reader, actor, document)
    const { title, kind, state } = document
    return {
      id,
      title,
      current,
      crumbs: [...crumbs, { href: `/documents/${id}`, label: title }],
      hasPublicity: kind === 'paper',
      refusal: refuseWriting(actor, document) ?? refuseEditing(state, { voidApproval: true }),
      endsApproval: state === 'approved',
      bundles: bundleKindsOf(document).map((kind) => ({
        href: `/documents/${id}/bundles/${kind}`,
        label: bundleLabels[kind],
      })),
    }
  },
  change: (db, actor, { id, voidApproval, event, details }, work) =>
    untilStored(async () => {
      const found = await findSettled(db, actor, { id, voidApproval })
      if (!found.ok) return found
      const { current, live, template } = found.value
      const drafted = await draftRevision(template, current.values)
      if (!drafted.ok) return drafted
      const { caseId, revision } = current
      const entry = {
        by: actor.ref,
        event: `document.${event}`,
        subject: id,
        related: caseId,
        details: { revision: revision + 1, ...details },
      } as const
      return transact(db, entry, async (tx) => {
        const done = await work(tx)
        if (!done.ok) return done
        const next = { current, live, template, drafted: drafted.value, changes: [], at: db.clock.now() }
        const stored = await insertNext(tx, actor, next)
        return stored.ok ? done : stored
      })
    }),
}

const bundleLabels: Readonly<Record<BundleKind, string>> = {
  public: 'Vorlage mit öffentlichen Anlagen als ein PDF',
  internal: 'Vorlage mit nichtöffentlichen Anlagen als ein PDF',
}
