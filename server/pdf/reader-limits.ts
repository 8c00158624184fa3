/** Bounds that hold before anything is followed. A file from outside may cost these and no more. */
export const maxFileBytes = 64 * 1024 * 1024
export const tooLargeMessage = `Die Datei ist größer als ${maxFileBytes / 1024 / 1024} MiB; so große Dateien liest diese Prüfung nicht.`
export const maxNesting = 64
/** Values inside one indirect object. */
export const maxValues = 100_000
/** Values in all objects together that are looked at. */
export const maxValuesTotal = 1_000_000
export const maxObjectNumber = 8_388_607
/** States of the file, each ended by its own startxref. */
export const maxRevisions = 256
export const maxXrefEntries = 400_000
export const maxObjectsRead = 50_000
export const maxInflatedBytes = 16 * 1024 * 1024
export const maxInflatedTotal = 64 * 1024 * 1024
export const maxReadMs = 8_000

/** The one way in which reading a PDF ends early. The message is a German sentence for the person who gave the file. */
export class PdfUnreadable extends Error {
  override readonly name = 'PdfUnreadable'
}

/** What reading one file has left to spend. */
export interface ReadBudget {
  xrefEntries: number
  objects: number
  values: number
  inflatedBytes: number
  readonly deadline: number
}

export const newBudget = (): ReadBudget => ({
  xrefEntries: maxXrefEntries,
  objects: maxObjectsRead,
  values: maxValuesTotal,
  inflatedBytes: maxInflatedTotal,
  deadline: performance.now() + maxReadMs,
})

export function spend(
  budget: ReadBudget,
  kind: 'xrefEntries' | 'objects' | 'values' | 'inflatedBytes',
  count: number,
): void {
  budget[kind] -= count
  if (budget[kind] < 0) throw new PdfUnreadable('Die Datei enthält mehr Objekte, als diese Prüfung liest.')
}

export function checkTime(budget: ReadBudget): void {
  if (performance.now() > budget.deadline) throw new PdfUnreadable('Die Prüfung der Datei hat zu lange gedauert.')
}
