import { spawn } from 'node:child_process'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { fixedClock } from '../../server/base/clock.ts'
import { type Db, openDatabase } from '../../server/base/database.ts'
import { projectRoot } from '../../server/base/project-root.ts'
import type { Document } from '../../server/document/document.ts'
import { findDocumentById } from '../../server/document/document-store.ts'
import { fullPaper, openOffice } from '../server/document/documents.ts'
import { approvedPaper, issuePorts } from '../server/document/issuing.ts'
import { contradictions } from './consistency.ts'
import { type Deed, deeds, type Scene, savedField } from './deeds.ts'

/** Around every call takes minutes (`FAULTS=all`), so else a few kills for each deed must do: around its commits. */
const isWhole = process.env.FAULTS === 'all'
const sampledKills = 4

/** Bundled, for it is started often. */
const program = join(projectRoot, '.cache', `deeds-process.${process.pid}.js`)

let folder: string
let scenes: Readonly<Record<Deed, Scene>>
let nextPaper: Scene

/** One backup for all: each process gets a copy of the same house. */
const backup = () => join(folder, 'backup.db')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faults-'))
  const { house, vosskamp } = await openOffice()
  const landrat = await house.user('leitung', 'Dr. Elisabeth Schwenzow', { unit: '10.2' })
  const sceneOf = ({ id }: Document): Scene => ({
    writerId: vosskamp.userId,
    leaderId: landrat.userId,
    documentId: id,
  })
  scenes = {
    save: sceneOf(await fullPaper(house, vosskamp)),
    void: sceneOf(await approvedPaper(house, vosskamp, landrat)),
    approve: sceneOf(await fullPaper(house, vosskamp)),
    issue: sceneOf(await approvedPaper(house, vosskamp, landrat)),
  }
  nextPaper = sceneOf(await approvedPaper(house, vosskamp, landrat))
  await house.db.backup(backup())
  await house.close()
  await build({
    entryPoints: [join(projectRoot, 'test/faults/deeds-process.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await rm(program, { force: true })
})

const deedNames = ['save', 'void', 'approve', 'issue'] as const

test.each(deedNames)(
  'killed around any call to the database, “%s” is done or not begun, loses nothing acknowledged, and doing it again completes it once',
  async (deed) => {
    const whole = await openCopy(`${deed}-whole`)
    const { said, killed } = await doUntilKilled(deed, whole.file, ['0', 'before'])
    expect(killed).toBe(false)
    const calls = said.at(-1)?.split(' ').slice(1) ?? []
    await checkDone(deed, whole)
    const kills = chosenKills(calls)
    for (const kill of kills) await checkKill(deed, kill)
    if (isWhole) process.stdout.write(`${deed}: ${calls.length} calls, ${kills.length} kills\n`)
  },
  1_800_000,
)

function chosenKills(calls: readonly string[]): [nth: string, moment: string][] {
  const kills = calls.flatMap((kind, index) =>
    isWhole || kind === 'commit' ? ['before', 'after'].map((moment): [string, string] => [`${index + 1}`, moment]) : [],
  )
  const step = isWhole ? 1 : kills.length / Math.min(sampledKills, kills.length)
  return kills.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
}

interface Copy {
  readonly file: string
  open(): Promise<Db>
  remove(): Promise<void>
}

async function openCopy(name: string): Promise<Copy> {
  const file = join(folder, `${name}.db`)
  await copyFile(backup(), file)
  return {
    file,
    open: () => openDatabase({ url: `file:${file}`, clock: fixedClock('2026-11-23T10:00:00.000Z') }),
    remove: async () => {
      for (const end of ['', '-wal', '-shm']) await rm(`${file}${end}`, { force: true })
    },
  }
}

async function checkKill(deed: Deed, kill: readonly string[]): Promise<void> {
  const copy = await openCopy(`${deed}-${kill.join('-')}`)
  const { said, killed } = await doUntilKilled(deed, copy.file, kill)
  expect(killed, kill.join(' ')).toBe(true)
  const db = await copy.open()
  expect(await contradictions(db), kill.join(' ')).toEqual([])
  const found = await findDocumentById(db, scenes[deed].documentId)
  for (const line of said) expect(stands(line, found), `${kill.join(' ')}: ${line}`).toBe(true)

  await deeds[deed]({ db, ports: issuePorts, ...scenes[deed], say: () => undefined })
  await db.close()
  await checkDone(deed, copy)
}

/** Whether what was acknowledged is there. */
function stands(line: string, document: Document | null): boolean {
  const [what, value] = line.split(' ')
  if (what === 'saved') return document?.revision === Number(value) && document.values[savedField] !== undefined
  if (what === 'submitted') return document?.requestId !== null
  if (what === 'approved') return document?.state === 'approved'
  if (what === 'ordered') return document?.number === value
  return what === 'issued' && document?.state === 'issued'
}

const done = {
  save: { state: 'draft', revision: 3, events: ['created', 'saved', 'saved'] },
  void: {
    state: 'draft',
    revision: 3,
    events: ['created', 'saved', 'submitted', 'approved', 'approval_voided', 'saved'],
  },
  approve: { state: 'approved', revision: 2, events: ['created', 'saved', 'submitted', 'approved'] },
  issue: {
    state: 'issued',
    revision: 2,
    number: '0001/2026/KREIS',
    events: ['created', 'saved', 'submitted', 'approved', 'issue_ordered', 'issued'],
  },
} as const satisfies Readonly<Record<Deed, object>>

/** Done exactly once, whatever happened on the way; and the next number follows. */
async function checkDone(deed: Deed, copy: Copy): Promise<void> {
  const db = await copy.open()
  const { documentId } = scenes[deed]
  const { events, ...facts } = done[deed]
  expect(await findDocumentById(db, documentId)).toMatchObject(facts)
  expect(await eventsOf(db, documentId)).toEqual(events.map((event) => `document.${event}`))
  if (deed === 'issue') {
    await deeds.issue({ db, ports: issuePorts, ...nextPaper, say: () => undefined })
    expect(await findDocumentById(db, nextPaper.documentId)).toMatchObject({
      number: '0002/2026/KREIS',
      state: 'issued',
    })
  }
  expect(await contradictions(db)).toEqual([])
  await db.close()
  await copy.remove()
}

const eventsOf = async (db: Db, subject: string): Promise<string[]> =>
  (
    await db.all(z.object({ event: z.string() }), 'SELECT event FROM audit_payload WHERE subject = ? ORDER BY seq', [
      subject,
    ])
  ).map(({ event }) => event)

/** What the process said before it was killed or came to its end. */
function doUntilKilled(
  deed: Deed,
  file: string,
  kill: readonly string[],
): Promise<{ said: string[]; killed: boolean }> {
  const args = [program, file, join(folder, 'keys'), deed, JSON.stringify(scenes[deed]), ...kill]
  const child = spawn(process.execPath, args)
  let [said, complaint] = ['', '']
  child.stdout.on('data', (text) => {
    said += text
  })
  child.stderr.on('data', (text) => {
    complaint += text
  })
  return new Promise((resolve, reject) => {
    child.once('close', (code, signal) => {
      const lines = said.split('\n').filter(Boolean)
      if (signal === 'SIGKILL' || code === 0) resolve({ said: lines, killed: signal === 'SIGKILL' })
      else reject(new Error(complaint))
    })
  })
}
