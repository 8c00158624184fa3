import type { Node as ProseNode } from 'prosemirror-model'
import { type AuditEvent, bookkeep, transact } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import type { Db, Reader } from '../base/database.ts'
import { conflict, forbidden, invalid, notFound, ok, type Problem, type Result } from '../base/result.ts'
import { toDoc } from '../blocks/schema.ts'
import type { Writing } from '../writing/authority.ts'
import { readSlice, stepsProposed, wordsProposed } from '../writing/proposal.ts'
import type { Anchor, LiveState } from '../writing/writing.ts'
import { isCommitted } from '../writing/writing-actions.ts'
import { readQuote } from './comment.ts'
import { commentPlaces } from './comment-places.ts'
import { type Document, refuseWriting } from './document.ts'
import { findVisible } from './document-store.ts'
import { partIn } from './participant.ts'
import { templateOf } from './pinned-template.ts'
import { refuseSuggesting, type Suggestion, type SuggestionOutcome } from './suggestion.ts'
import * as store from './suggestion-store.ts'

export interface SuggestionPorts {
  readonly db: Db
  readonly writing: Pick<Writing, 'commit' | 'follow' | 'state'>
}

export interface NewSuggestion {
  /** Of the document. */
  readonly id: string
  /** Made by whoever sends it: sending again is harmless. */
  readonly suggestionId: string
  /** What shall be replaced, never empty. */
  readonly anchor: Anchor
  /** What shall stand there, as JSON of a ProseMirror slice. */
  readonly slice: string
}

/** Proposes a change of a text. Whoever may write may propose too, and whoever was invited to. */
export async function suggestChange(
  { db, writing }: SuggestionPorts,
  actor: Actor,
  { id, suggestionId, anchor, slice: json }: NewSuggestion,
): Promise<Result<{ id: string }>> {
  const document = await findVisible(db, actor, id)
  if (!document) return gone
  const part = partIn(actor, document)
  if (part === 'comment') return notInvited
  const refused = refuseSuggesting(document)
  if (refused) return refused
  const owner = await store.findOwner(db, suggestionId)
  if (owner) return owner.documentId === id && owner.userId === actor.userId ? ok({ id }) : unreadable
  const state = await writing.state(id)
  const slice = readSlice(json)
  if (!state || !slice || anchor.version > state.version || anchor.from >= anchor.to) return unreadable
  // Accepting looks for the commit of this id: it must not be another's.
  if (await isCommitted(db, id, suggestionId)) return unreadable
  const [passage] = await writing.follow(id, [anchor])
  if (!passage) return placeIsGone
  const doc = textAt(state, anchor.place)
  const steps = stepsProposed(doc, passage, slice)
  if (!steps) return unreadable
  if (steps.length === 0) return ok({ id })
  const words = wordsProposed(doc, passage, slice)
  const label = await labelOf(db, document, { state, place: anchor.place })
  if (label === null) return placeIsGone
  const entry = {
    by: actor.ref,
    event: 'document.suggested',
    subject: id,
    related: document.caseId,
    details: { suggestion: suggestionId },
  } as const
  return transact(db, entry, async (tx) => {
    const now = await findVisible(tx, actor, id)
    const closed = now ? refuseSuggesting(now) : gone
    if (closed) return closed
    if ((await store.countOpen(tx, id)) >= maxOpen) return tooMany
    await store.insertSuggestion(tx, {
      id: suggestionId,
      documentId: id,
      place: anchor.place,
      label,
      userId: actor.userId,
      at: db.clock.now().toISOString(),
      slice: json,
      quote: readQuote(words?.gone ?? '') ?? '',
      inserted: readQuote(words?.come ?? '') ?? '',
    })
    await store.putAnchor(tx, suggestionId, { version: passage.version, passage })
    return ok({ id })
  })
}

/** More than that nobody reads one by one. */
const maxOpen = 500

/** A place that nobody wrote in is an empty paragraph. */
const textAt = ({ texts }: LiveState, place: string): ProseNode => texts.get(place)?.doc ?? toDoc([])

const gone = notFound('Dieses Dokument gibt es nicht.')
const notInvited = forbidden('Sie können dieses Dokument kommentieren, aber keine Änderungen vorschlagen.')
const unreadable = invalid('Dieser Vorschlag passt nicht zum Text, wie er jetzt ist. Schreiben Sie ihn noch einmal.')
const tooMany = conflict('Es sind schon sehr viele Vorschläge offen. Zuerst muss über einige entschieden werden.')
const placeIsGone = conflict('Die Stelle, zu der dieser Vorschlag gehört, gibt es nicht mehr.')

