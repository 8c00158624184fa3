import type { Field } from '../fields/fields.ts'
import { readFieldSchema } from '../fields/schema.ts'

/** What is kept of a case. The names are those that templates take their values from (`case.person.vorname`), the codes
 *  those of their choices: a new template finds its values here. */

const salutations = [
  { value: 'Frau', label: 'Frau' },
  { value: 'Herr', label: 'Herr' },
  { value: 'Divers', label: 'ohne Anrede' },
]

/** The legal paths (Wege) by their code, as of 19.08.2026; § 104c leads on to §§ 25a and 25b only. */
export const paths = [
  { value: '25b', label: '§ 25b AufenthG – nachhaltige Integration' },
  { value: '25a', label: '§ 25a AufenthG – gut integrierte Jugendliche und junge Volljährige' },
  { value: '16g', label: '§ 16g AufenthG – Aufenthaltserlaubnis zur Berufsausbildung' },
  { value: '60c', label: '§ 60c AufenthG – Ausbildungsduldung' },
  { value: '60d', label: '§ 60d AufenthG – Beschäftigungsduldung' },
  { value: '19d', label: '§ 19d AufenthG – qualifizierte Geduldete' },
  { value: '104c', label: '§ 104c AufenthG – Übergang aus dem Chancen-Aufenthaltsrecht' },
] as const

const languageLevels = ['unter A1', 'A1', 'A2', 'B1', 'B2', 'C1', 'C2'].map((value) => ({ value, label: value }))

const person = {
  name: 'person',
  label: 'Person',
  type: 'group',
  required: true,
  fields: [
    {
      name: 'anrede',
      label: 'Anrede',
      type: 'choice',
      choices: salutations,
      hint: 'Fragen Sie nach, was gewünscht ist.',
    },
    {
      name: 'vorname',
      label: 'Vorname',
      type: 'text',
      maxLength: 200,
      hint: 'Wie im Ausweis oder in der Duldung, mit allen Zeichen. Leer, wenn es nur einen Namen gibt.',
    },
    { name: 'nachname', label: 'Nachname', type: 'text', required: true, maxLength: 200 },
    { name: 'geburtsdatum', label: 'Geburtsdatum', type: 'date' },
    { name: 'staatsangehoerigkeit', label: 'Staatsangehörigkeit', type: 'text', maxLength: 200 },
    {
      name: 'staatsangehoerigkeitGeklaert',
      label: 'Staatsangehörigkeit geklärt',
      type: 'boolean',
      hint: 'Ohne Nachweis steht in Dokumenten „(nach eigenen Angaben)“.',
    },
    {
      name: 'anschrift',
      label: 'Anschrift',
      type: 'group',
      fields: [
        { name: 'strasse', label: 'Straße und Hausnummer', type: 'text', maxLength: 200 },
        { name: 'plz', label: 'Postleitzahl', type: 'text', maxLength: 10 },
        { name: 'ort', label: 'Ort', type: 'text', maxLength: 200 },
      ],
    },
  ],
}

const household = {
  name: 'haushalt',
  label: 'Haushalt',
  type: 'rows',
  rowLabel: 'Person im Haushalt',
  hint: 'Nur Personen, auf die es für den Weg ankommt, zum Beispiel minderjährige Kinder.',
  fields: [
    { name: 'verhaeltnis', label: 'Verhältnis', type: 'text', required: true, hint: 'Zum Beispiel Tochter, Ehemann.' },
    { name: 'name', label: 'Name', type: 'text', required: true, maxLength: 200 },
    { name: 'geburtsdatum', label: 'Geboren am', type: 'date' },
    {
      name: 'schule',
      label: 'Schule oder Betreuung',
      type: 'text',
      legalBasis: '§ 25b Abs. 1 Satz 2 Nr. 5 AufenthG',
    },
  ],
}

const residence = {
  name: 'aufenthalt',
  label: 'Aufenthalt',
  type: 'group',
  hint: 'Nur Angaben, auf die es für den Weg ankommt. Gesundheit und Religion nur, wenn es im Einzelfall nötig ist.',
  legalBasis: '§ 86 AufenthG, Art. 9 DSGVO',
  fields: [
    { name: 'einreise', label: 'In Deutschland seit', type: 'date' },
    { name: 'duldungSeit', label: 'Duldung seit', type: 'date', legalBasis: '§ 60a AufenthG' },
    {
      name: 'zeiten60b',
      label: 'Zeiten mit ungeklärter Identität',
      type: 'rows',
      rowLabel: 'Zeitraum',
      hint: 'Zeiten einer Duldung nach § 60b zählen nicht als Duldungszeit. Gibt es keine, bleibt die Liste leer.',
      legalBasis: '§ 60b Abs. 5 AufenthG',
      fields: [
        { name: 'von', label: 'Von', type: 'date', required: true },
        { name: 'bis', label: 'Bis', type: 'date', hint: 'Leer, wenn die Zeit noch läuft.' },
      ],
    },
    { name: 'beschaeftigung', label: 'Arbeit oder Ausbildung', type: 'lines' },
    {
      name: 'sprachniveau',
      label: 'Deutschkenntnisse',
      type: 'choice',
      choices: languageLevels,
      hint: 'Wie belegt oder im Gespräch eingeschätzt.',
      legalBasis: '§ 2 Abs. 10 bis 11a AufenthG',
    },
    { name: 'pass', label: 'Pass und Identität', type: 'lines', hint: 'Was vorliegt und seit wann.' },
    {
      name: 'verurteilungen',
      label: 'Verurteilungen',
      type: 'lines',
      hint: 'Nur was die Voraussetzungen des Weges berührt. Steht nie in Unterlagen für Partner.',
      legalBasis: 'Art. 10 DSGVO, § 25b Abs. 2 AufenthG',
    },
  ],
}

const partners = {
  name: 'partner',
  label: 'Weitere Beteiligte',
  type: 'rows',
  rowLabel: 'Beteiligte Stelle',
  hint: 'Wer mitwirkt: Case-Management, Beratungsstelle, Sprachmittlung, Schule, Arbeitgeber, Jobcenter, Jugendamt.',
  fields: [
    { name: 'rolle', label: 'Rolle', type: 'text', required: true },
    { name: 'stelle', label: 'Stelle', type: 'text', required: true, hint: 'Name der Einrichtung.' },
    { name: 'name', label: 'Name', type: 'text', maxLength: 200 },
    { name: 'anrede', label: 'Anrede', type: 'choice', choices: salutations },
    {
      name: 'verschwiegenheitAm',
      label: 'Zur Verschwiegenheit verpflichtet am',
      type: 'date',
      hint: 'Bei Sprachmittlung immer, bevor das Gespräch beginnt.',
    },
  ],
}

export const caseFields: readonly Field[] = checked([
  {
    name: 'aktenzeichen',
    label: 'Aktenzeichen',
    type: 'text',
    required: true,
    maxLength: 60,
    hint: 'Wie auf der Akte, zum Beispiel 32.3-ZV-2026-0147. Jedes gibt es in der Einheit nur einmal.',
  },
  { name: 'pfad', label: 'Rechtlicher Weg', type: 'choice', choices: paths, legalBasis: 'Rechtsstand 19.08.2026' },
  person,
  household,
  residence,
  partners,
])

function checked(fields: readonly unknown[]): readonly Field[] {
  const read = readFieldSchema({ fields })
  if (!read.ok)
    throw new Error(`case-fields: ${read.fields.map(({ path, message }) => `${path} ${message}`).join('; ')}`)
  return read.value
}
