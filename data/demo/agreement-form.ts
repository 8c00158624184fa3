import { printDate } from '../../server/calendar/calendar.ts'
import type { CaseRow } from './case-rows.ts'
import { addressed } from './cases.ts'
import { addDays, officeDayFrom } from './office-days.ts'

/** What a Lotsin types into an agreement, beside what it takes from the case. `day` is the day on which she writes. */
export function agreementForm(row: CaseRow, day: string): Record<string, unknown> {
  const talk = officeDayFrom(addDays(day, 9))
  const end = officeDayFrom(addDays(talk, 365))
  const meetings = [91, 182, 273].map((days) => officeDayFrom(addDays(talk, days)))
  return {
    fassung: '1.0',
    fassungsart: 'Erstvereinbarung',
    rechtsnatur: 'absprache',
    gespraech: { datum: talk, uhrzeit: '10:00', ort: 'Kreishaus, Raum 1.114' },
    laufzeit: { von: talk, bis: end },
    naechstesStandortgespraech: meetings[0],
    standortgespraeche: meetings,
    abschlussgespraech: officeDayFrom(addDays(end, -14)),
    pfad: row.pfad,
    zielAufenthalt: { ...goalOf[row.pfad], bis: end },
    voraussetzungen: conditionsOf(row).map((condition, index) => ({ id: `v${index + 1}`, ...condition })),
    ziele: goals(row, talk),
  }
}

const goalOf: Readonly<Record<CaseRow['pfad'], { readonly bezeichnung: string; readonly norm: string }>> = {
  '25b': { bezeichnung: 'Aufenthaltserlaubnis bei nachhaltiger Integration', norm: '§ 25b Abs. 1 AufenthG' },
  '25a': { bezeichnung: 'Aufenthaltserlaubnis für gut integrierte junge Menschen', norm: '§ 25a Abs. 1 AufenthG' },
  '16g': { bezeichnung: 'Aufenthaltserlaubnis zur Berufsausbildung', norm: '§ 16g AufenthG' },
  '60c': { bezeichnung: 'Ausbildungsduldung', norm: '§ 60c AufenthG' },
  '60d': { bezeichnung: 'Aufenthaltserlaubnis nach der Beschäftigungsduldung', norm: '§ 25b Abs. 6 AufenthG' },
  '19d': { bezeichnung: 'Aufenthaltserlaubnis für qualifizierte Geduldete', norm: '§ 19d Abs. 1 AufenthG' },
  '104c': { bezeichnung: 'Aufenthaltserlaubnis bei nachhaltiger Integration', norm: '§ 25b Abs. 1 AufenthG' },
}

function conditionsOf({ pfad, isProven, level }: CaseRow): { text: string; norm: string; stand: string }[] {
  const identity = {
    text: 'Identität und Passpflicht',
    norm: '§ 5 Abs. 1 Nr. 1a und 4, § 3 AufenthG',
    stand: isProven ? 'belegt' : 'offen – Ziel 1',
  }
  const special: Readonly<Record<CaseRow['pfad'], { text: string; norm: string; stand: string }>> = {
    '25b': {
      text: 'mündliche Deutschkenntnisse A2',
      norm: '§ 25b Abs. 1 Satz 2 Nr. 4 AufenthG',
      stand: level === 'A1' ? 'offen – Ziel 2' : 'belegt',
    },
    '25a': {
      text: 'in der Regel drei Jahre erfolgreicher Schulbesuch oder Abschluss',
      norm: '§ 25a Abs. 1 Satz 1 Nr. 2 AufenthG',
      stand: 'teilweise – Ziel 2',
    },
    '16g': { text: 'qualifizierte Berufsausbildung', norm: '§ 16g Abs. 1 AufenthG', stand: 'belegt, Nachweis laufend' },
    '60c': { text: 'qualifizierte Berufsausbildung', norm: '§ 60c Abs. 1 AufenthG', stand: 'belegt, Nachweis laufend' },
    '60d': {
      text: 'Beschäftigung mit mindestens 20 Wochenstunden',
      norm: '§ 60d Abs. 1 Nr. 3 AufenthG',
      stand: 'belegt, Nachweis laufend',
    },
    '19d': { text: 'ausreichende Deutschkenntnisse B1', norm: '§ 19d Abs. 1 Nr. 3 AufenthG', stand: 'belegt' },
    '104c': {
      text: 'Lebensunterhalt überwiegend durch Erwerbstätigkeit',
      norm: '§ 25b Abs. 1 Satz 2 Nr. 3 AufenthG',
      stand: 'teilweise – Ziel 2',
    },
  }
  return [
    identity,
    special[pfad],
    { text: 'keine Versagungsgründe', norm: '§ 5 Abs. 1 Nr. 2 AufenthG', stand: 'derzeit keine bekannt' },
  ]
}

