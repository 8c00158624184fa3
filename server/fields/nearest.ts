/** The known name most like a mistyped one, or nothing where none is alike. */
function nearestName(name: string, known: Iterable<string>): string | undefined {
  const typed = name.slice(0, 64).toLowerCase()
  const allowed = Math.max(1, Math.ceil(typed.length / 3))
  let nearest: string | undefined
  let distance = allowed + 1
  for (const candidate of known) {
    const found = editDistance(typed, candidate.toLowerCase())
    if (found >= distance) continue
    nearest = candidate
    distance = found
  }
  return nearest
}

/** How the nearest name is offered at the end of a sentence, or nothing. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const nearest = nearestName(name, known)
  return nearest === undefined ? '' : `, meinten Sie „${nearest}“?`
}

/** Levenshtein distance. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1)
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[to.length] ?? 0
}
