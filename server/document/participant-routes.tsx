import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { stateWords } from '../../views/document/document-words.ts'
import { ParticipantsPage } from '../../views/document/participants-page.tsx'
import { currentActor, type Env, postedForm, problemStatus, requireRole, text } from '../auth/http.ts'
import type { Problem } from '../base/result.ts'
import { readDocument } from './document-actions.ts'
import { placeOf } from './document-pages.ts'
import { keepsDocument, participantLabels, participantModes, refuseInvitationTo } from './participant.ts'
import {
  invitationChoices,
  inviteParticipant,
  listInvitations,
  setSuggestOnly,
  uninviteParticipant,
} from './participant-actions.ts'

/** Who takes part in a document, and how. */
export const participantRoutes = new Hono<Env>()

const readsDocuments = requireRole('lotsin', 'leitung', 'sitzungsdienst')
for (const path of ['participants', 'participants/*', 'suggest-only'])
  participantRoutes.use(`/documents/:id/${path}`, readsDocuments)

participantRoutes.get('/documents/:id/participants', (c) => participantsPage(c, noForm))

const invitation = z.object({ userId: text, mode: text })

participantRoutes.post('/documents/:id/participants', async (c) => {
  const form = await postedForm(c, invitation)
  const done = await inviteParticipant(c.var.db, currentActor(c), { id: c.req.param('id'), ...form })
  return done.ok ? back(c, 'invited') : participantsPage(c, form, done)
})

participantRoutes.post('/documents/:id/participants/:user/ends', async (c) => {
  const { id, user: userId } = c.req.param()
  const done = await uninviteParticipant(c.var.db, currentActor(c), { id, userId })
  if (!done.ok) return participantsPage(c, noForm, done)
  const isStillSeen = await readDocument(c.var.db, currentActor(c), id)
  return isStillSeen ? back(c, 'uninvited') : c.redirect('/documents', 303)
})

participantRoutes.post('/documents/:id/suggest-only', async (c) => {
  const { on } = await postedForm(c, z.object({ on: text }))
  const done = await setSuggestOnly(c.var.db, currentActor(c), { id: c.req.param('id'), on: on === 'true' })
  return done.ok ? back(c, on === 'true' ? 'suggest-only' : 'write') : participantsPage(c, noForm, done)
})

/** A refused form stays at its address, and reloading it asks for a page. */
participantRoutes.get('/documents/:id/suggest-only', (c) =>
  c.redirect(`/documents/${c.req.param('id')}/participants`, 303),
)

const back = (c: Context<Env>, done: string) =>
  c.redirect(`/documents/${c.req.param('id')}/participants?done=${done}`, 303)

const noForm: z.infer<typeof invitation> = { userId: '', mode: '' }

async function participantsPage(c: Context<Env>, form: z.infer<typeof invitation>, problem: Problem | null = null) {
  const actor = currentActor(c)
  const document = await readDocument(c.var.db, actor, c.req.param('id') ?? '')
  if (!document) return c.notFound()
  const isKept = keepsDocument(actor, document)
  const canInvite = isKept && refuseInvitationTo(document.state) === null
  const choices = canInvite ? await invitationChoices(c.var.db, document) : []
  const invitations = await listInvitations(c.var.db, document.id)
  const page = (
    <ParticipantsPage
      id={document.id}
      title={document.title}
      {...(await placeOf(c.var.db, actor, document))}
      status={stateWords[document.state]}
      authorName={document.authorName}
      participants={invitations.map(({ mode, ...invited }) => ({
        ...invited,
        right: participantLabels[mode],
        can: { end: isKept || invited.userId === actor.userId },
        isMe: invited.userId === actor.userId,
      }))}
      isSuggestOnly={document.isSuggestOnly}
      can={{ invite: canInvite }}
      people={choices.map(({ id, name, unitName }) => ({ value: id, label: `${name}, ${unitName}` }))}
      rights={participantModes.map((value) => ({ value, label: participantLabels[value] }))}
      form={form}
      notice={problem ? undefined : notices.get(c.req.query('done') ?? '')}
      problem={problem}
    />
  )
  return c.html(page, problem ? problemStatus(problem) : 200)
}

const notices: ReadonlyMap<string, string> = new Map([
  ['invited', 'Die Person ist eingeladen und findet das Dokument auf ihrer Startseite.'],
  ['uninvited', 'Die Einladung ist beendet.'],
  ['suggest-only', 'Ab jetzt schreibt nur noch, wer das Dokument angelegt hat. Alle anderen machen Vorschläge.'],
  ['write', 'Ab jetzt schreiben wieder alle, die dazu eingeladen sind oder deren Arbeit es ist.'],
])
