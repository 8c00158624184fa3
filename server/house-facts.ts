import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { projectRoot } from './base/project-root.ts'
import { invalid, ok, type Result } from './base/result.ts'
import { isCalendarDate } from './calendar/calendar.ts'

/** Who answers for the product towards the public. It also is the example of what to write into such a file. */
export const demoHouseFile = join(projectRoot, 'data', 'demo', 'house.json')

const examples: Readonly<Record<string, string>> = {
  address: '["Kreis Auental", "Am Kreishaus 1", "48999 Auental"]',
  representedBy: '"Landrat Dr. Matthias Brüning"',
  phone: '"02999 123-0"',
  email: '"post@kreis-auental.example"',
  operator: '"Fachbereich 10 – Informationstechnik, Am Kreishaus 1, 48999 Auental"',
  dataProtection: '{ "officer": …, "email": …, "phone": … }',
  'dataProtection.officer': '"Behördliche Datenschutzbeauftragte des Kreises Auental, Am Kreishaus 1, 48999 Auental"',
  'dataProtection.email': '"datenschutz@kreis-auental.example"',
  'dataProtection.phone': '"02999 123-110"',
  accessibility: '{ "contact": …, "email": …, "phone": …, "formUrl": …, "assessedOn": … }',
  'accessibility.contact': '"Inklusionsbeauftragte des Kreises Auental, Am Kreishaus 1, 48999 Auental"',
  'accessibility.email': '"barrierefrei@kreis-auental.example"',
  'accessibility.phone': '"02999 123-140"',
  'accessibility.formUrl': '"https://www.kreis-auental.example/barriere-melden"',
  'accessibility.assessedOn': '"2026-11-29"',
}

const line = z.string().trim().min(1).max(200)
const email = line.regex(/^[^\s@]+@[^\s@]+$/)
const url = line.regex(/^https:\/\/\S+$/)

/** An authority to turn to, with what holds in Nordrhein-Westfalen unless the file says otherwise. */
const authority = (name: string, where: string) => z.object({ name: line, url }).default({ name, url: where })

const houseFacts = z.object({
  /** As on a letter; the first line is the house. */
  address: z.array(line).min(2).max(6),
  representedBy: line,
  phone: line,
  email,
  /** Who runs the machine. */
  operator: line,
  vatId: line.optional(),
  dataProtection: z.object({ officer: line, email, phone: line }),
  accessibility: z.object({
    contact: line,
    email,
    phone: line,
    /** The electronic contact form for barriers (§ 10b Abs. 2 Nr. 2 BGG NRW, § 5 BITVNRW). */
    formUrl: url,
    assessedOn: z.string().refine(isCalendarDate),
  }),
  ombudsOffice: authority(
    'Ombudsstelle für barrierefreie Informationstechnik des Landes Nordrhein-Westfalen',
    'https://www.lbbp.nrw.de/ombudsstelle',
  ),
  monitoringBody: authority(
    'Überwachungsstelle für barrierefreie Informationstechnik des Landes Nordrhein-Westfalen',
    'https://www.it.nrw/informationstechnik/digitale-verwaltung/ueberwachungsstelle-fuer-barrierefreiheit-nrw',
  ),
  supervisoryAuthority: authority(
    'Landesbeauftragte für Datenschutz und Informationsfreiheit Nordrhein-Westfalen',
    'https://www.ldi.nrw.de',
  ),
})

export type HouseFacts = z.infer<typeof houseFacts>

/** Reads the file that HOUSE_FILE names; null where none is named. Each thing that is missing is one sentence with an
 *  example. */
export function readHouseFacts(file: string | null): Result<HouseFacts> {
  if (file === null) {
    return refused([
      'HOUSE_FILE fehlt: eine Datei mit dem, was Impressum, Datenschutz und Barrierefreiheit sagen müssen. Ein Beispiel ist data/demo/house.json, gesetzt wird sie so: HOUSE_FILE=/etc/vorlagenwerk/behoerde.json.',
    ])
  }
  const json = readJson(file)
  if (json === undefined) {
    return refused([
      `HOUSE_FILE: Die Datei „${file}“ lässt sich nicht lesen oder ist kein JSON. Ein Beispiel ist data/demo/house.json, gesetzt wird sie so: HOUSE_FILE=/etc/vorlagenwerk/behoerde.json.`,
    ])
  }
  const read = houseFacts.safeParse(json)
  if (read.success) return ok(read.data)
  const paths = [...new Set(read.error.issues.map(({ path }) => pathOf(path)))]
  return refused(paths.map((path) => `HOUSE_FILE: In „${file}“ fehlt „${path}“ oder stimmt nicht${exampleOf(path)}.`))
}

const pathOf = (path: readonly PropertyKey[]): string =>
  path.filter((part) => typeof part === 'string').join('.') || '(alles)'

const exampleOf = (path: string): string => (examples[path] ? `, zum Beispiel ${examples[path]}` : '')

const refused = (sentences: readonly string[]) =>
  invalid(
    'Die Angaben zur Behörde fehlen.',
    sentences.map((message) => ({ path: 'HOUSE_FILE', message })),
  )

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
