import type { NoticeWords } from './notice/mail.ts'

/** What mails call the notices of all modules. Nothing here names a person, a title or a number. */
export const noticeWords: NoticeWords = {
  approval_requested: {
    one: 'Eine Freigabe wartet auf Sie',
    many: 'Freigaben warten auf Sie',
    path: (id) => `/documents/${id}/approvals`,
  },
  approved: {
    one: 'Eines Ihrer Dokumente ist freigegeben',
    many: 'Ihrer Dokumente sind freigegeben',
    path: (id) => `/documents/${id}`,
  },
  returned: {
    one: 'Eines Ihrer Dokumente kam zurück',
    many: 'Ihrer Dokumente kamen zurück',
    path: (id) => `/documents/${id}`,
  },
  approval_voided: {
    one: 'Eine Freigabe ist durch eine Änderung aufgehoben',
    many: 'Freigaben sind durch Änderungen aufgehoben',
    path: (id) => `/documents/${id}`,
  },
  issued: {
    one: 'Eines Ihrer Dokumente ist ausgefertigt',
    many: 'Ihrer Dokumente sind ausgefertigt',
    path: (id) => `/documents/${id}`,
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
  },
  comment_answered: {
    one: 'Auf einen Kommentar wurde Ihnen geantwortet',
    many: 'Antworten auf Kommentare',
    path: (id) => `/documents/${id}/draft?view=comments`,
  },
}
