import { type CaseRow, caseRows } from './case-rows.ts'

const streets = [
  'Am Mühlbach',
  'Lindenallee',
  'Bahnhofstraße',
  'Kirchgasse',
  'Zum Alten Hafen',
  'Neue Straße',
  'Grüner Weg',
]
const towns = [
  ['48999', 'Auental'],
  ['48997', 'Niederbrück'],
  ['48995', 'Sankt Jost'],
] as const

/** Who helps on which path, beside the Lotsin. */
const partners = {
  caseManagement: {
    rolle: 'Case-Management',
    stelle: 'Kommunales Integrationszentrum, KIM-Case-Management',
    name: 'Yasmin Öztürk',
    anrede: 'Frau',
  },
  advice: {
    rolle: 'Beratungsstelle',
    stelle: 'Flüchtlingsberatung Auental e. V.',
    name: 'Anna Wiegers',
    anrede: 'Frau',
  },
  school: { rolle: 'Schule', stelle: 'Berufskolleg Auental', name: 'Jens Terhorst', anrede: 'Herr' },
  employer: {
    rolle: 'Arbeitgeber',
    stelle: 'Handwerkskammer, Willkommenslotsen',
    name: 'Birte Lammers',
    anrede: 'Frau',
  },
}

const partnersOf: Readonly<Record<CaseRow['pfad'], readonly (keyof typeof partners)[]>> = {
  '25b': ['caseManagement', 'advice'],
  '25a': ['caseManagement', 'school'],
  '16g': ['employer', 'school'],
  '60c': ['employer', 'school'],
  '60d': ['caseManagement', 'employer'],
  '19d': ['employer'],
  '104c': ['caseManagement', 'advice'],
}

export const aktenzeichenOf = (index: number, year: string): string =>
  `32.3-ZV-${year}-${String(101 + 3 * index).padStart(4, '0')}`

/** The form of one case as its Lotsin fills it in. */
export function caseForm(index: number, year: string): Record<string, unknown> {
  const row = caseRow(index)
  const [plz, ort] = towns[index % towns.length] ?? ['48999', 'Auental']
  return {
    aktenzeichen: aktenzeichenOf(index, year),
    pfad: row.pfad,
    person: {
      anrede: row.anrede,
      vorname: row.vorname,
      nachname: row.nachname,
      geburtsdatum: row.born,
      staatsangehoerigkeit: row.nationality,
      staatsangehoerigkeitGeklaert: row.isProven,
      anschrift: { strasse: `${streets[index % streets.length]} ${3 + ((index * 7) % 58)}`, plz, ort },
    },
    haushalt: childOf(row, index),
    aufenthalt: {
      einreise: row.entered,
      ...(row.pfad === '104c' ? {} : { duldungSeit: yearLater(row.entered) }),
      zeiten60b:
        row.isProven || index % 4 !== 0
          ? []
          : [{ von: yearLater(row.entered), bis: yearLater(yearLater(row.entered)) }],
      beschaeftigung: row.work,
      sprachniveau: row.level,
      pass: row.isProven ? 'liegt vor' : 'liegt nicht vor; eine Geburtsurkunde wurde vorgelegt',
      verurteilungen: 'der Ausländerbehörde nicht bekannt',
    },
    partner: partnersOf[row.pfad].map((name) => partners[name]),
  }
}

export function caseRow(index: number): CaseRow {
  const row = caseRows[index]
  if (!row) throw new Error(`The demo has no case ${index}.`)
  return row
}

/** `Frau Camara`, as the steps of an agreement name her. */
export const addressed = ({ anrede, vorname, nachname }: CaseRow): string =>
  anrede === 'Divers' ? `${vorname} ${nachname}` : `${anrede} ${nachname}`

/** Every third grown-up has a child at school. */
function childOf({ pfad, nachname }: CaseRow, index: number): object[] {
  if (pfad === '25a' || index % 3 !== 1) return []
  const [verhaeltnis, vorname] = index % 2 === 0 ? ['Sohn', 'Elias'] : ['Tochter', 'Mina']
  return [
    {
      verhaeltnis,
      name: `${vorname} ${nachname}`,
      geburtsdatum: `${2014 + (index % 5)}-0${1 + (index % 9)}-1${index % 9}`,
      schule: `Grundschule am Wall, Klasse ${1 + (index % 4)}`,
    },
  ]
}

const yearLater = (date: string): string => `${Number(date.slice(0, 4)) + 1}${date.slice(4)}`
