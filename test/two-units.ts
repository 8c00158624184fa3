import { progressOfSteps } from '../server/agreement/step-progress.ts'
import { addAttachment } from '../server/attachment/attachment-actions.ts'
import type { AttachmentHolder } from '../server/attachment/holder.ts'
import type { Actor, Role } from '../server/auth/auth.ts'
import { caseAttachments } from '../server/casefile/case-attachments.ts'
import { recordConsent } from '../server/consent/consent-actions.ts'
import { recordDisclosure } from '../server/consent/disclosure-actions.ts'
import { approveDocument } from '../server/document/approval-actions.ts'
import { createDocument } from '../server/document/document-actions.ts'
import { documentAttachments } from '../server/document/document-attachments.ts'
import { goalsOf } from '../server/document/goals.ts'
import { uploadScans } from '../server/document/scan-actions.ts'
import { asGroup } from '../server/fields/walk.ts'
import { registerShipped } from '../server/template/template-actions.ts'
import { expectOk } from './house.ts'
import { picture } from './server/attachment/files.ts'
import { caseOf } from './server/casefile/cases.ts'
import { agreementInput, houseName, paperInput, read, save, submit } from './server/document/documents.ts'
import { issue } from './server/document/issuing.ts'
import { openWeb, type Visitor, type Web } from './web.ts'

export type Stage = 'draft' | 'submitted' | 'issued'

/** Whose it is, and what nobody may read who does not see it. */
export interface Owner {
  readonly author: Actor
  readonly decider: Actor
  readonly kind: 'agreement' | 'paper'
  /** Stands in what she writes, in the title, in the file number and in the name of the scan. */
  readonly secret: string
}

export interface Thing {
  readonly owner: Owner
  /** Of the case; none for papers. */
  readonly caseId: string | null
  readonly documents: Readonly<Record<Stage, string>>
  readonly scanId: string
  /** Of the case: a consent, and what went out under it. */
  readonly consentId: string | null
  readonly disclosureId: string | null
  /** Of the case and of the draft. */
  readonly attachments: { readonly case: string; readonly draft: string }
}

/** The product with somebody of each role in unit 32.3, and with things of hers, of a colleague and of another unit. */
export interface TwoUnits extends Web {
  readonly visitors: Readonly<Record<Role, Visitor & { readonly actor: Actor }>>
  readonly things: Readonly<Record<'mine' | 'colleague' | 'foreign' | 'paper' | 'foreignPaper', Thing>>
  /** One more, for whoever changes it. */
  makeCase(owner: Owner): Promise<string>
  makeDocument(owner: Owner, stage: Stage, caseId?: string | null): Promise<string>
}