async function labelOf(
  reader: Reader,
  document: Document,
  { state, place }: { readonly state: LiveState; readonly place: string },
): Promise<string | null> {
  const { fields } = await templateOf(reader, document)
  return commentPlaces(fields, state.values).find((each) => each.place === place)?.label ?? null
}

/** What nobody has decided about, each where it stands now, the oldest first. */
export async function openSuggestions({ db, writing }: SuggestionPorts, id: string): Promise<Suggestion[]> {
  const stored = await store.selectOpen(db, id)
  const anchored = stored.flatMap(({ id: suggestionId, place, version, passage }) =>
    passage ? [{ suggestionId, anchor: { place, version, ...passage } }] : [],
  )
  const state = stored.length > 0 ? await writing.state(id) : null
  if (!state) return stored
  const now = await writing.follow(
    id,
    anchored.map(({ anchor }) => anchor),
  )
  const passages = new Map(anchored.map(({ suggestionId }, index) => [suggestionId, now[index] ?? null]))
  const standing = stored.map((each): Suggestion => {
    const at = passages.get(each.id)
    const passage = at ? { from: at.from, to: at.to } : null
    return { ...each, ...wordsNow(state, { ...each, passage }), version: state.version, passage }
  })
  await keepFarBehind(db, stored, standing)
  return standing
}

/** Whoever decides reads what would go and come now. */
function wordsNow(
  state: LiveState,
  { place, passage, slice: json }: Suggestion,
): Partial<Pick<Suggestion, 'quote' | 'inserted'>> {
  const slice = readSlice(json)
  const words = slice && passage && wordsProposed(textAt(state, place), passage, slice)
  return words ? { quote: readQuote(words.gone) ?? '', inserted: readQuote(words.come) ?? '' } : {}
}

/** Versions between a stored passage and now, from which on it is stored anew: following must not grow with the log. */
const farBehind = 300

async function keepFarBehind(db: Db, stored: readonly Suggestion[], standing: readonly Suggestion[]): Promise<void> {
  const moved = standing.filter((each, index) => each.version - (stored[index]?.version ?? 0) > farBehind)
  if (moved.length === 0) return
  await bookkeep(db, 'suggestion_anchor', async (tx) => {
    for (const each of moved) await store.putAnchor(tx, each.id, each)
  })
}

export interface SuggestionAct {
  /** Of the document. */
  readonly id: string
  readonly suggestionId: string
}

const turns = new Map<string, Promise<unknown>>()

/** Decisions about one proposal take turns, so that none falls between the words of another and its record. One process
 *  writes a document. */
function inTurn<T>(suggestionId: string, decision: () => Promise<T>): Promise<T> {
  const before = turns.get(suggestionId) ?? Promise.resolve()
  const turn = before.then(decision, decision)
  turns.set(suggestionId, turn)
  const end = () => {
    if (turns.get(suggestionId) === turn) turns.delete(suggestionId)
  }
  turn.then(end, end)
  return turn
}

/** Whoever writes in the document takes a proposal over, as words of whoever made it. */
export const acceptSuggestion = (
  ports: SuggestionPorts,
  actor: Actor,
  act: SuggestionAct,
): Promise<Result<{ id: string }>> => inTurn(act.suggestionId, () => accept(ports, actor, act))

async function accept(
  ports: SuggestionPorts,
  actor: Actor,
  { id, suggestionId }: SuggestionAct,
): Promise<Result<{ id: string }>> {
  const found = await findOpen(ports, actor, { id, suggestionId })
  if (!found.ok) return found
  const { document, suggestion } = found.value
  const refused = refuseWriting(actor, document) ?? refuseSuggesting(document)
  if (refused) return refused
  if (!(await isCommitted(ports.db, id, suggestionId))) {
    const written = await writeIn(ports, id, suggestion)
    if (written) return written
  }
  return decide(ports.db, actor, { document, suggestionId, outcome: 'accepted' })
}

/** Why it could not be written, or nothing. */
async function writeIn({ writing }: SuggestionPorts, id: string, suggestion: Suggestion): Promise<Problem | null> {
  const { place, passage, version, userId } = suggestion
  const state = await writing.state(id)
  if (!state || !passage) return placeIsGone
  const [now] = await writing.follow(id, [{ place, version, ...passage }])
  if (!now) return placeIsGone
  const slice = readSlice(suggestion.slice)
  const steps = slice && stepsProposed(textAt(state, place), now, slice)
  if (!steps) return fitsNoMore
  // The text says so already.
  if (steps.length === 0) return null
  const change = { kind: 'text', place, steps: steps.map((step) => step.toJSON()) } as const
  const commit = { id: suggestion.id, base: state.version, seen: state.version, change }
  const outcome = await writing.commit(id, { userId }, commit)
  if (outcome.kind === 'done') return null
  return outcome.kind === 'refused' ? conflict(outcome.message) : fitsNoMore
}

