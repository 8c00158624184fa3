// npm run bench:day -- [--quick] [--cases 5000] [--documents 20000] [--entries 100000] [--people 30] [--seconds 90]
//   [--house <folder>] [--slow] [--json <file>]
// Builds a house (or takes the one that lies in the folder, or leaves it there), lets people work in it against the real
// server, and prints for each page how long it takes, what it weighs and how often it asks the database. It reports and
// judges nothing. --slow adds the queries that take longest.
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
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
    house: { type: 'string' },
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

await build()
const folder = options.house ? resolve(options.house) : await mkdtemp(join(tmpdir(), 'bench-day-'))
await mkdir(folder, { recursive: true })
const file = join(folder, 'house.db')
try {
  const began = performance.now()
  const tell = (line: string) => console.error(`${((performance.now() - began) / 1000).toFixed(0)} s: ${line}`)
  if (!existsSync(file)) await buildHouse(`file:${file}`, size, tell)
  tell('the house stands')
  const account = await takeAccount(`file:${file}`, people.slice(0, Number(options.people)))
  tell('every page was opened once')
  const server = await startServer(file)
  const { visitors } = account
  const times = await letWork({ url: server.url, visitors, seconds, thinkMs: [2000, 6000] })
  await server.stop()
  const figures = figuresOf(account, times)
  console.log(
    `${size.cases} cases, ${size.documents} documents, ${size.entries} entries in the trail; ${visitors.length} people, ${seconds} s (load of the machine: ${(loadavg()[0] ?? 0).toFixed(1)})\n`,
  )
  console.log(
    tableOf([['page', 'opened', 'p50 ms', 'p95 ms', 'most ms', 'kB', 'kB gzip', 'queries'], ...figures.map(lineOf)]),
  )
  if (options.slow) {
    for (const { page, slowest } of figures)
      for (const [ms, sql] of slowest) if (ms > 5) console.log(`\n${page}: ${ms.toFixed(1)} ms\n  ${sql}`)
  }
  if (options.json) await writeFile(options.json, `${JSON.stringify(figures, null, 2)}\n`)
} finally {
  if (!options.house) await rm(folder, { recursive: true, force: true })
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
