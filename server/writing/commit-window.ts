import type { StoredCommit } from './writing.ts'

/** The newest commits of a document, in their order and without gaps. */
export interface CommitWindow {
  /** Must be the one after the newest. */
  add(commit: StoredCommit): void
  /** Forgets everything newer than this version. */
  cut(version: number): void
  /** Forgets the oldest, when there are many, but nothing newer than this version. */
  trim(version: number): void
  find(id: string): StoredCommit | undefined
  /** Everything newer than this version, or null where that is no longer remembered. */
  since(version: number): readonly StoredCommit[] | null
}

const mostCommits = 1000
/** In characters of JSON: a thousand pasted pages must not stay in memory. */
const mostCharacters = 2_000_000

/** Begins behind this version. */
export function openWindow(version: number): CommitWindow {
  const commits: StoredCommit[] = []
  let start = version
  let characters = 0
  const byId = new Map<string, StoredCommit>()

  return {
    add(commit) {
      commits.push(commit)
      byId.set(commit.id, commit)
      characters += sizeOf(commit)
    },
    cut(to) {
      for (const { id } of commits.splice(Math.max(0, to - start))) byId.delete(id)
    },
    trim(upTo) {
      if (commits.length <= mostCommits && characters <= mostCharacters) return
      // Half at a time, so that adding stays cheap.
      const gone = commits.splice(0, Math.min(Math.ceil(commits.length / 2), Math.max(0, upTo - start)))
      start += gone.length
      for (const { id } of gone) byId.delete(id)
      characters = commits.reduce((sum, commit) => sum + sizeOf(commit), 0)
    },
    find: (id) => byId.get(id),
    since: (from) => (from < start ? null : commits.slice(from - start)),
  }
}

const sizes = new WeakMap<StoredCommit, number>()

function sizeOf(commit: StoredCommit): number {
  const size = sizes.get(commit) ?? JSON.stringify(commit.change).length
  sizes.set(commit, size)
  return size
}
