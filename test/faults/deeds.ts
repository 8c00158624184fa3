import { type Actor, actorOf } from '../../server/auth/auth.ts'
import { findUser } from '../../server/auth/user-actions.ts'
import type { Db } from '../../server/base/database.ts'
import { type JobHandler, jobsOf, startJobLoop } from '../../server/base/jobs.ts'
import { approveDocument, submitDocument } from '../../server/document/approval-actions.ts'
import type { Document } from '../../server/document/document.ts'
import { readDocument } from '../../server/document/document-actions.ts'
import { orderIssue } from '../../server/document/issue-actions.ts'
import { type IssuePorts, issueJobs } from '../../server/document/issue-jobs.ts'
import { saveDocument } from '../../server/document/saving.ts'
import { expectOk } from '../house.ts'

/** Who does it, about what. Ids only: it goes to another process. */
export interface Scene {
  readonly writerId: string
  readonly leaderId: string
  readonly documentId: string
}

interface Doing extends Scene {
  readonly db: Db
  readonly ports: () => Promise<IssuePorts>
  /** Acknowledges what must never be lost from here on. */
  readonly say: (line: string) => void
}

export type Deed = 'save' | 'void' | 'approve' | 'issue'

/** Each may be broken off anywhere and done again: as a person would, it looks how things stand and goes on from there. */
export const deeds: Readonly<Record<Deed, (doing: Doing) => Promise<void>>> = {
  save: (doing) => save(doing, 'Gespeichert.'),
  void: (doing) => save(doing, 'Nach der Freigabe geändert.'),
  approve,
  issue,
}

const personOf = async (db: Db, id: string): Promise<Actor> => {
  const user = await findUser(db, id)
  if (!user) throw new Error(`Nobody has the id ${id}.`)
  return actorOf(user)
}

async function readAs(db: Db, actor: Actor, id: string): Promise<Document> {
  const document = await readDocument(db, actor, id)
  if (!document) throw new Error(`${actor.name} does not see the document ${id}.`)
  return document
}

/** What `save` and `void` write. */
export const savedField = 'klimarelevanz'

async function save({ db, writerId, documentId, say }: Doing, text: string): Promise<void> {
  const writer = await personOf(db, writerId)
  const { revision, values } = await readAs(db, writer, documentId)
  const input = { ...values, [savedField]: text }
  const edit = { id: documentId, baseRevision: revision, input, voidApproval: true }
  const saved = expectOk(await saveDocument(db, writer, edit))
  if (saved.kind !== 'saved') throw new Error('Nobody else writes here.')
  say(`saved ${saved.revision}`)
}

async function approve({ db, writerId, leaderId, documentId, say }: Doing): Promise<void> {
  const writer = await personOf(db, writerId)
  if ((await readAs(db, writer, documentId)).state === 'draft') {
    expectOk(await submitDocument(db, writer, { id: documentId }))
  }
  say('submitted')
  const leader = await personOf(db, leaderId)
  const { state, contentHash } = await readAs(db, leader, documentId)
  if (state === 'in_approval')
    expectOk(await approveDocument(db, leader, { id: documentId, contentHash: contentHash ?? '' }))
  say('approved')
}

async function issue({ db, writerId, documentId, say, ports }: Doing): Promise<void> {
  const writer = await personOf(db, writerId)
  if ((await readAs(db, writer, documentId)).state === 'approved') {
    expectOk(await orderIssue(db, writer, { id: documentId }))
  }
  say(`ordered ${(await readAs(db, writer, documentId)).number}`)
  const [job] = await jobsOf(db, documentId)
  if (job && job.doneAt === null) await workOff(db, await ports())
  say(`issued ${(await readAs(db, writer, documentId)).state}`)
}

/** Runs the loop of the server until one job is done and noted down. */
async function workOff(db: Db, ports: IssuePorts): Promise<void> {
  const handlers = issueJobs(ports)
  await new Promise<void>((resolve, reject) => {
    const watched = Object.entries(handlers).map(([kind, handle]): [string, JobHandler] => [
      kind,
      async (...args) => {
        const handled = handle(...args)
        handled.then(() => loop.stop()).then(resolve, reject)
        return handled
      },
    ])
    const loop = startJobLoop(db, Object.fromEntries(watched), { intervalMs: 1000, onError: reject })
  })
}
