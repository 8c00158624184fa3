import type { PaperName } from './paper-forms.ts'

/** What somebody does with a document. `write` fills all of it in, `begin` a part; `change` alters a few values of what
 *  is filled in. `sign` notes the signature of the client, `countersign` that of
 *  whoever guides her. `scan` brings the whole paper back, `photograph` all of it but the second page. */
export type Act =
  | 'create'
  | 'begin'
  | 'write'
  | 'change'
  | 'attach'
  | 'submit'
  | 'recall'
  | 'forward'
  | 'approve'
  | 'return'
  | 'order_issue'
  | 'issue'
  | 'sign'
  | 'countersign'
  | 'scan'
  | 'photograph'
  | 'discard'

/** How many office days after the document was begun, at which time, what, and who, where it is not the usual person. */
export type Deed = readonly [day: number, time: string, act: Act, by?: string]

export interface DemoDocument {
  readonly content:
    | { readonly kind: 'agreement' | 'consent'; readonly case: number }
    | { readonly kind: 'paper'; readonly name: PaperName }
  /** The office day on which it was begun, counted from the first day of the story. */
  readonly start: number
  readonly author: 'ahlers' | 'oezdemir' | 'vosskamp' | 'groth'
  readonly deeds: readonly Deed[]
  /** What was written when it was returned. */
  readonly reason?: string
}

/** The story has so many office days; the last one is the office day before the demo is loaded. */
export const storyDays = 48

const begun: readonly Deed[] = [
  [0, '09:10', 'create'],
  [0, '09:32', 'begin'],
]
const written: readonly Deed[] = [
  [0, '09:10', 'create'],
  [0, '09:48', 'write'],
]
const submitted: readonly Deed[] = [...written, [1, '10:02', 'submit']]
const approved: readonly Deed[] = [...submitted, [2, '11:20', 'approve']]
const returned: readonly Deed[] = [...submitted, [2, '13:45', 'return']]
const reworked: readonly Deed[] = [...returned, [3, '09:05', 'change'], [3, '09:20', 'submit']]
const approvedAtLast: readonly Deed[] = [...reworked, [4, '10:30', 'approve']]
const changedAfterApproval: readonly Deed[] = [
  ...approved,
  [4, '14:10', 'change'],
  [4, '14:22', 'attach'],
  [5, '08:40', 'submit'],
]
const ordered: readonly Deed[] = [
  [2, '13:05', 'order_issue'],
  [2, '13:06', 'issue'],
]
const issued: readonly Deed[] = [...approved, ...ordered]
const issuedWithFiles: readonly Deed[] = [
  ...written,
  [0, '10:25', 'attach'],
  [0, '10:28', 'attach'],
  [0, '10:34', 'attach'],
  ...issued.slice(written.length),
]
const partlySigned: readonly Deed[] = [...issued, [5, '10:35', 'sign']]
const signed: readonly Deed[] = [...partlySigned, [5, '10:40', 'countersign'], [5, '14:15', 'scan']]
const signedAtLast: readonly Deed[] = [
  ...approvedAtLast,
  [4, '13:05', 'order_issue'],
  [4, '13:06', 'issue'],
  [7, '10:35', 'sign'],
  [7, '10:40', 'countersign'],
  [7, '14:15', 'scan'],
]

const agreement = (index: number) => ({ kind: 'agreement', case: index }) as const
const consent = (index: number) => ({ kind: 'consent', case: index }) as const
const paper = (name: PaperName) => ({ kind: 'paper', name }) as const

/** Thirty documents; together they stand in every state there is. Cases are counted from 0 as in `caseRows`. */
export const demoDocuments: readonly DemoDocument[] = [
  { content: agreement(1), author: 'ahlers', start: 4, deeds: signed },
  { content: consent(1), author: 'ahlers', start: 6, deeds: [...partlySigned, [5, '14:15', 'scan']] },
  { content: paper('integration'), author: 'vosskamp', start: 7, deeds: issuedWithFiles },
  { content: agreement(3), author: 'oezdemir', start: 9, deeds: signed },
  {
    content: agreement(6),
    author: 'ahlers',
    start: 11,
    deeds: signedAtLast,
    reason: 'Ziel 2 nennt keinen Nachweis für die Ferienzeit. Bitte ergänzen, wer sich im Juli meldet.',
  },
  { content: agreement(12), author: 'oezdemir', start: 13, deeds: signed },
  { content: paper('council'), author: 'groth', start: 14, deeds: issued },
  { content: agreement(8), author: 'ahlers', start: 16, deeds: [...begun, [6, '15:20', 'discard']] },
  { content: agreement(9), author: 'oezdemir', start: 18, deeds: issued },
  { content: consent(6), author: 'ahlers', start: 20, deeds: issued },
  { content: agreement(10), author: 'ahlers', start: 22, deeds: [...partlySigned, [5, '14:15', 'photograph']] },
  { content: paper('contract'), author: 'vosskamp', start: 24, deeds: issued },
  { content: agreement(18), author: 'oezdemir', start: 26, deeds: partlySigned },
  { content: agreement(13), author: 'ahlers', start: 28, deeds: issued },
  { content: agreement(0), author: 'ahlers', start: 41, deeds: changedAfterApproval },
  { content: paper('digital'), author: 'groth', start: 31, deeds: [...begun, [3, '11:00', 'discard']] },
  { content: agreement(21), author: 'oezdemir', start: 33, deeds: approved },
  { content: paper('interpreters'), author: 'vosskamp', start: 35, deeds: approved },
  { content: agreement(2), author: 'ahlers', start: 36, deeds: approved },
  {
    content: agreement(4),
    author: 'oezdemir',
    start: 37,
    deeds: returned,
    reason: 'Das Ende der Laufzeit liegt vor der letzten Frist. Bitte beides aufeinander abstimmen.',
  },
  {
    content: consent(3),
    author: 'oezdemir',
    start: 39,
    deeds: returned,
    reason: 'Bitte nur die Ziele nennen, die die Volkshochschule für den Kurs braucht.',
  },
  {
    content: paper('hours'),
    author: 'groth',
    start: 40,
    deeds: returned,
    reason: 'Der Personalrat ist noch zu beteiligen; das muss in der Sachdarstellung stehen.',
  },
  {
    // It has waited so long that its deadline was told.
    content: agreement(7),
    author: 'oezdemir',
    start: 38,
    deeds: reworked,
    reason: 'Bei Schritt 1 fehlt, wer den Termin vereinbart, wenn die Botschaft nicht antwortet.',
  },
  { content: agreement(14), author: 'ahlers', start: 43, deeds: [...submitted, [2, '09:15', 'forward', 'deppe']] },
  // Whoever changed it last cannot approve it: Deppe sees why, Kortmann can.
  {
    content: agreement(17),
    author: 'ahlers',
    start: 44,
    deeds: [...written, [0, '15:10', 'change', 'deppe'], [1, '08:20', 'submit']],
  },
  { content: consent(0), author: 'ahlers', start: 45, deeds: submitted },
  { content: paper('digital'), author: 'vosskamp', start: 46, deeds: submitted },
  { content: agreement(19), author: 'ahlers', start: 46, deeds: [...written, [0, '10:40', 'attach']] },
  {
    content: agreement(28),
    author: 'oezdemir',
    start: 46,
    deeds: [...written, [1, '09:30', 'submit'], [1, '11:45', 'recall']],
  },
  { content: agreement(5), author: 'ahlers', start: 47, deeds: begun },
]
