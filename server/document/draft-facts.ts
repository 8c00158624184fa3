import type { Actor } from '../auth/auth.ts'
import type { Db, Reader } from '../base/database.ts'
import { printMoment } from '../calendar/local-time.ts'
import { labelAt } from '../fields/field-places.ts'
import type { FormInput } from '../fields/form-input.ts'
import { type FormProblem, formProblems } from '../fields/form-problems.ts'
import { rawForm } from '../fields/raw-form.ts'
import { readValues } from '../fields/values.ts'
import { missingCharacters } from '../pdf/fonts.ts'
import type { Template } from '../template/library.ts'
import type { Document } from './document.ts'
import { placeOf, sheetOf } from './document-pages.ts'
import { formSections, missingPlaces } from './draft-sections.ts'
import { refuseIssuing } from './issue.ts'
import { type LiveDocument, openLive } from './live.ts'
import type { DraftView } from './posted-draft.ts'
import { readableValues } from './readable-values.ts'
import { type DocumentReview, readReview } from './reviewing.ts'
import { type MoveOffer, readMoveOffer } from './template-move-actions.ts'
import { unplacedInputs } from './unplaced.ts'

export interface FoundDraft extends DocumentReview {
  readonly actor: Actor
  /** Null where nobody writes in it together. */
  readonly live: LiveDocument | null
  /** Other versions of its template that it may be moved to. */
  readonly offer: MoveOffer
}

/** The document, if this person may see it. The log is asked first: what is shown is never older than it says. */
export async function findDraft(db: Db, actor: Actor, id: string): Promise<FoundDraft | null> {
  const live = await openLive(db, actor, id)
  const review = await readReview(db, actor, id)
  const offer = review ? await readMoveOffer(db, review.document) : noOffer
  return review && { ...review, actor, offer, live: live.ok && !live.value.frozen ? live.value : null }
}

const noOffer: MoveOffer = { newer: null, back: null }

export const isIssued = ({ state }: Document): boolean =>
  state === 'issuing' || state === 'issued' || state === 'signed'

export interface DraftProblem {
  readonly title: string
  readonly message: string
  readonly fields: readonly FormProblem[]
}

/** A form to show: what stands in it, and what happened to it. */
export interface ShownDraft {
  readonly raw: FormInput['raw']
  /** The same as `readForm` gave it, for paper and list of what is missing. */
  readonly input: unknown
  readonly open?: ReadonlySet<string>
  readonly focus?: string | null
  readonly said?: string | null
  readonly view?: DraftView
  readonly baseRevision?: number
  readonly isUnsaved?: boolean
  readonly problem?: DraftProblem | null
  readonly forwarding?: {
    readonly choices: readonly { readonly value: string; readonly label: string }[]
    readonly chosen: string
  } | null
  /** It was submitted with proposals that nobody has decided about. */
  readonly asksAboutSuggestions?: boolean
}

/** What is stored, as a form. */
export const storedDraft = ({ document, template }: FoundDraft): Pick<ShownDraft, 'raw' | 'input'> => ({
  raw: rawForm(template.fields, document.values),
  input: document.values,
})

/** Everything that the page of a draft shows, but for the word of its state. */
export async function draftFacts(reader: Reader, found: FoundDraft, shown: ShownDraft, done: string | undefined) {
  const { actor, document, template, acts, live } = found
  const { isUnsaved = false, problem = null, forwarding = null, view = 'form' } = shown
  return {
    id: document.id,
    title: document.title,
    ...(await placeOf(reader, actor, document)),
    view,
    fields: template.fields,
    form: { values: shown.raw, ...given(shown) },
    revision: shown.baseRevision || document.revision,
    // A form that holds what nobody has stored yet is saved by hand.
    live: live && !isUnsaved ? { version: live.version, mode: live.mode, userId: actor.userId } : null,
    saved: `Gespeichert ${printMoment(document.savedAt)}`,
    template: `${template.title}, Version ${template.version}`,
    formName: template.templateHash,
    offer: found.offer,
    ...(await standOf(template, shown.input)),
    returned: returnOf(found),
    voidsApproval: acts.voidApproval,
    forwarding,
    asksAboutSuggestions: shown.asksAboutSuggestions ?? false,
    isUnsaved,
    notice: isUnsaved ? undefined : noticeOf(done),
    problem,
    unplaced: await unplacedInputs(reader, actor.userId, found),
  }
}

