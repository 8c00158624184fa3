import { canonicalJson, type Json, sha256Hex } from '../base/canonical-json.ts'
import { ok, type Result } from '../base/result.ts'
import type { Block } from '../blocks/blocks.ts'
import type { Field, Value, Values } from '../fields/fields.ts'
import { asGroup, asRows } from '../fields/walk.ts'
import type { Template } from '../template/library.ts'
import { expandDocument } from '../template/rendering.ts'

/** The house has one style, which the renderer's version stands for: it is no part of what is approved. */
const styleHash = sha256Hex('')

/** What approvals and issues bind to: SHA-256 over the canonical JSON of the document as it reads and of the values that
 *  are followed up later. What only issuing assigns lies outside, so the hash stays the same when it is issued; and an
 *  upgrade that changes no word changes no hash. */
export async function contentHashOf(
  template: Template,
  values: Values,
  attachmentHashes: readonly string[],
): Promise<Result<string>> {
  const content = contentValues(template.fields, values)
  const expanded = await expandDocument({ template, values: content, mode: 'final' })
  if (!expanded.ok) return expanded
  const { blocks } = expanded.value
  return ok(hashContent(template, { values: content, blocks, attachmentHashes }))
}

export interface Content {
  /** Without what is assigned. */
  readonly values: Values
  /** As they were expanded from them in the mode `final`. */
  readonly blocks: readonly Block[]
  /** In the order of the attachments. */
  readonly attachmentHashes: readonly string[]
}

export function hashContent({ templateHash }: Template, { values, blocks, attachmentHashes }: Content): string {
  const content = { blocks, values, templateHash, styleHash, attachmentHashes }
  return sha256Hex(canonicalJson(JSON.parse(JSON.stringify(content)) satisfies Json))
}

/** The values without those of kind `assigned`, at every depth. */
export function contentValues(fields: readonly Field[], values: Values): Values {
  const members = fields.flatMap((field): [string, Value][] => {
    const value = values[field.name]
    if (value === undefined || field.kind === 'assigned') return []
    if (field.type === 'group') return [[field.name, contentValues(field.fields, asGroup(value))]]
    if (field.type !== 'rows') return [[field.name, value]]
    return [[field.name, asRows(value).map((row) => withId(row, contentValues(field.fields, row)))]]
  })
  return Object.fromEntries(members)
}

function withId({ id }: Values, fields: Values): Value {
  return id === undefined ? fields : { id, ...fields }
}