export async function openTwoUnits(): Promise<TwoUnits> {
  const web = await openWeb()
  expectOk(await registerShipped(web.db))
  const visitors = {
    lotsin: await web.visitor('lotsin', 'Jutta Ahlers'),
    leitung: await web.visitor('leitung', 'Dr. Sabine Kortmann'),
    sitzungsdienst: await web.visitor('sitzungsdienst', 'Henning Vosskamp'),
    vorlagenpflege: await web.visitor('vorlagenpflege', 'Petra Lorenz'),
    administration: await web.visitor('administration', 'Tom Wellmann'),
    revision: await web.visitor('revision', 'Karin Hoff'),
  }
  const decider = visitors.leitung.actor
  const deppe = await web.user('lotsin', 'Malte Deppe')
  const siebert = await web.user('leitung', 'Uwe Siebert')
  const yildiz = await web.user('lotsin', 'Emre Yildiz', { unit: '50.1' })
  const brandt = await web.user('leitung', 'Ina Brandt', { unit: '50.1' })
  const tiemann = await web.user('leitung', 'Frauke Tiemann', { unit: '50.1' })

  let made = 0
  const makeCase = async ({ author, secret }: Owner): Promise<string> => {
    made += 1
    const aktenzeichen = `32.3-ZV-${secret}-${made}`
    return (await caseOf(web, author, { aktenzeichen, person: { nachname: secret } })).id
  }
  const makeDocument = async (owner: Owner, stage: Stage, caseId: string | null = null): Promise<string> => {
    const { author, kind, secret } = owner
    const slug = kind === 'paper' ? 'sitzungsvorlage-kreis' : 'zielvereinbarung-25b'
    const about = kind === 'paper' ? {} : { caseId: caseId ?? (await makeCase(owner)) }
    const { id } = expectOk(await createDocument(web.db, author, { slug, houseName, ...about }))
    const person = { ...asGroup(agreementInput().person), nachname: secret }
    const input =
      kind === 'paper' ? paperInput({ beratungsgegenstand: `Vorhaben ${secret}` }) : agreementInput({ person })
    const draft = await save(web, author, { id, baseRevision: 1, input })
    if (stage === 'draft') return id
    const { contentHash } = await submit(web, author, draft)
    if (stage === 'submitted') return id
    expectOk(await approveDocument(web.db, owner.decider, { id, contentHash }))
    await issue(web, author, await read(web, author, id))
    return id
  }
  /** A consent to the first goal of an agreement, and the sheet that went out under it. */
  const makeConsent = async ({ author, secret }: Owner, of: { caseId: string; agreementId: string }) => {
    const { caseId, agreementId } = of
    const [goal] = goalsOf((await read(web, author, agreementId)).values)
    const scope = { caseId, goalIds: [goal?.id ?? ''], topics: [] }
    const words = { recipient: `Stelle ${secret}`, words: `Ziele von ${secret}`, evidence: `Blatt ${secret}` }
    const { id: consentId } = expectOk(
      await recordConsent(web.db, author, { ...scope, ...words, grantedOn: '2026-11-23' }),
    )
    const handed = { way: 'post', handedOn: '2026-11-23', words: '', houseName, readProgress: progressOfSteps }
    const { id: disclosureId } = expectOk(
      await recordDisclosure(web.db, author, { ...scope, ...handed, consentId, agreementId }),
    )
    return { consentId, disclosureId }
  }
  /** A picture whose name, title and bytes hold the secret. */
  const attach = async ({ author, secret }: Owner, holder: AttachmentHolder, id: string): Promise<string> => {
    const bytes = new Uint8Array(Buffer.concat([await picture(), Buffer.from(secret)]))
    const file = { name: `${secret}.png`, bytes }
    const added = { holder, id, file, isPublic: false, maxBytes: 2 ** 20 }
    return expectOk(await addAttachment(web.db, author, added)).attachment
  }
  const makeThing = async (owner: Owner): Promise<Thing> => {
    const caseId = owner.kind === 'paper' ? null : await makeCase(owner)
    const [draft, submitted, issued] = [
      await makeDocument(owner, 'draft', caseId),
      await makeDocument(owner, 'submitted', caseId),
      await makeDocument(owner, 'issued', caseId),
    ]
    const file = { name: `${owner.secret}.pdf`, bytes: new TextEncoder().encode(`%PDF-1.7 ${owner.secret}`) }
    const [scanId = ''] = expectOk(await uploadScans(web.db, owner.author, { id: issued, files: [file] })).scanIds
    const consent = caseId === null ? null : await makeConsent(owner, { caseId, agreementId: issued })
    const attachments = {
      case: caseId === null ? '' : await attach(owner, caseAttachments, caseId),
      draft: await attach(owner, documentAttachments, draft),
    }
    const documents = { draft, submitted, issued }
    const { consentId = null, disclosureId = null } = consent ?? {}
    return { owner, caseId, documents, scanId, attachments, consentId, disclosureId }
  }
  const agreement = (author: Actor, by: Actor, secret: string) =>
    makeThing({ author, decider: by, kind: 'agreement', secret })
  const paper = (author: Actor, by: Actor, secret: string) => makeThing({ author, decider: by, kind: 'paper', secret })
  const things = {
    mine: await agreement(visitors.lotsin.actor, decider, 'Meinbach'),
    colleague: await agreement(deppe, decider, 'Kollegsen'),
    foreign: await agreement(yildiz, brandt, 'Fremdling'),
    paper: await paper(decider, siebert, 'Hauspapier'),
    foreignPaper: await paper(brandt, tiemann, 'Fremdpapier'),
  }
  return { ...web, visitors, things, makeCase, makeDocument }
}

/** Which of the things somebody of this role in unit 32.3 may read (her own ones, as Lotsin). */
export const seenBy: Readonly<Record<Role, readonly (keyof TwoUnits['things'])[]>> = {
  lotsin: ['mine'],
  leitung: ['mine', 'colleague', 'paper'],
  sitzungsdienst: ['paper', 'foreignPaper'],
  vorlagenpflege: [],
  administration: [],
  revision: [],
}

/** Every route of the product once, as `GET /cases/:id`; what stands in front of routes is none. */
export const routesOf = ({ app }: Pick<Web, 'app'>): string[] => [
  ...new Set(app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`)),
]
