import { progressOfSteps } from '../../server/agreement/step-progress.ts'
import { localDate } from '../../server/calendar/local-time.ts'
import { grantAsked, readConsents, recordConsent, withdrawConsent } from '../../server/consent/consent-actions.ts'
import { readConsent, recordDisclosure } from '../../server/consent/disclosure-actions.ts'
import type { Stage } from './story.ts'
import { done } from './value.ts'

/** The office day of the story, the minute of the day, and what. */
type ConsentDeed = readonly [day: number, minute: number, act: ConsentAct]

type ConsentAct =
  | { readonly kind: 'grant' }
  /** A sheet where the words are empty. */
  | { readonly kind: 'disclose'; readonly words: string; readonly way: string }
  | { readonly kind: 'withdraw' }

export interface DemoConsent {
  readonly case: number
  readonly lotsin: 'ahlers' | 'oezdemir'
  readonly recipient: string
  /** Where it is recorded by hand; else a signed document asks for it. */
  readonly byHand?: {
    readonly words: string
    readonly goals: readonly string[]
    readonly topics: readonly string[]
    readonly evidence: string
  }
  readonly deeds: readonly ConsentDeed[]
}

const sheet = { kind: 'disclose', words: '', way: 'mail' } as const

/** Who may learn what of three clients; one of them has thought better of it. */
export const demoConsents: readonly DemoConsent[] = [
  {
    case: 1,
    lotsin: 'ahlers',
    recipient: 'Case-Management im Kommunalen Integrationszentrum',
    deeds: [
      [12, 9 * 60 + 12, { kind: 'grant' }],
      [13, 10 * 60 + 20, sheet],
      [24, 11 * 60 + 5, { kind: 'disclose', words: 'am Telefon: Platz im Abendkurs ist zugesagt', way: 'talk' }],
      [38, 14 * 60 + 31, { kind: 'withdraw' }],
    ],
  },
  {
    case: 1,
    lotsin: 'ahlers',
    recipient: 'Volkshochschule Auental',
    deeds: [
      [12, 9 * 60 + 15, { kind: 'grant' }],
      [14, 8 * 60 + 50, { kind: 'disclose', words: 'Name für die Anmeldung zum Kurs', way: 'talk' }],
    ],
  },
  {
    case: 1,
    lotsin: 'ahlers',
    recipient: 'Flüchtlingsberatung Auental e. V.',
    byHand: {
      words: 'Ziel 1 und der Bearbeitungsstand, damit die Beratung beim Antrag helfen kann',
      goals: ['z1'],
      topics: ['progress'],
      evidence: 'Eigenes Formular der Beratungsstelle, Kopie in der Akte',
    },
    deeds: [
      [15, 13 * 60 + 40, { kind: 'grant' }],
      [15, 13 * 60 + 52, { ...sheet, way: 'handed' }],
    ],
  },
  {
    case: 3,
    lotsin: 'oezdemir',
    recipient: 'Handwerkskammer, Willkommenslotsen',
    byHand: {
      words: 'Ziel 2 und Kopien der Zeugnisse',
      goals: ['z2'],
      topics: ['papers'],
      evidence: 'Schreiben in der Akte, Blatt 31',
    },
    deeds: [
      [18, 10 * 60 + 2, { kind: 'grant' }],
      [19, 9 * 60 + 33, { ...sheet, way: 'post' }],
    ],
  },
]

/** Returns the id of what it made, or null where it cannot go on: nothing was issued yet. */
export async function playConsent(
  stage: Stage,
  { consent, act, caseId, id }: { consent: DemoConsent; act: ConsentAct; caseId: string; id: string },
): Promise<string | null> {
  const { db, houseName } = stage
  const actor = stage.actor(consent.lotsin)
  switch (act.kind) {
    case 'grant':
      return grant(stage, consent, caseId)
    case 'withdraw':
      return done(await withdrawConsent(db, actor, { caseId, id })).id
    case 'disclose': {
      const read = await readConsent(db, actor, { caseId, id })
      const choice = act.words === '' ? read?.sheets[0] : undefined
      if (!read || (act.words === '' && !choice)) return null
      const { goals, topics } = read.consent
      const disclosed = await recordDisclosure(db, actor, {
        caseId,
        consentId: id,
        agreementId: choice?.agreementId ?? '',
        goalIds: (choice?.goals ?? goals).map((goal) => goal.id),
        topics: choice ? topics.filter((topic) => topic === 'progress') : topics,
        words: act.words,
        way: act.way,
        handedOn: localDate(db.clock.now().toISOString()),
        houseName,
        readProgress: progressOfSteps,
      })
      return done(disclosed).id
    }
  }
}

async function grant({ db, actor }: Stage, { lotsin, recipient, byHand }: DemoConsent, caseId: string) {
  const read = await readConsents(db, actor(lotsin), caseId)
  if (byHand) {
    const known = read?.goals.filter((goal) => byHand.goals.includes(goal.id)) ?? []
    if (known.length === 0) return null
    const { words, topics, evidence } = byHand
    const grantedOn = localDate(db.clock.now().toISOString())
    const form = { caseId, recipient, words, goalIds: byHand.goals, topics, grantedOn, evidence }
    return done(await recordConsent(db, actor(lotsin), form)).id
  }
  const offer = read?.offers.find((each) => each.recipient === recipient && each.signedOn !== null)
  if (!offer) return null
  const { documentId, rowId, proposed } = offer
  return done(await grantAsked(db, actor(lotsin), { caseId, documentId, rowId, ...proposed })).id
}