const given = ({ open, focus, said }: ShownDraft) => ({
  ...(open ? { open } : {}),
  ...(focus === undefined ? {} : { focus }),
  ...(said === undefined ? {} : { said }),
})

/** What the page says of the values, also while they are typed: sections, what is missing, the paper. */
export async function standOf(template: Template, input: unknown) {
  const { values, left } = readableValues(template.fields, input)
  const missing = missingPlaces(template.fields, values)
  const sheet = await sheetOf(template, values)
  const sections = formSections(template.fields, missing)
  const names = [...new Set(left.map((path) => labelAt(template.fields, path)))]
  const unread = names.length === 0 ? null : `Noch nicht lesbar und deshalb nicht auf dem Papier: ${names.join('; ')}.`
  return { missing, sections, sheet: { ...sheet, note: sheet.note ?? unread } }
}

/** Each place that must be filled in before the document may go to approval; null when nothing is missing. */
export function missingProblem(template: Template, input: unknown): DraftProblem | null {
  const read = readValues(template.fields, input, { purpose: 'issue', missingCharacters })
  if (read.ok) return null
  const fields = formProblems(template.fields, input, read)
  const title = fields.length === 1 ? '1 Angabe fehlt' : `${fields.length} Angaben fehlen`
  return { title, message: '', fields }
}

function returnOf({ document, request }: FoundDraft) {
  const decision = document.state === 'returned' ? request?.decision : null
  return decision
    ? { byName: decision.userName, at: printMoment(decision.decidedAt), reason: decision.reason ?? '' }
    : null
}

/** The same for whoever reads it and cannot write in it now. */
export async function readingFacts(reader: Reader, found: FoundDraft, done: string | undefined) {
  const { actor, document, template, acts } = found
  return {
    id: document.id,
    title: document.title,
    ...(await placeOf(reader, actor, document)),
    sentence: sentences[document.state],
    sheet: await sheetOf(template, document.values),
    can: {
      recall: acts.recall,
      decide: acts.decide || acts.barred,
      reopen: acts.voidApproval,
      issue: document.state === 'approved' && refuseIssuing(actor, document) === null,
      copy: acts.copy,
    },
    notice: noticeOf(done),
  }
}

const readOnly = 'Sie können dieses Dokument lesen, aber nicht ändern.'

const sentences: Readonly<Record<Document['state'], string>> = {
  draft: readOnly,
  returned: readOnly,
  in_approval: 'Dieses Dokument liegt zur Freigabe vor. Wer es ändern will, holt es zuerst zurück.',
  approved: 'Dieses Dokument ist freigegeben und kann ausgefertigt werden. Wer es ändert, hebt die Freigabe auf.',
  issuing: 'Dieses Dokument wird gerade ausgefertigt.',
  issued: 'Dieses Dokument ist ausgefertigt.',
  signed: 'Dieses Dokument ist unterschrieben.',
  discarded: 'Dieser Entwurf ist verworfen. Er bleibt zu lesen.',
}

/** A form was sent that was opened before the draft was moved to another version. */
export const outdatedWords =
  'Diese Seite war noch nach der vorigen Version der Dokumentvorlage gemacht. Was Sie in Felder geschrieben haben, die es ' +
  'nicht mehr gibt, steht unter „Nicht übernommene Eingaben“. Alles andere ist gespeichert.'

const noticeOf = (done = ''): string | undefined => notices.get(done)

const notices: ReadonlyMap<string, string> = new Map([
  ['created', 'Der Entwurf ist angelegt. Was schon bekannt ist, steht darin.'],
  ['saved', 'Gespeichert.'],
  ['unchanged', 'Es gab nichts zu speichern: Alles steht schon so da.'],
  ['merged', 'Gespeichert, zusammen mit dem, was andere inzwischen geändert haben.'],
  ['submitted', 'Das Dokument liegt jetzt zur Freigabe vor.'],
  ['moved', 'Der Entwurf folgt jetzt der anderen Version der Dokumentvorlage. Was kein Feld mehr hat, ist aufgehoben.'],
  ['outdated', outdatedWords],
  ['recalled', 'Das Dokument ist zurückgeholt und wieder ein Entwurf.'],
])
