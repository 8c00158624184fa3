import type { Attachment } from './attachment.ts'

/** An attachment as it was once: what its hash takes in, and what people recognise it by. */
export type AttachmentThen = Pick<Attachment, 'id' | 'title' | 'dated' | 'isPublic' | 'fileName' | 'sha256'>

export interface AttachmentChange {
  /** `replaced` has another file, `changed` the same with another title, date or publicity. */
  readonly kind: 'added' | 'replaced' | 'changed' | 'same' | 'removed'
  /** As it is; of a removed one as it was. */
  readonly attachment: AttachmentThen
  /** Null of an added one. */
  readonly before: AttachmentThen | null
}

/** Each attachment with what became of it, in their order, the removed ones last. A new file under the title or name of one
 *  that went takes its place. */
export function compareAttachments(
  before: readonly AttachmentThen[],
  now: readonly AttachmentThen[],
): AttachmentChange[] {
  const gone = before.filter(({ id }) => !now.some((each) => each.id === id))
  const changes = now.map((attachment): AttachmentChange => {
    const earlier = before.find(({ id }) => id === attachment.id) ?? takeFrom(gone, attachment)
    return { kind: earlier ? kindOf(earlier, attachment) : 'added', attachment, before: earlier ?? null }
  })
  return [...changes, ...gone.map((each): AttachmentChange => ({ kind: 'removed', attachment: each, before: each }))]
}

/** Whether those that stayed stand in another order among themselves, which is part of what is approved. */
export function isReordered(changes: readonly AttachmentChange[], before: readonly AttachmentThen[]): boolean {
  const places = changes.flatMap(({ kind, before: earlier }) =>
    earlier && kind !== 'removed' ? [before.findIndex(({ id }) => id === earlier.id)] : [],
  )
  return places.some((place, index) => index > 0 && place < (places[index - 1] ?? 0))
}

function takeFrom(gone: AttachmentThen[], { title, fileName }: AttachmentThen): AttachmentThen | undefined {
  const index = gone.findIndex((each) => each.title === title || each.fileName === fileName)
  return index < 0 ? undefined : gone.splice(index, 1)[0]
}

function kindOf(before: AttachmentThen, now: AttachmentThen): AttachmentChange['kind'] {
  if (before.sha256 !== now.sha256) return 'replaced'
  const isSame = before.title === now.title && before.dated === now.dated && before.isPublic === now.isPublic
  return isSame ? 'same' : 'changed'
}
