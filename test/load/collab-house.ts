import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sessionCookieName } from '../../server/auth/session-adapter.ts'
import { systemClock } from '../../server/base/clock.ts'
import { type Db, openDatabase } from '../../server/base/database.ts'
import { createDocument } from '../../server/document/document-actions.ts'
import { saveDocument } from '../../server/document/saving.ts'
import { expectOk } from '../house.ts'
import { fullPaper, houseName, openOffice, paperInput, submit } from '../server/document/documents.ts'
import { beginSession } from '../signed-in.ts'
import { place } from './collab-text.ts'

/** A person who is signed in. */
export interface SignedInPerson {
  readonly userId: string
  readonly cookie: string
}

/** A database file with people of the Sitzungsdienst, who may all write in all of its papers. */
export interface WritingHouse {
  readonly file: string
  readonly people: readonly SignedInPerson[]
  readonly documentIds: readonly string[]
  /** One more document: it lies for approval. */
  readonly frozenId: string
  /** What each document's text was at first, as HTML. */
  readonly texts: readonly string[]
  /** Only while no server has it. */
  open(): Promise<Db>
  remove(): Promise<void>
}

interface Wanted {
  readonly people: number
  /** HTML, one for each document. */
  readonly texts: readonly string[]
}

export async function openWritingHouse({ people, texts }: Wanted): Promise<WritingHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'writing-'))
  const file = join(folder, 'house.db')
  const { house } = await openOffice()
  const author = await house.user('sitzungsdienst', 'Merle Tjarks', { unit: '10.2' })
  const userIds: string[] = []
  for (let number = 1; number <= people; number += 1) {
    const { userId } = await house.user('sitzungsdienst', `Dienst ${number}`, {
      unit: '10.2',
      login: `dienst${number}`,
    })
    userIds.push(userId)
  }
  const documentIds: string[] = []
  for (const text of texts) {
    const { id } = expectOk(await createDocument(house.db, author, { slug: 'sitzungsvorlage-kreis', houseName }))
    const input = paperInput({ [place]: text })
    expectOk(await saveDocument(house.db, author, { id, baseRevision: 1, input }))
    documentIds.push(id)
  }
  await house.user('leitung', 'Dr. Elisabeth Schwenzow', { unit: '10.2' })
  const { id: frozenId } = await submit(house, author, await fullPaper(house, author))
  await house.db.backup(file)
  await house.close()
  const open = () => openDatabase({ url: `file:${file}`, clock: systemClock })
  return {
    file,
    documentIds,
    frozenId,
    texts,
    people: await signInAll(await open(), userIds),
    open,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

async function signInAll(db: Db, userIds: readonly string[]): Promise<SignedInPerson[]> {
  const people: SignedInPerson[] = []
  for (const userId of userIds) {
    people.push({ userId, cookie: `${sessionCookieName(false)}=${await beginSession(db, userId)}` })
  }
  await db.close()
  return people
}
