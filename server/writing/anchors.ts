import type { StepMap } from 'prosemirror-transform'
import type { Anchor } from './writing.ts'

/** Where a passage stands in the text of `version`, after steps of these maps, the oldest first. What others write at its
 *  ends stays outside. Null when all of its text is gone. */
export function anchorAfter(anchor: Anchor, maps: readonly StepMap[], version: number): Anchor | null {
  let { from, to } = anchor
  for (const map of maps) {
    from = map.map(from, 1)
    to = map.map(to, -1)
    if (from >= to) return null
  }
  return { ...anchor, version, from, to }
}
