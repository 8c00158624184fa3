import { addDays, officeDayFrom } from './office-days.ts'

interface PaperText {
  readonly vorlagenart: string
  readonly gremium: string
  readonly subject: string
  readonly proposal: string
  readonly report: readonly string[]
  readonly legalBasis?: string
  readonly costs: string
  readonly nonPublic?: string
}

const papers = {
  integration: {
    vorlagenart: 'Mitteilungsvorlage',
    gremium: 'Ausschuss für Sicherheit und Ordnung',
    subject: 'Kommunales Integrationsmanagement: Bericht der Ausländerbehörde',
    proposal: '<p>Der Ausschuss nimmt den Bericht zur Kenntnis.</p>',
    report: [
      '<p>Seit 2021 begleiten Integrationslotsinnen und -lotsen in der Ausländerbehörde Menschen mit einer Duldung auf dem Weg zu einem Aufenthaltstitel. Im Berichtsjahr waren es 84 Personen.</p>',
      '<ul><li>Mit 51 Personen besteht eine Zielvereinbarung.</li><li>In 19 Fällen wurde seither ein Titel erteilt.</li></ul>',
      '<p>Die Zusammenarbeit mit dem Case-Management des Kommunalen Integrationszentrums hat sich bewährt.</p>',
    ],
    legalBasis: '§ 9 Teilhabe- und Integrationsgesetz NRW',
    costs: 'Keine. Die Stellen werden vom Land gefördert.',
  },
  hours: {
    vorlagenart: 'Beschlussvorlage',
    gremium: 'Kreisausschuss',
    subject: 'Öffnungszeiten der Ausländerbehörde',
    proposal: '<p>Der Kreisausschuss beschließt, die Ausländerbehörde donnerstags bis 18 Uhr zu öffnen.</p>',
    report: [
      '<p>Viele Kundinnen und Kunden arbeiten. Ein langer Nachmittag in der Woche erspart ihnen Fehlzeiten und der Behörde Nachfragen.</p>',
      '<p>Die zusätzlichen Stunden werden durch eine spätere Öffnung am Mittwoch ausgeglichen.</p>',
    ],
    costs: 'Keine.',
  },
  interpreters: {
    vorlagenart: 'Beschlussvorlage',
    gremium: 'Ausschuss für Soziales und Gesundheit',
    subject: 'Pool für Sprachmittlung: Fortsetzung',
    proposal: '<p>Der Ausschuss empfiehlt dem Kreistag, den Pool für Sprachmittlung um zwei Jahre fortzusetzen.</p>',
    report: [
      '<p>Der Pool vermittelt Sprachmittlung in 23 Sprachen an Schulen, Beratungsstellen und Ämter.</p>',
      '<p>Im laufenden Jahr gab es 1.140 Einsätze. Am häufigsten gefragt waren Arabisch, Dari und Tigrinya.</p>',
    ],
    costs: '48.000 € je Jahr, Produkt 05.02.01; die Deckung ist gegeben.',
  },
  council: {
    vorlagenart: 'Beschlussvorlage',
    gremium: 'Kreistag',
    subject: 'Nachbesetzung im Ausschuss für Sicherheit und Ordnung',
    proposal: '<p>Der Kreistag wählt die in der Anlage genannte Person als stellvertretendes Mitglied.</p>',
    report: [
      '<p>Ein stellvertretendes Mitglied hat sein Mandat niedergelegt. Das Vorschlagsrecht liegt bei der Fraktion.</p>',
    ],
    legalBasis: '§ 41 KrO NRW',
    costs: 'Keine.',
  },
  contract: {
    vorlagenart: 'Beschlussvorlage',
    gremium: 'Kreisausschuss',
    subject: 'Vergabe einer Dienstleistung',
    proposal: '<p>Der Kreisausschuss stimmt der Vergabe zu.</p>',
    report: [
      '<p>Die Leistung wurde öffentlich ausgeschrieben. Drei Angebote gingen ein; das wirtschaftlichste soll den Zuschlag erhalten.</p>',
    ],
    costs: 'Im Haushalt veranschlagt.',
    nonPublic: 'Vertragsangelegenheit',
  },
  digital: {
    vorlagenart: 'Bericht',
    gremium: 'Ausschuss für Organisation und Digitalisierung',
    subject: 'Barrierefreie Dokumente in der Kreisverwaltung',
    proposal: '<p>Ohne.</p>',
    report: [
      '<p>Bescheide, Vereinbarungen und Sitzungsvorlagen sollen für alle lesbar sein, auch mit einem Vorleseprogramm.</p>',
      '<p>Die ersten drei Vorlagen sind umgestellt; die übrigen folgen nach und nach.</p>',
    ],
    costs: 'Keine.',
  },
} as const satisfies Readonly<Record<string, PaperText>>

export type PaperName = keyof typeof papers

/** What the Sitzungsdienst types into a paper. `day` is the day on which it writes. */
export function paperForm(name: PaperName, day: string): Record<string, unknown> {
  const { vorlagenart, gremium, subject, proposal, report, legalBasis, costs, nonPublic }: PaperText = papers[name]
  return {
    vorlagenart,
    beratungsfolge: [
      {
        id: 'bf1',
        gremium,
        datum: officeDayFrom(addDays(day, 30)),
        status: nonPublic ? 'nichtoeffentlich' : 'oeffentlich',
        zustaendigkeit: vorlagenart === 'Beschlussvorlage' ? 'Entscheidung' : 'Kenntnisnahme',
      },
    ],
    berichterstattung: 'Brandes, Ulrike, Dr.',
    beratungsgegenstand: subject,
    beschlussvorschlag: proposal,
    ...(legalBasis ? { rechtsgrundlage: legalBasis } : {}),
    sachdarstellung: report.join('\n'),
    finanzielleAuswirkungen: costs,
    ...(nonPublic ? { begruendungNichtoeffentlichkeit: nonPublic } : {}),
    unterzeichner: [{ id: 'uz1', name: 'Dr. Ulrike Brandes', amt: 'Kreisdirektorin', zusatz: 'In Vertretung' }],
  }
}
