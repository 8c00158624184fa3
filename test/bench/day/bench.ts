// npm run bench:day -- [--quick] [--cases 5000] [--documents 20000] [--entries 100000] [--people 30] [--seconds 90]
//   [--loop-seconds 10] [--house <folder>] [--fresh] [--slow] [--json <file>]
// Builds a house of that size once and keeps it in a folder for temporary files (or the one that is named) for the next
// time; --fresh builds it anew. People then work in it against the real server, and for each page of each role it prints
// how long it takes, what it weighs and how often it asks the database. It reports and judges nothing. --slow adds the
// queries that take longest.
// Thirty people working are thirty who read: each opens a page, looks at it for two to six seconds and opens the next, and
// every tenth time a Lotsin saves a case, so seven or eight requests a second reach the server. The first fifth of the time
// is not counted: a server runs for weeks. What it could answer at most is asked afterwards: the same people for a few
// seconds without any pause.
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from '../../../server/cli/build.mjs'
import { startServer } from '../../load/server-process.ts'
import { spreadOf } from '../collab/spread.ts'
import { tableOf } from '../collab/text-table.ts'
import { type Account, takeAccount } from './account.ts'
import { buildHouse, people } from './house.ts'
import { letWork } from './working.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    cases: { type: 'string' },
    documents: { type: 'string' },
    entries: { type: 'string' },
    people: { type: 'string', default: String(people.length) },
    seconds: { type: 'string' },
    'loop-seconds': { type: 'string' },
    house: { type: 'string' },
    fresh: { type: 'boolean', default: false },
    slow: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})

const numberOf = (text: string | undefined, usual: number, quick: number): number =>
  Number(text ?? (options.quick ? quick : usual))

const size = {
  cases: numberOf(options.cases, 5000, 300),
  documents: numberOf(options.documents, 20_000, 1200),
  entries: numberOf(options.entries, 100_000, 6000),
}
const seconds = numberOf(options.seconds, 90, 15)

const loopSeconds = numberOf(options['loop-seconds'], 10, 5)

await build()
const name = `vorlagenwerk-bench-${size.cases}-${size.documents}-${size.entries}`
const folder = options.house ? resolve(options.house) : join(tmpdir(), name)
await mkdir(folder, { recursive: true })
const file = join(folder, 'house.db')
const began = performance.now()
const tell = (line: string) => console.error(`${((performance.now() - began) / 1000).toFixed(0)} s: ${line}`)
if (options.fresh) await removeDatabase(file)
if (!existsSync(file)) await buildWhole(file)
tell('the house stands')
const account = await takeAccount(`file:${file}`, people.slice(0, Number(options.people)))
tell('every page was opened once')
const { visitors, counts } = account
const server = await startServer(file)
const work = { url: server.url, visitors }
const times = await letWork({ ...work, seconds, thinkMs: [2000, 6000], warmingSeconds: seconds / 5 })
const load = loadavg()[0] ?? 0
tell('they have worked')
const looped = await letWork({ ...work, seconds: loopSeconds, thinkMs: [0, 0] })
await server.stop()

const figures = figuresOf(account, times)
console.log(
  `${counts.cases} cases, ${counts.documents} documents, ${counts.entries} entries in the trail; ${visitors.length} people, ${seconds} s (load of the machine: ${load.toFixed(1)})\n`,
)
console.log(
  tableOf([['page', 'opened', 'p50 ms', 'p95 ms', 'most ms', 'kB', 'kB gzip', 'queries'], ...figures.map(lineOf)]),
)
const all = spreadOf([...times.values()].flat())
console.log(`\nAll pages: p50 ${Math.round(all.p50)} ms, p95 ${Math.round(all.p95)} ms.`)
const answered = [...looped.values()].flat().length
console.log(`Without any pause: ${(answered / loopSeconds).toFixed(0)} pages a second.`)
if (options.slow) {
  for (const { page, slowest } of figures)
    for (const [ms, sql] of slowest) if (ms > 5) console.log(`\n${page}: ${ms.toFixed(1)} ms\n  ${sql}`)
}
if (options.json) await writeFile(options.json, `${JSON.stringify(figures, null, 2)}\n`)

/** One whose building was interrupted is never taken for a whole one. */
async function buildWhole(target: string): Promise<void> {
  const draft = `${target}.draft`
  await removeDatabase(draft)
  await buildHouse(`file:${draft}`, size, tell)
  await rename(draft, target)
}

async function removeDatabase(database: string): Promise<void> {
  for (const end of ['', '-wal', '-shm']) await rm(`${database}${end}`, { force: true })
}

type Figures = ReturnType<typeof figuresOf>[number]

function figuresOf({ pages }: Account, times: ReadonlyMap<string, readonly number[]>) {
  const names = [...new Set([...pages.keys(), ...times.keys()])]
  return names.map((page) => {
    const { bytes = null, gzip = null, queries = null, slowest = [] } = pages.get(page) ?? {}
    return { page, ...spreadOf(times.get(page) ?? []), bytes, gzip, queries, slowest }
  })
}

function lineOf({ page, count, p50, p95, most, bytes, gzip, queries }: Figures) {
  const ms = (value: number) => (count === 0 ? '–' : Math.round(value))
  const kb = (value: number | null) => (value === null ? '–' : (value / 1000).toFixed(1))
  return [page, count, ms(p50), ms(p95), ms(most), kb(bytes), kb(gzip), queries ?? '–']
}
