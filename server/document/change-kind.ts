import type { ComparedChange } from '../approval/approval.ts'
import { decisionsOf } from '../approval/approval-actions.ts'
import { type AttachmentsSince, attachmentChanges } from '../attachment/stand-actions.ts'
import type { Reader } from '../base/database.ts'
import { compareValues } from '../fields/changes.ts'
import { findPath } from '../fields/places.ts'
import type { Template } from '../template/library.ts'
import { compareOnPaper } from './comparison.ts'
import type { Document } from './document.ts'
import { findRevision } from './document-store.ts'

/** What kind of change somebody who decides has before her: compared with what was approved last, or else returned. */
export async function changeOf(reader: Reader, template: Template, document: Document): Promise<ComparedChange> {
  const decided = await decisionsOf(reader, document.id)
  const base = decided.find(({ decision }) => decision.outcome === 'approved') ?? decided[0]
  const before = base && (await findRevision(reader, document.id, base.revision))
  if (!before) return { change: 'first', comparedWith: null, changedAttachments: 0 }
  const change = await kindOf(template, before, document)
  const attachments = await attachmentChanges(reader, { subject: document.id, revision: base.revision })
  return { change, comparedWith: base.decision.outcome, changedAttachments: countChanged(attachments) }
}

/** Another order of the same files is a change too, of one of them at least. */
const countChanged = ({ changes, reordered }: AttachmentsSince): number =>
  changes.filter(({ kind }) => kind !== 'same').length || (reordered ? 1 : 0)

type Content = Pick<Document, 'values'>

/** Text is what people write in sentences; it counts as wording where no passage came or went. */
async function kindOf(
  template: Template,
  before: Content,
  after: Content,
): Promise<Exclude<ComparedChange['change'], 'first'>> {
  const changes = compareValues(template.fields, before.values, after.values)
  if (changes.length === 0) return 'none'
  const onlyText = changes.every(({ kind, path }) => {
    const field = findPath(template.fields, after.values, path)?.field
    return kind === 'changed' && field !== undefined && texts.has(field.type)
  })
  if (!onlyText) return 'values'
  const passages = await compareOnPaper(template, before.values, after.values)
  return passages.some(({ change }) => change === 'added' || change === 'removed') ? 'text' : 'wording'
}

const texts: ReadonlySet<string> = new Set(['text', 'lines', 'rich'])
