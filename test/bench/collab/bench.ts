// npm run bench:collab -- [--quick] [--only crowd,houses,age,cases,hostile] [--people 10,50] [--texts 250] [--seconds 60]
//   [--editors 2] [--commits 100000] [--engines socket,events,yjs] [--processes 1] [--no-carets] [--json <file>]
// Measures writing together, and Yjs beside it. Tables go to stdout.
import { writeFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { build } from '../../../server/cli/build.mjs'
import { measureAge } from './age.ts'
import { measureCases } from './case-table.ts'
import { type Crowd, measureCrowd } from './crowd.ts'
import { measureHostile } from './hostile.ts'
import { ageTable, caseTable, crowdTable, hostileTable } from './tables.ts'

const parts = ['crowd', 'houses', 'age', 'cases', 'hostile'] as const

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: parts.join() },
    people: { type: 'string' },
    texts: { type: 'string' },
    seconds: { type: 'string' },
    // With a crowd of more than these: so many have their editor on this machine, the others type as from elsewhere.
    editors: { type: 'string', default: '2' },
    commits: { type: 'string' },
    engines: { type: 'string', default: 'socket,events,yjs' },
    processes: { type: 'string', default: '1' },
    'no-carets': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})

const numberOf = (text: string | undefined, usual: number, quick: number): number =>
  Number(text ?? (options.quick ? quick : usual))

const crowds = (options.people ?? (options.quick ? '8' : '10,50')).split(',').map(Number)
const texts = numberOf(options.texts, 250, 10)
const seconds = numberOf(options.seconds, 60, 4)
const commits = numberOf(options.commits, 100_000, 800)

const common = { seconds, processes: Number(options.processes), tellsCaret: !options['no-carets'] }
const engines = (['socket', 'events', 'yjs'] as const).filter((engine) => options.engines.split(',').includes(engine))
const editors = Number(options.editors)
/** Yjs has no typists from elsewhere. */
const placesOf = (engine: Crowd['engine'], typists: number): number[] =>
  engine !== 'yjs' && typists > editors ? [editors, typists] : [typists]
const crowd = crowds.flatMap((typistsPerText) =>
  engines.flatMap((engine) =>
    placesOf(engine, typistsPerText).map(
      (editors): Crowd => ({ ...common, engine, texts: 1, typistsPerText, pages: 30, editors }),
    ),
  ),
)
const houses = engines.map((engine): Crowd => {
  const [editors = 0] = placesOf(engine, texts * 2)
  return { ...common, engine, texts, typistsPerText: 2, pages: 2, editors }
})

const measurings = {
  crowd: async () => {
    const figures = await inTurn(crowd, measureCrowd)
    return { figures, table: crowdTable(`In one text of 30 pages, ${seconds} s`, figures) }
  },
  houses: async () => {
    const figures = await inTurn(houses, measureCrowd)
    return { figures, table: crowdTable(`${texts} texts of 2 pages with two typists each, ${seconds} s`, figures) }
  },
  age: async () => {
    const figures = await measureAge(commits)
    return { figures, table: ageTable(figures) }
  },
  cases: async () => {
    const figures = await measureCases()
    return { figures, table: caseTable(figures) }
  },
  hostile: async () => {
    const figures = await measureHostile({ seconds })
    return { figures, table: hostileTable(figures) }
  },
} satisfies Record<(typeof parts)[number], () => Promise<{ figures: unknown; table: string }>>

await build()
const all: Record<string, unknown> = {}
for (const part of parts.filter((name) => options.only.split(',').includes(name))) {
  const load = loadavg()[0] ?? 0
  const { figures, table } = await measurings[part]()
  all[part] = figures
  console.log(`${table}\n(load of the machine before: ${load.toFixed(1)})\n`)
}
if (options.json) await writeFile(options.json, `${JSON.stringify(all, null, 2)}\n`)

async function inTurn<T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<U[]> {
  const done: U[] = []
  for (const item of items) done.push(await work(item))
  return done
}
