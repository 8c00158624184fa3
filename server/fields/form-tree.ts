/** The entries of a form by the parts of their names: `ziele[0].was` is `ziele`, `0`, `was`. */
export interface FormNode {
  readonly values: string[]
  readonly children: Map<string, FormNode>
}

const longestName = 400

/** Never throws: a name that is no path stands as a whole at the top, where no field looks for it. */
export function formTree(entries: Iterable<readonly [string, string]>): FormNode {
  const root = emptyNode()
  for (const [name, value] of entries) {
    let node = root
    for (const part of partsOf(name)) {
      const child = node.children.get(part) ?? emptyNode()
      node.children.set(part, child)
      node = child
    }
    node.values.push(value)
  }
  return root
}

/** The parts of a path, as in `ziele[0].schritte`; a name of another form is one part. */
export function partsOf(path: string): string[] {
  const isPath = path.length <= longestName && /^[A-Za-z0-9]+(?:\[\d{1,9}\]|\.[A-Za-z0-9]+)*$/.test(path)
  return isPath ? path.split(/[.[\]]+/).filter((part) => part !== '') : [path]
}

const emptyNode = (): FormNode => ({ values: [], children: new Map() })
