import type { NoticeWords } from './notice/mail.ts'

/** Without the mark of a step: it holds a day. */
const placeInCase = (place: string): string => `/cases/${place.replace(/#.*/, '')}`

/** What mails call the notices of all modules. Nothing here names a person, a title or a number. */
export const noticeWords: NoticeWords = {
  approval_requested: {
    one: 'Eine Freigabe wartet auf Sie',
    many: 'Freigaben warten auf Sie',
    path: (id) => `/documents/${id}/approvals`,
    forDeputy: 'same',
  },
  approval_near: {
    one: 'Die Frist einer Freigabe läuft bald ab',
    many: 'Fristen von Freigaben laufen bald ab',
    path: (id) => `/documents/${id}/approvals`,
    forDeputy: 'same',
  },
  approval_late: {
    one: 'Die Frist einer Freigabe ist abgelaufen',
    many: 'Fristen von Freigaben sind abgelaufen',
    path: (id) => `/documents/${id}/approvals`,
    forDeputy: 'same',
  },
  approved: {
    one: 'Eines Ihrer Dokumente ist freigegeben',
    many: 'Ihrer Dokumente sind freigegeben',
    path: (id) => `/documents/${id}`,
    forDeputy: { one: 'Ein Dokument ist freigegeben', many: 'Dokumente sind freigegeben' },
  },
  returned: {
    one: 'Eines Ihrer Dokumente kam zurück',
    many: 'Ihrer Dokumente kamen zurück',
    path: (id) => `/documents/${id}`,
    forDeputy: { one: 'Ein Dokument kam zurück', many: 'Dokumente kamen zurück' },
  },
  approval_voided: {
    one: 'Eine Freigabe ist durch eine Änderung aufgehoben',
    many: 'Freigaben sind durch Änderungen aufgehoben',
    path: (id) => `/documents/${id}`,
    forDeputy: 'same',
  },
  issued: {
    one: 'Eines Ihrer Dokumente ist ausgefertigt',
    many: 'Ihrer Dokumente sind ausgefertigt',
    path: (id) => `/documents/${id}`,
    forDeputy: { one: 'Ein Dokument ist ausgefertigt', many: 'Dokumente sind ausgefertigt' },
  },
  template_newer: {
    one: 'Für einen Ihrer Entwürfe gibt es eine neue Fassung der Dokumentvorlage',
    many: 'Ihrer Entwürfe haben eine neue Fassung der Dokumentvorlage',
    path: (id) => `/documents/${id}/template-moves`,
    forDeputy: {
      one: 'Für einen Entwurf gibt es eine neue Fassung der Dokumentvorlage',
      many: 'Entwürfe haben eine neue Fassung der Dokumentvorlage',
    },
  },
  document_invited: {
    one: 'Sie sind zur Mitarbeit an einem Dokument eingeladen',
    many: 'Einladungen zur Mitarbeit an Dokumenten',
    path: (id) => `/documents/${id}`,
  },
  comment_mentioned: {
    one: 'Sie werden in einem Kommentar genannt',
    many: 'Kommentare nennen Sie',
    path: (id) => `/documents/${id}/draft?view=comments`,
    forDeputy: {
      one: 'Die vertretene Person wird in einem Kommentar genannt',
      many: 'Kommentare nennen die vertretene Person',
    },
  },
  comment_answered: {
    one: 'Auf einen Kommentar wurde Ihnen geantwortet',
    many: 'Antworten auf Kommentare',
    path: (id) => `/documents/${id}/draft?view=comments`,
    forDeputy: {
      one: 'Auf einen Kommentar der vertretenen Person wurde geantwortet',
      many: 'Antworten auf Kommentare der vertretenen Person',
    },
  },
  step_due: {
    one: 'Ein Schritt oder Gespräch einer Zielvereinbarung ist fällig',
    many: 'Schritte oder Gespräche aus Zielvereinbarungen sind fällig',
    path: placeInCase,
    forDeputy: 'same',
  },
  step_overdue: {
    one: 'Ein Schritt oder Gespräch einer Zielvereinbarung ist überfällig',
    many: 'Schritte oder Gespräche aus Zielvereinbarungen sind überfällig',
    path: placeInCase,
    forDeputy: 'same',
  },
  reminder_due: {
    one: 'Eine Wiedervorlage ist fällig',
    many: 'Wiedervorlagen sind fällig',
    path: placeInCase,
    forDeputy: 'same',
  },
  reminder_overdue: {
    one: 'Eine Wiedervorlage ist überfällig',
    many: 'Wiedervorlagen sind überfällig',
    path: placeInCase,
    forDeputy: 'same',
  },
}
