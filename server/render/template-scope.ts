import type { Field, RowsField, ScalarField } from '../fields/fields.ts'
import { didYouMean } from '../fields/nearest.ts'

/** What an expression of a template stands for. `path` as in `ziele[].titel`; `internal` when it or what holds it is. */
export type Target =
  | { readonly kind: 'group'; readonly fields: readonly Field[]; readonly path: string; readonly internal: boolean }
  | { readonly kind: 'rows'; readonly field: RowsField; readonly path: string; readonly internal: boolean }
  | { readonly kind: 'scalar'; readonly field: ScalarField; readonly path: string; readonly internal: boolean }
  /** One of a list of dates or references. */
  | { readonly kind: 'item'; readonly field: ScalarField; readonly path: string; readonly internal: boolean }
  /** `@index`, or the second name of a loop. */
  | { readonly kind: 'position' }
  /** `@first` and `@last`. */
  | { readonly kind: 'flag' }

/** One level that `../` leads out of: its own fields and the names that it gives (`as |row|`). */
export interface Scope {
  readonly target: Target
  readonly names: ReadonlyMap<string, Target>
  readonly loop: boolean
}

/** A path of the template's syntax tree. */
export interface TemplatePath {
  readonly data: boolean
  readonly depth: number
  readonly parts: readonly unknown[]
  readonly original: string
}

export type Resolved = { readonly target: Target } | { readonly mistake: string }

export const rootScope = (fields: readonly Field[]): Scope => ({
  target: { kind: 'group', fields, path: '', internal: false },
  names: new Map(),
  loop: false,
})

/** What the path stands for at the innermost of the scopes, or what is wrong with it. */
export function resolvePath(path: TemplatePath, scopes: readonly Scope[]): Resolved {
  const parts = path.parts.map(String)
  if (path.data) return resolveData(path, parts, scopes)
  const [head, ...rest] = parts
  const scoped = /^\.|this\b/.test(path.original)
  if (head !== undefined && path.depth === 0 && !scoped) {
    const named = scopes.findLast((scope) => scope.names.has(head))?.names.get(head)
    if (named) return descend(named, rest, path, scopes)
  }
  const scope = scopes[scopes.length - 1 - path.depth]
  if (!scope) return { mistake: `„${path.original}“ führt über die oberste Ebene hinaus` }
  return descend(scope.target, parts, path, scopes)
}

function resolveData(path: TemplatePath, parts: readonly string[], scopes: readonly Scope[]): Resolved {
  const [name, ...rest] = parts
  const [root] = scopes
  if (path.depth === 0 && name === 'root' && root) return descend(root.target, rest, path, scopes)
  const known = path.depth === 0 && rest.length === 0 && scopes.some((scope) => scope.loop)
  if (known && name === 'index') return { target: { kind: 'position' } }
  if (known && (name === 'first' || name === 'last')) return { target: { kind: 'flag' } }
  const wanted = 'erwartet wird @index, @first oder @last in einer Schleife oder @root'
  return { mistake: `„${path.original}“ gibt es hier nicht, ${wanted}` }
}

function descend(from: Target, parts: readonly string[], path: TemplatePath, scopes: readonly Scope[]): Resolved {
  let target = from
  for (const part of parts) {
    const inside = step(target, part, path, scopes)
    if ('mistake' in inside) return inside
    target = inside.target
  }
  return { target }
}

function step(target: Target, part: string, path: TemplatePath, scopes: readonly Scope[]): Resolved {
  if (target.kind === 'rows') {
    return { mistake: `„${target.path}“ ist eine Liste und wird mit {{#each …}} gelesen, nicht mit „${path.original}“` }
  }
  if (target.kind !== 'group') return { mistake: `„${path.original}“: der Wert vor „${part}“ hat keine Teile` }
  const field = target.fields.find((candidate) => candidate.name === part)
  if (field) return { target: targetOf(field, target.path, target.internal) }
  const where = target.path === '' ? '' : ` in „${target.path}“`
  const hint =
    furtherOut(part, scopes) ??
    didYouMean(
      part,
      target.fields.map((candidate) => candidate.name),
    )
  return { mistake: `das Feld „${part}“ gibt es${where} nicht${hint}` }
}

/** A loop's author often forgets that the fields around it are a level further out. */
function furtherOut(name: string, scopes: readonly Scope[]): string | undefined {
  const [root] = scopes
  const known =
    scopes.length > 1 && root?.target.kind === 'group' && root.target.fields.some((field) => field.name === name)
  return known ? `, meinten Sie „@root.${name}“?` : undefined
}

function targetOf(field: Field, parentPath: string, parentInternal: boolean): Target {
  const path = parentPath === '' ? field.name : `${parentPath}.${field.name}`
  const internal = parentInternal || field.kind === 'internal'
  if (field.type === 'group') return { kind: 'group', fields: field.fields, path, internal }
  if (field.type === 'rows') return { kind: 'rows', field, path, internal }
  return { kind: 'scalar', field, path, internal }
}

/** What stands for one round of a loop over the target, or nothing where it is no list. */
export function itemOf(target: Target): Target | undefined {
  if (target.kind === 'rows') {
    return { kind: 'group', fields: target.field.fields, path: `${target.path}[]`, internal: target.internal }
  }
  if (target.kind !== 'scalar') return undefined
  const isList = target.field.type === 'dates' || target.field.type === 'references'
  return isList ? { ...target, kind: 'item' } : undefined
}
