import type { DocumentVersion, Stand, VersionKind } from './version.ts'

export interface ShownStand {
  readonly name: string
  /** The newest first. */
  readonly reasons: readonly { readonly what: string; readonly byName: string; readonly at: string }[]
}

/** A content of a document as people tell it from others: by its versions or, where it has none, by who saved it. */
export function standShown({ versions, writerNames: byName, savedAt: at }: Stand): ShownStand {
  const [newest, oldest] = [versions[0], versions.at(-1)]
  if (!newest || !oldest) return { name: 'Gespeicherter Stand', reasons: [{ what: 'gespeichert', byName, at }] }
  const name = newest === oldest ? `Fassung ${newest.number}` : `Fassung ${oldest.number} bis ${newest.number}`
  return {
    name,
    reasons: versions.map((version) => ({ what: whatOf(version), byName: nameOf(version), at: version.at })),
  }
}

const nameOf = ({ userName, onBehalfOfName }: DocumentVersion): string =>
  onBehalfOfName === null ? userName : `${userName} in Vertretung für ${onBehalfOfName}`

const whatOf = ({ kind, name }: DocumentVersion): string =>
  name === null ? words[kind] : `als „${name}“ ${words[kind]}`

const words: Readonly<Record<VersionKind, string>> = {
  submitted: 'zur Freigabe gegeben',
  returned: 'zurückgegeben',
  approved: 'freigegeben',
  issued: 'ausgefertigt',
  named: 'festgehalten',
}
