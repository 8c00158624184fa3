/** What pages say after an act, by the word in their address. */
export const caseNotices: ReadonlyMap<string, string> = new Map([
  ['created', 'Der Fall ist angelegt.'],
  ['saved', 'Die Änderungen sind gespeichert.'],
  ['merged', 'Ihre Änderungen sind gespeichert, zusammen mit denen, die andere inzwischen gemacht haben.'],
  ['closed', 'Der Fall ist geschlossen.'],
  ['reopened', 'Der Fall ist wieder offen.'],
  ['handed_over', 'Der Fall ist übergeben.'],
])
