import { printList } from '../calendar/calendar.ts'
import type { ScanCheck } from './scan-actions.ts'
import type { ScanRecord } from './scan-store.ts'

/** What a person is told of one matter, and what to do about it. */
export interface ScanSentence {
  readonly text: string
  /** The other document, where she may see it. */
  readonly link?: { readonly href: string; readonly title: string }
}

export interface ScanTold {
  readonly standing: 'nothing' | 'reading' | 'incomplete' | 'complete'
  /** In half a sentence. */
  readonly summary: string
  readonly sentences: readonly ScanSentence[]
}

/** The verdict in German: what is there, what is not, and what to do. */
export function tellScan(check: ScanCheck): ScanTold {
  const { files, pending, verdict, pages } = check
  if (files.length === 0) return { standing: 'nothing', summary: 'noch keiner', sentences: [] }
  if (pending.length > 0) {
    return { standing: 'reading', summary: 'wird gelesen', sentences: pending.map((file) => reading(check, file)) }
  }
  const wrong = files.flatMap(brokenFile)
  const doubled = verdict.doubled.length > 0 ? [{ text: doubledPages(verdict.doubled) }] : []
  if (verdict.isComplete) {
    const text = `${pages === 1 ? 'Die Seite ist' : `Alle ${pages} Seiten sind`} da und als Kopie des unterschriebenen Papiers abgelegt. Das gesiegelte Original bleibt, wie es ist.`
    return { standing: 'complete', summary: 'vollständig', sentences: [{ text }, ...doubled, ...wrong] }
  }
  const foreign = files.flatMap((file) => foreignSheets(check, file))
  const unreadable = files.flatMap((file) => unreadableSheets(check, file))
  const missing = verdict.missing.length > 0 ? [{ text: missingPages(verdict.missing, pages) }] : []
  return {
    standing: 'incomplete',
    summary: verdict.missing.length > 0 ? absence(verdict.missing) : 'ein fremdes Blatt ist dabei',
    sentences: [...missing, ...foreign, ...unreadable, ...doubled, ...wrong],
  }
}

function reading({ failures }: ScanCheck, { id, fileName, pages, pagesRead }: ScanRecord): ScanSentence {
  const failure = failures.get(id)
  if (failure !== undefined) return { text: `„${fileName}“: Das Lesen ist unterbrochen und geht von selbst weiter.` }
  if (pages === null) return { text: `„${fileName}“ wird gelesen.` }
  return { text: `„${fileName}“: Seite ${Math.min(pagesRead + 1, pages)} von ${pages} wird gelesen.` }
}

const absence = (missing: readonly number[]): string =>
  missing.length === 1 ? `Seite ${missing[0]} fehlt` : `Seiten ${printList(runsOf(missing))} fehlen`

function missingPages(missing: readonly number[], pages: number): string {
  if (missing.length === pages && pages > 1) {
    return 'Keine Seite dieses Dokuments ist erkannt. Scannen Sie das Druckexemplar mit dem QR-Code unten rechts und laden Sie es hier hoch.'
  }
  const them = missing.length === 1 ? `Seite ${missing[0]}` : 'diese Seiten'
  return `${absence(missing)}. Scannen Sie ${them} und laden Sie die Datei hier hoch; was schon da ist, bleibt.`
}

const doubledPages = (doubled: readonly number[]): string =>
  doubled.length === 1
    ? `Seite ${doubled[0]} liegt mehr als einmal vor. Sehen Sie nach, ob die unterschriebene dabei ist; zu tun ist sonst nichts.`
    : `Die Seiten ${printList(runsOf(doubled))} liegen mehr als einmal vor. Sehen Sie nach, ob die unterschriebenen dabei sind; zu tun ist sonst nichts.`

/** One sentence for each other document in the file. */
function foreignSheets({ verdict, others }: ScanCheck, { id, fileName }: ScanRecord): ScanSentence[] {
  const sheets = verdict.sheets.flatMap((sheet) => (sheet.scanId === id && sheet.kind === 'foreign' ? [sheet] : []))
  return [...new Set(sheets.map(({ code }) => code))].map((code) => {
    const positions = sheets.filter((sheet) => sheet.code === code).map(({ position }) => position)
    const other = others.get(code)
    const [belong, without] = positions.length === 1 ? ['gehört', 'dieses Blatt'] : ['gehören', 'diese Blätter']
    return {
      text: `„${fileName}“, ${sheetsAt(positions)}, ${belong} zu einem anderen Dokument. Entfernen Sie die Datei und scannen Sie sie ohne ${without} noch einmal.`,
      ...(other ? { link: { href: `/documents/${other.id}`, title: other.title } } : {}),
    }
  })
}

function unreadableSheets({ verdict }: ScanCheck, { id, fileName }: ScanRecord): ScanSentence[] {
  const positions = verdict.sheets
    .filter(({ scanId, kind }) => scanId === id && kind === 'unreadable')
    .map(({ position }) => position)
  if (positions.length === 0) return []
  const [are, it, them] = positions.length === 1 ? ['ist', 'das Blatt', 'es'] : ['sind', 'diese Blätter', 'sie']
  const text = `„${fileName}“, ${sheetsAt(positions)}, ${are} nicht lesbar. Scannen Sie ${it} noch einmal, flach und mit 200 dpi, oder sehen Sie ${them} unten an und ordnen Sie ${them} von Hand zu.`
  return [{ text }]
}

/** Sheets of a file, as people count them. */
const sheetsAt = (positions: readonly number[]): string =>
  `${positions.length === 1 ? 'Blatt' : 'Blätter'} ${printList(runsOf(positions))}`

/** 1, 2, 3 and 7 as "1 bis 3" and "7". */
function runsOf(numbers: readonly number[]): string[] {
  const runs: number[][] = []
  for (const number of numbers) {
    const last = runs.at(-1)
    if (last?.at(-1) === number - 1) last.push(number)
    else runs.push([number])
  }
  return runs.flatMap((run) => (run.length > 2 ? [`${run[0]} bis ${run.at(-1)}`] : run.map(String)))
}

function brokenFile({ fileName, failure }: ScanRecord): ScanSentence[] {
  if (failure === null) return []
  return [{ text: `„${fileName}“ ${failures[failure]}` }]
}

const failures: Readonly<Record<NonNullable<ScanRecord['failure']>, string>> = {
  broken: 'lässt sich nicht öffnen. Entfernen Sie die Datei und scannen Sie noch einmal, ohne Kennwort.',
  too_many_pages: 'hat mehr als 120 Seiten. Entfernen Sie die Datei und scannen Sie nur dieses Dokument.',
  too_long: 'lässt sich nicht zu Ende lesen. Entfernen Sie die Datei und scannen Sie noch einmal.',
}
