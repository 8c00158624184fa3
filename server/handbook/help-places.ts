import type { Role } from '../auth/auth.ts'
import { type Chapter, chaptersFor, type Handbook } from './handbook.ts'

/** Which passage explains a page, by the page's route. Where roles see a page with other eyes, the first chapter of hers
 *  that has a passage for it counts. */
export const helpPlaces: Readonly<Record<string, readonly string[]>> = {
  '/': [
    'lotsin#ihre-startseite',
    'leitung#ihre-startseite',
    'sitzungsdienst#ihre-startseite',
    'erste-schritte#sich-zurechtfinden',
  ],
  '/profile': ['alle#profil'],
  '/users': ['administration#konten'],
  '/users/new': ['administration#konten'],
  '/users/:id': ['administration#konten'],
  '/users/:id/deactivations': ['administration#konten'],
  '/units': ['administration#einheiten'],
  '/units/:id': ['administration#einheiten'],
  '/mails': ['administration#post'],
  '/audit': ['revision#pruefkette'],
  '/templates': ['vorlagenpflege#dokumentvorlagen'],
  '/templates/:slug/versions/:version': ['vorlagenpflege#dokumentvorlagen'],
  '/templates/:slug/versions/:version/withdrawals': ['vorlagenpflege#vergleichen-und-veroeffentlichen'],
  '/template-drafts/new': ['vorlagenpflege#eine-neue-version-hochladen'],
  '/template-drafts/:draft': ['vorlagenpflege#eine-neue-version-hochladen'],
  '/template-drafts/:draft/files/:file': ['vorlagenpflege#eine-neue-version-hochladen'],
  '/template-drafts/:draft/comparison': ['vorlagenpflege#vergleichen-und-veroeffentlichen'],
  '/documents/:id/template-moves': ['alle#neue-fassung-der-dokumentvorlage'],
  '/cases': ['lotsin#faelle', 'leitung#faelle-der-einheit'],
  '/cases/new': ['lotsin#faelle'],
  '/cases/:id': ['lotsin#faelle', 'leitung#faelle-der-einheit'],
  '/cases/:id/form': ['lotsin#faelle'],
  '/cases/:id/trail': ['alle#verlauf'],
  '/cases/:id/attachments': ['lotsin#anlagen'],
  '/cases/:id/attachments/:attachment': ['lotsin#anlagen'],
  '/cases/:id/documents': ['lotsin#ein-dokument-anlegen'],
  '/cases/:id/consents': ['lotsin#einwilligungen-und-weitergabe'],
  '/cases/:id/consents/new': ['lotsin#einwilligungen-und-weitergabe'],
  '/cases/:id/consents/:consent': ['lotsin#einwilligungen-und-weitergabe'],
  '/cases/:id/handouts': ['lotsin#drucken-und-mitgeben'],
  '/cases/:id/steps': ['lotsin#ihre-startseite'],
  '/cases/:id/steps/:step/completions': ['lotsin#ihre-startseite'],
  '/cases/:id/reminders': ['lotsin#wiedervorlagen'],
  '/cases/:id/reminders/:reminder': ['lotsin#wiedervorlagen'],
  '/reminders': ['lotsin#wiedervorlagen'],
  '/documents': ['lotsin#ein-dokument-anlegen', 'sitzungsdienst#sitzungsvorlagen'],
  '/documents/new': ['lotsin#ein-dokument-anlegen', 'sitzungsdienst#sitzungsvorlagen'],
  '/documents/:id': ['lotsin#ausfertigen-und-unterschreiben', 'sitzungsdienst#nummer-und-pdf'],
  '/documents/:id/attachments': ['lotsin#anlagen', 'sitzungsdienst#anlagen-der-sitzungsvorlage'],
  '/documents/:id/attachments/:attachment': ['lotsin#anlagen', 'sitzungsdienst#anlagen-der-sitzungsvorlage'],
  '/documents/:id/draft': ['alle#gemeinsam-schreiben'],
  '/documents/:id/issues': ['lotsin#ausfertigen-und-unterschreiben', 'sitzungsdienst#nummer-und-pdf'],
  '/documents/:id/discards': ['alle#gemeinsam-schreiben'],
  '/documents/:id/scans': ['lotsin#ausfertigen-und-unterschreiben', 'sitzungsdienst#nummer-und-pdf'],
  '/documents/:id/trail': ['alle#verlauf'],
  '/documents/:id/versions': ['alle#fassungen'],
  '/documents/:id/comparison': ['alle#fassungen'],
  '/documents/:id/restorations': ['alle#fassungen'],
  '/documents/:id/authorship': ['alle#fassungen'],
  '/documents/:id/participants': ['alle#kolleginnen-und-kollegen-einladen'],
  '/documents/:id/comments': ['alle#kommentare-und-vorschlaege'],
  '/documents/:id/suggestions': ['alle#kommentare-und-vorschlaege'],
  '/documents/:id/approvals': ['leitung#freigeben-und-zurueckgeben', 'alle#zur-freigabe-geben'],
  '/approvals': ['leitung#freigaben'],
  '/papers': ['sitzungsdienst#sitzungsvorlagen'],
  '/number-circles': ['sitzungsdienst#nummer-und-pdf'],
  '/search': ['alle#suche'],
  '/vertretungen': ['leitung#vertretung-und-abwesenheit'],
}

const patterns = Object.entries(helpPlaces).map(([route, places]) => ({
  // A fixed part before one that names a thing: `/cases/new` before `/cases/:id`.
  pattern: new RegExp(`^${route.replace(/:[a-z]+/g, '[^/]+')}$`),
  places,
  variables: route.split(':').length,
}))
patterns.sort((one, other) => one.variables - other.variables)

/** Where the handbook explains this page to somebody with these roles: `/hilfe/lotsin#faelle`; the handbook's first page
 *  where nothing does. */
export function helpFor(handbook: Handbook, { path, roles }: { path: string; roles: readonly Role[] }): string {
  const places = patterns.find(({ pattern }) => pattern.test(path))?.places ?? []
  const own = chaptersFor(handbook, roles).own.flatMap(placesIn)
  const place = places.find((each) => own.includes(each)) ?? places[0]
  return place ? `/hilfe/${place}` : '/hilfe'
}

export const placesIn = ({ slug, passages }: Chapter): string[] => passages.map(({ id }) => `${slug}#${id}`)
