import { lookup, type PdfFile, type PdfRevision, resolve } from '../pdf/reader.ts'
import { checkTime, PdfUnreadable } from '../pdf/reader-limits.ts'
import { hasName, type PdfDict, type PdfValue, showText } from '../pdf/reader-values.ts'

/** A value of a signature field, wherever in the life of the file it was seen. */
export interface FoundSignature {
  /** Every field that holds this value, in any state; more than one is abuse. */
  readonly names: ReadonlySet<string>
  /** Null where the value is no dictionary, or refers to nothing. */
  readonly dict: PdfDict | null
  /** The states of the file in which a signature field holds it, with that field. */
  readonly fieldIn: ReadonlyMap<PdfRevision, PdfDict>
  readonly firstSeen: PdfRevision
}

export interface FoundFields {
  readonly signatures: readonly FoundSignature[]
  /** Names of signature fields that are empty in the newest state. */
  readonly empty: readonly string[]
}

const maxFieldNodes = 50_000
const maxFieldDepth = 32
const maxSignatures = 100

interface Search {
  readonly found: Map<PdfDict | string, MutableFound>
  nodesLeft: number
}

interface MutableFound {
  readonly names: Set<string>
  readonly dict: PdfDict | null
  readonly fieldIn: Map<PdfRevision, PdfDict>
  readonly firstSeen: PdfRevision
}

/** Every field with a value, in every state of the file: what was signed once and taken away later must be noticed too.
 *  A value that cannot be read is a broken signature, never an absent one. */
export function findSignatures(file: PdfFile): FoundFields {
  const search: Search = { found: new Map(), nodesLeft: maxFieldNodes }
  let empty: string[] = []
  for (const revision of file.revisions) {
    empty = []
    for (const node of walkFields(revision, search)) {
      if (node.value) addFound(search, revision, node)
      else if (node.isSignature && node.isNamed) empty.push(node.name)
    }
    addCertification(search, revision)
  }
  return { signatures: [...search.found.values()], empty }
}

interface FieldNode {
  readonly name: string
  readonly isNamed: boolean
  readonly isSignature: boolean
  readonly field: PdfDict
  /** Its own /V, still a reference where it is one; null where it has none. */
  readonly value: PdfValue | null
}

function* walkFields(revision: PdfRevision, search: Search): Generator<FieldNode> {
  const form = lookup(revision, catalogOf(revision), 'AcroForm')
  if (form.kind !== 'dict') return
  const seen = new Set<PdfDict>()
  const pending = kidsOf(revision, { dict: form, key: 'Fields', search }, { name: '', isSignature: false, depth: 0 })
  for (let next = pending.pop(); next; next = pending.pop()) {
    checkTime(revision.source.budget)
    const { parent, value } = next
    const field = resolve(revision, value)
    if (field.kind !== 'dict' || seen.has(field)) continue
    seen.add(field)
    if (parent.depth > maxFieldDepth) throw tooManyFields()
    const own = showText(lookup(revision, field, 'T'))
    const isNamed = field.entries.has('T')
    const name = isNamed ? (parent.name ? `${parent.name}.${own}` : own).slice(0, 400) : parent.name
    const isSignature = field.entries.has('FT') ? hasResolvedName(revision, field, 'FT', 'Sig') : parent.isSignature
    const filled = field.entries.get('V')
    const kids = kidsOf(revision, { dict: field, key: 'Kids', search }, { name, isSignature, depth: parent.depth + 1 })
    for (const kid of kids) pending.push(kid)
    yield { name, isNamed, isSignature, field, value: filled && filled.kind !== 'null' ? filled : null }
  }
}

interface Parent {
  readonly name: string
  readonly isSignature: boolean
  readonly depth: number
}

function kidsOf(
  revision: PdfRevision,
  { dict, key, search }: { dict: PdfDict; key: 'Fields' | 'Kids'; search: Search },
  parent: Parent,
): { parent: Parent; value: PdfValue }[] {
  const kids = lookup(revision, dict, key)
  if (kids.kind !== 'array') return []
  search.nodesLeft -= kids.items.length
  if (search.nodesLeft < 0) throw tooManyFields()
  return kids.items.map((value) => ({ parent, value })).reverse()
}

export function catalogOf(revision: PdfRevision): PdfDict {
  const catalog = lookup(revision, revision.trailer, 'Root')
  if (catalog.kind !== 'dict') throw new PdfUnreadable('Die Datei ist beschädigt: Ihr Grundverzeichnis fehlt.')
  return catalog
}

function hasResolvedName(revision: PdfRevision, dict: PdfDict, key: string, name: string): boolean {
  const value = lookup(revision, dict, key)
  return value.kind === 'name' && value.name === name
}

/** Outside signature fields a dictionary is a signature only where it looks like one: other fields hold text and names. */
function addFound(search: Search, revision: PdfRevision, { name, isSignature, field, value }: FieldNode): void {
  const resolved = resolve(revision, value ?? undefined)
  const dict = resolved.kind === 'dict' ? resolved : null
  const looksSigned = dict !== null && (dict.entries.has('ByteRange') || hasName(dict, 'Type', 'Sig'))
  if (!isSignature && !looksSigned) return
  const found = findOrAdd(search, revision, dict ?? name, dict)
  found.names.add(name)
  if (isSignature) found.fieldIn.set(revision, field)
}

/** A certification may be reached through the catalog alone; then it belongs to no field and is counted as broken. */
function addCertification(search: Search, revision: PdfRevision): void {
  const dict = certificationOf(revision)
  if (dict) findOrAdd(search, revision, dict, dict)
}

/** The signature that the catalog names as certifying (ISO 32000-1 § 12.8.4). */
export function certificationOf(revision: PdfRevision): PdfDict | null {
  const permissions = lookup(revision, catalogOf(revision), 'Perms')
  const dict = permissions.kind === 'dict' ? lookup(revision, permissions, 'DocMDP') : permissions
  return dict.kind === 'dict' ? dict : null
}

function findOrAdd(
  { found }: Search,
  revision: PdfRevision,
  key: PdfDict | string,
  dict: PdfDict | null,
): MutableFound {
  const known = found.get(key)
  if (known) return known
  if (found.size >= maxSignatures) {
    throw new PdfUnreadable(
      `Die Datei hat mehr als ${maxSignatures} Unterschriften; so viele liest diese Prüfung nicht.`,
    )
  }
  const added = { names: new Set<string>(), dict, fieldIn: new Map(), firstSeen: revision }
  found.set(key, added)
  return added
}

const tooManyFields = () => new PdfUnreadable('Die Datei hat mehr Formularfelder, als diese Prüfung liest.')