const fitsNoMore = conflict(
  'Dieser Vorschlag passt nicht mehr zum Text, wie er jetzt ist. Lehnen Sie ihn ab, oder schreiben Sie selbst um.',
)

export interface SuggestionDrop extends SuggestionAct {
  readonly outcome: 'rejected' | 'withdrawn'
}

/** Whoever writes in the document declines it; whoever made it takes it back. */
export const dropSuggestion = (
  ports: SuggestionPorts,
  actor: Actor,
  act: SuggestionDrop,
): Promise<Result<{ id: string }>> => inTurn(act.suggestionId, () => drop(ports, actor, act))

async function drop(
  ports: SuggestionPorts,
  actor: Actor,
  { id, suggestionId, outcome }: SuggestionDrop,
): Promise<Result<{ id: string }>> {
  const found = await findOpen(ports, actor, { id, suggestionId })
  if (!found.ok) return found
  const { document, suggestion } = found.value
  const refused = outcome === 'withdrawn' ? refuseWithdrawing(actor, suggestion) : refuseWriting(actor, document)
  if (refused) return refused
  // The process died between the two halves of accepting it: the words stand in the text.
  if (await isCommitted(ports.db, id, suggestionId)) {
    const noted = await decide(ports.db, actor, { document, suggestionId, outcome: 'accepted' })
    return noted.ok ? alreadyDecided : noted
  }
  return decide(ports.db, actor, { document, suggestionId, outcome })
}

const refuseWithdrawing = (actor: Actor, { userId }: Suggestion): Problem | null =>
  userId === actor.userId ? null : forbidden('Zurückziehen kann einen Vorschlag nur, wer ihn gemacht hat.')

async function findOpen(
  ports: SuggestionPorts,
  actor: Actor,
  { id, suggestionId }: SuggestionAct,
): Promise<Result<{ document: Document; suggestion: Suggestion }>> {
  const document = await findVisible(ports.db, actor, id)
  if (!document) return gone
  const suggestion = (await openSuggestions(ports, id)).find((each) => each.id === suggestionId)
  return suggestion ? ok({ document, suggestion }) : alreadyDecided
}

const alreadyDecided = conflict('Über diesen Vorschlag ist schon entschieden.')

interface Decision {
  readonly document: Document
  readonly suggestionId: string
  readonly outcome: SuggestionOutcome
}

async function decide(
  db: Db,
  actor: Actor,
  { document, suggestionId, outcome }: Decision,
): Promise<Result<{ id: string }>> {
  const event: AuditEvent = `document.suggestion_${outcome}`
  const details = { suggestion: suggestionId }
  const entry = { by: actor.ref, event, subject: document.id, related: document.caseId, details }
  return transact(db, entry, async (tx) => {
    const isOpen = (await store.selectOpen(tx, document.id)).some((each) => each.id === suggestionId)
    if (!isOpen) return alreadyDecided
    await store.insertDecision(tx, { suggestionId, outcome, userId: actor.userId, at: db.clock.now().toISOString() })
    return ok({ id: document.id })
  })
}

export interface DecidedAll {
  /** Labels of the places whose proposal could not be taken over; they stay open. */
  readonly left: readonly string[]
}

/** Decides about everything that is open, one after another, each against the newest text. */
export async function decideAll(
  ports: SuggestionPorts,
  actor: Actor,
  { id, outcome }: { readonly id: string; readonly outcome: 'accepted' | 'rejected' },
): Promise<Result<DecidedAll>> {
  const document = await findVisible(ports.db, actor, id)
  if (!document) return gone
  const refused = refuseWriting(actor, document) ?? refuseSuggesting(document)
  if (refused) return refused
  const left: string[] = []
  for (const { id: suggestionId, label } of await openSuggestions(ports, id)) {
    const act = { id, suggestionId }
    const done =
      outcome === 'accepted'
        ? await acceptSuggestion(ports, actor, act)
        : await dropSuggestion(ports, actor, { ...act, outcome })
    if (!done.ok && done !== alreadyDecided) left.push(label)
  }
  return ok({ left })
}