interface Step {
  readonly wer: string
  readonly was: string
  readonly frist: Readonly<Record<string, unknown>>
  readonly nachweis: string
}

function goals(row: CaseRow, talk: string): object[] {
  const who = addressed(row)
  const by = (days: number) => ({ art: 'termin', datum: officeDayFrom(addDays(talk, days)) })
  const list: { titel: string; begruendung?: string; schritte: Step[]; hinweis?: string }[] = [
    row.isProven
      ? {
          titel: 'Pass gültig halten',
          schritte: [
            {
              wer: who,
              was: 'beantragt die Verlängerung rechtzeitig vor dem Ablauf',
              frist: { art: 'laufend' },
              nachweis: 'Kopie des Passes',
            },
          ],
        }
      : {
          titel: 'Identität klären und Pass beantragen',
          begruendung:
            'Eine Aufenthaltserlaubnis setzt in der Regel eine geklärte Identität und einen gültigen Pass voraus.',
          schritte: [
            {
              wer: who,
              was: 'vereinbart einen Termin bei der Botschaft und legt die Bestätigung vor',
              frist: by(65),
              nachweis: 'Terminbestätigung',
            },
            {
              wer: 'Ausländerbehörde',
              was: 'gibt die Geburtsurkunde für den Termin heraus',
              frist: by(20),
              nachweis: 'Empfangsbestätigung',
            },
            {
              wer: who,
              was: 'spricht persönlich vor und beantragt den Pass',
              frist: by(155),
              nachweis: 'Quittung der Botschaft',
            },
          ],
          hinweis:
            'Stellt die Botschaft keinen Pass aus, obwohl alles Zumutbare getan ist, werden die Belege darüber eingereicht.',
        },
    ...secondGoal(row, who, by),
    {
      titel: 'Verlässlichkeit',
      schritte: [
        {
          wer: who,
          was: 'hält Termine ein oder sagt spätestens am Vortag ab',
          frist: { art: 'laufend' },
          nachweis: 'Terminliste',
        },
        {
          wer: 'Ausländerbehörde',
          was: 'bestätigt jeden eingereichten Nachweis schriftlich',
          frist: { art: 'text', text: 'innerhalb von fünf Arbeitstagen' },
          nachweis: 'Eingangsbestätigung',
        },
      ],
    },
  ]
  return list.map(({ schritte, ...goal }, index) => ({
    id: `z${index + 1}`,
    nr: index + 1,
    ...goal,
    schritte: schritte.map((step, number) => ({ id: `z${index + 1}s${number + 1}`, ...step })),
  }))
}

type By = (days: number) => Readonly<Record<string, unknown>>

function secondGoal({ pfad, level }: CaseRow, who: string, by: By): { titel: string; schritte: Step[] }[] {
  const income: Step = {
    wer: who,
    was: 'reicht die Lohnabrechnungen ein',
    frist: { art: 'wiederkehrend', text: 'zum 15. jedes Monats' },
    nachweis: 'Lohnabrechnung',
  }
  if (pfad === '25a' || pfad === '16g' || pfad === '60c') {
    return [
      {
        titel: pfad === '25a' ? 'Schule erfolgreich besuchen' : 'Ausbildung erfolgreich fortsetzen',
        schritte: [
          {
            wer: who,
            was: 'legt Zeugnisse und Bescheinigungen vor',
            frist: by(120),
            nachweis: 'Zeugnis, Bescheinigung',
          },
          {
            wer: 'Schule',
            was: 'meldet sich, wenn Förderung nötig ist',
            frist: { art: 'text', text: 'bei Bedarf' },
            nachweis: 'Vermerk',
          },
        ],
      },
    ]
  }
  const work = { titel: 'Lebensunterhalt überwiegend selbst sichern', schritte: [income] }
  if (level !== 'A1' && level !== 'A2') return [work]
  return [
    {
      titel: level === 'A1' ? 'Deutschkenntnisse Niveau A2 (mündlich)' : 'Deutschkenntnisse Niveau B1',
      schritte: [
        {
          wer: 'Case-Management',
          was: 'vermittelt einen Platz im Abendkurs',
          frist: by(50),
          nachweis: 'Anmeldebestätigung',
        },
        {
          wer: who,
          was: 'nimmt an mindestens 80 % der Stunden teil',
          frist: by(210),
          nachweis: 'Teilnahmebescheinigung',
        },
      ],
    },
    work,
  ]
}

/** What a Lotsin types into a consent. */
export function consentForm(day: string): Record<string, unknown> {
  return {
    datum: day,
    einwilligungen: [
      {
        id: 'e1',
        empfaenger: 'Case-Management im Kommunalen Integrationszentrum',
        umfang: 'Ziele 1 bis 3 und der Bearbeitungsstand',
      },
      { id: 'e2', empfaenger: 'Volkshochschule Auental', umfang: `Anmeldung und Teilnahme, Stand ${printDate(day)}` },
    ],
  }
}
