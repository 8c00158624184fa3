import { setTimeout as sleep } from 'node:timers/promises'
import { readPage } from '../../form-page.ts'
import { addressOf, type Visitor } from './account.ts'
import { pages } from './pages.ts'

export interface Working {
  readonly url: string
  readonly visitors: readonly Visitor[]
  readonly seconds: number
  /** Of them, not counted at the beginning. */
  readonly warmingSeconds?: number
  /** At least and at most, between two pages. */
  readonly thinkMs: readonly [number, number]
}

/** Everybody opens one page after the other, with a pause to read; every tenth time a Lotsin saves a case. Milliseconds until the
 *  whole page is there, by role and page. */
export async function letWork(working: Working): Promise<Map<string, number[]>> {
  const { url, visitors, seconds, thinkMs, warmingSeconds = 0 } = working
  const times = new Map<string, number[]>()
  const began = performance.now()
  const end = began + seconds * 1000
  const note = (key: string, ms: number) => {
    if (performance.now() - began > warmingSeconds * 1000) times.set(key, [...(times.get(key) ?? []), ms])
  }
  await Promise.all(
    visitors.map(async (visitor, number) => {
      const random = randomOf(number + 1)
      const think = () => sleep(thinkMs[0] + random() * (thinkMs[1] - thinkMs[0]))
      await sleep(random() * thinkMs[1])
      for (let turn = 1; performance.now() < end; turn++) {
        if (visitor.role === 'lotsin' && turn % 10 === 0)
          note('lotsin POST /cases/:case/form', await saveCase(url, visitor, turn))
        else {
          const page = choose(pages[visitor.role], random())
          note(`${visitor.role} ${page}`, await open(url, visitor, addressOf(page, visitor)))
        }
        await think()
      }
    }),
  )
  return times
}

async function open(url: string, { cookie }: Visitor, path: string): Promise<number> {
  const start = performance.now()
  const answer = await fetch(`${url}${path}`, { headers: { Cookie: cookie }, redirect: 'manual' })
  await answer.arrayBuffer()
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
  return performance.now() - start
}

/** Only the answer to what was sent is counted. */
async function saveCase(url: string, { cookie, caseId }: Visitor, turn: number): Promise<number> {
  const path = `/cases/${caseId}/form`
  const headers = { Cookie: cookie, Origin: url, 'Sec-Fetch-Site': 'same-origin' }
  const entries = readPage(await (await fetch(`${url}${path}`, { headers })).text()).entries(path)
  const body = new URLSearchParams(
    entries.map(([name, value]) => [name, name === 'person.staatsangehoerigkeit' ? `Land ${turn}` : value]),
  )
  const start = performance.now()
  const answer = await fetch(`${url}${path}`, { method: 'POST', body, headers, redirect: 'manual' })
  await answer.arrayBuffer()
  if (answer.status !== 303) throw new Error(`POST ${path}: ${answer.status}`)
  return performance.now() - start
}

function choose(choices: readonly (readonly [page: string, weight: number])[], random: number): string {
  let left = random * choices.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [page, weight] of choices) {
    left -= weight
    if (left < 0) return page
  }
  return choices.at(-1)?.[0] ?? '/'
}

/** The same day each time (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
