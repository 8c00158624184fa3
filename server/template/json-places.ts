/** Where each value of a JSON text begins, by its path as in `fields.0.name`; a member begins at its name. The text is
 *  valid (json-text.ts). */
export function jsonPlaces(text: string): ReadonlyMap<string, number> {
  const places = new Map([['', 0]])
  const open: { readonly path: string; readonly isList: boolean; count: number; member: string | null }[] = []
  const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gy
  const space = /\s*/y
  for (let at = 0; ; ) {
    space.lastIndex = at
    space.exec(text)
    token.lastIndex = space.lastIndex
    const found = token.exec(text)?.[0]
    if (found === undefined) return places
    at = token.lastIndex
    const around = open.at(-1)
    if (found === '}' || found === ']') {
      open.pop()
      continue
    }
    if (found === ',' || found === ':') continue
    if (around && !around.isList && around.member === null) {
      around.member = String(JSON.parse(found))
      places.set(below(around.path, around.member), token.lastIndex - found.length)
      continue
    }
    const name = around?.isList ? String(around.count++) : (around?.member ?? '')
    const path = around ? below(around.path, name) : ''
    if (around?.isList) places.set(path, token.lastIndex - found.length)
    if (around) around.member = null
    if (found === '{' || found === '[') open.push({ path, isList: found === '[', count: 0, member: null })
  }
}

const below = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)
